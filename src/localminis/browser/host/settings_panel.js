// The panel that sets the phone: one menu for each setting of PhoneSettings.

import { byId, element } from "./dom.js";
import { CHOICES } from "./phone_settings.js";
import { DEVICES, GAME_LIBRARY_VERSIONS, LIBRARY_VERSIONS, SCENES } from "./tables.js";

const plain = (words) => (value) => words[value] ?? value;
const following = (rest) => (value) => (value === "" ? "As the user's" : rest(value));

const NAMES = new Intl.DisplayNames("en", { type: "language" });
const COUNTRIES = new Intl.DisplayNames("en", { type: "region" });

/** Titles of the settings, in groups, and how a value is called. */
const GROUPS = Object.freeze({
  Device: {
    device: ["Device", (value) => DEVICES[value].title],
    turn: ["Held", plain({ "": "As the app wants", portrait: "Upright", landscape: "On its side" })],
    scheme: ["Theme of the phone", plain({ auto: "As this page", light: "Light", dark: "Dark" })],
    text_size_percent: ["Text size", (value) => `${value} %`],
    nav_style: ["Navigation bar", plain({ "": "As configured", default: "Default bar", custom: "By the app" })],
  },
  "Person and place": {
    language: ["Language", following((value) => NAMES.of(value))],
    region: ["Region", following((value) => COUNTRIES.of(value))],
    network: ["Network", plain({ online: "Fast", slow: "Slow, 3G", offline: "Offline" })],
  },
  Client: {
    game_version: ["TikTok version", (value) => `${GAME_LIBRARY_VERSIONS[value]} (games ${value})`],
    scene: ["Opened from", (value) => SCENES[value] ?? "Centre, link or icon"],
    library_version: ["TikTok version", (value) => `${LIBRARY_VERSIONS[value]} (SDK ${value})`],
    strictness: ["Calls of the SDK", plain({ tolerant: "Any documented", strict: "Newest only" })],
    native_video: ["Native video", plain({ off: "Plays", warn: "Warns", enforce: "Is replaced" })],
    ads: ["Ads", plain({ on: "Enabled", off: "Not enabled" })],
    payment: ["Payment", plain({ on: "Enabled", off: "Not enabled" })],
  },
});

// What only one flavour's page is told.
const GAME_ONLY = ["game_version", "scene"];
const DRAMA_ONLY = ["library_version", "native_video", "nav_style"];

/**
 * Draw the panel; every change goes into the model. Returns what shows the rows of
 * a flavour, and what shows the model again.
 */
export function startSettingsPanel(settings) {
  const rows = new Map();
  const row = ([name, [title, word]]) => {
    const menu = element("select", {
      id: `setting-${name}`, "data-testid": `setting-${name}`, onchange: () => settings.set(name, menu.value),
    }, ...CHOICES[name].map((value) =>
      element("option", { value, selected: settings.values[name] === value }, word(value))));
    rows.set(name, element("div", { class: "setting" }, element("label", { for: menu.id }, title), menu));
    return rows.get(name);
  };
  const groups = Object.entries(GROUPS).map(([title, settingsOf]) =>
    element("fieldset", { class: "settings" }, element("legend", {}, title), ...Object.entries(settingsOf).map(row)));
  byId("settings-groups").replaceChildren(...groups);
  const showFlavour = (isGame) => {
    for (const name of GAME_ONLY) rows.get(name).hidden = !isGame;
    for (const name of DRAMA_ONLY) rows.get(name).hidden = isGame;
    showValues();
  };
  const reset = byId("settings-reset");
  reset.addEventListener("click", () => {
    for (const name of settings.changed) settings.set(name, CHOICES[name][0]);
  });
  const showValues = () => {
    const changed = settings.changed.filter((name) => !rows.get(name).hidden);
    for (const [name, value] of Object.entries(settings.values)) {
      byId(`setting-${name}`).value = value;
      byId(`setting-${name}`).classList.toggle("is-chosen", changed.includes(name));
    }
    byId("phone-count").textContent = changed.length ? String(changed.length) : "";
    reset.disabled = changed.length === 0;
  };
  showFlavour(settings.isGame);
  return { showFlavour, showValues };
}
