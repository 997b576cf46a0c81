// "/" and what is typed behind it finds a fact and puts it in; a click on a fact tells where it comes from.

import { Plugin, PluginKey, TextSelection, closeHistory } from "../../vendor/prosemirror.js";
import { find, loadFacts } from "./finding.js";
import { button, floating, placeAt, walk } from "./floating.js";
import { fact, inlineOf, isFact, schema } from "./schema.js";
import { learnValues, valueOf } from "./values.js";

const SHOWN = 8;
const LONGEST = 24;
const asked = new PluginKey("facts");

// The place of the "/" and what stands between it and the caret; null where nothing is asked.
function queryAt(state, from) {
  const { $from, empty } = state.selection;
  if (from === null || !empty || $from.parent.type !== schema.nodes.paragraph || from < $from.start() || from >= $from.pos) return null;
  const text = state.doc.textBetween(from, $from.pos, "", "\ufffc");
  return text.startsWith("/") && text.length <= LONGEST && !text.includes("\ufffc") ? text.slice(1) : null;
}

function ask(view, from) {
  if (view.state.doc.resolve(from).parent.type !== schema.nodes.paragraph) return false;
  const tr = view.state.tr.insertText("/", from);
  // The browser may have moved the caret a moment ago.
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 1)).setMeta(asked, from));
  return true;
}

// Whether a fact is being looked for: what was typed for it is no text yet.
export const isAsking = (state) => asked.getState(state).from !== null;

export function factsPlugin({ talking, address }) {
  const list = floating("studio-facts", "listbox", "选择要插入的数据");
  let chosen = 0;
  let found = [];

  const close = (view) => view.dispatch(view.state.tr.setMeta(asked, null));

  function put(view, name) {
    const { from } = asked.getState(view.state);
    const tr = closeHistory(view.state.tr).replaceWith(from, view.state.selection.from, fact(name));
    view.dispatch(tr.setMeta(asked, null).scrollIntoView());
    view.focus();
  }

  function show(view, query) {
    found = find(query).slice(0, SHOWN);
    chosen = Math.min(chosen, Math.max(0, found.length - 1));
    if (!found.length) {
      list.hidden = true;
      return;
    }
    list.replaceChildren(
      ...found.map((one, n) => {
        const item = button("", () => put(view, one.name));
        const value = document.createElement("b");
        value.textContent = `${one.value.slice(0, 30)}${one.unit}`;
        item.append(one.name, value);
        item.title = one.about;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(n === chosen));
        return item;
      }),
    );
    learnValues(Object.fromEntries(found.map((one) => [one.name, one.value])));
    placeAt(list, view.coordsAtPos(asked.getState(view.state).from));
  }

  return new Plugin({
    key: asked,
    state: {
      init: () => ({ from: null }),
      apply(tr, value, _, state) {
        const told = tr.getMeta(asked);
        if (told !== undefined) return { from: told };
        if (value.from === null) return value;
        const from = tr.mapping.map(value.from, -1);
        return { from: queryAt(state, from) === null ? null : from };
      },
    },
    props: {
      handleTextInput(view, from, to, text) {
        if (text !== "/" || from !== to) return false;
        return ask(view, from);
      },
      handleKeyDown(view, event) {
        if (list.hidden || asked.getState(view.state).from === null || event.isComposing) return false;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
          show(view, queryAt(view.state, asked.getState(view.state).from));
          return true;
        }
        if (event.key === "Enter" || event.key === "Tab") {
          put(view, found[chosen].name);
          return true;
        }
        if (event.key !== "Escape") return false;
        close(view);
        return true;
      },
    },
    view: () => ({
      update(view, before) {
        const { from } = asked.getState(view.state);
        const query = queryAt(view.state, from);
        if (query === null) {
          list.hidden = true;
          chosen = 0;
          return;
        }
        if (before.doc.eq(view.state.doc) && asked.getState(before).from === from) return;
        loadFacts(talking, address).then(() => {
          if (queryAt(view.state, asked.getState(view.state).from) === query) show(view, query);
        }, () => {});
      },
      destroy: () => list.remove(),
    }),
  });
}

// The button: as if "/" had been typed.
export function askForFact(view) {
  ask(view, view.state.selection.from);
  view.focus();
}

// ---- What a fact is made of

function line(words, className = "") {
  const made = document.createElement("p");
  made.textContent = words;
  made.className = className;
  return made;
}

function rowsOf(told) {
  const rows = document.createElement("ul");
  for (const row of told.rows) {
    const item = document.createElement("li");
    if (row.url) {
      const link = Object.assign(document.createElement("a"), { href: row.url, textContent: row.label, target: "_blank" });
      item.append(link);
    } else item.textContent = row.label;
    rows.append(item);
  }
  if (told.more) rows.append(Object.assign(document.createElement("li"), { textContent: `另 ${told.more} 条` }));
  return rows;
}

export class FactCard {
  constructor({ talking, address }) {
    Object.assign(this, { talking, address });
    this.box = floating("studio-card", "dialog", "数据的来源");
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      walk(this.box, event);
    });
    document.addEventListener("mousedown", (event) => {
      if (!this.box.hidden && !this.box.contains(event.target)) this.close();
    });
  }

  close() {
    this.box.hidden = true;
    this.view?.focus();
  }

  async open(view, pos) {
    this.view = view;
    const { name } = view.state.doc.nodeAt(pos).attrs;
    this.box.replaceChildren(line(name, "studio-card-name"), line("正在查找……"));
    placeAt(this.box, view.nodeDOM(pos).getBoundingClientRect());
    let told;
    try {
      told = await this.talking.get(`${this.address}?name=${encodeURIComponent(name)}`);
    } catch {
      told = { value: valueOf(name), unit: "", about: "现在查不到它的来源，请稍后再试。", rows: [], more: 0, opened: "", values: {} };
    }
    learnValues(told.values);
    if (this.box.hidden || !isFact(view.state.doc.nodeAt(pos) ?? {})) return;
    const replace = (nodes) => {
      view.dispatch(closeHistory(view.state.tr).replaceWith(pos, pos + 1, nodes));
      this.close();
    };
    const plain = () => replace(told.value ? [schema.text(told.value)] : []);
    this.box.replaceChildren(
      line(name, "studio-card-name"),
      line(`${told.value}${told.unit}`, "studio-card-value"),
      line(told.about),
      rowsOf(told),
      ...(told.opened ? [button("展开成文字，数字仍随记录更新", () => replace(inlineOf(told.opened)))] : []),
      button("固定为文字", plain, "以后不再随记录更新"),
      button("换成别的数据", () => {
        const tr = view.state.tr.delete(pos, pos + 1);
        view.dispatch(tr.setSelection(TextSelection.create(tr.doc, pos)));
        this.close();
        askForFact(view);
      }),
    );
    placeAt(this.box, view.nodeDOM(pos).getBoundingClientRect());
    this.box.querySelector("button")?.focus();
  }
}
