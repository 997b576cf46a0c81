// The report editor works without this; it only marks the section in view.

const links = [...document.querySelectorAll(".studio-toc a")];
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
for (const link of document.querySelectorAll("a[data-count-from]")) {
  fetch(link.dataset.countFrom, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { count: 0 }))
    .then(({ count }) => {
      if (!count) return;
      const badge = document.createElement("span");
      badge.className = "toc-count is-gap";
      badge.textContent = ` ${count} 处`;
      link.append(badge);
    })
    .catch(() => {});
}
