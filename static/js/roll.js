// The meeting form: the roll grid (全部到会, digits, figures) and parts that only some kinds need.
// Without it every radio button, reason and field is there and works.

const DIGITS = { 1: "PRESENT", 2: "LEAVE", 3: "ABSENT", 4: "EXEMPT" };
const roll = document.getElementById("roll");

function count(value) {
  return roll.querySelectorAll(`input[type=radio][value="${value}"]:checked`).length;
}

function refresh() {
  for (const hidden of roll.querySelectorAll("[data-roll-all], [data-roll-hint], [data-roll-exempt]")) hidden.hidden = false;
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
// Whoever is away is due like everybody else until somebody says otherwise, for this meeting, with the reason.
roll.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-roll-exempt]");
  if (!offer) return;
  const row = offer.closest("[data-roll-row]");
  const reason = row.querySelector(".roll-reason input");
  reason.value ||= offer.dataset.rollExempt;
  choose(row, "EXEMPT").focus();
  offer.remove();
});
roll.addEventListener("keydown", (event) => {
  const value = DIGITS[event.key];
  const row = event.target.closest("[data-roll-row]");
  if (!value || !row || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  choose(row, value).focus();
});
// The answer also brings a new title and year, where the suggested ones were left as they stood.
document.addEventListener("htmx:afterSwap", () => {
  for (const fresh of roll.querySelectorAll("[data-fresh]")) {
    for (const id of [`id_${fresh.dataset.fresh}`, `id_${fresh.dataset.fresh}_default`]) {
      document.getElementById(id).value = fresh.dataset.value;
    }
    fresh.remove();
  }
  refresh();
});

// data-for-kind="LECTURE STUDY" shows only while one of these kinds is ticked, or while it holds something.
function isFilled(part) {
  return [...part.querySelectorAll("input, select, textarea")].some((field) => field.value.trim());
}

// data-item-kind="FIRST STUDY" in a row of the agenda; a row without a kind asks what a 审议 asks.
function showItemParts(row) {
  const kind = row.querySelector("select[name$='-kind']").value || "DELIBERATION";
  for (const part of row.querySelectorAll("[data-item-kind]")) {
    const isWanted = part.dataset.itemKind.split(" ").includes(kind);
    part.hidden = !(isWanted || isFilled(part) || part.querySelector(".has-error, .is-invalid"));
  }
}

const agenda = document.getElementById("agenda-rows");
function showItems() {
  for (const row of agenda.querySelectorAll("[data-formset-row]")) showItemParts(row);
}
agenda.addEventListener("change", (event) => {
  if (event.target.name?.endsWith("-kind")) showItemParts(event.target.closest("[data-formset-row]"));
});
agenda.addEventListener("click", (event) => {
  if (event.target.closest("[data-formset-add]")) setTimeout(showItems);
});

function showParts() {
  const ticked = [...document.querySelectorAll("input[name=kinds]:checked")].map((box) => box.value);
  for (const part of document.querySelectorAll("[data-for-kind]")) {
    const isWanted = part.dataset.forKind.split(" ").some((kind) => ticked.includes(kind));
    part.hidden = !(isWanted || isFilled(part) || part.querySelector(".has-error"));
  }
  const group = document.getElementById("div_id_group");
  group.hidden = !(ticked.includes("GROUP") || isFilled(group));
  // 所属年度 is asked for 组织生活会 and 民主评议; everything else belongs to the year of its date.
  const isYearly = ["LIFE", "APPRAISAL"].some((kind) => ticked.includes(kind));
  const year = document.getElementById("div_id_year");
  const held = document.getElementById("id_starts_at").value.slice(0, 4);
  if (!isYearly && ticked.length && held) {
    for (const id of ["id_year", "id_year_default"]) document.getElementById(id).value = held;
  }
  year.hidden = !(isYearly || !ticked.length || year.classList.contains("has-error"));
  const chair = document.getElementById("id_chair");
  const note = document.getElementById("div_id_chair_note");
  const isRuled = ["ASSEMBLY", "COMMITTEE", "GROUP"].some((kind) => ticked.includes(kind));
  const groupKey = ticked.includes("GROUP") ? document.getElementById("id_group").value : "";
  const usual = JSON.parse(chair.dataset.usual)[groupKey] ?? [];
  // Whoever leads the group takes the chair, as long as nobody was chosen by hand.
  if (!chair.dataset.chosen && usual.length && !usual.includes(Number(chair.value))) chair.value = usual[0];
  const isAnother = chair.value && usual.length && !usual.includes(Number(chair.value));
  note.hidden = !((isRuled && isAnother) || isFilled(note) || note.classList.contains("has-error"));
}

document.addEventListener("change", (event) => {
  if (event.target.name === "chair") event.target.dataset.chosen = "true";
  if (event.target.matches("[name=kinds], [name=group], [name=chair], [name=starts_at]")) showParts();
});
// A stored meeting keeps its chair, and so does a form that came back with somebody chosen by hand.
const chair = document.getElementById("id_chair");
const usualChairs = Object.values(JSON.parse(chair.dataset.usual)).flat();
if (
  document.getElementById("id_lock_version") ||
  document.querySelector(".has-error") ||
  document.getElementById("id_chair_note").value.trim() ||
  (chair.value && !usualChairs.includes(Number(chair.value)))
) {
  chair.dataset.chosen = "true";
}
showParts();
showItems();
refresh();
