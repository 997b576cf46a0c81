// Saves by itself two seconds after the last key: only what changed travels, and never within a word of an input method.

import { changesOf, noteOrders } from "./changes.js";
import { isAsking } from "./facts.js";
import { marking } from "./marking.js";
import { findParagraph, textOf } from "./schema.js";
import { Offline } from "./talking.js";
import { learnValues } from "./values.js";

const REST = 2000;
const AGAIN = 5000;

const rest = () => new Promise((resolve) => { window.setTimeout(resolve, 100); });

export class Saving {
  // `look.troubles` tells, by paragraph, what keeps it from being stored; `onConflict` shows two wordings.
  constructor({ view, stored, headings, look, talking, keeping, address, status, onConflict }) {
    Object.assign(this, { view, stored, headings, look, talking, keeping, address, status, onConflict });
    this.isBusy = false;
    // Counts what was sent: what was told of the text before is old.
    this.turn = 0;
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => {
      if (!this.unstored()) return;
      this.keep();
      if (this.changes() && navigator.onLine) this.save();
      if (!this.look.troubles.size && navigator.onLine) return;
      event.preventDefault();
      event.returnValue = ""; // what Chromium before 119 waits for
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.changes()) this.save();
    });
  }

  changes() {
    return changesOf(this.view.state.doc, this.stored, this.headings, this.look.troubles);
  }

  // All that is not stored, also what waits for a decision.
  unstored() {
    return changesOf(this.view.state.doc, this.stored, this.headings, new Map());
  }

  keep() {
    if (this.keeping.write(this.unstored())) return;
    this.status.warn("这台设备存不下没有保存的文字（存储已满或被禁用），请不要关闭页面。");
  }

  // On every change of the text. A trouble is over when its words change.
  changed() {
    for (const [id, trouble] of this.look.troubles) {
      if (!trouble.isConflict && trouble.text !== this.textOf(id)) this.look.troubles.delete(id);
    }
    window.clearTimeout(this.keepTimer);
    this.keepTimer = window.setTimeout(() => this.keep(), 400);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), REST);
    this.status.waiting();
  }

  textOf(id) {
    if (!id.startsWith("heading-")) {
      const found = findParagraph(this.view.state.doc, id);
      return found ? textOf(found.node).trim() : "";
    }
    let text = "";
    this.view.state.doc.forEach((section) => {
      if (`heading-${section.attrs.id}` === id) text = section.firstChild.textContent.trim();
    });
    return text;
  }

  later(after) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), after);
  }

  // Resolves when everything that can be stored is.
  async save() {
    window.clearTimeout(this.timer);
    if (this.view.composing || this.isBusy || isAsking(this.view.state)) {
      this.later(300);
      return false;
    }
    const changes = this.changes();
    if (!changes) {
      this.settle();
      return true;
    }
    this.isBusy = true;
    this.turn += 1;
    this.status.saving();
    try {
      const told = await this.talking.post(this.address, changes);
      // What is being composed must not be touched.
      while (this.view.composing) await rest();
      this.isBusy = false;
      this.take(told, changes);
      if (this.changes()) this.later(REST);
      this.settle(told.at);
      return !this.changes();
    } catch (error) {
      this.isBusy = false;
      this.keep();
      if (error instanceof Offline) {
        this.status.offline();
        this.later(AGAIN);
      } else this.status.refused(error.message);
      return false;
    }
  }

  settle(at) {
    this.keep();
    if (this.look.troubles.size) this.status.troubled([...this.look.troubles.values()].map((one) => one.words));
    else if (!this.unstored()) this.status.saved(at);
  }

  // The server's answer: what is stored now, by the names that were sent.
  take(told, sent) {
    const names = new Map();
    const fresh = new Set();
    for (const one of told.paragraphs) {
      const id = String(one.pk);
      if (one.id !== id) names.set(one.id, id);
      learnValues(one.values);
      const { section } = this.stored.get(id) ?? {};
      this.stored.set(id, { ...one, section });
      fresh.add(id);
    }
    const refused = new Set([...told.conflicts.map((one) => one.id), ...Object.keys(told.refused)]);
    for (const id of Object.keys(sent.removed)) {
      if (!refused.has(id)) this.stored.set(id, { ...this.stored.get(id), isGone: true });
    }
    for (const [section, [, now]] of Object.entries(sent.headings)) {
      if (!refused.has(`heading-${section}`)) this.headings.set(section, now);
    }
    for (const [id, words] of Object.entries(told.refused)) this.look.troubles.set(id, { words, text: this.textOf(id) });
    const orders = Object.entries(sent.orders).map(([section, ids]) => [section, ids.map((id) => names.get(id) ?? id)]);
    noteOrders(this.stored, Object.fromEntries(orders));
    const { tr } = this.view.state;
    tr.doc.descendants((node, pos) => {
      const { id, origin } = node.attrs;
      if (names.has(id)) tr.setNodeAttribute(pos, "id", names.get(id));
      if (names.has(origin)) tr.setNodeAttribute(pos, "origin", names.get(origin));
      return !node.isTextblock;
    });
    this.view.dispatch(tr.setMeta("addToHistory", false).setMeta(marking, { ids: fresh }).setMeta("stored", true));
    for (const theirs of told.conflicts) {
      this.look.troubles.set(theirs.id, { words: "有一段别人刚刚改过，请选择用哪一种写法。", isConflict: true });
      this.onConflict(theirs);
    }
    document.dispatchEvent(new CustomEvent("studio:saved", { detail: { paragraphs: told.paragraphs.map((one) => one.pk) } }));
  }
}
