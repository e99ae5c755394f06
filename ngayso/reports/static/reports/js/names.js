/** A button with data-name puts that name at the caret of the words named by data-into. */

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-name]") : null;
  if (!(button instanceof HTMLElement)) return;
  const words = document.querySelector(button.dataset.into ?? "");
  if (!(words instanceof HTMLTextAreaElement)) return;
  words.focus();
  words.setRangeText(button.dataset.name ?? "", words.selectionStart, words.selectionEnd, "end");
  words.dispatchEvent(new Event("input", { bubbles: true }));
});
