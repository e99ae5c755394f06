/**
 * A form that loses nothing: what is typed stays on this device until the server has taken it.
 *
 *     <form method="post" enctype="multipart/form-data" data-draft="bao-cao:{{ report.pk }}" data-draft-user="{{ request.user.pk }}">
 *       {% csrf_token %}{% include "core/parts/draft.html" %} … fields …
 *     </form>
 *     <script type="module" src="{% static "core/js/draft.js" %}"></script>
 *
 * - data-draft names the thing, once in the whole place; data-draft-user its writer: nobody else on this machine gets it.
 * - A hidden field with a UUID must be the key under which the server keeps it: it may be sent twice.
 * - A hidden field with data-draft-time is sent with the moment at which it was last written on this device.
 * - The server answers a redirect when it took the form (this page is then opened anew, or data-draft-next), and 4xx with
 *   a page that holds the same form (the same data-draft) and its errors when it refused; what was typed is kept then.
 * - Without a network the form waits here and goes when the network is back, the page is looked at, or by the button.
 *   Typing takes it out of the queue: it then waits for the writer to send again.
 * - An element with data-drafts="<id of the person>" (a list, hidden) shows what waits on this device, with the way to it.
 * - Words stay in localStorage, photographs and files in IndexedDB; signing out clears them (leave.js).
 * - Without JavaScript the form is an ordinary form. A form with data-draft needs no data-guard.
 */

/** @typedef {{at: number, values: [string, string][], queued: boolean, action: string, path: string, title: string}} Kept */

const DATABASE = "ngayso-drafts";
const RETRY = 30_000;
const PATIENCE = 120_000;

// Files, beyond what localStorage holds.

/** @returns {Promise<IDBDatabase>} */
function database() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} act @returns {Promise<T>} */
async function files(mode, act) {
  const base = await database();
  try {
    return await new Promise((done, failed) => {
      const transaction = base.transaction("files", mode);
      const asked = act(transaction.objectStore("files"));
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    base.close();
  }
}

/** @param {string} user @returns {string[]} the keys of what this person has not sent from this device */
function unsent(user) {
  return Object.keys(localStorage).filter((key) => key.startsWith(`draft:${user}:`));
}

/** @param {number} at @returns {string} "08:12", with the day when it is not today */
function spoken(at) {
  const then = new Date(at);
  const time = then.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
  if (then.toDateString() === new Date().toDateString()) return time;
  const month = then.getMonth() + 1;
  return `${time}, ${String(then.getDate()).padStart(2, "0")}/${month < 3 ? `0${month}` : month}`;
}

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

class Draft {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.key = `draft:${form.dataset.draftUser}:${form.dataset.draft}`;
    this.busy = false;
    /** @type {Map<string, string>} what a button adds to the form */
    this.pressed = new Map();
    this.keepsFiles = true;
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("change", (event) => this.typed(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("click", (event) => {
      const on = event.target instanceof Element ? event.target : null;
      if (on?.closest("[data-draft-send]")) void this.send();
      if (on?.closest("[data-draft-drop]")) void this.drop();
    });
  }

  /** @returns {Kept | null} */
  get kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      return null;
    }
  }

  /** @returns {Control[]} */
  get controls() {
    return /** @type {Control[]} */ ([...this.form.elements]).filter(
      (one) => one.name && one.name !== "csrfmiddlewaretoken" && !["submit", "button", "password"].includes(one.type),
    );
  }

  /** @returns {HTMLInputElement[]} */
  get fileInputs() {
    return /** @type {HTMLInputElement[]} */ (this.controls.filter((one) => one.type === "file"));
  }

  /** Writes down what the form holds now. @param {Partial<Kept>} [more] */
  keep(more = {}) {
    /** @type {[string, string][]} */
    const values = [];
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") values.push([name, value]);
    }
    const path = location.pathname + location.search;
    const kept = { at: Date.now(), values, queued: false, action: this.form.action, path, title: document.title, ...more };
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // No room or not allowed: the form still works as an ordinary one.
    }
    return kept;
  }

  async keepFiles() {
    const chosen = this.fileInputs.flatMap((input) => [...(input.files ?? [])].map((file) => ({ input: input.name, file })));
    try {
      await files("readwrite", (store) => (chosen.length ? store.put(chosen, this.key) : store.delete(this.key)));
      this.keepsFiles = true;
    } catch {
      this.keepsFiles = chosen.length === 0;
    }
  }

  /** Puts back what an earlier page held. */
  async restore() {
    const kept = this.kept;
    if (!kept) return;
    this.fill(kept.values);
    try {
      const chosen = (await files("readonly", (store) => store.get(this.key))) ?? [];
      for (const input of this.fileInputs) this.give(input, chosen.filter((one) => one.input === input.name).map((one) => one.file));
    } catch {
      this.keepsFiles = false;
    }
    if (kept.queued) {
      this.tell("waiting");
      await this.send();
    } else {
      this.tell("found");
    }
  }

  /** @param {[string, string][]} values */
  fill(values) {
    /** @type {Map<string, string[]>} */
    const left = new Map();
    for (const [name, value] of values) left.set(name, [...(left.get(name) ?? []), value]);
    for (const one of this.controls) {
      const given = left.get(one.name);
      if (one instanceof HTMLInputElement && ["checkbox", "radio"].includes(one.type)) {
        one.checked = given?.includes(one.value) ?? false;
      } else if (one instanceof HTMLSelectElement && one.multiple) {
        for (const option of one.options) option.selected = given?.includes(option.value) ?? false;
      } else if (one.type !== "file" && given?.length) {
        one.value = given.shift() ?? "";
      }
    }
    this.form.dispatchEvent(new CustomEvent("draft:filled", { bubbles: true }));
  }

  /** @param {HTMLInputElement} input @param {File[]} chosen */
  give(input, chosen) {
    if (!chosen.length) return;
    const carried = new DataTransfer();
    for (const file of chosen) carried.items.add(file);
    input.files = carried.files;
    input.dispatchEvent(new CustomEvent("draft:files", { bubbles: true }));
  }

  /** @param {Event} event */
  typed(event) {
    const on = event.target;
    if (on instanceof HTMLInputElement && on.type === "file") {
      if (event.type !== "change") return;
      void this.keepFiles().then(() => this.tell(this.keepsFiles ? "kept" : "unkept"));
    }
    // While it is on its way a change waits under the same key: the server tells when it has other words already.
    this.keep();
    if (!this.busy) this.tell("kept");
  }

  /** @param {SubmitEvent} event */
  submitted(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const by = event.submitter;
    this.pressed.clear();
    if (by instanceof HTMLButtonElement && by.name) this.pressed.set(by.name, by.value);
    const action = by instanceof HTMLButtonElement && by.hasAttribute("formaction") ? by.formAction : this.form.action;
    this.keep({ queued: true, action });
    void this.send();
  }

  async send() {
    const kept = this.kept;
    if (this.busy || !kept) return;
    this.busy = true;
    if (!kept.queued) this.keep({ queued: true });
    this.tell("sending");
    const body = new FormData(this.form);
    for (const [name, value] of this.pressed) body.set(name, value);
    const time = this.form.querySelector("[data-draft-time]");
    if (time instanceof HTMLInputElement) body.set(time.name, new Date(kept.at).toISOString());
    const patience = new AbortController();
    const clock = setTimeout(() => patience.abort(), PATIENCE);
    try {
      // A redirect is the server's "taken"; it is not followed here, so that what it says stays for the next page.
      const answer = await fetch(kept.action, { method: "POST", body, redirect: "manual", signal: patience.signal });
      this.busy = false;
      await this.answered(answer);
    } catch {
      this.busy = false;
      this.tell("waiting");
    } finally {
      clearTimeout(clock);
    }
  }

  /** @param {Response} answer */
  async answered(answer) {
    if (answer.type === "opaqueredirect" || answer.ok) {
      await this.forget();
      location.assign(this.form.dataset.draftNext ?? location.pathname + location.search);
      return;
    }
    if (answer.status >= 500) return this.tell("busy");
    this.keep({ queued: false });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = [...page.querySelectorAll("form[data-draft]")].find(
      (one) => one instanceof HTMLFormElement && one.dataset.draft === this.form.dataset.draft,
    );
    if (same) return this.refused(same);
    if ([401, 403, 404].includes(answer.status)) {
      const asked = await fetch(location.pathname + location.search, { redirect: "manual" });
      if (asked.type === "opaqueredirect") return this.tell("out");
      if (answer.status === 403) return this.tell("stale");
    }
    this.tell("refused", page.querySelector("main .plain p, main h1 ~ p, main p")?.textContent?.trim());
  }

  /** Shows the errors that the server put at the fields, and keeps what was typed. @param {Element} answered */
  async refused(answered) {
    const chosen = new Map(this.fileInputs.map((input) => [input.name, [...(input.files ?? [])]]));
    this.form.replaceChildren(...[...answered.childNodes].map((node) => document.importNode(node, true)));
    for (const input of this.fileInputs) this.give(input, chosen.get(input.name) ?? []);
    this.keep();
    this.tell("refused");
    const first = this.form.querySelector(".errors, [aria-invalid]");
    if (first instanceof HTMLElement) first.focus();
    first?.scrollIntoView({ block: "center" });
  }

  async forget() {
    localStorage.removeItem(this.key);
    await files("readwrite", (store) => store.delete(this.key)).catch(() => undefined);
  }

  async drop() {
    await this.forget();
    this.form.reset();
    location.assign(location.pathname + location.search);
  }

  /** @param {string} state @param {string} [more] */
  tell(state, more = "") {
    const line = this.form.querySelector("[data-draft-line]");
    if (!(line instanceof HTMLElement)) return;
    const words = (line.dataset[state] ?? "").replace("{time}", spoken(this.kept?.at ?? Date.now()));
    const said = line.querySelector("[data-draft-said]");
    if (said) said.textContent = more || words;
    line.hidden = false;
    line.dataset.state = state;
    line.classList.toggle("strip--bad", state === "refused");
    /** @param {string} selector @param {boolean} shown */
    const show = (selector, shown) => {
      const part = line.querySelector(selector);
      if (part instanceof HTMLElement) part.hidden = !shown;
    };
    show('[data-draft-icon="here"]', state !== "waiting");
    show('[data-draft-icon="offline"]', state === "waiting");
    show("[data-draft-send]", state === "waiting" || state === "busy");
    show("[data-draft-drop]", ["found", "kept", "waiting", "busy"].includes(state));
    show('[data-draft-go="sign-in"]', state === "out");
    show('[data-draft-go="reload"]', state === "stale");
    const here = location.pathname + location.search;
    line.querySelector('[data-draft-go="reload"]')?.setAttribute("href", here);
    line.querySelector('[data-draft-go="sign-in"]')?.setAttribute("href", `${line.dataset.signIn}?next=${encodeURIComponent(here)}`);
  }

  /** Sends what waits, when it waits. */
  again() {
    if (this.kept?.queued && !this.busy && document.visibilityState === "visible") void this.send();
  }
}

/** @type {Map<HTMLFormElement, Draft>} */
const drafts = new Map();

/** Takes care of the forms under a root; called again for what htmx brings in. @param {ParentNode} root */
export function watch(root) {
  for (const form of root.querySelectorAll("form[data-draft][data-draft-user]")) {
    if (!(form instanceof HTMLFormElement) || drafts.has(form)) continue;
    const draft = new Draft(form);
    drafts.set(form, draft);
    void draft.restore();
  }
}

/** Names what a person has not sent from this device. @param {HTMLElement} place */
function list(place) {
  const rows = [];
  for (const key of unsent(place.dataset.drafts ?? "")) {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "");
      const way = document.createElement("a");
      way.href = new URL(kept.path, location.origin).pathname + new URL(kept.path, location.origin).search;
      way.textContent = `${kept.title.split(" · ")[0]} (${spoken(kept.at)})`;
      const row = document.createElement("li");
      row.append(way);
      rows.push(row);
    } catch {
      // Not ours to read: it stays where it is.
    }
  }
  place.querySelector("ul")?.replaceChildren(...rows);
  place.hidden = rows.length === 0;
}

const again = () => drafts.forEach((draft, form) => (form.isConnected ? draft.again() : drafts.delete(form)));
addEventListener("online", again);
document.addEventListener("visibilitychange", again);
setInterval(again, RETRY);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof Element) watch(event.target);
});
watch(document);
for (const place of document.querySelectorAll("[data-drafts]")) {
  if (place instanceof HTMLElement) list(place);
}
