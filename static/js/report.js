// The report editor works without this; it only marks the section in view.

const links = [...document.querySelectorAll(".studio-toc a[href^='#']")];
const seen = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      const link = links.find((one) => one.hash === `#${entry.target.id}`);
      link?.classList.toggle("is-here", entry.isIntersecting);
    }
  },
  { rootMargin: "-20% 0px -70% 0px" },
);
for (const section of document.querySelectorAll(".report-section")) seen.observe(section);

// How much the records have changed since the draft takes a moment to find out; the page does not wait for it.
function showChanges(link, { count, sections = {} }) {
  for (const other of document.querySelectorAll("[data-changes-of]")) {
    const own = sections[other.dataset.changesOf];
    other.hidden = !own;
    other.textContent = own ? `记录变了 ${own} 处，去对照` : "";
  }
  if (!count) return;
  const badge = document.createElement("span");
  badge.className = "toc-count is-gap";
  badge.textContent = ` ${count} 处`;
  link.append(badge);
}

for (const link of document.querySelectorAll("a[data-count-from]")) {
  fetch(link.dataset.countFrom, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { count: 0 }))
    .then((told) => showChanges(link, told))
    .catch(() => {});
}
