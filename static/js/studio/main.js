// The report editor: the page's text becomes writable and is stored by itself. Without this the page offers forms.

import {
  EditorState,
  EditorView,
  Fragment,
  Plugin,
  Slice,
  baseKeymap,
  chainCommands,
  history,
  keydownHandler,
  redo,
  undo,
} from "../../vendor/prosemirror.js";
import { changesOf, remade } from "./changes.js";
import * as commands from "./commands.js";
import { askWhich } from "./conflict.js";
import { commentsPlugin, followComments } from "./comments.js";
import { followCounts } from "./counts.js";
import { FactCard, askForFact, factsPlugin } from "./facts.js";
import { identityPlugin } from "./identity.js";
import { Keeping } from "./keeping.js";
import { markingPlugin } from "./marking.js";
import { ParagraphMenu } from "./menu.js";
import { connectPane } from "./pane.js";
import { Presence } from "./presence.js";
import { readDocument, readHeadings, readStored } from "./reading.js";
import { Saving } from "./saving.js";
import { isFact, paragraph, schema } from "./schema.js";
import { Status } from "./status.js";
import { Offline, Talking } from "./talking.js";
import { valueOf } from "./values.js";

const page = document.querySelector("[data-studio]");
const addresses = page.dataset;
const form = document.querySelector("[data-studio-form]");
const status = new Status(form.querySelector("[data-studio-state]"), document.querySelector("[data-studio-notices]"));
const talking = new Talking(form);
const doc = readDocument(page);
const stored = readStored(page, doc);
const headings = readHeadings(doc);
const look = { people: new Map(), troubles: new Map() };
const card = new FactCard({ talking, address: addresses.facts });

let saving;
let presence;
let tellPane = () => {};

const keys = {
  Enter: chainCommands(commands.deleteAcross, commands.leaveHeading, commands.split),
  Backspace: chainCommands(commands.deleteAcross, commands.backspace),
  Delete: chainCommands(commands.deleteAcross, commands.mergeNext),
  "Alt-ArrowUp": commands.move(-1),
  "Alt-ArrowDown": commands.move(1),
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  "Mod-s": () => {
    saving.save();
    return true;
  },
};

const once = (act) => {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
};

// Pasted lines are paragraphs; anything else of what they looked like stays behind.
function linesOf(text, $context) {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  if ($context.parent.type === schema.nodes.heading) return new Slice(Fragment.from(schema.text(lines.join("") || " ")), 0, 0);
  const { marker = "" } = $context.parent.attrs;
  return new Slice(Fragment.from(lines.map((line) => paragraph({ marker }, line))), 1, 1);
}

// What was copied over the border of a section comes as paragraphs: sections neither come nor go.
function inParagraphs(slice) {
  const blocks = [];
  let hasSection = false;
  slice.content.descendants((node) => {
    hasSection = hasSection || node.type === schema.nodes.section;
    if (node.isTextblock && node.content.size) blocks.push(schema.nodes.paragraph.create({ id: node.attrs.id, marker: node.attrs.marker }, node.content));
    return !node.isTextblock;
  });
  return hasSection ? new Slice(Fragment.from(blocks), blocks.length ? 1 : 0, blocks.length ? 1 : 0) : slice;
}

// Taken out of several sections by the clipboard.
function cutAcross(view, event) {
  if (!commands.deleteAcross(view.state)) return false;
  const { dom, text } = view.serializeForClipboard(view.state.selection.content());
  event.clipboardData.setData("text/html", dom.innerHTML);
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
  return commands.deleteAcross(view.state, view.dispatch);
}

// For other programs facts are their values.
function plainText(slice) {
  const lines = [];
  slice.content.descendants((node) => {
    if (node.isTextblock) {
      let line = "";
      node.forEach((child) => {
        line += isFact(child) ? valueOf(child.attrs.name) : child.text;
      });
      lines.push(line);
    }
    return !node.isTextblock;
  });
  return lines.join("\n") || slice.content.textBetween(0, slice.content.size, "", (node) => valueOf(node.attrs.name));
}

const text = new Plugin({
  props: {
    handleKeyDown: keydownHandler(keys),
    handleTextInput: (view, from, to, typed) => {
      if (!commands.deleteAcross(view.state, view.dispatch)) return false;
      view.dispatch(view.state.tr.insertText(typed));
      return true;
    },
    handleClickOn: (view, _, node, pos) => {
      if (!isFact(node)) return false;
      card.open(view, pos);
      return true;
    },
    transformPasted: inParagraphs,
    handlePaste: (view, _, slice) => {
      if (!commands.deleteAcross(view.state, view.dispatch)) return false;
      view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView());
      return true;
    },
    clipboardTextParser: linesOf,
    clipboardTextSerializer: plainText,
    handleDOMEvents: {
      cut: cutAcross,
      compositionend: () => {
        if (saving.changes()) saving.changed();
        return false;
      },
    },
  },
});

const state = EditorState.create({
  doc,
  plugins: [
    factsPlugin({ talking, address: addresses.facts }),
    text,
    new Plugin({ props: { handleKeyDown: keydownHandler(baseKeymap) } }),
    history(),
    identityPlugin((id) => stored.has(id)),
    markingPlugin(stored, look),
    commentsPlugin(),
  ],
});

page.replaceChildren();
const view = new EditorView(page, {
  state,
  attributes: { class: "studio-editor", role: "textbox", "aria-multiline": "true", "aria-label": "报告正文", spellcheck: "false" },
  dispatchTransaction(tr) {
    view.updateState(view.state.apply(tr));
    if (tr.docChanged && !tr.getMeta("stored")) saving?.changed();
    if (tr.docChanged || tr.selectionSet) {
      presence?.moved();
      tellPane();
    }
  },
});

const keeping = new Keeping(addresses.studio, document.title);
saving = new Saving({
  view,
  stored,
  headings,
  look,
  talking,
  keeping,
  address: addresses.save,
  status,
  onConflict: (theirs) => askWhich({ view, stored, look, status, theirs, done: () => saving.save() }),
});
presence = new Presence({
  view,
  saving,
  stored,
  headings,
  look,
  talking,
  addresses,
  people: form.querySelector("[data-studio-people]"),
  onDivided: once(() => status.notice("报告的各部分刚刚有了变化，请刷新页面再接着写。", [["刷新", () => saving.save().then(() => window.location.reload())]])),
});
tellPane = connectPane(
  view,
  () => saving.save(),
  (paragraph) => presence.hearAgain(paragraph),
);

async function restore(id) {
  try {
    await saving.save();
    await talking.post(addresses.restore, { paragraph: id });
    await presence.beat();
  } catch (error) {
    status.notice(error instanceof Offline ? "连不上服务器，没有恢复，请稍后再试。" : error.message, []);
  }
}

followCounts({ view, stored });
followComments(view, talking);

const menu = new ParagraphMenu({ view, page, stored, status, restore, undo: () => undo(view.state, view.dispatch) });
const acts = {
  undo: () => undo(view.state, view.dispatch),
  redo: () => redo(view.state, view.dispatch),
  insertFact: () => askForFact(view),
  menu: () => menu.openHere(),
};
for (const button of form.querySelectorAll("[data-studio-do]")) {
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    view.focus();
    acts[button.dataset.studioDo]();
  });
}

// What an earlier page left unstored on this device.
for (const [key, draft] of keeping.left()) {
  if (!changesOf(remade(doc, draft.changes, new Map(stored)), stored, headings, new Map())) {
    keeping.drop(key);
    continue;
  }
  const at = new Date(draft.at);
  const clock = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  status.notice(`本机有没有保存的文字（${at.getMonth() + 1}月${at.getDate()}日 ${clock}）。`, [
    ["恢复", () => {
      presence.replace(remade(view.state.doc, draft.changes, stored), new Set(draft.changes.paragraphs.map((one) => one.id)));
      keeping.drop(key);
      saving.changed();
    }],
    ["丢弃", () => keeping.drop(key)],
  ]);
}

// The address may name a paragraph.
const [, wanted] = window.location.hash.match(/^#p-(\d+)$/) ?? [];
if (wanted) document.dispatchEvent(new CustomEvent("studio:goto", { detail: { paragraph: Number(wanted), sentence: null } }));
document.body.dataset.studioReady = "";
