// Lists of persons to tap (inputs with data-check-list): 全选 and 全不选 above each, and how many are chosen.
// Without JavaScript the boxes work by themselves.

function button(text, onPress) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm";
  made.textContent = text;
  made.addEventListener("click", onPress);
  return made;
}

for (const list of document.querySelectorAll(".choice-list")) {
  const boxes = [...list.querySelectorAll("input[type=checkbox][data-check-list]")];
  if (!boxes.length) continue;
  const bar = document.createElement("div");
  bar.className = "check-list-bar";
  const state = document.createElement("span");
  state.setAttribute("role", "status");
  const count = () => {
    state.textContent = `已选 ${boxes.filter((box) => box.checked).length} / ${boxes.length} 人`;
  };
  const setAll = (value) => {
    for (const box of boxes) box.checked = value;
    count();
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  bar.append(button("全选", () => setAll(true)), button("全不选", () => setAll(false)), state);
  list.before(bar);
  list.classList.add("is-check-list");
  list.addEventListener("change", count);
  count();
}
