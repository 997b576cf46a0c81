// What a person does to the paragraph in which the caret stands, each as one step that can be undone.

import { TextSelection, closeHistory } from "../../vendor/prosemirror.js";
import { findParagraph, inlineOf, newId, paragraphsIn, schema } from "./schema.js";

// The paragraph of the caret, null in a heading.
export function current(state) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type === schema.nodes.paragraph) return { node: $from.node(depth), pos: $from.before(depth) };
  }
  return null;
}

const caretAt = (tr, pos) => tr.setSelection(TextSelection.near(tr.doc.resolve(pos)));
const step = (state) => closeHistory(state.tr);

// Enter: the words behind the caret become a paragraph of their own, numbered like this one.
export function split(state, dispatch) {
  const here = current(state);
  const { $from, $to } = state.selection;
  if (!here || !$from.sameParent($to)) return Boolean(here) && false;
  const { id, marker } = here.node.attrs;
  const tr = step(state).deleteSelection();
  const at = tr.selection.from;
  const isStart = at === here.pos + 1;
  const isEnd = at === tr.mapping.map(here.pos + here.node.nodeSize) - 1;
  // The name goes with the words: an empty paragraph before them is the new one.
  const fresh = { id: newId(), marker, origin: isStart || isEnd ? "" : id };
  if (isStart && !isEnd) tr.insert(here.pos, schema.nodes.paragraph.create(fresh));
  else tr.split(at, 1, [{ type: schema.nodes.paragraph, attrs: fresh }]);
  dispatch?.(tr.scrollIntoView());
  return true;
}

// Enter in a heading leads into the text below it.
export function leaveHeading(state, dispatch) {
  const { $from } = state.selection;
  if ($from.parent.type !== schema.nodes.heading) return false;
  dispatch?.(caretAt(state.tr, $from.after()).scrollIntoView());
  return true;
}

// Backspace at the beginning: first the number goes, as in other editors, then the paragraph joins the one before.
export function backspace(state, dispatch) {
  const here = current(state);
  const { $from, empty } = state.selection;
  if (!here || !empty || $from.pos !== here.pos + 1) return false;
  if (here.node.attrs.marker) return restyle("")(state, dispatch);
  return merge(state, dispatch) || true;
}

export function merge(state, dispatch) {
  const here = current(state);
  const before = here && state.doc.resolve(here.pos).nodeBefore;
  if (before?.type !== schema.nodes.paragraph) return false;
  const tr = step(state);
  // What is empty has nothing that its name would stand for.
  if (!before.content.size) tr.delete(here.pos - before.nodeSize, here.pos);
  else tr.join(here.pos);
  dispatch?.(tr.scrollIntoView());
  return true;
}

// Delete at the end takes the next paragraph in.
export function mergeNext(state, dispatch) {
  const here = current(state);
  const { $from, empty } = state.selection;
  if (!here || !empty || $from.pos !== here.pos + here.node.nodeSize - 1) return false;
  const next = state.doc.resolve(here.pos + here.node.nodeSize).nodeAfter;
  if (next) dispatch?.(step(state).join(here.pos + here.node.nodeSize).scrollIntoView());
  return true;
}

// Puts the paragraph `id` before position `to` of the document.
function moveTo(state, here, to, dispatch) {
  const offset = state.selection.from - here.pos;
  const tr = step(state);
  const section = state.doc.resolve(here.pos).parent;
  const paragraphs = section.childCount - (section.firstChild.type === schema.nodes.heading ? 1 : 0);
  if (paragraphs > 1) tr.delete(here.pos, here.pos + here.node.nodeSize);
  else tr.replaceWith(here.pos, here.pos + here.node.nodeSize, schema.nodes.paragraph.create({ id: newId() }));
  const at = tr.mapping.map(to);
  const there = tr.doc.resolve(at);
  // The empty line of a section that had nothing gives way.
  const lone = [there.nodeBefore, there.nodeAfter].find((node) => node?.type === schema.nodes.paragraph && !node.content.size);
  tr.insert(at, here.node);
  const isElsewhere = there.parent.attrs.id !== section.attrs.id;
  if (lone && isElsewhere && there.parent.childCount - (there.parent.firstChild.type === schema.nodes.heading ? 1 : 0) === 1) {
    const found = findParagraph(tr.doc, lone.attrs.id);
    if (found) tr.delete(found.pos, found.pos + found.node.nodeSize);
  }
  const now = findParagraph(tr.doc, here.node.attrs.id);
  caretAt(tr, now.pos + Math.max(1, Math.min(offset, here.node.nodeSize - 1)));
  dispatch?.(tr.scrollIntoView());
  return true;
}

// One step up or down, over the border of a section too.
export const move = (by) => (state, dispatch) => {
  const here = current(state);
  if (!here) return false;
  const all = paragraphsIn(state.doc);
  const place = all.findIndex(({ pos }) => pos === here.pos);
  const other = all[place + by];
  if (!other) return true;
  const isInside = other.section === all[place].section;
  const end = other.pos + other.node.nodeSize;
  if (by < 0) return moveTo(state, here, isInside ? other.pos : end, dispatch);
  return moveTo(state, here, isInside ? end : other.pos, dispatch);
};

// Behind or before another paragraph, as it was dragged.
export const moveBeside = (id, otherId, isBehind) => (state, dispatch) => {
  const here = findParagraph(state.doc, id);
  const other = findParagraph(state.doc, otherId);
  if (!here || !other || id === otherId) return false;
  return moveTo(state, here, other.pos + (isBehind ? other.node.nodeSize : 0), dispatch);
};

export const restyle = (marker) => (state, dispatch) => {
  const here = current(state);
  if (!here || here.node.attrs.marker === marker) return Boolean(here);
  dispatch?.(step(state).setNodeMarkup(here.pos, null, { ...here.node.attrs, marker }));
  return true;
};

export function insertBelow(state, dispatch) {
  const here = current(state);
  if (!here) return false;
  const end = here.pos + here.node.nodeSize;
  const tr = step(state).insert(end, schema.nodes.paragraph.create({ id: newId(), marker: here.node.attrs.marker }));
  dispatch?.(caretAt(tr, end + 1).scrollIntoView());
  return true;
}

export function remove(state, dispatch) {
  const here = current(state);
  if (!here) return false;
  const section = state.doc.resolve(here.pos).parent;
  const { tr } = { tr: step(state) };
  const end = here.pos + here.node.nodeSize;
  const isOnly = paragraphsIn(state.doc).filter((one) => one.section === section.attrs.id).length === 1;
  if (isOnly) tr.replaceWith(here.pos, end, schema.nodes.paragraph.create({ id: newId() }));
  else tr.delete(here.pos, end);
  dispatch?.(caretAt(tr, Math.min(here.pos + 1, tr.doc.content.size - 1)).scrollIntoView());
  return true;
}

// What reaches over several sections is taken out of each; the sections themselves stay.
export function deleteAcross(state, dispatch) {
  const { $from, $to } = state.selection;
  if ($from.depth < 1 || $to.depth < 1 || $from.index(0) === $to.index(0)) return false;
  const tr = step(state);
  const blocks = [];
  state.doc.nodesBetween($from.pos, $to.pos, (node, pos) => {
    if (node.isTextblock) blocks.push({ node, pos });
    return !node.isTextblock;
  });
  for (const { node, pos } of blocks.reverse()) {
    const from = Math.max($from.pos, pos + 1);
    const to = Math.min($to.pos, pos + node.nodeSize - 1);
    if (to > from) tr.delete(tr.mapping.map(from), tr.mapping.map(to));
    const left = tr.doc.resolve(tr.mapping.map(pos) + 1);
    const section = left.node(1);
    const paragraphs = section.childCount - (section.firstChild.type === schema.nodes.heading ? 1 : 0);
    if (node.type === schema.nodes.paragraph && !left.parent.content.size && paragraphs > 1) tr.delete(left.before(), left.after());
  }
  dispatch?.(caretAt(tr, $from.pos));
  return true;
}

// Other words for a paragraph; `isOwn` steps are the person's and can be undone.
export function setText(tr, id, text) {
  const found = findParagraph(tr.doc, id);
  if (found) tr.replaceWith(found.pos + 1, found.pos + found.node.nodeSize - 1, inlineOf(text));
  return tr;
}
