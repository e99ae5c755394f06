/**
 * Keyboard shortcuts of a page. Single letters stay quiet while somebody types; the page always lists its keys in words.
 *
 *     import { keys, step } from "./keys.js";
 *     keys({ j: () => step(".field--see", 1), k: () => step(".field--see", -1), "ctrl+enter": send });
 */

/** @param {EventTarget | null} target @returns {boolean} */
function typing(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}

/** The name of a key press: modifiers in the order ctrl, alt, shift, then the key. @param {KeyboardEvent} event */
function named(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && event.key.length > 1) parts.push("shift");
  parts.push(event.key.toLowerCase());
  return parts.join("+");
}

/**
 * @param {Record<string, (event: KeyboardEvent) => void>} table key name → what it does; "?" and letters as they are typed
 * @param {Document | HTMLElement} [where]
 * @returns {() => void} takes the shortcuts off again
 */
export function keys(table, where = document) {
  /** @param {Event} event */
  const heard = (event) => {
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented || event.isComposing) return;
    const name = named(event);
    const act = table[name];
    if (!act) return;
    const bare = !name.includes("+") && name !== "escape";
    if (bare && typing(event.target)) return;
    // Enter on a link or a button is theirs.
    if (name === "enter" && event.target instanceof Element && event.target.closest("a, button, summary")) return;
    event.preventDefault();
    act(event);
  };
  where.addEventListener("keydown", heard);
  return () => where.removeEventListener("keydown", heard);
}

/**
 * Go to the next (1) or the previous (-1) of a kind of place, round and round, and put the focus in it.
 * @param {string} selector @param {1 | -1} by @returns {HTMLElement | null} where it went
 */
export function step(selector, by) {
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
  if (places.length === 0) return null;
  const at = places.findIndex((place) => place.contains(document.activeElement));
  const next = places[at < 0 ? (by > 0 ? 0 : places.length - 1) : (at + by + places.length) % places.length];
  const control = next.querySelector("input:not([type=hidden]), textarea, select, button, a[href]");
  const focus = control instanceof HTMLElement ? control : next;
  if (focus === next && !next.hasAttribute("tabindex")) next.tabIndex = -1;
  focus.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  next.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  return next;
}
