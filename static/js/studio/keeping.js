// What is not stored yet is kept on this device, beside the drafts of forms (drafts.js) and as long as they.

import { newId } from "./schema.js";

const page = document.body.dataset;

export class Keeping {
  constructor(report, title) {
    const path = window.location.pathname;
    const id = `studio-${report}-${newId()}`;
    this.before = `zhibu-draft:${page.person}:studio-${report}-`;
    this.key = `zhibu-draft:${page.person}:${id}`;
    this.about = { id, form: `${page.branch}|${path}|studio`, page: path, title, year: page.year };
    this.openedAt = Date.now();
  }

  // What an earlier page left here, the newest last: [key, draft].
  left() {
    try {
      const keys = Object.keys(window.localStorage).filter((key) => key.startsWith(this.before) && key !== this.key);
      const drafts = keys.map((key) => [key, JSON.parse(window.localStorage.getItem(key))]);
      return drafts.filter(([, draft]) => draft?.changes).sort(([, one], [, other]) => one.at - other.at);
    } catch {
      return [];
    }
  }

  drop(key) {
    try {
      window.localStorage.removeItem(key);
    } catch {
      // nothing was kept either
    }
  }

  // `changes` as changes.js makes them; null: everything is stored. Tells whether it is kept.
  write(changes) {
    try {
      const isSignedOut = JSON.parse(window.localStorage.getItem(`zhibu-signed-out:${page.person}`)) > this.openedAt;
      if (!changes || isSignedOut) window.localStorage.removeItem(this.key);
      else {
        const draft = { ...this.about, at: Date.now(), withPrivate: false, fields: [], rows: {}, locks: {}, changes };
        window.localStorage.setItem(this.key, JSON.stringify(draft));
      }
      return true;
    } catch {
      return false; // a private window, or no room left
    }
  }
}
