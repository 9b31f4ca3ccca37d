// The theme switch; the choice is the simulator's too, which shares the key, the cookie and the origin.

const KEY = "localminis.theme";
const CHOICES = ["auto", "light", "dark"];

const remembered = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage may be off; the cookie, then, is all there is.
  }
};

/** Apply a choice; the cookie lets the server make the next page in it from the start. */
const apply = (choice) => {
  const page = document.documentElement;
  if (page.dataset.theme !== choice) page.dataset.theme = choice;
  document.cookie = `localminis_theme=${choice}; path=/; max-age=31536000; samesite=lax`;
};

/** Apply what was chosen before, and wire the switch. */
export function startThemeSwitch() {
  const first = remembered() ?? document.documentElement.dataset.theme;
  const choice = CHOICES.includes(first) ? first : "auto";
  apply(choice);
  const group = document.querySelector("[data-theme-switch]");
  if (!group) return;
  group.hidden = false;
  for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === choice;
  group.addEventListener("change", (event) => {
    apply(event.target.value);
    try {
      localStorage.setItem(KEY, event.target.value);
    } catch {
      // As above.
    }
  });
}
