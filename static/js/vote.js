// The form of a vote: parts that only some matters or methods need. Without it every field is there and works.
//
//   data-for-choice="ADMISSION CONFIRMATION"   shown while 表决事项 or 表决方式 is one of these

const matter = document.getElementById("id_matter");
const method = document.getElementById("id_method");
const seats = document.getElementById("div_id_seats");
const form = matter.form;

// What is hidden is not sent, but stays in the page should it be shown again.
function show(part, isShown) {
  part.hidden = !isShown;
  for (const field of part.querySelectorAll("input")) field.disabled = !isShown;
}

function refresh() {
  const chosen = [matter.value, method.value];
  for (const row of form.querySelectorAll("[data-formset-row]")) show(row, true);
  for (const part of form.querySelectorAll("[data-for-choice]")) {
    show(part, part.dataset.forChoice.split(" ").some((value) => chosen.includes(value)));
  }
  show(seats, matter.value === "ELECTION");
  if (matter.value === "ELECTION") return;
  // Everything else is voted on one by one: rows added for an election wait unseen.
  for (const row of [...form.querySelectorAll("[data-formset-row]")].slice(1)) show(row, false);
}

// An election is always by secret ballot.
matter.addEventListener("change", () => {
  if (matter.value === "ELECTION") method.value = "SECRET";
  refresh();
});
method.addEventListener("change", refresh);
// A row that was just added follows too.
form.addEventListener("click", (event) => {
  if (event.target.closest("[data-formset-add]")) refresh();
});
refresh();
