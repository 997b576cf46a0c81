// The numbers of headings and paragraphs, reckoned as the server does (reports/report/tree.py, documents/content.py).

import { schema } from "./schema.js";

const DIGITS = "零一二三四五六七八九";

export function chinese(number) {
  if (number < 10) return DIGITS[number];
  const [tens, ones] = [Math.floor(number / 10), number % 10];
  return `${tens > 1 ? DIGITS[tens] : ""}十${ones ? DIGITS[ones] : ""}`;
}

const LABELS = {
  ORDINAL: (number) => `${chinese(number)}是`,
  CHINESE: (number) => `（${chinese(number)}）`,
  ARABIC: (number) => `${number}.`,
  PAREN: (number) => `（${number}）`,
  SEQUENCE: (number) => `第${chinese(number)}，`,
};

export const STYLES = [
  ["", "不编号"],
  ["ORDINAL", "一是"],
  ["CHINESE", "（一）"],
  ["ARABIC", "1."],
  ["PAREN", "（1）"],
  ["SEQUENCE", "第一，"],
];

// The labels of the numbered children of a section, by their place; a style inside another begins anew.
function labelsOf(section) {
  const labels = new Map();
  let counts = new Map();
  section.forEach((node, offset) => {
    const { marker } = node.attrs;
    if (node.type !== schema.nodes.paragraph || !marker || !node.content.size) return;
    const kept = [...counts.keys()];
    const outer = counts.has(marker) ? kept.slice(0, kept.indexOf(marker) + 1) : kept;
    counts = new Map(outer.map((one) => [one, counts.get(one)]));
    counts.set(marker, (counts.get(marker) ?? 0) + 1);
    labels.set(offset, LABELS[marker](counts.get(marker)));
  });
  return labels;
}

// Every number of the text: where the block stands, the block, its number.
export function numbersIn(doc) {
  const numbers = [];
  let headings = 0;
  doc.forEach((section, start) => {
    const labels = labelsOf(section);
    section.forEach((node, offset) => {
      if (node.type === schema.nodes.heading) headings += 1;
      const label = node.type === schema.nodes.heading ? `${chinese(headings)}、` : labels.get(offset);
      if (label) numbers.push({ pos: start + 1 + offset, node, label });
    });
  });
  return numbers;
}
