// The phone: its shape, its bars, and the frame with the app's page.

import { byId, element } from "./dom.js";
import { PHONE_NAME_PREFIX } from "./tables.js";

// The page has an origin of its own, so `allow-same-origin` gives it its storage and nothing of ours.
// Windows of its own the page may open only where the rules are not enforced.
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-modals";
const FREE = " allow-popups";
// What a video page needs. Clipboard, location and the like are not delegated, hence refused.
const ALLOW = "autoplay; fullscreen; encrypted-media; picture-in-picture";
const FREE_TO_USE = "; clipboard-read; clipboard-write; geolocation";
const HELLO_PATIENCE_MS = 6000;

const BEZEL_PX = 9;
const NARROW_MIN_PX = 540;
// Above the phone, and between it and its bar.
const GAPS_PX = 36;
const FOOT_GAP_PX = 12;

export class Phone {
  #viewport = byId("viewport");
  #title = byId("app-title");
  #screen = byId("screen");
  #toast = byId("toast");
  #slot = byId("phone-slot");
  #frame = null;
  #size = { width: 0, height: 0 };
  #helloTimer = 0;
  #toastTimer = 0;
  #now = () => new Date();
  #isSilent = false;
  #onSilence = () => {};

  constructor() {
    new ResizeObserver(() => this.#fit()).observe(byId("stage"));
    const tell = () => {
      this.showTime();
      setTimeout(tell, 60_000 - (Date.now() % 60_000));
    };
    tell();
  }

  get window() {
    return this.#frame?.contentWindow ?? null;
  }

  /** Go by another clock than this computer's. */
  setClock(now) {
    this.#now = now;
    this.showTime();
  }

  showTime() {
    // By hand, because the first use of a locale takes longer than everything else here.
    const now = this.#now();
    byId("phone-time").textContent = [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  }

  setName(name) {
    this.#title.textContent = name;
    document.title = `${name} · LocalMinis simulator`;
  }

  /** Take the shape of a device. `geometry` is PhoneSettings' own, `scheme` light or dark. */
  setShape(device, geometry, scheme) {
    const { width, height, statusBar, side, bottom, style } = geometry;
    const bezel = document.body.classList.contains("is-phone-only") ? 0 : BEZEL_PX;
    this.#size = { width: width + 2 * bezel, height: height + 2 * bezel };
    const set = (name, value) => this.#slot.style.setProperty(name, `${value}px`);
    set("--screen-width", width);
    set("--screen-height", height);
    set("--status-bar", statusBar);
    set("--side", side);
    set("--bottom", bottom);
    set("--corner", device.corner_px);
    this.#screen.dataset.cutout = device.cutout;
    this.#screen.dataset.turn = width > height ? "landscape" : "portrait";
    this.#screen.dataset.navbar = style;
    this.#screen.style.colorScheme = scheme;
    byId("navbar").classList.toggle("navbar--custom", style === "custom");
    // In time for the next drawing, and not before: what it asks for takes a layout.
    requestAnimationFrame(() => this.#fit());
  }

  /** Make the phone as large as fits, and never larger than it is. */
  #fit() {
    const { width, height } = this.#size;
    if (!width) return;
    if (document.body.classList.contains("is-phone-only")) {
      this.#slot.style.setProperty("--scale", "1");
      return;
    }
    const stage = byId("stage");
    const isNarrow = matchMedia("(max-width: 820px)").matches && !document.body.classList.contains("is-second");
    // On a narrow window phone and bar are in sight below the toolbar, and the panels follow.
    const foot = byId("stage-foot").offsetHeight + FOOT_GAP_PX;
    const below = innerHeight - document.querySelector(".toolbar").offsetHeight - GAPS_PX;
    const roomHeight = isNarrow ? Math.max(NARROW_MIN_PX, below - foot) : stage.clientHeight - foot;
    const room = { width: stage.clientWidth, height: roomHeight };
    const scale = Math.min(1, room.width / width, room.height / height);
    this.#slot.style.setProperty("--scale", String(Math.max(0.2, scale)));
  }

  /** Paint status and navigation bar in the colour of the app's config; null takes the theme's. */
  setConfiguredColor(color) {
    this.setBarColor(color ?? "", color ? (isDarkColor(color) ? "#ffffff" : "#000000") : "");
  }

  /** Paint status and navigation bar; empty texts take the theme's own colours. */
  setBarColor(color, front) {
    this.#screen.style.setProperty("--bar", color);
    this.#screen.style.setProperty("--bar-ink", front);
  }

  /** Show or clear the sign that the page forbids screenshots. */
  setCapture(isAllowed) {
    byId("capture-sign").hidden = isAllowed;
  }

  showRibbon(text) {
    byId("ribbon-text").textContent = text;
    byId("ribbon").hidden = false;
  }

  hideRibbon() {
    byId("ribbon").hidden = true;
  }

  /** Load the page afresh, in a new frame so that nothing of the old one lives on. */
  showPage(url, settings, { isEnforced }) {
    this.#frame = element("iframe", {
      class: "app-frame", "data-testid": "app-frame", title: "The app's page",
      sandbox: SANDBOX + (isEnforced ? "" : FREE), allow: ALLOW + (isEnforced ? "" : FREE_TO_USE),
      referrerpolicy: "no-referrer", src: url, name: PHONE_NAME_PREFIX + JSON.stringify(settings),
    });
    this.setCapture(true);
    this.hideRibbon();
    this.#viewport.replaceChildren(this.#frame);
    clearTimeout(this.#helloTimer);
    this.#isSilent = false;
    this.#helloTimer = setTimeout(() => {
      this.#isSilent = true;
      this.#onSilence();
    }, HELLO_PATIENCE_MS);
  }

  /** Be told of a page that has had its time and has not called init, also of one before. */
  watchSilence(onSilence) {
    this.#onSilence = onSilence;
    if (this.#isSilent) onSilence();
  }

  /** Write where the page is, below the phone. */
  showAddress(url) {
    byId("page-address").textContent = url;
    byId("page-address").title = url;
  }

  /** The page has called init, so nobody needs to be told that it has not. */
  noteHello() {
    clearTimeout(this.#helloTimer);
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

  /** Take the page away and show a screen in its place. */
  showScreen(...parts) {
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
