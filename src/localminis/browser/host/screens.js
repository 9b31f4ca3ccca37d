// What the phone shows while there is no page in it: that none runs, what is wrong, or its home.

import { element } from "./dom.js";
import { unplugged, warning } from "./icons.js";
import { phone } from "./opening.js";

/** Show the screen for an app whose page is not running. */
export function showWaiting() {
  phone.showScreen(
    unplugged(),
    element("h2", {}, "No page is running yet"),
    element("p", {}, "In the app's folder, run"),
    element("code", { class: "empty__command" }, "ttdx minis debug"),
    element("p", { class: "empty__hint" }, "The app appears here as soon as it answers."),
  );
}

/** Show why nothing can be shown. */
export function showProblem(title, text) {
  phone.showScreen(warning(44), element("h2", {}, title), element("p", {}, text));
}

/** Show that the app asks for a newer TikTok than the phone has. */
export function showUpdate(name, { needs, has }, onUpdate) {
  const button = element("button", { type: "button", class: "button button--main", onclick: onUpdate }, "Update TikTok");
  phone.showScreen(
    warning(44),
    element("h2", {}, "Update TikTok to open this app"),
    element("p", {}, `${name} needs the library ${needs}, and this phone has ${has.library} (TikTok ${has.client}).`),
    button,
    element("p", { class: "empty__hint" }, "The app's minimum library version is in the portal; the phone's, in its settings."),
  );
  button.focus();
}

/** Show the phone's home after the app was closed. */
export function showHome(name, onOpen) {
  const tile = element("button", { type: "button", class: "home__app", onclick: onOpen },
    element("span", { class: "app-tile", "aria-hidden": "true" }, name.slice(0, 1).toUpperCase()),
    element("span", {}, `Open ${name}`));
  phone.showScreen(tile, element("p", { class: "empty__hint" }, "The app was closed."));
  tile.focus();
}
