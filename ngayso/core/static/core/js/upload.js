/** A file dropped on an .upload box goes into its file input, which alone would do. */
for (const box of document.querySelectorAll(".upload")) {
  const input = box.querySelector('input[type="file"]');
  if (!(input instanceof HTMLInputElement)) continue;
  for (const name of ["dragenter", "dragover"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.add("upload--over");
    });
  }
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("upload--over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
    if (!files?.length) return;
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
