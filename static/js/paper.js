// The count of paper ballots: sums beside the lines, Enter to the next cell. Without it the server checks the sums.

const form = document.querySelector("[data-paper]");
const cells = [...form.querySelectorAll("input[type=number]")];
const valid = document.getElementById("id_valid");
const returned = document.getElementById("id_returned");

const number = (field) => Number(field.value) || 0;

function refresh() {
  const isTyped = returned.value !== "" && valid.value !== "";
  form.querySelector("[data-paper-void]").textContent = isTyped ? `：${number(returned) - number(valid)} 张` : "";
  for (const row of form.querySelectorAll("[data-paper-row]")) {
    const sum = [...row.querySelectorAll("input")].reduce((total, field) => total + number(field), 0);
    const output = row.querySelector("[data-paper-sum]");
    const difference = number(valid) - sum;
    output.textContent = !sum || valid.value === "" || !difference ? `${sum}` : `${sum}（${difference > 0 ? "差" : "多"} ${Math.abs(difference)}）`;
    output.classList.toggle("is-off", Boolean(sum && valid.value !== "" && difference));
  }
}

form.querySelector("[data-paper-hint]").hidden = false;
form.addEventListener("input", refresh);
// Enter would send the form half filled in.
form.addEventListener("keydown", (event) => {
  const place = cells.indexOf(event.target);
  if (event.key !== "Enter" || place < 0) return;
  event.preventDefault();
  const next = cells[place + 1] ?? form.querySelector("button[type=submit]");
  next.focus();
  next.select?.();
});
refresh();
