// What of the document is not stored yet: compared with what the server said it has.

import { Fragment } from "../../vendor/prosemirror.js";
import { newId, paragraph, paragraphsIn, schema, textOf } from "./schema.js";

// Leading and trailing blanks are not stored.
const words = (node) => textOf(node).trim();

// `stored` and `headings` as reading.js makes them; `held` are paragraphs that wait for a person's decision. `names` are
// the ids that the server gave to new paragraphs. Null where everything is stored.
export function changesOf(doc, stored, headings, held) {
  const paragraphs = [];
  const orders = {};
  const here = new Map();
  const all = paragraphsIn(doc);
  for (const { node, section } of all) {
    const { id, marker, origin } = node.attrs;
    const text = words(node);
    // An empty paragraph is none yet, or none any more.
    if (!text) continue;
    here.set(section, [...(here.get(section) ?? []), id]);
    const known = stored.get(id);
    if (held.has(id)) continue;
    if (!known || known.isGone || known.text.trim() !== text || known.marker !== marker) {
      paragraphs.push({ id, text, marker, section, lock: known?.lock ?? 0, origin });
    }
  }
  const present = new Set([...here.values()].flat());
  const removed = {};
  for (const [id, known] of stored) if (!present.has(id) && !known.isGone && !held.has(id)) removed[id] = known.lock;
  const before = new Map();
  for (const [id, known] of stored) {
    if (!known.isGone && present.has(id)) before.set(known.section, [...(before.get(known.section) ?? []), id]);
  }
  for (const [section, ids] of here) {
    if (ids.join() !== (before.get(section) ?? []).join()) orders[section] = ids;
  }
  const renamed = {};
  doc.forEach((section) => {
    const first = section.firstChild;
    const was = headings.get(section.attrs.id);
    const now = first.type === schema.nodes.heading ? first.textContent.trim() : was;
    if (now !== was && !held.has(`heading-${section.attrs.id}`)) renamed[section.attrs.id] = [was, now];
  });
  const isNothing = [paragraphs.length, ...[removed, orders, renamed].map((one) => Object.keys(one).length)].every((n) => !n);
  return isNothing ? null : { paragraphs, removed, orders, headings: renamed };
}

// Note an order that the server took: `orders` are lists of ids by section.
export function noteOrders(stored, orders) {
  const listed = new Map(Object.entries(orders).flatMap(([section, ids]) => ids.map((id, n) => [id, [section, n]])));
  const rows = [...stored].map(([id, known], n) => {
    const [section, place] = listed.get(id) ?? [known.section, n + 1e6];
    return { id, known: { ...known, section }, place };
  });
  rows.sort((one, other) => one.place - other.place);
  stored.clear();
  for (const { id, known } of rows) stored.set(id, known);
}

// A document in which changes that were kept are made again: `stored` then has the versions that they were typed upon.
export function remade(doc, changes, stored) {
  const nodes = new Map(paragraphsIn(doc).map(({ node }) => [node.attrs.id, node]));
  for (const { id, text, marker, lock, origin } of changes.paragraphs) {
    nodes.set(id, paragraph({ id, marker, origin }, text));
    if (stored.has(id)) stored.set(id, { ...stored.get(id), lock });
  }
  for (const id of Object.keys(changes.removed)) if (stored.get(id)?.lock === changes.removed[id]) nodes.delete(id);
  const claimed = new Set(Object.values(changes.orders).flat());
  const sections = doc.content.content.map((section) => {
    const wanted = (changes.orders[section.attrs.id] ?? []).filter((id) => nodes.has(id));
    const own = [];
    section.forEach((node) => node.type === schema.nodes.paragraph && own.push(node.attrs.id));
    const placed = [...wanted];
    own.forEach((id, n) => {
      if (claimed.has(id) || !nodes.has(id)) return;
      const before = own.slice(0, n).reverse().find((one) => placed.includes(one));
      placed.splice(before ? placed.indexOf(before) + 1 : 0, 0, id);
    });
    const heading = section.firstChild.type === schema.nodes.heading ? section.firstChild : null;
    const words = changes.headings[section.attrs.id]?.[1];
    const paragraphs = placed.map((id) => nodes.get(id));
    return section.copy(
      Fragment.from([
        ...(heading ? [words ? heading.copy(Fragment.from(schema.text(words))) : heading] : []),
        ...(paragraphs.length ? paragraphs : [paragraph({ id: newId() })]),
      ]),
    );
  });
  return doc.copy(Fragment.from(sections));
}
