/** The labels of the day's figures follow the day that is chosen: “Hộ đã đến ngày 02/10”. Without this module they name
 * the day with which the page was opened. */

/** @param {string} value "2024-10-02" @returns {string} "02/10" */
function short(value) {
  const [, month, day] = value.split("-");
  return `${day}/${Number(month) < 3 ? month : String(Number(month))}`;
}

/** @param {HTMLFormElement} form */
function follow(form) {
  const day = form.querySelector("#g-day");
  if (!(day instanceof HTMLInputElement) || !/^\d{4}-\d\d-\d\d$/.test(day.value)) return;
  for (const label of form.querySelectorAll("label[for^=g-figure_]")) {
    label.textContent = (label.textContent ?? "").replace(/ngày \d\d\/\d{1,2}/, `ngày ${short(day.value)}`);
  }
}

for (const name of ["change", "draft:filled"]) {
  document.addEventListener(name, (event) => {
    const form = event.target instanceof Element ? event.target.closest("form.entry") : null;
    if (form instanceof HTMLFormElement) follow(form);
  });
}
