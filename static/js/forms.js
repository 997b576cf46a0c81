// Forms: submit on choosing, warn before typed text is lost, submit once, propose what goes by a day.

// <form data-autosubmit>: choosing in a select or ticking a box sends it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
});

// <form data-warn-unsaved>: leaving the page with typed text asks first.
let isDirty = false;
const markDirty = (event) => {
  if (event.target.closest("form[data-warn-unsaved]")) isDirty = true;
};
document.addEventListener("input", markDirty);
document.addEventListener("change", markDirty);
window.addEventListener("beforeunload", (event) => {
  if (!isDirty) return;
  event.preventDefault();
  event.returnValue = ""; // what Chromium before 119 waits for
});

// data-confirm="…" on a form asks first. data-guard: a second click sends nothing more; the server also refuses a
// form that comes twice, this only spares the wait. Other scripts answer to "form:send" when something must be known
// before the form goes: each adds a promise to detail.checks, and a false one keeps the form here.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.checked) {
    delete form.dataset.checked;
    leave(form);
    return;
  }
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const checks = [];
  form.dispatchEvent(new CustomEvent("form:send", { bubbles: true, detail: { checks } }));
  if (!checks.length) {
    leave(form);
    return;
  }
  event.preventDefault();
  form.dataset.sent = "yes";
  const { submitter } = event;
  Promise.all(checks).then((answers) => {
    setGuard(form, false);
    if (!answers.every(Boolean)) return;
    form.dataset.checked = "yes";
    form.requestSubmit(submitter);
  });
});

function leave(form) {
  if ("warnUnsaved" in form.dataset) isDirty = false;
  if (!("guard" in form.dataset)) return;
  form.dataset.sent = "yes";
  // After the browser has gathered the fields, so that the pressed button's own value is sent too.
  window.setTimeout(() => setGuard(form, true));
  // A form that answers with a download leaves the page standing.
  window.setTimeout(() => setGuard(form, false), 8000);
}

function setGuard(form, isSent) {
  if (!isSent) delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = isSent;
}

// Coming back with the browser's back button finds the form usable again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-guard]")) setGuard(form, false);
});

// <form data-send-at-once>: sends itself, unless the person came back to it.
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type !== "back_forward") document.querySelector("form[data-send-at-once]")?.requestSubmit();

// <select data-campaign-of="starts_at">: proposes the campaign that runs on the day typed in the field of that name,
// until the person chooses one.
for (const select of document.querySelectorAll("select[data-campaign-of]")) {
  const day = select.form?.elements[select.dataset.campaignOf];
  let isChosen = false;
  select.addEventListener("change", () => {
    isChosen = true;
  });
  day?.addEventListener("change", () => {
    const on = day.value.slice(0, 10);
    if (isChosen || !/^\d{4}-\d\d-\d\d$/.test(on)) return;
    const running = [...select.options].filter((one) => one.dataset.from <= on && on <= one.dataset.to);
    running.sort((one, other) => other.dataset.from.localeCompare(one.dataset.from));
    select.value = running[0]?.value ?? "";
  });
}
