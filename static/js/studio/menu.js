// What can be done to a paragraph: a handle at its side that can be dragged, and the menu that it opens.

import { findParagraph, isStored } from "./schema.js";
import { current, insertBelow, merge, move, moveBeside, remove, restyle } from "./commands.js";
import { button, floating, placeAt, walk } from "./floating.js";
import { STYLES } from "./numbering.js";

export class ParagraphMenu {
  // `restore` asks the server for what was drafted; `stored` tells whether there is any.
  constructor({ view, page, stored, status, undo, restore }) {
    Object.assign(this, { view, page, stored, status, undo, restore });
    this.box = floating("studio-menu", "menu", "本段");
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      walk(this.box, event);
    });
    document.addEventListener("mousedown", (event) => {
      if (!this.box.hidden && !this.box.contains(event.target) && event.target !== this.handle) this.close();
    });
    this.makeHandle();
  }

  close() {
    this.box.hidden = true;
    this.view.focus();
  }

  run(command) {
    command(this.view.state, this.view.dispatch);
    this.close();
  }

  removeWithUndo() {
    this.run(remove);
    this.status.notice("已删去一段。", [["撤销", () => { this.undo(); this.view.focus(); }], ["知道了", () => {}]], { seconds: 12 });
  }

  open(rectangle) {
    const here = current(this.view.state);
    if (!here) return;
    const known = this.stored.get(here.node.attrs.id);
    const styles = document.createElement("div");
    styles.className = "studio-styles";
    styles.setAttribute("role", "group");
    styles.setAttribute("aria-label", "编号样式");
    for (const [marker, label] of STYLES) {
      const item = button(label, () => this.run(restyle(marker)));
      item.setAttribute("aria-pressed", String(marker === here.node.attrs.marker));
      styles.append(item);
    }
    this.box.replaceChildren(
      button("上移　Alt+↑", () => this.run(move(-1))),
      button("下移　Alt+↓", () => this.run(move(1))),
      button("并入上一段", () => this.run(merge)),
      button("在下面插入一段", () => this.run(insertBelow)),
      styles,
      ...(known?.drafted ? [button("恢复起草原文", () => { this.close(); this.restore(here.node.attrs.id); })] : []),
      button("删去本段", () => this.removeWithUndo()),
    );
    for (const item of this.box.querySelectorAll("button:not([aria-pressed])")) item.setAttribute("role", "menuitem");
    placeAt(this.box, rectangle);
    this.box.querySelector("button").focus();
  }

  openHere() {
    this.open(this.view.coordsAtPos(this.view.state.selection.from));
  }

  // ---- The handle

  makeHandle() {
    this.handle = document.createElement("button");
    this.handle.type = "button";
    this.handle.className = "studio-handle";
    this.handle.textContent = "⋮⋮";
    this.handle.setAttribute("aria-label", "本段的操作，按住可以拖动");
    this.handle.setAttribute("aria-haspopup", "menu");
    this.handle.draggable = true;
    this.handle.hidden = true;
    this.handle.tabIndex = -1;
    this.page.append(this.handle);
    this.line = document.createElement("div");
    this.line.className = "studio-drop";
    this.line.hidden = true;
    this.page.append(this.line);
    this.page.addEventListener("mousemove", (event) => this.follow(event.target.closest?.("[data-number], .para-text")));
    this.handle.addEventListener("click", () => {
      const found = findParagraph(this.view.state.doc, this.of);
      if (!found) return;
      this.view.dispatch(this.view.state.tr.setSelection(this.view.state.selection.constructor.near(this.view.state.doc.resolve(found.pos + 1))));
      this.open(this.handle.getBoundingClientRect());
    });
    // A quick hand is over another paragraph before the browser begins to drag.
    this.handle.addEventListener("mousedown", () => {
      this.isHeld = true;
    });
    document.addEventListener("mouseup", () => {
      this.isHeld = false;
    });
    this.handle.addEventListener("dragstart", (event) => {
      this.dragged = this.of;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    this.page.addEventListener("dragover", (event) => this.dragOver(event), true);
    this.page.addEventListener("drop", (event) => this.drop(event), true);
    this.handle.addEventListener("dragend", () => this.dropped());
  }

  idOf(dom) {
    const pos = this.view.posAtDOM(dom, 0) - 1;
    return this.view.state.doc.nodeAt(pos)?.attrs.id ?? "";
  }

  follow(dom) {
    if (!dom?.classList.contains("para-text") || this.dragged || this.isHeld) return;
    this.of = this.idOf(dom);
    this.handle.hidden = false;
    this.handle.style.top = `${dom.offsetTop}px`;
  }

  // The paragraph under the pointer, and whether its lower half.
  target(event) {
    const dom = event.target.closest?.(".para-text");
    if (!dom) return null;
    const { top, height } = dom.getBoundingClientRect();
    return { dom, isBehind: event.clientY > top + height / 2 };
  }

  dragOver(event) {
    const target = this.dragged && this.target(event);
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    this.line.hidden = false;
    this.line.style.top = `${target.dom.offsetTop + (target.isBehind ? target.dom.offsetHeight : 0)}px`;
  }

  drop(event) {
    const target = this.dragged && this.target(event);
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    moveBeside(this.dragged, this.idOf(target.dom), target.isBehind)(this.view.state, this.view.dispatch);
    this.dropped();
  }

  dropped() {
    this.dragged = null;
    this.isHeld = false;
    this.line.hidden = true;
    this.handle.hidden = true;
  }

  canRestore(id) {
    return isStored(id) && this.stored.get(id)?.drafted;
  }
}
