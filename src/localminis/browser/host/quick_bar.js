// The bar under the phone: what is changed most often, one press away. Each control is a setting of
// PhoneSettings, which the Phone panel has as well.

import { byId, element } from "./dom.js";
import { moon, rotate } from "./icons.js";
import { CHOICES } from "./phone_settings.js";
import { DEVICES } from "./tables.js";
import { shownTheme } from "./theme.js";

const NETWORKS = Object.freeze({ online: "Fast network", slow: "Slow, 3G", offline: "Offline" });

/**
 * Wire the bar; the returned function shows the settings as they are.
 * @param {import("./phone_settings.js").PhoneSettings} settings
 * @param {() => "light" | "dark"} scheme what the phone shows now.
 */
export function startQuickBar(settings, scheme) {
  const menu = (name, label, words) => element("select", {
    id: `quick-${name}`, "aria-label": label, title: label, onchange: (event) => settings.set(name, event.target.value),
  }, ...CHOICES[name].map((value) => element("option", { value }, words(value))));
  const device = menu("device", "Device", (value) => DEVICES[value].title);
  const network = menu("network", "Network", (value) => NETWORKS[value]);
  const button = (id, label, icon, onclick) =>
    element("button", { type: "button", class: "tool-button tool-button--icon", id, "aria-label": label, title: label, onclick }, icon);
  // Back to what the app wants, or this page shows, is no setting of its own.
  const turn = button("quick-turn", "Turn the phone", rotate(), () => {
    const to = settings.isLandscape ? "portrait" : "landscape";
    settings.set("turn", to === settings.appTurn ? "" : to);
  });
  const dark = button("quick-dark", "Dark mode of the phone", moon(), () => {
    const to = scheme() === "dark" ? "light" : "dark";
    settings.set("scheme", to === shownTheme() ? "auto" : to);
  });
  byId("quick-bar").replaceChildren(device, turn, dark, network);
  return () => {
    device.value = settings.values.device;
    network.value = settings.values.network;
    network.classList.toggle("is-chosen", settings.values.network !== "online");
    turn.setAttribute("aria-pressed", String(settings.isLandscape));
    dark.setAttribute("aria-pressed", String(scheme() === "dark"));
  };
}
