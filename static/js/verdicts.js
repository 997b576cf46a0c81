// The verdicts of an appraisal: one grade and one day for all who have none yet; then the exceptions by hand.
// Without it every row is filled by itself.

const bar = document.querySelector("[data-fill]");
const [grade, day] = [bar.querySelector("select"), bar.querySelector("input")];
const rows = [...document.querySelectorAll(".verdict-row")];

grade.append(...[...rows[0].querySelector("select").options].map((option) => new Option(option.text, option.value)));
bar.hidden = false;

bar.querySelector("button").addEventListener("click", () => {
  for (const row of rows) {
    for (const [field, wanted] of [[row.querySelector("select"), grade], [row.querySelector("input[type=date]"), day]]) {
      if (!wanted.value || field.value) continue;
      field.value = wanted.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
});
