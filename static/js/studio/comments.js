// Words that a comment waits for an answer on are marked in the text. A mark goes with its words while they are edited,
// split, merged and moved; where it is lost it is looked for by its words, as the server does (reports/review/places.py).

import { Decoration, DecorationSet, Plugin, PluginKey } from "../../vendor/prosemirror.js";
import { findParagraph, isFact, paragraphsIn } from "./schema.js";
import { valueOf } from "./values.js";

const commenting = new PluginKey("comments");
// Words so short may stand anywhere: they are looked for in their own paragraph alone, or with their whole sentence.
const TELLING = 8;

// The words of a paragraph as they are read, with the place of each character: a fact is one place.
function readOut(node, pos) {
  let text = "";
  const places = [];
  node.forEach((child, offset) => {
    const words = isFact(child) ? valueOf(child.attrs.name) : child.text;
    for (let n = 0; n < words.length; n += 1) places.push(pos + 1 + offset + (isFact(child) ? 0 : n));
    text += words;
  });
  return { text, places };
}

const markOf = (comment, from, to) =>
  Decoration.inline(
    from,
    to,
    { class: "commented", "data-comment": String(comment.pk), title: `${comment.author}：${comment.words}` },
    { comment },
  );

// The mark of words that stand in a paragraph.
function markIn({ node, pos }, comment, around = comment.quote) {
  const { text, places } = readOut(node, pos);
  const outer = text.indexOf(around);
  const inner = around.indexOf(comment.quote);
  const at = outer < 0 || inner < 0 ? -1 : outer + inner;
  if (at < 0) return null;
  return markOf(comment, places[at], places[at + comment.quote.length - 1] + 1);
}

function lookFor(doc, comment) {
  const all = paragraphsIn(doc);
  const own = all.find(({ node }) => node.attrs.id === String(comment.paragraph));
  if (own) {
    const mark = markIn(own, comment);
    if (mark) return mark;
  }
  for (const around of [comment.sentence, comment.quote].filter((words) => words.length >= TELLING)) {
    for (const paragraph of all) {
      const mark = markIn(paragraph, comment, around);
      if (mark) return mark;
    }
  }
  return null;
}

// Where a mark stands within its paragraph, and the words of it: a paragraph that is moved takes it along.
function placeOf(doc, mark) {
  const $from = doc.resolve(mark.from);
  const start = $from.start();
  return { id: $from.parent.attrs.id, from: mark.from - start, to: mark.to - start, text: doc.textBetween(mark.from, mark.to, "", "\ufffc") };
}

function again(doc, comment, place) {
  const found = place && findParagraph(doc, place.id);
  if (found) {
    const [from, to] = [found.pos + 1 + place.from, found.pos + 1 + place.to];
    const isThere = place.to <= found.node.content.size && doc.textBetween(from, to, "", "\ufffc") === place.text;
    if (isThere) return markOf(comment, from, to);
  }
  return lookFor(doc, comment);
}

export const commentsPlugin = () =>
  new Plugin({
    key: commenting,
    state: {
      init: () => ({ comments: [], marks: DecorationSet.empty, places: new Map() }),
      apply(tr, value) {
        const comments = tr.getMeta(commenting) ?? value.comments;
        if (!tr.docChanged && comments === value.comments) return value;
        let marks = comments === value.comments ? value.marks.map(tr.mapping, tr.doc) : DecorationSet.empty;
        const known = new Set(marks.find().map((one) => one.spec.comment.pk));
        const lost = comments.filter((one) => !known.has(one.pk)).map((one) => again(tr.doc, one, value.places.get(one.pk)));
        marks = marks.add(tr.doc, lost.filter(Boolean));
        const places = new Map(value.places);
        for (const mark of marks.find()) places.set(mark.spec.comment.pk, placeOf(tr.doc, mark));
        return { comments, marks, places };
      },
    },
    props: {
      decorations: (state) => commenting.getState(state).marks,
      handleClick(_, __, event) {
        const mark = event.target.closest?.("[data-comment]");
        if (mark) document.dispatchEvent(new CustomEvent("studio:comment", { detail: { comment: Number(mark.dataset.comment) } }));
        return false;
      },
    },
  });

// Asked for where there are any, and again whenever something was said.
export function followComments(view, talking) {
  const { commentMarks: address } = document.querySelector("[data-comment-marks]").dataset;
  const load = async () => {
    try {
      const { marks } = await talking.get(address);
      view.dispatch(view.state.tr.setMeta(commenting, marks).setMeta("addToHistory", false));
    } catch {
      // they are marked when the page is opened next
    }
  };
  document.addEventListener("studio:commented", load);
  if (document.querySelector("#pane-tab-comments [data-count]").textContent) load();
}
