// The figures at the left follow every save: they are summed up from what the server last told of each paragraph, as
// reports/report/editor.py does for the page (ShownSection, Shown).

import { chinese } from "./numbering.js";
import { schema } from "./schema.js";
import { valueOf } from "./values.js";

// GB/T 9704: 22 lines of 28 characters; marks and line ends take their share.
const PER_PAGE = 22 * 28;
const FILL = 1.12;

const printed = (text) => text.replace(/\{([^{}\s]{1,40})\}/g, (_, name) => valueOf(name));
const put = (box, words) => {
  if (box && box.textContent !== words) box.textContent = words;
};

function sumUp(stored) {
  const sections = new Map();
  const all = { characters: 0, backed: 0, claims: 0 };
  for (const known of stored.values()) {
    if (known.isGone) continue;
    const own = sections.get(String(known.section)) ?? { gaps: 0, open: 0, items: 0 };
    sections.set(String(known.section), own);
    own.items += known.marker ? 1 : 0;
    all.characters += [...printed(known.text)].length;
    for (const { css, open } of known.sentences) {
      own.gaps += css === "gap" ? 1 : 0;
      own.open += open ? 1 : 0;
      all.backed += css === "backed" ? 1 : 0;
      all.claims += css === "frame" ? 0 : 1;
    }
  }
  return { sections, ...all, pages: Math.max(1, Math.ceil(Math.round(all.characters * FILL) / PER_PAGE)) };
}

export function followCounts({ view, stored }) {
  const tell = () => {
    const { sections, ...sums } = sumUp(stored);
    for (const link of document.querySelectorAll("[data-toc]")) {
      const { gaps, open, items } = sections.get(link.dataset.toc) ?? { gaps: 0, open: 0, items: 0 };
      put(link.querySelector("[data-toc-gaps]"), gaps ? `${gaps} 缺` : "");
      put(link.querySelector("[data-toc-open]"), open ? `${open} 待定` : "");
      put(link.querySelector("[data-toc-items]"), gaps || open ? "" : `${items} 项`);
    }
    for (const [name, sum] of Object.entries(sums)) put(document.querySelector(`[data-sum="${name}"]`), String(sum));
    let number = 0;
    view.state.doc.forEach((section) => {
      if (section.firstChild.type !== schema.nodes.heading) return;
      number += 1;
      const title = document.querySelector(`[data-toc="${section.attrs.id}"] [data-toc-title]`);
      put(title, `${chinese(number)}、${section.firstChild.textContent}`);
    });
  };
  for (const name of ["studio:saved", "studio:heard"]) document.addEventListener(name, tell);
}
