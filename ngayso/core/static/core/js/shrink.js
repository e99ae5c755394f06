/**
 * Photographs are made small on the device before they are sent: a phone's 6 MB becomes 300 KB, and what the camera wrote
 * into the file (place, time, device) stays behind.
 *
 *     <input type="file" name="photos" accept="image/*" multiple data-shrink="1280" data-most="10">
 *     <ul class="shots" data-shots="photos" data-drop="Bỏ ảnh {n}" hidden></ul>
 *
 * Choosing again adds to what was chosen before: a camera gives one photograph at a time. The list shows them small, each
 * with a button to drop it. What the browser cannot read goes as it is, and the server says what it takes.
 */

const QUALITY = 0.82;
const THUMB = 96;

/** @type {WeakMap<HTMLInputElement, File[]>} what was chosen so far */
const chosen = new WeakMap();
/** @type {WeakMap<File, string>} a small picture of each */
const thumbs = new WeakMap();

/** @param {ImageBitmap} picture @param {number} most @returns {HTMLCanvasElement} */
function drawn(picture, most) {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @param {File} file @param {number} most longest edge in pixels @returns {Promise<File>} a JPEG without what the camera noted */
export async function shrink(file, most) {
  try {
    const picture = await createImageBitmap(file);
    const canvas = drawn(picture, most);
    const thumb = drawn(picture, THUMB).toDataURL("image/jpeg", 0.7);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!(blob instanceof Blob)) return file;
    const small = new File([blob], file.name.replace(/\.\w{1,5}$/, "") + ".jpg", { type: "image/jpeg" });
    thumbs.set(small, thumb);
    return small;
  } catch {
    return file;
  }
}

/** @param {HTMLInputElement} input @param {File[]} files */
function put(input, files) {
  const carried = new DataTransfer();
  for (const file of files) carried.items.add(file);
  input.files = carried.files;
  chosen.set(input, files);
  list(input);
}

/** @param {HTMLInputElement} input */
function list(input) {
  const place = input.form?.querySelector(`[data-shots="${input.name}"]`);
  if (!(place instanceof HTMLElement)) return;
  const files = chosen.get(input) ?? [];
  place.hidden = files.length === 0;
  place.replaceChildren(
    ...files.map((file, at) => {
      const row = document.createElement("li");
      const source = thumbs.get(file);
      if (source) {
        const picture = document.createElement("img");
        picture.src = source;
        picture.alt = file.name;
        row.append(picture);
      }
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "button button--small button--quiet";
      drop.textContent = (place.dataset.drop ?? "Bỏ ảnh {n}").replace("{n}", String(at + 1));
      drop.addEventListener("click", () => {
        put(input, files.filter((one) => one !== file));
        tell(input);
      });
      row.append(drop);
      return row;
    }),
  );
}

/** Says on as if the reader had chosen these very files. @param {HTMLInputElement} input */
function tell(input) {
  input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "shrunk" }));
}

/** @param {HTMLInputElement} input */
async function take(input) {
  const most = Number(input.dataset.shrink) || 1280;
  const before = chosen.get(input) ?? [];
  const given = [...(input.files ?? [])];
  input.dataset.busy = "1";
  try {
    const small = [];
    for (const file of given) small.push(await shrink(file, most));
    put(input, [...before, ...small].slice(0, Number(input.dataset.most) || 10));
  } finally {
    delete input.dataset.busy;
    tell(input);
  }
}

document.addEventListener(
  "change",
  (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.shrink) return;
    if (event instanceof CustomEvent) return;
    event.stopImmediatePropagation();
    void take(input);
  },
  true,
);

// A form that is sent while a photograph is being made small waits for it.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.querySelector("input[data-busy]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const by = event.submitter;
    const wait = setInterval(() => {
      if (form.querySelector("input[data-busy]")) return;
      clearInterval(wait);
      if (by instanceof HTMLElement) by.click();
    }, 100);
  },
  true,
);

/** Files that came back from an earlier page are small already. @param {HTMLInputElement} input */
async function adopt(input) {
  const files = [...(input.files ?? [])];
  for (const file of files) {
    try {
      if (thumbs.has(file)) continue;
      const picture = await createImageBitmap(file);
      thumbs.set(file, drawn(picture, THUMB).toDataURL("image/jpeg", 0.7));
      picture.close();
    } catch {
      // Not a picture that this browser reads: listed without one.
    }
  }
  chosen.set(input, files);
  list(input);
}

document.addEventListener("draft:files", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.dataset.shrink) void adopt(event.target);
});
