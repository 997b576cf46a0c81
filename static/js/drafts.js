// What is typed into a form is kept on this device until the server has it, and offered back when the form is opened
// again. Only for a person who is signed in, each apart; signing out clears it, and so do thirty days.
//
//   <body data-person="7" data-branch="2" data-year="2025" data-answered>   whose page this is, and whether it answers
//                                              a form that was sent
//   form[method=post] with a text field        keeps a draft; passwords, files and hidden fields are never kept
//   data-private on a form or around a field   kept only after the person ticked the box that stands there then
//   data-kept on a hidden field                is kept with the rest
//   <div data-own-drafts>                      lists what the person left on this device
//
// The server says by the cookie "draft_saved" that a form was taken in (core/saved_drafts.py); nothing else deletes one.

const PREFIX = "zhibu-draft:";
const SIGNED_OUT = "zhibu-signed-out:";
const KEPT_FOR = 30 * 24 * 3600 * 1000;
const page = document.body.dataset;
const NOT_TEXT = ["hidden", "checkbox", "radio", "file", "password", "submit", "button", "reset", "image"];
const TEXT = ["textarea", `input${NOT_TEXT.map((type) => `:not([type=${type}])`).join("")}`].join(",");
const LOCK = /(^|-)(lock_version|version|seen)$/;
let openedAt = Date.now();

const store = {
  get(key) {
    try {
      return JSON.parse(window.localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      window.localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false; // a private window, or no room left
    }
  },
  remove(key) {
    try {
      window.localStorage.removeItem(key);
    } catch {
      // nothing was kept either
    }
  },
};

// Random, and made without what browsers lend to https alone.
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const keyOf = (id) => `${PREFIX}${page.person}:${id}`;

// The person's drafts, newest first; of everybody, those that are too old go.
function ownDrafts() {
  let keys = [];
  try {
    keys = Object.keys(window.localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
  const own = [];
  for (const key of keys) {
    const draft = store.get(key);
    if (!draft || Date.now() - draft.at > KEPT_FOR) store.remove(key);
    else if (key.startsWith(keyOf(""))) own.push(draft);
  }
  return own.sort((one, other) => other.at - one.at);
}

// ---- What a form holds

const rowsOf = (box) => [...box.querySelectorAll("[data-formset-row]")];
const idOf = (row) => row.querySelector('input[type=hidden][name$="-id"], input[type=hidden][name$="-pk"]')?.value ?? "";

function isKept(field, withPrivate) {
  if (!field.name || field.closest("[data-draft-bar]")) return false;
  if (field.type === "hidden") return "kept" in field.dataset;
  if (["file", "password", "submit", "button", "reset", "image", "fieldset", "output"].includes(field.type)) return false;
  return withPrivate || !field.closest("[data-private]");
}

const isTicked = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : null);
const valueOf = (field) =>
  field.type === "select-multiple" ? [...field.selectedOptions].map((option) => option.value) : field.value;

// Fields in the order of the page as [name, value, ticked], the stored rows of each formset by their numbers, and the
// versions of what is edited.
function contentOf(form, withPrivate) {
  const fields = [...form.elements].filter((field) => isKept(field, withPrivate));
  const locks = [...form.elements].filter((field) => field.type === "hidden" && LOCK.test(field.name));
  return {
    fields: fields.map((field) => [field.name, valueOf(field), isTicked(field)]),
    rows: Object.fromEntries(
      [...form.querySelectorAll("[data-formset]")].map((box) => [box.dataset.formset, rowsOf(box).map(idOf)]),
    ),
    locks: Object.fromEntries(locks.map((field) => [field.name, field.value])),
  };
}

const textOf = ({ fields, rows }) => JSON.stringify([fields, rows]);

// ---- Putting it back

// As many rows as the draft has: stored ones are found by their number, new ones are added as a person adds them.
// Returns what each name of the draft is called in the page now.
function arrangeRows(form, draft) {
  const renamed = {};
  for (const [prefix, ids] of Object.entries(draft.rows)) {
    const box = form.querySelector(`[data-formset="${CSS.escape(prefix)}"]`);
    if (!box) continue;
    const stored = new Map(rowsOf(box).filter(idOf).map((row) => [idOf(row), row]));
    const fresh = rowsOf(box).filter((row) => !idOf(row));
    const isStored = (id) => id && stored.has(id);
    const wanted = ids.filter((id) => !isStored(id)).length;
    while (fresh.length < wanted) {
      box.dispatchEvent(new CustomEvent("formset:add"));
      fresh.push(rowsOf(box).at(-1));
    }
    for (const row of fresh.splice(wanted)) row.dispatchEvent(new CustomEvent("formset:drop", { bubbles: true }));
    const all = rowsOf(box);
    ids.forEach((id, index) => {
      renamed[`${prefix}-${index}-`] = `${prefix}-${all.indexOf(isStored(id) ? stored.get(id) : fresh.shift())}-`;
    });
  }
  return (name) => {
    const head = name.match(/^.*-\d+-/)?.[0];
    return head in renamed ? renamed[head] + name.slice(head.length) : name;
  };
}

// Sets a field and tells whether that changed it.
function setField(field, value, ticked) {
  if (ticked !== null) {
    if (field.checked === ticked) return false;
    field.checked = ticked;
    return true;
  }
  if (JSON.stringify(valueOf(field)) === JSON.stringify(value)) return false;
  if (field.type === "select-multiple") {
    for (const option of field.options) option.selected = value.includes(option.value);
    return true;
  }
  const before = field.value;
  field.value = value;
  // A choice that is no longer offered leaves what stood there.
  if (field.type === "select-one" && field.selectedIndex < 0) field.value = before;
  return field.value !== before;
}

// Sets what is there and returns what is not (yet).
function fill(form, fields) {
  const byName = new Map();
  for (const field of form.elements) byName.set(field.name, [...(byName.get(field.name) ?? []), field]);
  const taken = new Map();
  const changed = [];
  const missing = fields.filter(([name, value, ticked]) => {
    const found = byName.get(name) ?? [];
    let field = found.find((one) => ticked !== null && isTicked(one) !== null && one.value === value);
    if (ticked === null) {
      const place = taken.get(name) ?? 0;
      taken.set(name, place + 1);
      field = found[place];
    }
    if (field && setField(field, value, ticked) && ticked !== false) changed.push(field);
    return !field;
  });
  for (const field of changed) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return missing;
}

function restore(form, draft) {
  const nameNow = arrangeRows(form, draft);
  const fields = draft.fields.map(([name, ...rest]) => [nameNow(name), ...rest]);
  fill(form, fields);
  for (const box of form.querySelectorAll("[data-formset]")) box.dispatchEvent(new CustomEvent("formset:refresh"));
  // Once more: the page may have answered a field by changing another.
  let missing = fill(form, fields);
  for (const [name, version] of Object.entries(draft.locks)) {
    const field = form.elements[nameNow(name)];
    if (field?.type === "hidden") field.value = version;
  }
  // Parts that the server sends again, such as the roll of another day.
  if (missing.length) {
    form.addEventListener("htmx:afterSwap", () => {
      missing = fill(form, missing);
    });
  }
}

// ---- The forms of this page

function element(tag, options, ...children) {
  const made = Object.assign(document.createElement(tag), options);
  made.append(...children);
  return made;
}

function timeOf(draft) {
  const at = new Date(draft.at);
  const year = at.getFullYear() === new Date().getFullYear() ? "" : `${at.getFullYear()}年`;
  const clock = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  return `${year}${at.getMonth() + 1}月${at.getDate()}日 ${clock}`;
}

// What a list of drafts calls this page: its heading, and the record that it is about.
function titleOf() {
  const words = (found) => found?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const record = /\/\d+\//.test(window.location.pathname) ? words([...document.querySelectorAll(".breadcrumb-item")].at(-1)) : "";
  return words(document.querySelector("h1")) + (record ? `：${record}` : "");
}

const addressOf = (form) => {
  const { pathname, search } = new URL(form.getAttribute("action") || "", window.location.href.split("#")[0]);
  return pathname + search;
};

class KeptForm {
  constructor(form, number) {
    this.form = form;
    this.number = number;
    this.address = addressOf(form);
    this.formKey = `${page.branch}|${this.address}|${number}`;
    this.id = newId();
    this.isPrivate = form.matches("[data-private], [data-private] *");
    this.hasPrivate = this.isPrivate || Boolean(form.querySelector("[data-private]"));
    this.start = "answered" in page ? null : textOf(this.content());
    if (this.hasPrivate) this.addTick();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    this.offer();
  }

  get withPrivate() {
    return Boolean(this.tick?.checked);
  }

  content() {
    return contentOf(this.form, this.withPrivate);
  }

  addTick() {
    this.tick = element("input", { type: "checkbox", className: "form-check-input" });
    const words = this.isPrivate
      ? "把没有保存的内容留在这台设备上。这一页有不宜外传的内容，默认不留；公用的电脑请不要勾选。"
      : "没有保存的内容里，受限的部分（如请假事由）也留在这台设备上。默认不留；公用的电脑请不要勾选。";
    const label = element(
      "label",
      { className: "form-check draft-tick" },
      this.tick,
      element("span", { className: "form-check-label", textContent: words }),
    );
    label.dataset.draftBar = "";
    const buttons = this.form.querySelector(".form-buttons");
    if (buttons) buttons.before(label);
    else this.form.append(label);
    this.tick.addEventListener("change", (event) => {
      event.stopPropagation();
      this.start = this.start === null ? null : "";
      this.keep();
    });
  }

  later() {
    window.clearTimeout(this.timer);
    this.isWaiting = true;
    this.timer = window.setTimeout(() => this.keep(), 400);
  }

  // Writes what is typed; what is as the page came needs no draft.
  keep() {
    window.clearTimeout(this.timer);
    this.isWaiting = false;
    if ((this.isPrivate && !this.withPrivate) || store.get(SIGNED_OUT + page.person) > openedAt) {
      store.remove(keyOf(this.id));
      return;
    }
    const content = this.content();
    if (textOf(content) === this.start) {
      store.remove(keyOf(this.id));
      return;
    }
    const isStored = store.set(keyOf(this.id), {
      id: this.id,
      form: this.formKey,
      page: window.location.pathname + window.location.search,
      title: titleOf(),
      year: page.year,
      at: Date.now(),
      withPrivate: this.withPrivate,
      ...content,
    });
    if (!isStored && !this.isWarned) {
      this.isWarned = true;
      this.show("这台设备存不下没有保存的内容（存储已满或被禁用），请及时保存。");
    }
  }

  // On sending: the server tells by this number that it has the words.
  send() {
    this.keep();
    this.form.querySelector(":scope > input[name=draft_id]")?.remove();
    if (!store.get(keyOf(this.id))) return;
    this.form.append(element("input", { type: "hidden", name: "draft_id", value: this.id }));
    try {
      window.sessionStorage.setItem("draft-sent", this.id);
    } catch {
      // then the draft is offered once more
    }
  }

  offer() {
    const drafts = ownDrafts();
    const own = drafts.filter((draft) => draft.form === this.formKey);
    const sent = "answered" in page && own.find((draft) => draft.id === window.sessionStorage.getItem("draft-sent"));
    const asked = own.find((draft) => draft.id === window.sessionStorage.getItem("draft-wanted"));
    if (sent) {
      this.take(sent);
    } else if (asked) {
      window.sessionStorage.removeItem("draft-wanted");
      this.restore(asked);
    } else {
      for (const draft of own) {
        if (textOf(draft) === this.start) store.remove(keyOf(draft.id));
        else this.show(this.wordsOf(draft), draft);
      }
      for (const draft of drafts.filter((one) => this.isBegunElsewhere(one))) this.show(this.wordsOf(draft), draft);
    }
  }

  // The same new record, begun by a link that filled in something else.
  isBegunElsewhere(draft) {
    const [branch, address, number] = draft.form.split("|");
    const [path] = this.address.split("?");
    return (
      !("answered" in page) &&
      path.endsWith("/new/") &&
      address.split("?")[0] === path &&
      address !== this.address &&
      `${branch}|${number}` === `${page.branch}|${this.number}`
    );
  }

  wordsOf(draft) {
    const words = [`本机有一份未保存的内容（${timeOf(draft)}）。`];
    if (draft.year !== page.year) words.push(`填的时候所属年度是 ${draft.year}年。`);
    const { locks } = this.content();
    const isStale = Object.entries(draft.locks).some(([name, version]) => locks[name] && locks[name] !== version);
    if (isStale) words.push("这条记录在那以后又改过，恢复后按保存，会列出两边不同的地方。");
    if (this.form.querySelector("input[type=file]")) words.push("选好的文件不在其中，要重新选择。");
    return words.join("");
  }

  take(draft) {
    this.id = draft.id;
    if (this.tick) this.tick.checked = draft.withPrivate;
  }

  restore(draft) {
    if (draft.form !== this.formKey) {
      window.sessionStorage.setItem("draft-wanted", draft.id);
      window.location.assign(draft.page);
      return;
    }
    this.take(draft);
    restore(this.form, draft);
    this.keep();
    this.show(`已恢复${timeOf(draft)}的内容，还没有保存。`);
  }

  // A calm bar above the form, with two buttons where there is something to decide.
  show(words, draft) {
    const text = element("div", { textContent: words });
    const bar = element("div", { className: "alert alert-info house-alert draft-bar" }, text);
    bar.dataset.draftBar = "";
    bar.setAttribute("role", "status");
    const button = (label, act) => {
      const made = element("button", { type: "button", className: "btn btn-sm", textContent: label });
      made.addEventListener("click", act);
      return made;
    };
    const choices = element("div", { className: "btn-list" });
    if (draft) {
      bar.classList.add("is-open"); // in sight until it is decided
      const decide = () => {
        choices.replaceChildren(
          button("恢复", () => {
            bar.remove();
            this.restore(draft);
          }),
          button("丢弃", () => {
            store.remove(keyOf(draft.id));
            bar.classList.remove("is-open");
            text.textContent = "已丢弃。";
            choices.replaceChildren(
              button("撤销", () => {
                store.set(keyOf(draft.id), draft);
                text.textContent = words;
                decide();
              }),
            );
          }),
        );
      };
      decide();
      bar.append(choices);
    }
    const folded = this.form.closest("details:not([open])");
    (folded ?? this.form).before(bar);
  }
}

// ---- Saved, sent, signed out

function forgetSaved() {
  const saved = document.cookie.match(/(?:^|; )draft_saved=([0-9a-f]+)/)?.[1];
  if (!saved) return;
  store.remove(keyOf(saved));
  document.cookie = "draft_saved=; max-age=0; path=/; samesite=lax";
}

forgetSaved();
const kept = [];
const start = () => {
  const seen = new Map();
  for (const form of document.querySelectorAll("main form")) {
    if (form.getAttribute("method")?.toLowerCase() !== "post" || !form.querySelector(TEXT)) continue;
    if (form.querySelector("input[type=password]")) continue;
    const address = addressOf(form);
    const number = seen.get(address) ?? 0;
    seen.set(address, number + 1);
    kept.push(new KeptForm(form, number));
  }
  listDrafts();
};

// <div data-own-drafts>: what this person left unsaved on this device, each a link to its page.
function listDrafts() {
  const place = document.querySelector("[data-own-drafts]");
  const drafts = ownDrafts();
  if (!place || !drafts.length) return;
  const lines = drafts.map((draft) =>
    element("li", {}, element("a", { href: draft.page, textContent: draft.title }), `（${timeOf(draft)}）`),
  );
  const text = element("div", {}, `本机有 ${drafts.length} 份未保存的内容，打开后可以恢复或丢弃：`, element("ul", {}, ...lines));
  const bar = element("div", { className: "alert alert-info house-alert draft-bar" }, text);
  bar.setAttribute("role", "status");
  place.append(bar);
}
// After the other scripts of the page have set what they set.
document.addEventListener("DOMContentLoaded", start);
const flush = () => {
  for (const one of kept) if (one.isWaiting) one.keep();
};
window.addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", flush);
document.addEventListener("form:send", (event) => {
  kept.find((one) => one.form === event.target)?.send();
});
document.addEventListener("session:again", () => {
  openedAt = Date.now();
});

// <form data-sign-out>: what this person left on the device goes with the session.
document.addEventListener(
  "submit",
  (event) => {
    if (!("signOut" in event.target.dataset)) return;
    flush();
    const own = ownDrafts();
    if (own.length && !window.confirm(`本机还有 ${own.length} 份没有保存的内容，退出登录会一并删除。要退出吗？`)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    for (const draft of own) store.remove(keyOf(draft.id));
    store.set(SIGNED_OUT + page.person, Date.now());
  },
  { capture: true },
);
