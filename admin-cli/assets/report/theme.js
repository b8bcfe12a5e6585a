// Light or dark: the system's choice, until somebody makes another.
const redrawn = [];
const THEME = "token-meter-theme";

function remembered() {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return null; // a file may have no storage
  }
}

function setTheme(theme) {
  if (theme === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", theme);
  try {
    localStorage.setItem(THEME, theme);
  } catch { /* as above */ }
  redrawn.forEach((draw) => draw());
}

/** A colour of the style, as a canvas takes it. */
function colour(name) {
  const probe = el("span", { hidden: true });
  document.body.append(probe);
  probe.style.color = `var(--${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function showTheme() {
  const theme = remembered();
  document.querySelectorAll("#theme input").forEach((input) => {
    input.addEventListener("change", () => setTheme(input.value));
    input.checked = input.value === (theme ?? "auto");
  });
  if (theme === "light" || theme === "dark") setTheme(theme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redrawn.forEach((draw) => draw()));
}
