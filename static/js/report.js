// The report editor works without this; it only marks the section in view and keeps the place when sources open.

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

// On a wide screen the sources stand beside the text, so following the link must not move the text.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sentence]");
  if (!link || window.innerWidth < 768) return;
  const { scrollX, scrollY } = window;
  requestAnimationFrame(() => window.scrollTo(scrollX, scrollY));
  document.getElementById(link.hash.slice(1))?.closest(".studio-side")?.scrollTo({ top: 0 });
});
