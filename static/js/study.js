// Study pages: a long text remembers its place, on this device alone; a form shows what it needs. Without JavaScript the
// pages work the same, only less kindly.

const store = {
  get(key) {
    try {
      return window.localStorage.getItem(`zhibu:${key}`);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      if (value) window.localStorage.setItem(`zhibu:${key}`, value);
      else window.localStorage.removeItem(`zhibu:${key}`);
    } catch {
      // Private windows refuse storage; then no place is kept.
    }
  },
};

// <article data-reading="key">: the last paragraph in sight is kept; a button leads back to it.
for (const article of document.querySelectorAll("[data-reading]")) {
  const paragraphs = [...article.querySelectorAll(".reading-text")];
  const place = Number(store.get(article.dataset.reading)) || 0;
  const resume = article.querySelector("[data-reading-resume]");
  if (place > 2 && place < paragraphs.length - 1 && resume) {
    resume.hidden = false;
    resume.querySelector("button").addEventListener("click", () => {
      paragraphs[place].scrollIntoView({ block: "start" });
      paragraphs[place].tabIndex = -1;
      paragraphs[place].focus({ preventScroll: true });
    });
  }
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting && window.scrollY > 0) {
        store.set(article.dataset.reading, String(paragraphs.indexOf(entry.target)));
      }
    }
  });
  paragraphs.forEach((paragraph) => watch.observe(paragraph));
}

// The audience of a task, or of a line of the plan, decides which of the choices below it is needed.
const audiences = [...document.querySelectorAll('input[name="audience"]')];
const showNeeded = () => {
  const chosen = audiences.find((input) => input.checked)?.value;
  for (const [id, audience] of [["div_id_group", "GROUP"], ["div_id_chosen", "CHOSEN"]]) {
    const box = document.getElementById(id);
    if (box) box.hidden = chosen !== audience;
  }
};
if (audiences.length) {
  audiences.forEach((input) => input.addEventListener("change", showNeeded));
  showNeeded();
}
