// A comment is of the words that are selected in the text, if any are.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-comment]");
  const selected = String(document.getSelection() ?? "").trim();
  if (!link || !selected || selected.length > 500) return;
  const place = new URL(link.href);
  place.searchParams.set("quote", selected.replace(/\s*\n\s*/g, ""));
  link.href = place;
});
