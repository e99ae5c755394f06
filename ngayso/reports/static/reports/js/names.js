/** A button with data-name puts that name at the caret of the words named by data-into; at their end before they were touched. */

/** @type {WeakSet<Element>} */
const touched = new WeakSet();

document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLTextAreaElement) touched.add(event.target);
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-name]") : null;
  if (!(button instanceof HTMLElement)) return;
  const words = document.querySelector(button.dataset.into ?? "");
  if (!(words instanceof HTMLTextAreaElement)) return;
  if (!touched.has(words)) words.setSelectionRange(words.value.length, words.value.length);
  words.focus();
  words.setRangeText(button.dataset.name ?? "", words.selectionStart, words.selectionEnd, "end");
  words.dispatchEvent(new Event("input", { bubbles: true }));
});
