/** A search box above every select with data-search: what is typed narrows the list of units. */

/** Letters without marks and đ as d, as people type in a hurry. @param {string} text @returns {string} */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
}

/** @param {ParentNode} root */
export function searchable(root) {
  for (const select of root.querySelectorAll("select[data-search]")) {
    if (!(select instanceof HTMLSelectElement) || select.dataset.ready) continue;
    select.dataset.ready = "1";
    const options = [...select.options].map((option) => ({ option, key: fold(option.text), home: option.parentElement }));
    const none = new Option(select.dataset.none ?? "", "");
    none.disabled = true;
    const box = document.createElement("input");
    box.className = "input";
    box.type = "search";
    box.placeholder = select.dataset.search ?? "";
    box.setAttribute("aria-label", select.dataset.search ?? "");
    box.setAttribute("aria-controls", select.id);
    box.addEventListener("input", () => {
      const words = fold(box.value).split(/\s+/).filter(Boolean);
      const fits = options.filter(({ key }) => words.every((word) => key.includes(word)));
      select.replaceChildren();
      if (words.length === 0) {
        /** @type {Set<Element>} */
        const homes = new Set();
        for (const { option, home } of options) {
          if (home instanceof HTMLOptGroupElement) {
            home.append(option);
            homes.add(home);
          } else homes.add(option);
        }
        select.append(...homes);
        select.size = 0;
        select.value = "";
        return;
      }
      select.append(...fits.map(({ option }) => option));
      select.size = Math.min(8, Math.max(2, fits.length));
      if (fits.length > 0) select.selectedIndex = 0;
      else select.add(none);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        select.focus();
      }
      if (event.key === "Enter" && select.value) {
        event.preventDefault();
        select.form?.requestSubmit();
      }
    });
    // The box itself sends nothing: it has no name.
    select.before(box);
  }
}

searchable(document);
document.addEventListener("htmx:afterSettle", () => searchable(document));
