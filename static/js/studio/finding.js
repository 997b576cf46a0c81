// Finds facts by the words of their names, or by pinyin written out or by initials.

let facts = null;

export async function loadFacts(talking, address) {
  facts ??= (await talking.get(address)).facts;
  return facts;
}

// An input method puts marks between syllables.
const letters = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

function rank(fact, query) {
  const typed = letters(query);
  if (fact.name.startsWith(query)) return 0;
  if (typed && typed === letters(query.replace(/['’\s]/g, "")) && /^[a-z0-9'’\s]+$/i.test(query)) {
    if (fact.initials.startsWith(typed)) return 1;
    if (fact.pinyin.startsWith(typed)) return 2;
    if (fact.initials.includes(typed)) return 4;
    if (fact.pinyin.includes(typed)) return 5;
  }
  return fact.name.includes(query) ? 3 : 9;
}

export function find(query, all = facts ?? []) {
  const ranked = all.map((fact) => [rank(fact, query), fact]).filter(([place]) => place < 9);
  return ranked.sort(([one], [other]) => one - other).map(([, fact]) => fact);
}
