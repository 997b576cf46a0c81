// Comments in the text as it is read. A new one is of the words that are selected, if any are; the words that one waits for
// an answer on are marked, and a click on them opens it in the pane (report-pane.js). In the editor static/js/studio/comments.js
// marks them.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-comment]");
  const selected = String(document.getSelection() ?? "").trim();
  if (!link || !selected || selected.length > 500) return;
  const place = new URL(link.href);
  place.searchParams.set("quote", selected.replace(/\s*\n\s*/g, ""));
  link.href = place;
});

// Wraps the words from one character of a paragraph to another, text by text.
function wrap(paragraph, from, to, comment) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let at = 0;
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    if (node.parentElement.closest(".para-no, .source-count")) continue;
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, node.length)];
    if (start < end) pieces.push([node, start, end]);
    at += node.length;
  }
  for (const [node, start, end] of pieces) {
    const range = new Range();
    range.setStart(node, start);
    range.setEnd(node, end);
    const mark = document.createElement("span");
    mark.className = "commented";
    mark.dataset.comment = comment.pk;
    mark.title = `${comment.author}：${comment.words}`;
    range.surroundContents(mark);
  }
}

function words(paragraph) {
  const copy = paragraph.cloneNode(true);
  for (const one of copy.querySelectorAll(".para-no, .source-count")) one.remove();
  return copy.textContent;
}

async function markAll() {
  for (const old of document.querySelectorAll(".studio-text .commented")) old.replaceWith(...old.childNodes);
  const { commentMarks: address } = document.querySelector("[data-comment-marks]").dataset;
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  const { marks } = answer.ok ? await answer.json() : { marks: [] };
  for (const comment of marks) {
    const paragraph = document.querySelector(`.studio-text [data-paragraph="${CSS.escape(comment.paragraph)}"] .para-text`);
    const at = paragraph ? words(paragraph).indexOf(comment.quote) : -1;
    if (at >= 0) wrap(paragraph, at, at + comment.quote.length, comment);
  }
}

if (!document.querySelector("[data-studio]")) {
  const load = () => markAll().catch(() => {});
  document.addEventListener("studio:commented", load);
  if (document.querySelector("#pane-tab-comments [data-count]").textContent) load();
  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".commented[data-comment]");
    if (mark) document.dispatchEvent(new CustomEvent("studio:comment", { detail: { comment: Number(mark.dataset.comment) } }));
  });
}
