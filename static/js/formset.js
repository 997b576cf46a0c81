// Rows that can be added to and taken from a Django formset. Without JavaScript the formset's extra rows and delete
// boxes do the same.
//
//   <div data-formset="agenda">                    the formset's prefix
//     {{ formset.management_form }}
//     <div data-formset-rows>
//       <div class="formset-row" data-formset-row>
//         … components/_row_head.html: 议题 1, with the button data-row-remove …
//         … fields, {{ form.DELETE }} inside <div data-row-delete>…</div> …
//       </div>
//     </div>
//     <template data-formset-empty>… one row made from formset.empty_form (its prefix is __prefix__) …</template>
//     <button class="btn" type="button" data-formset-add hidden>添加议题</button>
//   </div>
//
// Buttons are hidden until this file shows them; the delete box is hidden in their place. A row that was stored stays
// in the page, marked for deletion; a new one is taken out and the rows after it are renumbered.
//
// Another script changes the rows by events: "formset:add" at the box adds one at its end, "formset:drop" at a row takes
// it out, "formset:refresh" at the box follows the delete boxes.

function total(box) {
  return box.querySelector(`[name="${box.dataset.formset}-TOTAL_FORMS"]`);
}

function rows(box) {
  return [...box.querySelectorAll("[data-formset-row]")];
}

// The row's fields follow the order of the page: agenda-3-title becomes agenda-2-title.
function renumberFields(box, row, index) {
  const pattern = new RegExp(`${box.dataset.formset}-(\\d+|__prefix__)-`, "g");
  const next = `${box.dataset.formset}-${index}-`;
  for (const element of row.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby", "aria-controls", "list"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(pattern, next));
    }
  }
}

function refresh(box) {
  const all = rows(box);
  all.forEach((row, index) => renumberFields(box, row, index));
  total(box).value = all.length;
  const shown = all.filter((row) => !row.classList.contains("is-removed"));
  shown.forEach((row, index) => {
    const number = row.querySelector("[data-row-number]");
    if (number) number.textContent = index + 1;
  });
  const most = Number(box.querySelector(`[name="${box.dataset.formset}-MAX_NUM_FORMS"]`)?.value) || 1000;
  const add = box.querySelector("[data-formset-add]");
  if (add) add.disabled = shown.length >= most;
}

function dress(row) {
  row.querySelector("[data-row-remove]")?.removeAttribute("hidden");
  row.querySelector("[data-row-delete]")?.setAttribute("hidden", "");
}

function addRow(box) {
  const fragment = box.querySelector("template[data-formset-empty]").content.cloneNode(true);
  const row = fragment.querySelector("[data-formset-row]");
  box.querySelector("[data-formset-rows]").append(fragment);
  dress(row);
  refresh(box);
  return row;
}

function follow(row) {
  row.classList.toggle("is-removed", Boolean(row.querySelector('input[name$="-DELETE"]')?.checked));
}

function removeRow(box, row) {
  const tick = row.querySelector('input[name$="-DELETE"]');
  const stored = row.querySelector('input[name$="-id"]')?.value;
  if (stored && tick) {
    tick.checked = true;
    row.classList.add("is-removed");
  } else {
    row.remove();
  }
  refresh(box);
  box.dispatchEvent(new Event("change", { bubbles: true }));
  box.querySelector("[data-formset-add]")?.focus();
}

for (const box of document.querySelectorAll("[data-formset]")) {
  rows(box).forEach(dress);
  rows(box).forEach(follow);
  box.querySelector("[data-formset-add]")?.removeAttribute("hidden");
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-formset-add]")) {
      addRow(box).querySelector("input:not([type=hidden]), select, textarea")?.focus();
    }
    const remove = event.target.closest("[data-row-remove]");
    if (remove) removeRow(box, remove.closest("[data-formset-row]"));
  });
  box.addEventListener("formset:add", () => addRow(box));
  box.addEventListener("formset:drop", (event) => {
    event.target.remove();
    refresh(box);
  });
  box.addEventListener("formset:refresh", () => {
    rows(box).forEach(follow);
    refresh(box);
  });
  refresh(box);
}
