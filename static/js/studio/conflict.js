// Two people wrote the same paragraph: both wordings are shown, one is chosen or both are kept. Nothing is lost.

import { setText } from "./commands.js";
import { marking } from "./marking.js";
import { findParagraph, newId, paragraph, textOf } from "./schema.js";
import { learnValues, valueOf } from "./values.js";

const read = (text) => text.replace(/\{([^{}\s]{1,40})\}/g, (_, name) => valueOf(name));

// Where two texts differ: how much is the same before and behind.
function ends(one, other) {
  let before = 0;
  while (before < Math.min(one.length, other.length) && one[before] === other[before]) before += 1;
  let behind = 0;
  while (behind < Math.min(one.length, other.length) - before && one.at(-1 - behind) === other.at(-1 - behind)) behind += 1;
  return [before, behind];
}

// Both changes of one text, where they do not touch; null where they do.
export function merged(base, mine, theirs) {
  const [myStart, myEnd] = ends(base, mine);
  const [start, end] = ends(base, theirs);
  const [first, second] = myStart <= start ? [mine, theirs] : [theirs, mine];
  const [firstStart, firstEnd] = myStart <= start ? [myStart, myEnd] : [start, end];
  const [secondStart, secondEnd] = myStart <= start ? [start, end] : [myStart, myEnd];
  if (base.length - firstEnd > secondStart) return null;
  const left = first.slice(0, first.length - firstEnd);
  const middle = base.slice(base.length - firstEnd, secondStart);
  const right = second.slice(secondStart, second.length - secondEnd);
  return firstStart <= secondStart ? left + middle + right + base.slice(base.length - secondEnd) : null;
}

function wording(label, text) {
  const box = document.createElement("div");
  box.className = "para-compare";
  const name = document.createElement("strong");
  name.textContent = `${label}：`;
  box.append(name, read(text));
  return box;
}

// `theirs` is what the server has now; `done` goes on saving.
export function askWhich({ view, stored, look, status, theirs, done }) {
  const id = theirs.id;
  const base = stored.get(id)?.text ?? "";
  learnValues(theirs.values);
  const found = findParagraph(view.state.doc, id);
  const mine = found ? textOf(found.node).trim() : "";
  const settle = (change) => {
    stored.set(id, { ...theirs, section: stored.get(id)?.section });
    look.troubles.delete(id);
    const { tr } = view.state;
    change?.(tr);
    view.dispatch(tr.setMeta(marking, { ids: new Set([id]) }));
    done();
  };
  const insert = (tr, text, pos) => tr.insert(pos, paragraph({ id: newId(), marker: theirs.marker }, text));
  const behind = (tr) => {
    const now = findParagraph(tr.doc, id);
    return now.pos + now.node.nodeSize;
  };
  if (!found) {
    status.notice("您删去的一段，别人刚刚改过。", [
      ["仍然删去", () => settle()],
      ["按对方的文字保留", () => settle((tr) => tr.insert(placeFor(tr.doc, stored, id), paragraph({ id, marker: theirs.marker }, theirs.text)))],
    ]);
    return;
  }
  const both = merged(base, mine, theirs.text);
  const bar = status.notice("这一段别人刚刚改过，两边的文字都在这里，请选择用哪一种。", [
    ...(both ? [["两边的修改都要", () => settle((tr) => setText(tr, id, both))]] : []),
    ["用我的", () => settle()],
    ["用对方的", () => settle((tr) => setText(tr, id, theirs.text))],
    ["两段都留下", () => settle((tr) => { setText(tr, id, theirs.text); insert(tr, mine, behind(tr)); })],
  ]);
  bar.firstElementChild.append(wording("我的", mine), wording("现在保存着的", theirs.text), ...(both ? [wording("两边的修改合在一起", both)] : []));
  bar.dataset.conflict = id;
}

// Behind the paragraph that it followed when it was stored.
function placeFor(doc, stored, id) {
  const ids = [...stored.keys()];
  for (const before of ids.slice(0, ids.indexOf(id)).reverse()) {
    const found = findParagraph(doc, before);
    if (found && found.section === stored.get(id).section) return found.pos + found.node.nodeSize;
  }
  let place = null;
  doc.forEach((section, offset) => {
    if (section.attrs.id === stored.get(id).section) place = offset + 1 + (section.firstChild.isTextblock && section.childCount > 1 ? section.firstChild.nodeSize : 0);
  });
  return place ?? doc.content.size - 1;
}
