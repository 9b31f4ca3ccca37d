// The panel that sets the phone: one menu for each setting of PhoneSettings.

import { byId, element } from "./dom.js";
import { CHOICES } from "./phone_settings.js";
import { DEVICES, LIBRARY_VERSIONS } from "./tables.js";

const plain = (words) => (value) => words[value] ?? value;
const following = (rest) => (value) => (value === "" ? "As the user's" : rest(value));

const NAMES = new Intl.DisplayNames("en", { type: "language" });
const COUNTRIES = new Intl.DisplayNames("en", { type: "region" });

/** Titles of the settings, in groups, and how a value is called. */
const GROUPS = Object.freeze({
  Device: {
    device: ["Device", (value) => DEVICES[value].title],
    turn: ["Held", plain({ portrait: "Upright", landscape: "On its side" })],
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
    library_version: ["TikTok version", (value) => `${LIBRARY_VERSIONS[value]} (SDK ${value})`],
    strictness: ["Calls of the SDK", plain({ tolerant: "Any documented", strict: "Newest only" })],
    native_video: ["Native video", plain({ off: "Plays", warn: "Warns", enforce: "Is replaced" })],
    ads: ["Ads", plain({ on: "Enabled", off: "Not enabled" })],
    payment: ["Payment", plain({ on: "Enabled", off: "Not enabled" })],
  },
});

/** Draw the panel; every change goes into the model. */
export function startSettingsPanel(settings) {
  const row = ([name, [title, word]]) => {
    const menu = element("select", {
      id: `setting-${name}`, "data-testid": `setting-${name}`, onchange: () => settings.set(name, menu.value),
    }, ...CHOICES[name].map((value) =>
      element("option", { value, selected: settings.values[name] === value }, word(value))));
    return element("div", { class: "setting" }, element("label", { for: menu.id }, title), menu);
  };
  const groups = Object.entries(GROUPS).map(([title, rows]) =>
    element("fieldset", { class: "settings" }, element("legend", {}, title), ...Object.entries(rows).map(row)));
  byId("settings-groups").replaceChildren(...groups);
}
