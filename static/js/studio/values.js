// What the facts of the text are at present, by their names.

const values = new Map();

export const valueOf = (name) => values.get(name) ?? `{${name}}`;

export const hasValue = (name) => values.has(name);

export function learnValues(found) {
  for (const [name, value] of Object.entries(found)) {
    if (values.get(name) === value) continue;
    values.set(name, value);
    // What stands in the text shows it at once.
    for (const chip of document.querySelectorAll(`.studio-editor [data-fact="${CSS.escape(name)}"]`)) chip.textContent = value;
  }
}
