// The phone: its bars, the frame with the app's page, and the screens shown when there is no page.

import { byId, element } from "./dom.js";
import { unplugged, warning } from "./icons.js";

// The page has an origin of its own, so `allow-same-origin` gives it its storage and nothing of ours.
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-modals allow-popups";
// What a video page needs. Clipboard, location and the like are not delegated, hence refused.
const ALLOW = "autoplay; fullscreen; encrypted-media; picture-in-picture";
const HELLO_PATIENCE_MS = 6000;

export class Phone {
  #viewport = byId("viewport");
  #title = byId("app-title");
  #bars = byId("screen");
  #toast = byId("toast");
  #frame = null;
  #helloTimer = 0;
  #toastTimer = 0;

  constructor() {
    const clock = byId("phone-time");
    const tell = () => {
      const now = new Date();
      clock.textContent = now.toLocaleTimeString("en-GB", { timeStyle: "short" });
      setTimeout(tell, 60_000 - (now % 60_000));
    };
    tell();
  }

  get window() {
    return this.#frame?.contentWindow ?? null;
  }

  get isShowingPage() {
    return this.#frame !== null;
  }

  setName(name) {
    this.#title.textContent = name;
    document.title = `${name} · LocalMinis simulator`;
  }

  /** Paint status and navigation bar; null takes the theme's own colours. */
  setBarColor(color) {
    const isDark = color ? isDarkColor(color) : null;
    this.#bars.style.setProperty("--bar", isDark === null ? "" : color);
    this.#bars.style.setProperty("--bar-ink", isDark === null ? "" : isDark ? "#ffffff" : "#000000");
  }

  /** Load the page afresh, in a new frame so that nothing of the old one lives on. */
  showPage(url, onSilence) {
    this.#frame = element("iframe", {
      class: "app-frame", "data-testid": "app-frame", title: "The app's page", sandbox: SANDBOX,
      allow: ALLOW, referrerpolicy: "no-referrer", src: url,
    });
    this.#viewport.replaceChildren(this.#frame);
    clearTimeout(this.#helloTimer);
    this.#helloTimer = setTimeout(onSilence, HELLO_PATIENCE_MS);
  }

  /** The page has called init, so nobody needs to be told that it has not. */
  noteHello() {
    clearTimeout(this.#helloTimer);
  }

  /** Show the screen for an app whose page is not running. */
  showWaiting() {
    this.#showScreen(
      unplugged(),
      element("h2", {}, "No page is running yet"),
      element("p", {}, "In the app's folder, run"),
      element("code", { class: "empty__command" }, "ttdx minis debug"),
      element("p", { class: "empty__hint" }, "The app appears here as soon as it answers."),
    );
  }

  /** Show why nothing can be shown. */
  showProblem(title, text) {
    this.#showScreen(warning(44), element("h2", {}, title), element("p", {}, text));
  }

  /** Show the phone's home after the app was closed. */
  showHome(name, onOpen) {
    const tile = element("button", { type: "button", class: "home__app", onclick: onOpen },
      element("span", { class: "app-tile", "aria-hidden": "true" }, name.slice(0, 1).toUpperCase()),
      element("span", {}, `Open ${name}`));
    this.#showScreen(tile, element("p", { class: "empty__hint" }, "The app was closed."));
    tile.focus();
  }

  focusPage() {
    this.#frame?.focus();
  }

  /** Say something in passing at the bottom of the phone. */
  toast(text) {
    this.#toast.textContent = text;
    this.#toast.classList.add("toast--shown");
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => this.#toast.classList.remove("toast--shown"), 2600);
  }

  #showScreen(...parts) {
    this.#frame = null;
    clearTimeout(this.#helloTimer);
    this.#viewport.replaceChildren(element("div", { class: "empty" }, ...parts));
  }
}

/** Say whether white text reads better than black on `#rgb` or `#rrggbb`. */
export function isDarkColor(color) {
  const digits = color.replace("#", "");
  const wide = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  if (!/^[0-9a-f]{6}$/i.test(wide)) return false;
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 140;
}
