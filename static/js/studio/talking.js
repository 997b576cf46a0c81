// Requests of the editor. A session that has ended is begun again over the page (session.js), then the request goes once more.

export class Offline extends Error {}
export class Refused extends Error {}

const isAway = (answer) => answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;

export class Talking {
  constructor(form) {
    this.form = form;
  }

  async ask(address, init) {
    let answer;
    try {
      answer = await fetch(address, {
        ...init,
        redirect: "manual",
        credentials: "same-origin",
        cache: "no-store",
        // A request whose session has ended is answered 401 instead of the sign-in page.
        headers: { Accept: "application/json", "HX-Request": "true", ...init?.headers },
      });
    } catch {
      throw new Offline();
    }
    if (answer.status >= 500) throw new Offline();
    return answer;
  }

  // session.js asks who is signed in, and shows the sign-in where nobody is; it freshens the form's token.
  async signIn() {
    const checks = [];
    this.form.dispatchEvent(new CustomEvent("form:send", { bubbles: true, detail: { checks } }));
    return (await Promise.all(checks)).every(Boolean);
  }

  async read(answer) {
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    throw new Refused(told.error ?? "没有保存：服务器没有收下，请刷新页面再试。");
  }

  // `isQuiet`: nobody is asked to sign in for it.
  async post(address, data, isQuiet = false) {
    const send = () =>
      this.ask(address, {
        method: "POST",
        body: JSON.stringify(data),
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
      });
    let answer = await send();
    if (isAway(answer)) {
      if (isQuiet || !(await this.signIn())) throw new Offline();
      answer = await send();
    }
    return this.read(answer);
  }

  async get(address) {
    const answer = await this.ask(address);
    if (isAway(answer)) throw new Offline();
    return this.read(answer);
  }
}
