// What a report is to the editor: sections of a heading and paragraphs, paragraphs of text and facts.
//
// A paragraph is known by `id`: the number of its stored row, or a made-up name until it has one. `origin` names the
// paragraph that it was split from.

import { Schema } from "../../vendor/prosemirror.js";
import { valueOf } from "./values.js";

const FACT = /\{([^{}\s]{1,40})\}/g;

export const schema = new Schema({
  nodes: {
    doc: { content: "section+" },
    section: {
      content: "heading? paragraph+",
      attrs: { id: { default: "" }, kind: { default: "" } },
      isolating: true,
      parseDOM: [{ tag: "section[data-section]", getAttrs: (dom) => ({ id: dom.dataset.section, kind: dom.dataset.kind }) }],
      toDOM: ({ attrs }) => ["section", { class: "report-section", "data-section": attrs.id, id: `section-${attrs.kind}-${attrs.id}` }, 0],
    },
    heading: {
      content: "text*",
      marks: "",
      defining: true,
      // What comes by the clipboard has no element for its words alone.
      parseDOM: [{ tag: "h2", contentElement: (dom) => dom.querySelector("[data-heading]") ?? dom }],
      toDOM: () => ["h2", { class: "report-heading" }, 0],
    },
    paragraph: {
      content: "(text | fact)*",
      attrs: { id: { default: "" }, origin: { default: "" }, marker: { default: "" } },
      parseDOM: [
        { tag: "p", getAttrs: ({ dataset }) => ({ id: dataset.paragraph ?? "", marker: dataset.marker ?? "" }) },
        { tag: "h1, h3, h4, h5, h6, li" },
      ],
      toDOM: ({ attrs }) => [
        "p",
        {
          class: "para-text",
          ...(/^\d+$/.test(attrs.id) ? { id: `p-${attrs.id}`, "data-paragraph": attrs.id } : {}),
          ...(attrs.marker ? { "data-marker": attrs.marker } : {}),
        },
        0,
      ],
    },
    fact: {
      inline: true,
      group: "inline",
      atom: true,
      attrs: { name: {} },
      leafText: ({ attrs }) => `{${attrs.name}}`,
      parseDOM: [{ tag: "[data-fact]", getAttrs: (dom) => ({ name: dom.dataset.fact }) }],
      toDOM: ({ attrs }) => ["span", { class: "fact", "data-fact": attrs.name, title: attrs.name }, valueOf(attrs.name)],
    },
    text: { group: "inline" },
  },
});

// The text as it is stored, facts as `{name}`.
export const textOf = (node) => node.textContent;

export const isStored = (id) => /^\d+$/.test(id);

export const isFact = (node) => node.type === schema.nodes.fact;

export const fact = (name) => schema.nodes.fact.create({ name });

// Text and facts of a stored text.
export function inlineOf(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(FACT)) {
    if (match.index > end) nodes.push(schema.text(text.slice(end, match.index)));
    nodes.push(fact(match[1]));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(schema.text(text.slice(end)));
  return nodes;
}

export const paragraph = (attrs, text = "") => schema.nodes.paragraph.create(attrs, inlineOf(text));

// Random, and made without what browsers lend to https alone.
export const newId = () =>
  `n${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

// Every paragraph with its place: `pos` is before it, `section` the id of its section.
export function paragraphsIn(doc) {
  const found = [];
  doc.forEach((section, offset) => {
    section.forEach((node, inner) => {
      if (node.type === schema.nodes.paragraph) found.push({ node, pos: offset + 1 + inner, section: section.attrs.id });
    });
  });
  return found;
}

export const findParagraph = (doc, id) => paragraphsIn(doc).find(({ node }) => node.attrs.id === id);

// Where a character of the stored text stands in a paragraph: a fact is one place however long its name.
export function placeIn(node, at) {
  let left = at;
  let place = 0;
  for (let n = 0; n < node.childCount && left > 0; n += 1) {
    const child = node.child(n);
    const length = isFact(child) ? child.textContent.length : child.text.length;
    if (left < length) return place + (isFact(child) ? 0 : left);
    left -= length;
    place += child.nodeSize;
  }
  return place;
}
