// What the facts of the text are at present, by their names.

const values = new Map();

export const valueOf = (name) => values.get(name) ?? `{${name}}`;

export const hasValue = (name) => values.has(name);

export function learnValues(found) {
  for (const [name, value] of Object.entries(found)) values.set(name, value);
}
