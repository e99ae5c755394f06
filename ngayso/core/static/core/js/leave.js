/**
 * A form with data-guard asks before the page is left with words that were not sent, and a form sent twice is sent once.
 * The browser words the question itself.
 */

/** @type {WeakMap<HTMLFormElement, string>} what each guarded form held when it was last saved */
const kept = new WeakMap();

/** @param {HTMLFormElement} form @returns {string} */
function words(form) {
  const parts = [];
  for (const [name, value] of new FormData(form)) {
    parts.push(`${name}=${value instanceof File ? `${value.name}:${value.size}` : value}`);
  }
  return parts.join("\n");
}

/** @returns {boolean} */
function unsent() {
  return [...document.querySelectorAll("form[data-guard]")].some(
    (form) => form instanceof HTMLFormElement && kept.has(form) && kept.get(form) !== words(form),
  );
}

/** Watch the forms under a root; called again for what htmx brings in. @param {ParentNode} root */
export function guard(root) {
  const forms = [...root.querySelectorAll("form[data-guard]")];
  if (root instanceof HTMLFormElement && root.matches("[data-guard]")) forms.push(root);
  for (const form of forms) {
    if (form instanceof HTMLFormElement && !kept.has(form)) kept.set(form, words(form));
  }
}

addEventListener("beforeunload", (event) => {
  if (unsent()) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  kept.delete(form);
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});

/** The photographs and files that draft.js keeps for a person. @param {string} user @returns {Promise<void>} */
function dropFiles(user) {
  return new Promise((done) => {
    const asked = indexedDB.open("ngayso-drafts", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files");
    asked.onerror = () => done();
    asked.onsuccess = () => {
      const dropping = asked.result.transaction("files", "readwrite");
      dropping.objectStore("files").delete(IDBKeyRange.bound(`draft:${user}:`, `draft:${user};`));
      dropping.oncomplete = dropping.onabort = () => {
        asked.result.close();
        done();
      };
    };
  });
}

// What was typed and not sent (draft.js) is its writer's alone: it goes when they sign out, and they are asked first.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.leave) return;
    const mine = Object.keys(localStorage).filter((key) => key.startsWith(`draft:${form.dataset.leave}:`));
    if (mine.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!confirm((form.dataset.unsent ?? "").replace("{n}", String(mine.length)))) return;
    for (const key of mine) localStorage.removeItem(key);
    void dropFiles(form.dataset.leave).finally(() => form.submit());
  },
  true,
);

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof Element) guard(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  const detail = /** @type {CustomEvent} */ (event).detail;
  if (form instanceof HTMLFormElement && form.matches("[data-guard]") && detail.successful) kept.set(form, words(form));
});

// Coming back with the back button shows the page as it was left: it may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    if (form instanceof HTMLFormElement) delete form.dataset.sent;
  }
});

guard(document);
