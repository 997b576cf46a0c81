// What the editor and the pane beside it tell each other, by events on the document.
//
//   studio:select   {paragraph, sentence}            the caret went there (stored numbers; sentence may be null)
//   studio:saved    {paragraphs}                     these are stored anew
//   studio:goto     {paragraph, sentence}            scroll there and put the caret
//   studio:replace  {paragraph, text, suggestion}    write a suggestion in place of words
//   studio:backing  {paragraph}                      what stands behind it is decided otherwise

import { TextSelection, closeHistory } from "../../vendor/prosemirror.js";
import { current } from "./commands.js";
import { marking } from "./marking.js";
import { findParagraph, inlineOf, isStored, placeIn, textOf } from "./schema.js";

// The sentence at a position, by its mark.
function sentenceAt(state, pos) {
  const mark = marking.getState(state).sentences.find(pos, pos).find((one) => one.type.attrs?.["data-sentence"]);
  return mark ? Number(mark.type.attrs["data-sentence"]) : null;
}

function goTo(view, { paragraph, sentence }) {
  const found = findParagraph(view.state.doc, String(paragraph));
  if (!found) return;
  const marks = marking.getState(view.state).sentences.find(found.pos, found.pos + found.node.nodeSize);
  const mark = sentence && marks.find((one) => one.type.attrs?.["data-sentence"] === String(sentence));
  const { tr } = view.state;
  view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(mark ? mark.from : found.pos + 1))).scrollIntoView());
  view.focus();
  view.nodeDOM(found.pos)?.scrollIntoView({ block: "center" });
}

function replace(view, { paragraph, text, suggestion }) {
  const found = findParagraph(view.state.doc, String(paragraph));
  const at = found && text ? textOf(found.node).indexOf(text) : -1;
  if (at < 0) return;
  const place = (n) => found.pos + 1 + placeIn(found.node, n);
  view.dispatch(closeHistory(view.state.tr).replaceWith(place(at), place(at + text.length), inlineOf(suggestion)));
}

export function connectPane(view, save, hearAgain) {
  document.documentElement.dataset.studio = "open";
  let last = "";
  document.addEventListener("studio:goto", ({ detail }) => goTo(view, detail));
  document.addEventListener("studio:replace", ({ detail }) => {
    replace(view, detail);
    save();
  });
  document.addEventListener("studio:backing", ({ detail }) => hearAgain(detail.paragraph));
  // Called after every change of the selection.
  return () => {
    const id = current(view.state)?.node.attrs.id ?? "";
    const detail = { paragraph: isStored(id) ? Number(id) : null, sentence: sentenceAt(view.state, view.state.selection.from) };
    if (last === JSON.stringify(detail)) return;
    last = JSON.stringify(detail);
    document.dispatchEvent(new CustomEvent("studio:select", { detail }));
  };
}
