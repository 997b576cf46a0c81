// How far one has read and how long the rest takes; the size of the type is kept on the device.

const sections = [...document.querySelectorAll("[data-seconds]")];
const bar = document.querySelector(".read-progress");
const left = document.querySelector("[data-read-left]");
const all = sections.reduce((sum, one) => sum + Number(one.dataset.seconds), 0);

function told(seconds) {
  const tens = Math.max(Math.round(seconds / 10), 0) * 10;
  const minutes = Math.floor(tens / 60);
  return [minutes ? `${minutes} 分` : "", tens % 60 || !minutes ? `${tens % 60} 秒` : ""].filter(Boolean).join(" ");
}

// The line that is read stands in the upper third of the window.
function show() {
  const line = window.innerHeight / 3;
  let done = 0;
  for (const section of sections) {
    const { top, height } = section.getBoundingClientRect();
    const part = Math.min(Math.max((line - top) / height, 0), 1);
    done += part * Number(section.dataset.seconds);
  }
  bar.value = all ? (done / all) * 100 : 0;
  if (window.scrollY > 0) left.textContent = `已读 ${Math.round(bar.value)}%，还要约 ${told(all - done)}`;
}

const KEY = "zhibu-read-size";
let size = Number(localStorage.getItem(KEY)) || 2;
function resize(step) {
  size = Math.min(Math.max(size + step, 1), 4);
  document.body.className = `read-page read-size-${size}`;
  localStorage.setItem(KEY, String(size));
  show();
}
const buttons = document.querySelector("[data-read-size]");
buttons.hidden = false;
buttons.addEventListener("click", (event) => {
  const { step } = event.target.closest("[data-step]")?.dataset ?? {};
  if (step) resize(Number(step));
});
resize(0);
document.addEventListener("scroll", show, { passive: true });
window.addEventListener("resize", show);
