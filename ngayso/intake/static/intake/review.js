/**
 * The review page beyond plain forms: a click on words opens their value, a value shows its words; J and K walk the values
 * that a person must look at, Enter accepts; words typed and not yet saved survive a closed tab; what another reviewer
 * saved never takes away what is being typed here.
 */
import { keys } from "../core/js/keys.js";
import { searchable } from "./units.js";

const board = document.getElementById("soat-ban");
const draft = board?.dataset.draft ?? "";
const me = board?.dataset.user ?? "";
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @typedef {{ entry: string, path: string }} Place */

/** @returns {string} key of the entry that is open */
const open = () => document.getElementById("muc")?.dataset.muc ?? "";

/** @param {string} path @returns {HTMLElement | null} */
const cell = (path) => document.getElementById(`o-${path.replace(".", "-")}`);

const wide = matchMedia("(min-width: 60rem)");

/** Bring a place into view; on a wide screen only its own side scrolls. @param {Element | null} element */
function show(element) {
  const side = wide.matches ? element?.closest(".side--tall > *") : null;
  const behavior = calm ? "auto" : "smooth";
  if (!element) return;
  if (!side) return element.scrollIntoView({ block: "center", behavior });
  const at = element.getBoundingClientRect();
  const frame = side.getBoundingClientRect();
  const middle = at.height < frame.height / 2 ? (frame.height - at.height) / 2 : frame.height / 6;
  side.scrollBy({ top: at.top - frame.top - middle, behavior });
}

/** Draw the words between two places of the text as the ones spoken of. @param {number} start @param {number} end */
function light(start, end) {
  for (const lit of document.querySelectorAll(".span--here")) lit.classList.remove("span--here");
  let first = null;
  for (const run of document.querySelectorAll("#van-ban [data-at]")) {
    const at = Number(run instanceof HTMLElement ? run.dataset.at : NaN);
    if (at < start || at >= end) continue;
    run.classList.add("span--here");
    first ??= run;
  }
  return first;
}

/** Path of the value that is spoken of; kept while its drawing is replaced. */
let spoken = "";

/** Make a value the one that is spoken of, and light its words. @param {HTMLElement} field @param {boolean} [scroll] */
function choose(field, scroll = true) {
  for (const other of document.querySelectorAll(".cell--here")) other.classList.remove("cell--here");
  field.classList.add("cell--here");
  spoken = field.dataset.o ?? "";
  if (!field.dataset.start) return light(-1, -1);
  const words = light(Number(field.dataset.start), Number(field.dataset.end));
  // On a narrow screen the document lies below: jumping there would take the value away.
  if (scroll && wide.matches) show(words);
  return words;
}

/** @param {Place} place */
async function go(place) {
  if (place.entry !== open()) {
    const url = `${location.pathname}muc/${encodeURIComponent(place.entry)}/?o=${encodeURIComponent(place.path)}`;
    spoken = place.path;
    // @ts-expect-error htmx is a global
    await htmx.ajax("GET", url, { target: "#muc", swap: "outerHTML" });
    history.replaceState(null, "", `?muc=${encodeURIComponent(place.entry)}`);
  }
  const field = cell(place.path);
  if (!field) return;
  const folded = field.closest("details:not([open])");
  if (folded instanceof HTMLDetailsElement) folded.open = true;
  field.focus({ preventScroll: true });
  show(field);
  choose(field);
}

/** The values to look at, in order. @returns {Place[]} */
function places() {
  const told = document.getElementById("tong")?.dataset.places ?? "";
  return told
    .split(" ")
    .filter(Boolean)
    .map((one) => {
      const [entry, path] = one.split("|");
      return { entry: decodeURIComponent(entry), path };
    });
}

/** Where the reader is: the value that is spoken of, else the open entry. @returns {Place} */
function here() {
  const field = document.querySelector(".cell--here");
  return { entry: open(), path: field instanceof HTMLElement ? (field.dataset.o ?? "") : "" };
}

/** Order of entries as the page walks them, from the places alone: those before and after the open one. @param {1 | -1} by */
function walk(by) {
  const all = places();
  if (all.length === 0) return;
  const { entry, path } = here();
  const at = all.findIndex((place) => place.entry === entry && place.path === path);
  if (at >= 0) return void go(all[(at + by + all.length) % all.length]);
  // The value spoken of is not one to look at: the nearest one of this entry in that direction, else of the next.
  const order = [...document.querySelectorAll("#muc .cell")].map((one) => (one instanceof HTMLElement ? one.dataset.o : ""));
  const from = order.indexOf(path);
  const mine = all.filter((place) => place.entry === entry);
  const near = by > 0 ? mine.find((p) => order.indexOf(p.path) > from) : mine.reverse().find((p) => order.indexOf(p.path) < from);
  if (near) return void go(near);
  const next = Number(document.getElementById("tong")?.dataset.after ?? 0);
  go(by > 0 ? all[next % all.length] : all[(next - 1 - mine.length + 2 * all.length) % all.length]);
}

/** After the accepted value is drawn anew, go on to the next. */
let walking = false;

function accept() {
  const field = document.querySelector(".cell--here");
  // Several units may be meant: Enter goes to the first of them, a second Enter takes it.
  const first = field?.querySelector("[data-first]");
  if (first instanceof HTMLElement) return first.focus();
  const button = field?.querySelector("[data-accept]");
  if (!(button instanceof HTMLElement)) return walk(1);
  walking = true;
  button.click();
}

/** Put the cursor into the value that is spoken of. */
function write() {
  const control = document.querySelector(".cell--here :is(input.input, textarea, select, input[type=checkbox])");
  if (control instanceof HTMLElement) control.focus();
}

keys({
  j: () => walk(1),
  k: () => walk(-1),
  enter: accept,
  e: write,
  "ctrl+enter": () => {
    const form = document.activeElement?.closest("form");
    if (form instanceof HTMLFormElement && form.matches(".cell__form")) form.requestSubmit();
  },
  escape: () => {
    const field = document.activeElement?.closest(".cell");
    if (field instanceof HTMLElement) field.focus();
  },
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.defaultPrevented || !(event instanceof MouseEvent)) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const link = event.target.closest("a");
  if (!link) return;
  if (link.matches("a.span[data-muc]")) {
    event.preventDefault();
    go({ entry: link.dataset.muc ?? "", path: link.dataset.o ?? "" });
  } else if (link.matches("[data-show]")) {
    const words = light(Number(link.dataset.show), Number(link.dataset.end ?? Number(link.dataset.show) + 1));
    if (!words) return;
    event.preventDefault();
    show(words);
    if (words instanceof HTMLElement && !wide.matches) words.focus({ preventScroll: true });
  } else if (link.matches("[data-next]")) {
    event.preventDefault();
    walk(1);
  } else if (link.dataset.units) {
    const slot = document.getElementById(link.dataset.units);
    if (!slot) return;
    event.preventDefault();
    if (slot.childElementCount > 0) return void slot.replaceChildren();
    // @ts-expect-error htmx is a global
    htmx.ajax("GET", link.href, { target: slot, swap: "innerHTML" }).then(() => {
      searchable(slot);
      slot.querySelector("input:not([type=hidden])")?.focus();
    });
  }
});

document.addEventListener("focusin", (event) => {
  const field = event.target instanceof Element ? event.target.closest(".cell") : null;
  if (field instanceof HTMLElement && !field.matches(".cell--here")) choose(field);
});

// Words that are typed and not saved: kept in this browser until they are.

/** @param {string} path */
const store = (path, entry = open()) => `chua-ghi:${me}:${draft}:${entry}:${path}`;

document.addEventListener("input", (event) => {
  const control = event.target;
  if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) return;
  const field = control.closest(".cell");
  if (!(field instanceof HTMLElement) || control.name !== "text" || control.type === "checkbox") return;
  if (control.value === control.defaultValue) localStorage.removeItem(store(field.dataset.o ?? ""));
  else localStorage.setItem(store(field.dataset.o ?? ""), control.value);
});

/** Offer what was typed before and never saved. @param {ParentNode} root */
function offer(root) {
  const template = document.getElementById("chu-chua-ghi");
  if (!(template instanceof HTMLTemplateElement)) return;
  for (const field of root.querySelectorAll(".cell")) {
    if (!(field instanceof HTMLElement)) continue;
    const control = field.querySelector("[name=text]");
    if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) continue;
    const kept = localStorage.getItem(store(field.dataset.o ?? ""));
    if (kept === null || field.querySelector("[data-use]")) continue;
    if (kept === control.value) {
      localStorage.removeItem(store(field.dataset.o ?? ""));
      continue;
    }
    const note = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const box = note.firstElementChild;
    const words = note.querySelector("q");
    if (words) words.textContent = kept;
    note.querySelector("[data-use]")?.addEventListener("click", () => {
      control.value = kept;
      box?.remove();
      control.closest("details")?.setAttribute("open", "");
      control.form?.requestSubmit();
    });
    note.querySelector("[data-forget]")?.addEventListener("click", () => {
      localStorage.removeItem(store(field.dataset.o ?? ""));
      box?.remove();
    });
    field.append(note);
  }
}

// On a computer that several people use, what one typed is neither shown to another nor kept.
for (const key of Object.keys(localStorage)) {
  if (key.startsWith("chua-ghi:") && !key.startsWith(`chua-ghi:${me}:`)) localStorage.removeItem(key);
}

// What comes from the server.

/** The form or link whose answer is being drawn. @type {Element | null} */
let answered = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  answered = detail.requestConfig?.elt ?? null;
  // A refusal is an answer: it says what stands there now and what was typed.
  if ([400, 409, 413].includes(detail.xhr.status)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  if (!(target instanceof Element)) return;
  for (const waiting of target.querySelectorAll(".htmx-request")) {
    // Its own answer will draw this anew; a form that is taken away meanwhile would lose that answer.
    if (waiting !== answered) /** @type {CustomEvent} */ (event).detail.shouldSwap = false;
  }
  if (!target.matches(".cell, .listed, #muc")) return;
  for (const control of target.querySelectorAll("input[name=text].input, textarea")) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) continue;
    // Somebody else saved this value: what is being typed stays; saving it will show both.
    if (control.value !== control.defaultValue || control === document.activeElement) {
      /** @type {CustomEvent} */ (event).detail.shouldSwap = false;
    }
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = /** @type {CustomEvent} */ (event).detail;
  const field = elt instanceof Element ? elt.closest(".cell") : null;
  const path = field instanceof HTMLElement ? field.dataset.o : elt instanceof HTMLElement ? elt.dataset.o : "";
  if (!successful || !path || !(elt instanceof HTMLFormElement)) return;
  localStorage.removeItem(store(path));
  const told = document.getElementById("da-ghi");
  if (!told) return;
  // Emptied first, so that the same words are told again.
  told.textContent = "";
  setTimeout(() => (told.textContent = told.dataset.said ?? ""), 50);
});

/** Show the words of the entry that is open. */
function showEntry() {
  if (!wide.matches || document.querySelector(".cell--here")) return;
  show(document.querySelector(`#van-ban a[data-muc="${CSS.escape(open())}"]`));
}

document.addEventListener("htmx:afterSettle", (event) => {
  offer(document);
  const { elt } = /** @type {CustomEvent} */ (event).detail;
  if (elt instanceof Element && elt.id === "muc" && !spoken) {
    showEntry();
    if (document.activeElement === document.body) document.getElementById("muc-ten")?.focus({ preventScroll: true });
    show(document.getElementById("muc-ten"));
  }
  // Settling gives a drawn-anew value the classes that the server knows.
  const again = document.querySelector(".cell--here") ? null : cell(spoken);
  if (again) {
    choose(again, false);
    if (document.activeElement === document.body) again.focus({ preventScroll: true });
  }
  if (walking) {
    walking = false;
    walk(1);
  }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = /** @type {CustomEvent} */ (event).detail;
  // Another entry is opened by its own link: no value of it is spoken of yet.
  if (elt instanceof HTMLAnchorElement) spoken = "";
});

// A link to a folded form opens it.
function unfold() {
  const folded = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details") : null;
  if (!(folded instanceof HTMLDetailsElement) || folded.open) return;
  folded.open = true;
  show(folded);
}
addEventListener("hashchange", unfold);
unfold();

offer(document);
const asked = document.querySelector(".cell--asked");
if (asked instanceof HTMLElement) {
  asked.focus({ preventScroll: true });
  show(asked);
  choose(asked);
} else if (location.search) showEntry();
