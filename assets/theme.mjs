// The theme switch in the top bar: system, light, dark. The choice is kept in localStorage; the
// script in components/document.py applies it before the first paint, this module afterwards.
import { onMount } from "./mount.mjs";

const KEY = "isoline-theme";
const CHOICES = ["system", "light", "dark"];
/** @type {Record<string, string>} */
const WORDS = { system: "as the system", light: "light", dark: "dark" };
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

/** @returns {string} */
function choice() {
  try {
    const kept = localStorage.getItem(KEY) ?? "";
    return CHOICES.includes(kept) ? kept : "system";
  } catch {
    return "system";
  }
}

/** @param {string} value */
function keep(value) {
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
  }
}

/** @param {string} chosen */
function apply(chosen) {
  const theme = chosen === "system" ? (systemIsDark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.bsTheme = theme;
  document.dispatchEvent(new CustomEvent("isoline:theme", { detail: { theme } }));
}

onMount("[data-theme-switch]", (button) => {
  const icon = button.querySelector(".iso-icon");
  let chosen = choice();
  const show = () => {
    const following = CHOICES[(CHOICES.indexOf(chosen) + 1) % CHOICES.length];
    const label = `Theme: ${WORDS[chosen]}. Switch to ${WORDS[following]}`;
    button.setAttribute("aria-label", label);
    button.title = label;
    button.dataset.themeSwitch = chosen;
    if (icon) icon.className = `iso-icon iso-icon-${chosen}`;
  };
  button.addEventListener("click", () => {
    chosen = CHOICES[(CHOICES.indexOf(chosen) + 1) % CHOICES.length];
    keep(chosen);
    apply(chosen);
    show();
  });
  systemIsDark.addEventListener("change", () => apply(chosen));
  apply(chosen);
  show();
});
