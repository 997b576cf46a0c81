// The meeting form: the roll grid (全部到会, digits, figures) and parts that only some kinds need.
// Without it every radio button, reason and field is there and works.

const DIGITS = { 1: "PRESENT", 2: "LEAVE", 3: "ABSENT", 4: "EXEMPT" };
const roll = document.getElementById("roll");

function count(value) {
  return roll.querySelectorAll(`input[type=radio][value="${value}"]:checked`).length;
}

function refresh() {
  for (const hidden of roll.querySelectorAll("[data-roll-all], [data-roll-hint]")) hidden.hidden = false;
  const sum = roll.querySelector("[data-roll-sum]");
  if (!sum) return;
  const [present, leave, absent, exempt] = Object.values(DIGITS).map(count);
  const parts = [`应到 ${present + leave + absent} 人`, `实到 ${present}`];
  if (leave) parts.push(`请假 ${leave}`);
  if (absent) parts.push(`缺席 ${absent}`);
  if (exempt) parts.push(`不计入 ${exempt}`);
  sum.textContent = parts.join("，");
}

function choose(row, value) {
  const radio = row.querySelector(`input[type=radio][value="${value}"]`);
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  return radio;
}

roll.addEventListener("change", refresh);
// Kinds, group, date and state decide who is due: the server is asked again, what was chosen is sent along.
document.addEventListener("change", (event) => {
  if (event.target.matches(".roll-source")) roll.dispatchEvent(new Event("reroll"));
});
roll.addEventListener("click", (event) => {
  if (!event.target.closest("[data-roll-all]")) return;
  for (const row of roll.querySelectorAll("[data-roll-row]")) choose(row, "PRESENT");
});
roll.addEventListener("keydown", (event) => {
  const value = DIGITS[event.key];
  const row = event.target.closest("[data-roll-row]");
  if (!value || !row || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  choose(row, value).focus();
});
document.addEventListener("htmx:afterSwap", refresh);

// <fieldset data-for-kind="LECTURE"> shows only while that kind is ticked.
function showParts() {
  for (const part of document.querySelectorAll("[data-for-kind]")) {
    const box = document.querySelector(`input[name=kinds][value="${part.dataset.forKind}"]`);
    part.hidden = !(box?.checked || part.querySelector(".has-error"));
  }
  const group = document.querySelector("#div_id_group");
  const kind = document.querySelector('input[name=kinds][value="GROUP"]');
  if (group && kind) group.hidden = !(kind.checked || group.querySelector("select").value);
}

document.addEventListener("change", (event) => {
  if (event.target.name === "kinds") showParts();
});
showParts();
refresh();
