/**
 * The form of a unit's report saves an activity while one types, a moment after a field was left. What the save changed on
 * the page (problems, versions, sums, the next step) is put in place of what was there; what is being typed is not touched.
 * Without a network the words stay in the form (and on the device, see draft.js) and go when it is back.
 */

const WAIT = 1500;
const RETRY = 30_000;
const SAID = document.documentElement.lang === "en"
  ? { saving: "Saving…", saved: "Saved at ", offline: "No network. Go on writing, nothing is lost; it goes when the network is back.", wrong: "Not saved yet: see the marked field.", out: "Not saved: sign in again in another tab, then press the button. What was typed stays here." }
  : { saving: "Đang ghi…", saved: "Đã ghi lúc ", offline: "Không có mạng. Cứ ghi, có mạng lại sẽ tự gửi.", wrong: "Chưa ghi được, xem chỗ đánh dấu.", out: "Chưa ghi: đăng nhập lại ở thẻ khác rồi bấm ghi. Điều đã viết còn nguyên ở đây." };

/** @type {Map<HTMLFormElement, number>} forms with something unsaved, and their timer */
const waiting = new Map();
/** @type {Set<HTMLFormElement>} forms that could not go: no network */
const stranded = new Set();
/** @type {Map<HTMLFormElement, Promise<boolean>>} forms being saved */
const going = new Map();

/** @param {HTMLFormElement} form @param {string} words */
function say(form, words) {
  const place = form.querySelector("[data-saved]");
  if (place) place.textContent = words;
}

/** @returns {string} */
function now() {
  return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
}

/** @param {HTMLFormElement} form @returns {Map<string, string>} what the fields hold, by name */
function held(form) {
  const found = new Map();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") found.set(name, value);
  return found;
}

/**
 * Puts the new parts in the page.
 * @param {Document} answer @param {HTMLFormElement} form @param {Map<string, string>} sent @param {boolean} saved
 */
function refresh(answer, form, sent, saved) {
  for (const part of answer.querySelectorAll("[data-fresh]")) {
    const here = document.querySelector(`[data-fresh="${part.getAttribute("data-fresh")}"]`);
    if (!here) continue;
    here.replaceWith(document.importNode(part, true));
    if (part.hasAttribute("data-word")) {
      const word = form.querySelector(`#l-${part.id.slice(2)}`)?.closest("details");
      if (word) word.open = true;
    }
  }
  for (const field of form.querySelectorAll("input.input")) {
    const written = answer.getElementById(field.id);
    if (!written) continue;
    if (written.hasAttribute("aria-invalid")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    field.parentElement?.classList.toggle("field--wrong", written.hasAttribute("aria-invalid"));
  }
  if (!saved) return;
  // What was written back differs when a number was put in order, or the other's words were kept.
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || field.type === "hidden") continue;
    const written = answer.getElementById(field.id);
    if (!(written instanceof HTMLInputElement || written instanceof HTMLTextAreaElement)) continue;
    if (field.id && field.value === sent.get(field.name) && field !== document.activeElement) field.value = written.value;
  }
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} [button] @returns {Promise<boolean>} whether it is saved */
async function save(form, button = null) {
  await going.get(form);
  clearTimeout(waiting.get(form));
  const body = new FormData(form);
  if (button && button.name) body.append(button.name, button.value);
  const sent = held(form);
  waiting.set(form, 0);
  stranded.delete(form);
  say(form, SAID.saving);
  const doing = (async () => {
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { "X-Saved-By": "script" }, redirect: "manual" });
    } catch {
      say(form, SAID.offline);
      stranded.add(form);
      return false;
    }
    if (answer.type === "opaqueredirect" || [403, 404].includes(answer.status)) {
      say(form, SAID.out);
      return false;
    }
    const text = await answer.text();
    if ((answer.headers.get("Content-Type") ?? "").startsWith("text/plain")) {
      say(form, text);
      return false;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    const typed = [...held(form)].some(([name, value]) => !name.startsWith("s-") && sent.get(name) !== value);
    refresh(page, form, sent, answer.ok);
    if (!answer.ok) {
      say(form, SAID.wrong);
      if (button) form.querySelector("[aria-invalid], .fig__both input")?.scrollIntoView({ block: "center" });
      return false;
    }
    say(form, SAID.saved + now());
    if (typed) {
      waiting.set(form, setTimeout(() => save(form), WAIT));
    } else {
      waiting.delete(form);
      localStorage.removeItem(`draft:${form.dataset.draftUser}:${form.dataset.draft}`);
    }
    return true;
  })();
  going.set(form, doing);
  try {
    return await doing;
  } finally {
    going.delete(form);
  }
}

/** @param {EventTarget | null} target @returns {HTMLFormElement | null} */
function formOf(target) {
  const form = target instanceof Element ? target.closest("form[data-save]") : null;
  return form instanceof HTMLFormElement ? form : null;
}

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (form && !waiting.has(form)) waiting.set(form, 0);
});

document.addEventListener("change", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => save(form), WAIT));
});

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if (form.matches("[data-save]")) {
      event.preventDefault();
      await save(form, event.submitter instanceof HTMLButtonElement ? event.submitter : null);
    } else if (form.matches("[data-send]") && waiting.size) {
      // What was typed last goes into the report before it is sent.
      event.preventDefault();
      const word = new FormData(form).get("word");
      const done = await Promise.all([...waiting.keys()].map((one) => save(one)));
      if (!done.every(Boolean)) return;
      // The save has put a new form of sending in the place of this one, or the problems that keep it from being sent.
      const fresh = document.querySelector("form[data-send]");
      if (!(fresh instanceof HTMLFormElement)) {
        document.getElementById("can-xem")?.scrollIntoView();
        return;
      }
      const field = fresh.elements.namedItem("word");
      if (field instanceof HTMLInputElement && typeof word === "string") field.value = word;
      fresh.submit();
    }
  },
  true,
);

/** What draft.js brought back from an earlier page goes to the server at once. */
document.addEventListener("draft:filled", (event) => {
  const form = formOf(event.target);
  if (form) waiting.set(form, setTimeout(() => save(form), 0));
});

const again = () => [...stranded].forEach((form) => save(form));
addEventListener("online", again);
setInterval(again, RETRY);

/** A link to a field opens the folded activity it stands in. */
function unfold() {
  const place = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  for (let fold = place?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  if (place) place.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();

/**
 * Fetches the form of an activity of which only the name stands here; the page itself stays, with what is being typed.
 * @param {string} activity @returns {Promise<boolean>}
 */
async function bring(activity) {
  const far = document.getElementById(`hd-${activity}`);
  if (!far || far.querySelector("form")) return true;
  try {
    const answer = await fetch(`${location.pathname}?mo=${activity}`, { headers: { "X-Saved-By": "script" }, redirect: "manual" });
    const found = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(far.id);
    if (!found) return false;
    const near = document.importNode(found, true);
    far.replaceWith(near);
    // draft.js then looks after the new form, too.
    near.parentElement?.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
    return true;
  } catch {
    return false;
  }
}

document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-unfold]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!(await bring(link.dataset.unfold ?? ""))) return location.assign(link.href);
  const { hash } = new URL(link.href);
  if (location.hash === hash) unfold();
  else location.hash = hash;
});

// What an earlier page could not send is opened, so that it goes now.
for (const far of document.querySelectorAll("[data-unfold]")) {
  const id = far instanceof HTMLElement ? far.dataset.unfold : "";
  if (id && Object.keys(localStorage).some((key) => key.startsWith("draft:") && key.endsWith(`-${id}`))) void bring(id);
}
