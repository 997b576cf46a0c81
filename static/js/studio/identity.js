// Every paragraph has a name of its own: what was copied or split gets a new one, and sections stay what they are.

import { Plugin } from "../../vendor/prosemirror.js";
import { isStored, newId, paragraphsIn, schema } from "./schema.js";

const sectionsOf = (doc) => doc.content.content.map((section) => section.attrs.id).join();
const hasHeading = (section) => section.firstChild.type === schema.nodes.heading;
const headingsOf = (doc) => doc.content.content.map(hasHeading).join();

// `isKnown` tells a paragraph of this report from one that was copied elsewhere.
export const identityPlugin = (isKnown) =>
  new Plugin({
    filterTransaction: (tr, state) =>
      !tr.docChanged || (sectionsOf(tr.doc) === sectionsOf(state.doc) && headingsOf(tr.doc) === headingsOf(state.doc)),
    appendTransaction(transactions, _, state) {
      if (!transactions.some((tr) => tr.docChanged)) return null;
      const seen = new Set();
      const { tr } = state;
      for (const { node, pos } of paragraphsIn(state.doc)) {
        const { id } = node.attrs;
        if (!id || seen.has(id) || (isStored(id) && !isKnown(id))) {
          const name = newId();
          tr.setNodeMarkup(pos, null, { ...node.attrs, id: name, origin: seen.has(id) ? id : "" });
          seen.add(name);
        } else seen.add(id);
      }
      return tr.docChanged ? tr : null;
    },
  });
