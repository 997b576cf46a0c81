// The page as it came: the text that the server wrote becomes the editor's document, and what stands behind it is noted.

import { DOMParser } from "../../vendor/prosemirror.js";
import { newId, paragraphsIn, schema, textOf } from "./schema.js";
import { learnValues } from "./values.js";

// A section without a paragraph gets an empty one to write in.
export function readDocument(root) {
  const facts = [...root.querySelectorAll("[data-fact]")];
  learnValues(Object.fromEntries(facts.map((one) => [one.dataset.fact, one.textContent])));
  const parsed = DOMParser.fromSchema(schema).parse(root, { preserveWhitespace: true });
  return schema.nodeFromJSON(withNames(parsed.toJSON()));
}

function withNames(json) {
  for (const section of json.content) {
    for (const node of section.content ?? []) {
      if (node.type === "paragraph" && !node.attrs.id) node.attrs.id = newId();
    }
  }
  return json;
}

// What is stored of each paragraph, by its id: the words, the style of its number, its section, its version.
export function readStored(root, doc) {
  const stored = new Map();
  for (const { node, section } of paragraphsIn(doc)) {
    const dom = root.querySelector(`[data-paragraph="${CSS.escape(node.attrs.id)}"]`);
    if (!dom) continue;
    stored.set(node.attrs.id, {
      text: textOf(node),
      marker: node.attrs.marker,
      section,
      lock: Number(dom.dataset.lock),
      drafted: "drafted" in dom.dataset,
      sentences: [...dom.querySelectorAll("[data-sentence]")].map(readSentence),
      advice: [],
    });
  }
  return stored;
}

function readSentence(dom) {
  const { sentence, state, reason } = dom.dataset;
  const doubts = [...dom.querySelectorAll("[data-doubt]")].map((one) => ({
    text: one.dataset.fact ? `{${one.dataset.fact}}` : one.textContent,
    reason: one.dataset.doubt,
  }));
  const words = [...dom.childNodes].map((one) => (one.dataset?.fact ? `{${one.dataset.fact}}` : one.textContent)).join("");
  const css = [...dom.classList].find((name) => name.startsWith("sentence-"))?.slice("sentence-".length) ?? "";
  return { pk: Number(sentence), length: words.length, css, state, reason, open: "open" in dom.dataset, doubts };
}

export const readHeadings = (doc) => {
  const headings = new Map();
  doc.forEach((section) => {
    if (section.firstChild.type === schema.nodes.heading) headings.set(section.attrs.id, section.firstChild.textContent);
  });
  return headings;
};
