// The theme switch; the choice is the simulator's too, which shares the key and the origin.

const KEY = "localminis.theme";
const CHOICES = ["auto", "light", "dark"];

const remembered = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage may be off; the theme then lasts as long as the page.
  }
};

/** Apply what was chosen before, and wire the switch. */
export function startThemeSwitch() {
  const first = remembered();
  const choice = CHOICES.includes(first) ? first : "auto";
  document.documentElement.dataset.theme = choice;
  const group = document.querySelector("[data-theme-switch]");
  if (!group) return;
  group.hidden = false;
  for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === choice;
  group.addEventListener("change", (event) => {
    document.documentElement.dataset.theme = event.target.value;
    try {
      localStorage.setItem(KEY, event.target.value);
    } catch {
      // As above.
    }
  });
}
