/**
 * The lamp: light or dark, kept in a cookie so that the server draws the page right at once.
 * Without this module the form of the lamp asks the server for the same.
 */
const YEAR = 31536000;

/** @returns {"light" | "dark"} what the page shows now */
function shown() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** @param {"light" | "dark"} theme */
function choose(theme) {
  document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", theme);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

for (const lamp of document.querySelectorAll("form[data-lamp]")) {
  lamp.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    choose(shown() === "dark" ? "light" : "dark");
  });
}
