// Small aids of every page. Nothing here is needed to read or to save: without JavaScript the pages still work.

// data-progress="0…100" on an element sets its width (set through the CSSOM, so the content policy allows it).
for (const bar of document.querySelectorAll("[data-progress]")) {
  bar.style.width = `${Math.min(100, Math.max(0, Number(bar.dataset.progress) || 0))}%`;
}

// <tr data-href="…">: a click anywhere on the row opens it; the link inside is what the keyboard uses.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, select, label, summary")) return;
  if (String(window.getSelection())) return;
  window.location.assign(row.dataset.href);
});

// data-scroll-month="11": a wide year grid starts with that month at its right end, whole months in sight.
for (const box of document.querySelectorAll("[data-scroll-month]")) {
  const months = [...box.querySelectorAll("[data-month]")];
  const current = months.find((month) => month.dataset.month === box.dataset.scrollMonth);
  const labels = box.querySelector("th");
  if (!current || box.scrollWidth <= box.clientWidth) continue;
  const end = current.offsetLeft + current.offsetWidth;
  const room = box.clientWidth - labels.offsetWidth;
  const first = months.find((month) => end - month.offsetLeft <= room);
  box.scrollLeft = first.offsetLeft - labels.offsetWidth - labels.offsetLeft;
}

// On a phone the filters of a list fold away behind a button, unless some are set. The style sheet folds at phone width
// alone, so a desk always sees them.
for (const button of document.querySelectorAll("[data-filter-toggle]")) {
  const form = button.closest("form");
  const fold = (isFolded) => {
    form.classList.toggle("is-folded", isFolded);
    button.setAttribute("aria-expanded", String(!isFolded));
  };
  button.hidden = false;
  fold(!window.location.search);
  button.addEventListener("click", () => fold(!form.classList.contains("is-folded")));
}

// On a phone the tabs of a section scroll; the present one starts in sight.
for (const tabs of document.querySelectorAll(".section-tabs")) {
  const present = tabs.querySelector("[aria-current]");
  if (present) tabs.scrollLeft = present.offsetLeft + present.offsetWidth / 2 - tabs.clientWidth / 2;
}

// data-focus: an error summary takes the focus, so that it is read aloud and seen.
document.querySelector("[data-focus]")?.focus();

// data-back: a link that goes back where the person came from.
document.addEventListener("click", (event) => {
  const back = event.target.closest("[data-back]");
  if (back && document.referrer.startsWith(window.location.origin)) {
    event.preventDefault();
    window.history.back();
  }
});

// data-return="name": links and forms inside lead to work that belongs to this page (to a place of it: data-return-to);
// until the person is back here or goes elsewhere by the navigation, the pages in between show the way back.
const RETURN = "return-to";
const wayBack = document.querySelector("[data-way-back]");
if (document.querySelector("[data-return]")) sessionStorage.removeItem(RETURN);
function noteReturn(origin) {
  const page = origin.dataset.returnTo ?? window.location.pathname;
  sessionStorage.setItem(RETURN, JSON.stringify([origin.dataset.return, page]));
}
document.addEventListener("submit", (event) => {
  const origin = event.target.closest("[data-return]");
  if (origin) noteReturn(origin);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const origin = link?.closest("[data-return]");
  if (origin) {
    noteReturn(origin);
  } else if (link?.closest(".house-side, .bottom-bar, .sheet-links")) {
    sessionStorage.removeItem(RETURN);
  }
});
if (wayBack && sessionStorage.getItem(RETURN)) {
  const [label, path] = JSON.parse(sessionStorage.getItem(RETURN));
  wayBack.querySelector("a").href = path;
  wayBack.querySelector("span").textContent = `回到${label}`;
  wayBack.hidden = false;
}
