// What is seen of the text beside its words: numbers, what stands behind each sentence, gaps, advice, who is where.
//
// The server tells the sentences of a stored paragraph by their lengths; while the paragraph is typed in, the marks move
// with the words, and the answer to the next saving tells them anew.

import { Decoration, DecorationSet, Plugin, PluginKey } from "../../vendor/prosemirror.js";
import { numbersIn } from "./numbering.js";
import { paragraphsIn, placeIn, textOf } from "./schema.js";

export const marking = new PluginKey("marking");
const GAP = /【待补充[^】]*】/g;

// Ranges of the stored text that are marked, each with the attributes of its mark.
function rangesOf({ sentences, advice }, text) {
  const ranges = [];
  let at = 0;
  for (const one of sentences) {
    const end = at + one.length;
    const told = one.open ? one.state : "";
    const title = [one.state, one.reason].filter(Boolean).join("：");
    ranges.push([at, end, { class: `sentence sentence-${one.css}`, "data-sentence": String(one.pk), ...(told ? { title } : {}) }]);
    for (const doubt of one.doubts) {
      const place = text.indexOf(doubt.text, at);
      if (place >= 0 && place < end) ranges.push([place, place + doubt.text.length, { class: "claim", title: doubt.reason }]);
    }
    // The word stands behind the last character, or the fact that is last.
    const last = text[end - 1] === "}" ? text.lastIndexOf("{", end) : end - 1;
    if (told) ranges.push([last, end, { class: "sentence-end", "data-word": told }]);
    at = end;
  }
  for (const one of advice) {
    const place = text.indexOf(one.text);
    if (one.text && place >= 0) ranges.push([place, place + one.text.length, { class: "advised", title: `${one.topic}：${one.reason}` }]);
  }
  return ranges;
}

// The marks of a paragraph whose words are as they were stored.
export function marksOf(pos, node, stored) {
  const place = (at) => pos + 1 + placeIn(node, at);
  return rangesOf(stored, textOf(node)).map(([from, to, attrs]) => Decoration.inline(place(from), place(to), attrs));
}

// What follows from the document alone.
function ofDocument(doc, look) {
  const found = numbersIn(doc).map(({ pos, node, label }) => Decoration.node(pos, pos + node.nodeSize, { "data-number": label }));
  for (const { pos, node } of paragraphsIn(doc)) {
    const { id } = node.attrs;
    const who = look.people.get(id);
    const words = [
      look.troubles.has(id) ? "has-trouble" : "",
      node.content.size ? "" : "is-empty",
    ];
    const attrs = { class: words.join(" ").trim(), ...(who ? { "data-who": who } : {}) };
    if (attrs.class || who) found.push(Decoration.node(pos, pos + node.nodeSize, attrs));
    for (const match of textOf(node).matchAll(GAP)) {
      const place = (at) => pos + 1 + placeIn(node, at);
      found.push(Decoration.inline(place(match.index), place(match.index + match[0].length), { class: "gap" }));
    }
  }
  return found;
}

// `stored` is what saving.js knows; `look` holds the people and troubles by paragraph.
export function markingPlugin(stored, look) {
  const fresh = (doc, ids, old) => {
    let set = old;
    for (const { node, pos } of paragraphsIn(doc)) {
      const known = stored.get(node.attrs.id);
      if (!ids.has(node.attrs.id) || !known) continue;
      set = set.remove(set.find(pos, pos + node.nodeSize));
      if (known.text === textOf(node)) set = set.add(doc, marksOf(pos, node, known));
    }
    return set;
  };
  // What was moved or came back by undo says again what it said.
  const unmarked = (doc, set) =>
    paragraphsIn(doc)
      .filter(({ node, pos }) => stored.get(node.attrs.id)?.text === textOf(node) && !set.find(pos + 1, pos + node.nodeSize - 1).length)
      .map(({ node }) => node.attrs.id);
  return new Plugin({
    key: marking,
    state: {
      init: (_, { doc }) => {
        const sentences = fresh(doc, new Set(stored.keys()), DecorationSet.empty);
        return { sentences, shown: sentences.add(doc, ofDocument(doc, look)) };
      },
      apply(tr, value) {
        const told = tr.getMeta(marking);
        if (!tr.docChanged && !told) return value;
        let sentences = value.sentences.map(tr.mapping, tr.doc);
        sentences = fresh(tr.doc, new Set([...(told?.ids ?? []), ...unmarked(tr.doc, sentences)]), sentences);
        return { sentences, shown: sentences.add(tr.doc, ofDocument(tr.doc, look)) };
      },
    },
    props: { decorations: (state) => marking.getState(state).shown },
  });
}
