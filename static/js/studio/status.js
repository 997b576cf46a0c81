// The line above the text that says what is stored, and notices with something to press.

const clock = () => {
  const now = new Date();
  return [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
};

export class Status {
  constructor(line, notices) {
    this.line = line;
    this.notices = notices;
  }

  say(words, tone = "") {
    if (this.line.textContent !== words) this.line.textContent = words;
    this.line.dataset.tone = tone;
  }

  waiting() {
    this.say("有没有保存的文字");
  }

  saving() {
    this.say("正在保存……");
  }

  saved(at) {
    if (at) this.say(`已保存 ${at}`, "good");
    else if (!this.line.textContent.startsWith("已保存")) this.say("全部已保存", "good");
  }

  offline() {
    this.say("连不上服务器，文字留在这台设备上，连上以后自动保存", "wait");
  }

  troubled(words) {
    this.say(`没有全部保存：${[...new Set(words)].join(" ")}`, "late");
  }

  refused(words) {
    this.say(words, "late");
  }

  warn(words) {
    this.notice(words, []);
  }

  // A bar with buttons: [[label, act], …]; each closes it.
  notice(words, choices, { seconds = 0 } = {}) {
    const bar = document.createElement("div");
    bar.className = "alert alert-info house-alert studio-notice";
    bar.setAttribute("role", "status");
    const text = document.createElement("div");
    text.textContent = words;
    const buttons = document.createElement("div");
    buttons.className = "btn-list";
    for (const [label, act] of [...choices, ...(choices.length ? [] : [["知道了", () => {}]])]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => {
        bar.remove();
        act();
      });
      buttons.append(button);
    }
    bar.append(text, buttons);
    this.notices.append(bar);
    if (seconds) window.setTimeout(() => bar.remove(), seconds * 1000);
    return bar;
  }
}

export { clock };
