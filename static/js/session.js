// A form is sent only while the person who opened the page is signed in. The server is asked before every POST; where
// the session has ended, the sign-in opens over the page and the form goes afterwards, with everything in it. Without
// JavaScript the server leads through the sign-in (branch/accounts/gate.py).
//
//   <body data-person="7" data-branch="2" data-year="2025">            whose page this is, and where that person worked
//   components/_sign_in_again.html                                     the dialog, and the addresses to ask

const again = document.getElementById("sign-in-again");
const page = { ...document.body.dataset, ...again.dataset };
let dialog = null;
let token = "";

// The token changes with every sign-in, in another tab too.
function freshen(fresh) {
  token = fresh;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = fresh;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh }));
}

async function post(address, fields) {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
  return fetch(address, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
}

async function ask() {
  const answer = await fetch(page.state, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const state = await answer.json();
  freshen(state.csrf);
  return state;
}

// Words above the form that was kept here.
function tell(form, words) {
  form?.parentElement.querySelector(":scope > [data-not-sent]")?.remove();
  if (!form || !words) return;
  const note = document.createElement("div");
  note.className = "alert alert-danger house-alert";
  note.setAttribute("role", "alert");
  note.dataset.notSent = "";
  note.tabIndex = -1;
  note.textContent = words;
  form.before(note);
  note.focus();
}

const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// What the sign-in page says: what is wrong, or that it is closed for a while.
async function refusal(answer) {
  const root = await parsed(answer);
  const told = root.querySelector("[role=alert]") ?? root.querySelector(".plain-card");
  return told?.textContent.replace(/\s+/g, " ").trim() || "没有登录成功，请再试一次。";
}

// The state after signing in, null when the person closes the dialog.
function signInOverThePage() {
  dialog ??= document.body.appendChild(again.content.querySelector("dialog").cloneNode(true));
  const form = dialog.querySelector("form");
  const trouble = dialog.querySelector("[data-trouble]");
  const button = form.querySelector("[type=submit]");
  const say = (words) => {
    trouble.textContent = words;
    trouble.hidden = !words;
    if (words) trouble.focus();
  };
  // First the password, then, where the account asks for it, the code of the phone.
  let step = "";
  const turnTo = (name) => {
    step = name;
    for (const part of form.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== name;
    form.elements[name].value = "";
    form.elements[name].focus();
  };
  say("");
  dialog.showModal();
  turnTo("password");
  return new Promise((resolve) => {
    // Who signed in in another tab, the company's way too, comes back to this one.
    const lookAgain = async () => {
      const state = document.hidden ? null : await ask().catch(() => null);
      if (state?.person && dialog.open) done(state);
    };
    const done = (state) => {
      document.removeEventListener("visibilitychange", lookAgain);
      window.removeEventListener("focus", lookAgain);
      form.onsubmit = dialog.onclose = null;
      dialog.close();
      resolve(state);
    };
    dialog.onclose = () => done(null);
    document.addEventListener("visibilitychange", lookAgain);
    window.addEventListener("focus", lookAgain);
    form.onsubmit = async (event) => {
      event.preventDefault();
      event.stopPropagation();
      button.disabled = true;
      try {
        const { code, ...account } = Object.fromEntries(new FormData(form));
        const answer = step === "code" ? await post(page.code, { code }) : await post(page.signIn, account);
        const state = answer.type === "opaqueredirect" ? await ask() : null;
        if (state?.person) done(state);
        else if (state && step === "password") {
          say("");
          turnTo("code");
        } else if (state) {
          turnTo("password");
          say("等得太久了，请再输入一次密码。");
        } else say(await refusal(answer));
      } catch {
        say("连不上服务器，请稍后再试。内容仍在页面上。");
      }
      button.disabled = false;
    };
    dialog.querySelector("[data-close]").onclick = () => done(null);
  });
}

// Whether a form of this page may go now. One question at a time, however many buttons are pressed.
async function mayGo(form) {
  tell(form, "");
  try {
    let state = await ask();
    if (!state.person) {
      state = await signInOverThePage();
      if (!state) {
        tell(form, "还没有登录，这一页没有发送。内容仍在页面上。");
        return false;
      }
      if (String(state.person) === page.person) document.dispatchEvent(new CustomEvent("session:again"));
    }
    if (String(state.person) !== page.person) {
      tell(form, `这一页是${page.name}打开的，现在登录的是另一个账号，所以没有发送。内容仍在页面上；请${page.name}登录后再按一次。`);
      return false;
    }
    if (page.branch && (String(state.branch) !== page.branch || String(state.year) !== page.year)) {
      await post(page.switch, { branch: page.branch, year: page.year });
    }
    return true;
  } catch {
    tell(form, "现在连不上服务器，没有发送。内容仍在页面上，请稍后再按一次。");
    return false;
  }
}

document.addEventListener("form:send", (event) => {
  const form = event.target;
  if (form.getAttribute("method")?.toLowerCase() !== "post" || "signOut" in form.dataset) return;
  event.detail.checks.push(mayGo(form));
});

// A part of the page that was asked for after the session's end is asked for again.
document.addEventListener("htmx:responseError", async (event) => {
  const { xhr, elt, requestConfig } = event.detail;
  if (xhr.status !== 401 || !(await mayGo(elt.closest("form")))) return;
  elt.dispatchEvent(new Event(requestConfig.triggeringEvent.type));
});
