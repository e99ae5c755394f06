/** A button with data-copy="#id" copies the text or the value of that element, and says so. */

/** @param {HTMLElement} button */
async function copy(button) {
  const from = document.querySelector(button.dataset.copy ?? "");
  if (!from) return;
  const text = from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement ? from.value : from.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text.trim());
    say(button, button.dataset.copied ?? "Đã chép");
  } catch {
    // No right to the clipboard (an old browser, plain http): mark the words, the reader presses Ctrl+C.
    getSelection()?.selectAllChildren(from);
    if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement) from.select();
    say(button, button.dataset.select ?? "Đã chọn, nhấn Ctrl+C để chép");
  }
}

/** @param {HTMLElement} button @param {string} words */
function say(button, words) {
  button.textContent = words;
  button.setAttribute("aria-live", "polite");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (button instanceof HTMLElement && "clipboard" in navigator) button.hidden = false;
}
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (button instanceof HTMLElement) void copy(button);
});
