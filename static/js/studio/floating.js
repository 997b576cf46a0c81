// A box that stands at a place of the text, closed by Escape, a click elsewhere, or when its work is done.

export function floating(className, role, label) {
  const box = document.createElement("div");
  box.className = `studio-float ${className}`;
  box.setAttribute("role", role);
  box.setAttribute("aria-label", label);
  box.hidden = true;
  document.body.append(box);
  return box;
}

// Below a rectangle of the window, or above it where there is no room.
export function placeAt(box, { left, top, bottom }) {
  box.hidden = false;
  const { innerWidth, innerHeight, scrollX, scrollY } = window;
  const x = Math.max(8, Math.min(left, innerWidth - box.offsetWidth - 8));
  const isAbove = bottom + box.offsetHeight > innerHeight && top > box.offsetHeight;
  box.style.left = `${x + scrollX}px`;
  box.style.top = `${(isAbove ? top - box.offsetHeight - 4 : bottom + 4) + scrollY}px`;
}

export function button(label, act, title = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "studio-item";
  made.textContent = label;
  if (title) made.title = title;
  // The caret stays in the text.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", act);
  return made;
}

// Up and down go through the buttons of a menu.
export function walk(box, event) {
  if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const items = [...box.querySelectorAll("button, a[href]")];
  const at = items.indexOf(document.activeElement);
  items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus();
}
