// The pane beside a report's text. Without this its tabs are links to pages of their own; with it they are tabs, and each
// shows the part of that page which the server gives a script.
//
//   templates/reports/pane/_frame.html        the frame: links a[data-tab], the box [data-pane-body]
//   a[data-pane-link]                          shows another part in the same tab
//   form[data-pane-form]                       is sent without leaving the page while the editor is open, one of a
//                                              comment ("comment") without it, too
//   form[data-pane-replace=paragraph]          gives excerpt and suggestion to the editor, if it is open
//   a[data-goto=paragraph]                     leads to a place in the text
//   a[data-sheet]                              a record, read in a sheet over the page
//
// With the editor it speaks by events on the document: it hears studio:select {paragraph, sentence} and studio:saved
// {paragraphs}, and says studio:goto, studio:replace {paragraph, text, suggestion} and studio:backing {paragraph}. Whoever
// marks comments in the text says studio:comment {comment}, and hears studio:commented when something was said of one.

const frame = document.querySelector("[data-pane]");
const told = frame.querySelector("[data-pane-told]");
const body = frame.querySelector("[data-pane-body]");
const closing = frame.querySelector("[data-pane-close]");
const sheet = document.querySelector("[data-pane-sheet]");
const tabs = [...frame.querySelectorAll("[data-tab]")];
const REMEMBERED = `zhibu-pane:${document.body.dataset.person}`;
const LEFT_AT = "zhibu-pane-at";
const PHONE = window.matchMedia("(max-width: 767px)");
// Milliseconds: the caret must rest so long, the text must stay saved so long, before anything is asked for.
const RESTS = 250;
const SAVED = 700;
const UNSEEN = 8000;

const hasEditor = () => Boolean(document.documentElement.dataset.studio);
const number = (text) => (/^\d+$/.test(text ?? "") ? Number(text) : null);

// Where the reader is: a stored paragraph and sentence by number, or a place of a frozen text.
let place = { paragraph: null, sentence: null, at: null };
let current = null;

// ---- Tabs ----

const panels = new Map();

function makePanels() {
  frame.querySelector(".pane-tabs").setAttribute("role", "tablist");
  for (const tab of tabs) {
    const box = document.createElement("div");
    box.className = "pane-panel";
    box.id = `pane-panel-${tab.dataset.tab}`;
    box.tabIndex = 0;
    box.hidden = true;
    box.setAttribute("role", "tabpanel");
    box.setAttribute("aria-labelledby", tab.id);
    body.append(box);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", box.id);
    panels.set(tab.dataset.tab, { tab, box, turn: 0, isStale: true, url: "" });
  }
  closing.hidden = false;
  frame.classList.add("is-ready");
}

function remembered() {
  try {
    return window.localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(name) {
  try {
    window.localStorage.setItem(REMEMBERED, name);
  } catch {
    // a private window: the first tab comes next time
  }
}

function choose(name) {
  current = name;
  for (const [other, panel] of panels) {
    const isChosen = other === name;
    panel.tab.setAttribute("aria-selected", String(isChosen));
    panel.tab.tabIndex = isChosen ? 0 : -1;
    panel.box.hidden = !isChosen;
  }
  const panel = panels.get(name);
  if (panel.isStale || !follow(panel)) load(panel);
}

function open(name) {
  remember(name);
  if (!frame.classList.contains("is-open")) lay(fold);
  frame.classList.add("is-open");
  choose(name);
}

// On a phone the pane is a sheet at the foot of the window: putting it away leaves the text where it was.
function fold() {
  frame.classList.remove("is-open");
  panels.get(current).tab.focus({ preventScroll: true });
}

// Resolves when it is put away.
async function close() {
  fold();
  await lift();
}

// ---- Back ----

// On a phone Back puts away what lies over the text, the uppermost first: each has an entry of the history of its own.
const layers = [];
let lifted = null;

function lay(putAway) {
  if (!PHONE.matches) return;
  layers.push(putAway);
  // The text stays where it is meanwhile; Back is not to scroll it.
  window.history.scrollRestoration = "manual";
  window.history.pushState({ ...window.history.state, layer: layers.length }, "");
}

// What was put away by another button takes its entry along.
function lift() {
  if (!layers.length || !window.history.state?.layer) return Promise.resolve();
  layers.pop();
  return new Promise((resolve) => {
    lifted = resolve;
    window.history.back();
  });
}

window.addEventListener("popstate", () => {
  const done = lifted;
  lifted = null;
  if (done) done();
  else layers.pop()?.();
  if (!layers.length) window.history.scrollRestoration = "auto";
});

// ---- Parts ----

function addressOf(panel) {
  const url = new URL(panel.tab.href);
  if ("follows" in panel.tab.dataset) {
    if (place.at) url.searchParams.set("at", place.at);
    if (place.paragraph) url.searchParams.set("paragraph", place.paragraph);
    if (place.sentence) url.searchParams.set("sentence", place.sentence);
  }
  return url.href;
}

function say(panel, words) {
  const line = document.createElement("p");
  line.className = "pane-hint";
  line.textContent = words;
  panel.box.replaceChildren(line);
}

// What was typed into a part is not thrown away by a newer one.
const isTypedIn = (panel) =>
  [...panel.box.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue);

async function load(panel, url = addressOf(panel)) {
  const turn = ++panel.turn;
  const isSame = panel.url === url;
  panel.isStale = false;
  panel.url = url;
  panel.box.setAttribute("aria-busy", "true");
  if (panel.box.firstChild) waitAbove(panel);
  else say(panel, panel.tab.dataset.waits);
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, cache: "no-store" });
    const part = answer.ok ? await answer.text() : "";
    if (turn !== panel.turn) return;
    if (part && isTypedIn(panel)) {
      panel.isStale = true;
      return;
    }
    if (part) {
      put(panel, part, isSame ? panel.box.scrollTop : 0);
      panel.isFilled = true;
      follow(panel);
      showComment();
    } else {
      panel.isStale = true;
      panel.isFilled = false;
      say(panel, answer.status === 401 ? "登录已到时限，请先保存正文，再重新登录。" : "没有读到，请稍后再点一次。");
    }
  } catch {
    if (turn !== panel.turn) return;
    panel.isStale = true;
    if (!panel.isFilled) say(panel, "现在连不上服务器，请稍后再点一次。");
  } finally {
    if (turn === panel.turn) {
      panel.box.removeAttribute("aria-busy");
      panel.box.querySelector(".pane-waits")?.remove();
    }
  }
}

// While a part is made anew the old one stays readable under the word that says so.
function waitAbove(panel) {
  if (panel.tab.dataset.tab !== "layout" || panel.box.querySelector(".pane-waits")) return;
  const line = document.createElement("p");
  line.className = "pane-waits";
  line.textContent = panel.tab.dataset.waits;
  panel.box.prepend(line);
}

function put(panel, part, scrolled) {
  const shown = new DOMParser().parseFromString(part, "text/html").querySelector("[data-part]");
  // Pages that are printed as before keep their picture.
  const before = new Map([...panel.box.querySelectorAll("[data-keeps]")].map((one) => [one.dataset.keeps, one]));
  for (const fresh of shown.querySelectorAll("[data-keeps]")) {
    const same = before.get(fresh.dataset.keeps);
    if (same) fresh.replaceWith(same);
  }
  panel.box.replaceChildren(shown);
  panel.box.scrollTop = scrolled;
  const count = panel.tab.querySelector("[data-count]");
  count.textContent = Number(shown.dataset.count) ? shown.dataset.count : "";
}

// ---- Following the caret ----

// Whether a part shows what belongs to the caret's place, or could be made to; false where the server has to be asked.
const followers = { "last-year": showSection, layout: showPlace };

function follow(panel) {
  if (!("follows" in panel.tab.dataset)) return true;
  return (followers[panel.tab.dataset.tab] ?? isAsked)(panel);
}

const isAsked = (panel) => panel.url === addressOf(panel);

function showSection(panel) {
  const sections = [...panel.box.querySelectorAll("details[data-kind]")];
  const beside = sections.filter((one) => one.dataset.now.split(" ").includes(String(place.paragraph)));
  if (!sections.length) return true;
  if (!beside.length) return false;
  if (panel.beside !== beside[0]) {
    for (const one of sections) one.open = beside.includes(one);
    panel.box.scrollTop = Math.max(0, beside[0].offsetTop - panel.box.offsetTop);
    panel.beside = beside[0];
  }
  for (const mark of panel.box.querySelectorAll("[data-twin]")) {
    const isHere = mark.dataset.twin === `sentence-${place.sentence}` || mark.dataset.twin === place.at;
    mark.classList.toggle("is-here", isHere);
    if (isHere) mark.scrollIntoView({ block: "nearest" });
  }
  return true;
}

// The page that the caret's paragraph is on, with a bar beside its lines.
function showPlace(panel) {
  const pages = panel.box.querySelector("[data-places]");
  if (!pages) return true;
  for (const bar of pages.querySelectorAll(".pages-bar")) bar.remove();
  const strips = JSON.parse(pages.dataset.places)[place.at && !place.paragraph ? place.at : place.paragraph] ?? [];
  const told = panel.box.querySelector("[data-place-told]");
  told.textContent = strips.length ? `光标所在的段落在第 ${strips.map((one) => one.page).join("、")} 页。` : "";
  const bars = strips.map(({ page, top, bottom }) => {
    const bar = document.createElement("span");
    bar.className = "pages-bar";
    bar.style.top = `${100 * top}%`;
    bar.style.height = `${100 * (bottom - top)}%`;
    pages.querySelector(`[data-page="${page}"]`)?.append(bar);
    return bar;
  });
  bars[0]?.scrollIntoView({ block: "center" });
  return true;
}

let resting = 0;
function moveTo(next) {
  const isSame = ["paragraph", "sentence", "at"].every((name) => (place[name] ?? null) === (next[name] ?? null));
  if (isSame) return;
  place = next;
  frame.dataset.returnTo = next.paragraph ? `${window.location.pathname}#p-${next.paragraph}` : window.location.pathname;
  window.clearTimeout(resting);
  resting = window.setTimeout(() => {
    const panel = panels.get(current);
    if (!isTypedIn(panel) && !follow(panel)) load(panel);
  }, RESTS);
}

document.addEventListener("studio:select", ({ detail }) => {
  moveTo({ paragraph: detail.paragraph ?? null, sentence: detail.sentence ?? null, at: null });
});

let settling = 0;
document.addEventListener("studio:saved", () => {
  for (const panel of panels.values()) {
    if ("renewed" in panel.tab.dataset) panel.isStale = true;
  }
  window.clearTimeout(settling);
  settling = window.setTimeout(renew, SAVED);
});

// The tab in sight at once, the number beside 校对 a little later.
function renew() {
  const panel = panels.get(current);
  if (panel.isStale && !isTypedIn(panel)) load(panel);
  const advice = panels.get("advice");
  if (advice && advice !== panel) {
    settling = window.setTimeout(() => advice.isStale && load(advice), UNSEEN);
  }
}

// ---- A comment whose mark was clicked ----

let wanted = null;

function showComment() {
  const box = wanted && document.getElementById(`c-${wanted}`);
  if (!box || !frame.contains(box)) return;
  wanted = null;
  frame.querySelector(".comment.is-chosen")?.classList.remove("is-chosen");
  box.classList.add("is-chosen");
  box.scrollIntoView({ block: "nearest" });
}

document.addEventListener("studio:comment", ({ detail }) => {
  wanted = detail.comment;
  open("comments");
  showComment();
});

// ---- What is clicked ----

// The text as it stands without the editor: a click on a sentence asks for what is behind it.
document.addEventListener("click", (event) => {
  if (hasEditor() || event.defaultPrevented) return;
  const link = event.target.closest(".studio-text a[data-at]");
  const sentence = link ?? event.target.closest(".studio-text .sentence[data-at]");
  if (!sentence || event.ctrlKey || event.metaKey || (!link && String(window.getSelection()))) return;
  const name = sentence.closest("[data-paragraph]").dataset.paragraph;
  moveTo({ paragraph: number(name) ?? name, sentence: null, at: sentence.dataset.at });
  const words = document.querySelector(`.studio-text .sentence[data-at="${sentence.dataset.at}"]`);
  document.querySelector(".sentence.is-chosen")?.classList.remove("is-chosen");
  words.classList.add("is-chosen");
  if (!link) return;
  event.preventDefault();
  open("sources");
  panels.get("sources").box.focus({ preventScroll: true });
  // The sheet of a phone must not lie over the sentence that it is about.
  if (sentence.getBoundingClientRect().bottom > frame.getBoundingClientRect().top && PHONE.matches) {
    words.scrollIntoView({ block: "start" });
    window.scrollBy(0, -60);
  }
});

frame.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tab]");
  const inside = event.target.closest("a[data-pane-link]");
  const goal = event.target.closest("a[data-goto]");
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (tab) {
    event.preventDefault();
    open(tab.dataset.tab);
  } else if (inside) {
    event.preventDefault();
    load(panels.get(current), inside.href);
  } else if (goal) {
    goTo(event, goal);
  } else if (event.target.closest("[data-pane-close]")) {
    close();
  }
});

async function goTo(event, goal) {
  const paragraph = number(goal.dataset.goto);
  const isOfEditor = paragraph && hasEditor();
  if (!isOfEditor && !PHONE.matches) return;
  event.preventDefault();
  // The address is written anew only when the sheet's entry is gone.
  if (PHONE.matches) await close();
  if (!isOfEditor) {
    window.location.assign(goal.href);
    return;
  }
  document.dispatchEvent(
    new CustomEvent("studio:goto", { detail: { paragraph, sentence: number(goal.dataset.gotoSentence) } }),
  );
}

frame.querySelector(".pane-tabs").addEventListener("keydown", (event) => {
  const at = tabs.findIndex((tab) => tab.dataset.tab === current);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (event.key === " ") event.target.closest("[data-tab]")?.click();
  else if (to === undefined) return;
  event.preventDefault();
  if (to === undefined) return;
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.focus();
  open(tab.dataset.tab);
});

frame.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && PHONE.matches && frame.classList.contains("is-open")) close();
});

// ---- Decisions ----

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.closest("[data-leaves]")) noteLeaving();
  if (event.defaultPrevented || !frame.contains(form)) return;
  if (!hasEditor() && form.dataset.paneForm !== "comment") return;
  if (form.dataset.paneReplace) {
    event.preventDefault();
    replace(form);
  } else if ("paneForm" in form.dataset) {
    event.preventDefault();
    send(form, event.submitter);
  }
});

function replace(form) {
  const { excerpt, suggestion } = Object.fromEntries(new FormData(form));
  const detail = { paragraph: number(form.dataset.paneReplace), text: excerpt, suggestion };
  document.dispatchEvent(new CustomEvent("studio:replace", { detail }));
  form.closest("li")?.remove();
  told.textContent = `已在正文里改为“${suggestion}”。`;
}

async function send(form, submitter) {
  const panel = panels.get(current);
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { told: words, is_done: isDone } = await answer.json();
    told.textContent = words.join(" ");
    delete form.dataset.sent;
    if (!isDone) return;
    form.reset();
    for (const other of panels.values()) other.isStale = true;
    load(panel);
    const said = form.dataset.paneForm === "comment" ? "studio:commented" : "studio:backing";
    document.dispatchEvent(new CustomEvent(said, { detail: { paragraph: place.paragraph } }));
  } catch {
    told.textContent = "没有保存：现在连不上服务器，请稍后再试。";
  } finally {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
}

// ---- Records in a sheet ----

const NOT_READ = "form, button, script, template, dialog, [data-way-back], [data-own-drafts], .alert, .d-print-none";
const NAMES = ["id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "data-return"];

async function openSheet(link) {
  const box = sheet.querySelector("[data-sheet-body]");
  sheet.querySelector("[data-sheet-title]").textContent = link.textContent.trim();
  sheet.querySelector("[data-sheet-open]").href = link.href;
  box.textContent = "正在读取…";
  sheet.showModal();
  lay(() => sheet.close());
  try {
    const answer = await fetch(link.href, { cache: "no-store" });
    if (answer.redirected && !answer.url.startsWith(link.href)) throw new Error("redirected");
    if (!answer.ok) {
      box.textContent = "这条记录已经删除，或者不在您能查看的范围内。";
      return;
    }
    const root = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = root.querySelector(".page-body .container-xl");
    for (const part of content.querySelectorAll(NOT_READ)) part.remove();
    for (const part of content.querySelectorAll("*")) for (const name of NAMES) part.removeAttribute(name);
    for (const part of content.querySelectorAll("a[href]")) {
      part.target = "_blank";
      part.rel = "noopener";
    }
    // Under the title: what the page says there, such as kind and day, and its state.
    const head = document.createElement("p");
    head.className = "text-secondary";
    head.append(...root.querySelectorAll(".page-title .status"), " ", root.querySelector(".page-subtitle")?.textContent.trim() ?? "");
    box.replaceChildren(head, ...content.childNodes);
    box.scrollTop = 0;
  } catch {
    box.textContent = "没有读到这条记录，请用上面的“在新窗口打开”。";
  }
}

frame.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sheet]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openSheet(link);
});
sheet.addEventListener("click", (event) => {
  if (event.target === sheet || event.target.closest("[data-sheet-close]")) putAwaySheet();
});
sheet.addEventListener("cancel", () => lift());

function putAwaySheet() {
  sheet.close();
  lift();
}

// ---- Leaving and coming back ----

function noteLeaving() {
  try {
    window.sessionStorage.setItem(LEFT_AT, JSON.stringify({ ...place, page: window.location.pathname }));
  } catch {
    // the paragraph in the address is enough
  }
}

function placeLeft() {
  const paragraph = number(/^#p-(\d+)$/.exec(window.location.hash)?.[1]);
  if (!paragraph) return null;
  try {
    const left = JSON.parse(window.sessionStorage.getItem(LEFT_AT));
    if (left?.page === window.location.pathname && left.paragraph === paragraph) return left;
  } catch {
    // nothing was noted
  }
  return { paragraph, sentence: null, at: null };
}

frame.addEventListener("click", (event) => {
  if (event.target.closest("a[data-leaves]")) noteLeaving();
});

// The editor may open after this; the place that a person comes back to is told it then.
function whenEditor(act) {
  if (hasEditor()) {
    act();
    return;
  }
  const watch = new MutationObserver(() => {
    if (!hasEditor()) return;
    watch.disconnect();
    act();
  });
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-studio"] });
}

makePanels();
const left = placeLeft();
if (left) {
  place = left;
  whenEditor(() => document.dispatchEvent(new CustomEvent("studio:goto", { detail: { paragraph: left.paragraph, sentence: left.sentence } })));
}
const last = remembered();
choose(panels.has(last) ? last : tabs[0].dataset.tab);
