// The theme switch: auto follows the system, light and dark overrule it; remembered per browser.

const THEME_KEY = "localminis.theme";
const THEMES = ["auto", "light", "dark"];
const system = matchMedia("(prefers-color-scheme: dark)");

const remembered = () => {
  try {
    return localStorage.getItem(THEME_KEY);
  } catch {
    return null; // Storage may be off; the theme then lasts as long as the page.
  }
};

/** Say which of the two is shown right now. */
export function shownTheme() {
  const chosen = document.documentElement.dataset.theme ?? "auto";
  if (chosen !== "auto") return chosen;
  return system.matches ? "dark" : "light";
}

const firstChoice = () => (THEMES.includes(remembered()) ? remembered() : "auto");

/** Show the theme that was chosen before. */
export function applyTheme() {
  document.documentElement.dataset.theme = firstChoice();
}

/**
 * Wire the radio buttons of the switch.
 * @param {HTMLElement} group holds radio inputs whose values are the choices.
 * @param {() => void} onChange called when what is shown may have changed.
 */
export function startTheme(group, onChange) {
  const apply = (choice) => {
    document.documentElement.dataset.theme = choice;
    // The console's pages are made in it from the start.
    document.cookie = `localminis_theme=${choice}; path=/; max-age=31536000; samesite=lax`;
    onChange();
  };
  const choice = firstChoice();
  for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === choice;
  apply(choice);
  group.addEventListener("change", (event) => {
    apply(event.target.value);
    try {
      localStorage.setItem(THEME_KEY, event.target.value);
    } catch {
      // As above.
    }
  });
  system.addEventListener("change", onChange);
  // Another window of this browser, or the phone beside this one, has chosen.
  addEventListener("storage", ({ key }) => key === THEME_KEY && apply(firstChoice()));
}
