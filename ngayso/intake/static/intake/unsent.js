/**
 * A value that did not reach the server says so beside itself and is sent again once the server answers. Every form carries
 * the key under which it was sent, so what had arrived after all is not written twice.
 */

/** Forms whose words never arrived. @type {Set<HTMLFormElement>} */
const unsent = new Set();

/** @param {Element} form @param {boolean} lost true: the line is down; false: the server would not take it */
function say(form, lost) {
  const template = document.getElementById("chua-toi");
  const place = form.closest(".cell") ?? form;
  if (!(template instanceof HTMLTemplateElement) || place.querySelector("[data-unsent]")) return;
  const note = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  note.querySelector(lost ? "[data-refused]" : "[data-lost]")?.remove();
  place.append(note);
}

/** Send again what is still in the page. */
function again() {
  for (const form of unsent) {
    unsent.delete(form);
    if (!form.isConnected) continue;
    (form.closest(".cell") ?? form).querySelector("[data-unsent]")?.remove();
    form.requestSubmit();
  }
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const { elt } = /** @type {CustomEvent} */ (event).detail;
    if (!(elt instanceof HTMLFormElement)) return;
    const lost = name !== "htmx:responseError";
    // Only what a control holds is sent again by itself; a press of a button is for the person to repeat.
    if (lost && elt.matches(".cell__form")) unsent.add(elt);
    say(elt, lost);
  });
}

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (!form || !unsent.has(form)) return;
  // Other words are another edit: under the old key, should that have arrived, the server would take them for sent.
  const key = form.elements.namedItem("rid");
  if (key instanceof HTMLInputElement) key.value = "";
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = /** @type {CustomEvent} */ (event).detail;
  // The page asks every few seconds what others did: once that is answered, the line is up again.
  if (successful && !(elt instanceof HTMLFormElement)) again();
});
addEventListener("online", again);
