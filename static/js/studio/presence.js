// Who else has the report open, in which paragraph; and what they have stored meanwhile comes into the text.

import { current } from "./commands.js";
import { noteOrders, remade } from "./changes.js";
import { marking } from "./marking.js";
import { findParagraph, isStored } from "./schema.js";
import { learnValues } from "./values.js";

const EVERY = 12_000;
const SOON = 1000;

export class Presence {
  // `onDivided` is called where the report has other sections than the page.
  constructor({ view, saving, stored, headings, look, talking, addresses, people, onDivided }) {
    Object.assign(this, { view, saving, stored, headings, look, talking, addresses, people, onDivided });
    this.here = null;
    this.next(SOON);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.next(SOON));
  }

  next(after) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.beat(), after);
  }

  // The caret went to another paragraph.
  moved() {
    const id = current(this.view.state)?.node.attrs.id ?? "";
    if (id !== this.here) {
      this.here = id;
      this.next(SOON);
    }
  }

  async beat() {
    if (document.visibilityState === "visible") {
      try {
        const { turn } = this.saving;
        const paragraph = this.view.hasFocus() && isStored(this.here ?? "") ? this.here : "";
        const told = await this.talking.post(this.addresses.presence, { paragraph }, true);
        this.show(told.people);
        await this.refresh(told, turn);
      } catch {
        // saving says when nothing can be reached
      }
    }
    this.next(EVERY);
  }

  show(people) {
    const before = JSON.stringify([...this.look.people]);
    this.look.people.clear();
    for (const { name, paragraph: id } of people) {
      if (!id) continue;
      this.look.people.set(String(id), [this.look.people.get(String(id)), name].filter(Boolean).join("、"));
    }
    const names = people.map((one) => one.name);
    this.people.textContent = names.length ? `${names.join("、")}也在编辑` : "";
    if (before !== JSON.stringify([...this.look.people]) && !this.view.composing) {
      this.view.dispatch(this.view.state.tr.setMeta(marking, {}).setMeta("addToHistory", false));
    }
  }

  // Another division into sections is no matter of paragraphs: the page is to be read anew.
  isDividedAnew(headings) {
    const here = this.view.state.doc.content.content.map((section) => String(section.attrs.id)).sort();
    return here.join() !== Object.keys(headings).sort().join();
  }

  // Take in what others stored; what is being typed here stays and is compared when it is saved.
  async refresh({ order, headings }, turn) {
    if (this.isDividedAnew(headings)) {
      this.onDivided();
      return;
    }
    const isOld = () => this.saving.turn !== turn || this.saving.isBusy || this.view.composing || this.saving.changes();
    if (isOld()) return;
    const told = new Map(order.map(([pk, lock, marker, section]) => [String(pk), { lock, marker, section: String(section) }]));
    const changed = [...told].filter(([id, { lock }]) => this.stored.get(id)?.lock !== lock || this.stored.get(id).isGone);
    let fresh = [];
    if (changed.length) {
      const query = changed.map(([id]) => `pk=${id}`).join("&");
      fresh = (await this.talking.get(`${this.addresses.paragraphs}?${query}`)).paragraphs;
    }
    if (isOld()) return;
    this.take(told, fresh, headings);
  }

  // What stands behind a paragraph, told anew; its words are not touched.
  async hearAgain(paragraph) {
    if (!paragraph) return;
    try {
      const { paragraphs } = await this.talking.get(`${this.addresses.paragraphs}?pk=${paragraph}`);
      for (const one of paragraphs) {
        const known = this.stored.get(String(one.pk));
        if (known && known.text === one.text) this.stored.set(String(one.pk), { ...known, ...one });
      }
      const ids = new Set(paragraphs.map((one) => String(one.pk)));
      this.view.dispatch(this.view.state.tr.setMeta("addToHistory", false).setMeta(marking, { ids }));
      document.dispatchEvent(new CustomEvent("studio:heard"));
    } catch {
      // it is told with the next saving
    }
  }

  take(told, fresh, headings) {
    const { doc } = this.view.state;
    const orders = {};
    for (const [id, { section }] of told) orders[section] = [...(orders[section] ?? []), id];
    for (const one of fresh) {
      learnValues(one.values);
      this.stored.set(String(one.pk), { ...one, section: told.get(String(one.pk)).section });
    }
    const gone = [...this.stored].filter(([id, known]) => !known.isGone && !told.has(id) && isStored(id)).map(([id]) => id);
    const restyled = [...told].filter(([id, { marker }]) => this.stored.get(id) && this.stored.get(id).marker !== marker).map(([id]) => id);
    const places = (map) => [...map].filter(([, known]) => !known.isGone).map(([id, known]) => `${known.section}:${id}`);
    const before = places(this.stored).sort().join();
    for (const id of gone) this.stored.set(id, { ...this.stored.get(id), isGone: true });
    for (const id of restyled) this.stored.set(id, { ...this.stored.get(id), marker: told.get(id).marker });
    const renamed = Object.entries(headings).filter(([id, words]) => words && this.headings.get(id) !== words);
    const wasOrder = orderText(this.stored);
    noteOrders(this.stored, orders);
    const isMoved = wasOrder !== orderText(this.stored) || before !== places(this.stored).sort().join();
    if (!fresh.length && !gone.length && !restyled.length && !renamed.length && !isMoved) return;
    const changes = {
      paragraphs: [...fresh.map((one) => String(one.pk)), ...restyled].map((id) => ({ ...this.stored.get(id), id, origin: "" })),
      removed: Object.fromEntries(gone.map((id) => [id, this.stored.get(id).lock])),
      orders: isMoved || gone.length || fresh.some((one) => !findParagraph(doc, String(one.pk))) ? orders : {},
      headings: Object.fromEntries(renamed.map(([id, words]) => [id, ["", words]])),
    };
    for (const [id, words] of renamed) this.headings.set(id, words);
    this.replace(remade(doc, changes, this.stored), new Set(changes.paragraphs.map((one) => one.id)));
  }

  // Only what differs is replaced, so that caret and undo of the rest stay.
  replace(next, ids) {
    const { doc, tr } = this.view.state;
    const from = doc.content.findDiffStart(next.content);
    if (from !== null) {
      for (let n = doc.childCount - 1; n >= 0; n -= 1) this.replaceSection(tr, doc, next, n);
    }
    this.view.dispatch(tr.setMeta("addToHistory", false).setMeta(marking, { ids }).setMeta("stored", true));
    document.dispatchEvent(new CustomEvent("studio:saved", { detail: { paragraphs: [...ids].map(Number) } }));
  }

  replaceSection(tr, doc, next, n) {
    let pos = 0;
    for (let k = 0; k < n; k += 1) pos += doc.child(k).nodeSize;
    const [old, fresh] = [doc.child(n), next.child(n)];
    if (old.eq(fresh)) return;
    const names = (section) => section.content.content.map((node) => node.attrs.id ?? "heading").join();
    if (names(old) !== names(fresh)) {
      tr.replaceWith(pos, pos + old.nodeSize, fresh);
      return;
    }
    for (let k = old.childCount - 1; k >= 0; k -= 1) {
      if (old.child(k).eq(fresh.child(k))) continue;
      let at = pos + 1;
      for (let m = 0; m < k; m += 1) at += old.child(m).nodeSize;
      replaceWords(tr, at, old.child(k), fresh.child(k));
    }
  }
}

// The caret stays where its words stay.
function replaceWords(tr, pos, old, fresh) {
  if (!old.sameMarkup(fresh)) tr.setNodeMarkup(pos, null, fresh.attrs);
  const start = old.content.findDiffStart(fresh.content);
  if (start === null) return;
  let { a, b } = old.content.findDiffEnd(fresh.content);
  const overlap = start - Math.min(a, b);
  if (overlap > 0) [a, b] = [a + overlap, b + overlap];
  tr.replace(pos + 1 + start, pos + 1 + a, fresh.slice(start, b));
}

function orderText(stored) {
  const bySection = {};
  for (const [id, known] of stored) if (!known.isGone) bySection[known.section] = [...(bySection[known.section] ?? []), id];
  return JSON.stringify(Object.entries(bySection).sort());
}
