// How the simulated phone is set, without a document: device, turn, theme, language, network, client
// version; its geometry, and what the page is told of it. Remembered per browser, or per app.

import {
  CAPSULE, DEFAULT_DEVICE, DEVICES, GAME_LIBRARY_VERSIONS, LANGUAGES, LIBRARY_VERSIONS, NAV_BAR_PX, REGIONS, SCENES,
  TEXT_SIZES_PERCENT,
} from "./tables.js";

const KEY = "localminis.phone";
// What one app needs and another does not.
const OF_THE_APP = ["turn", "nav_style", "scene"];
const newestFirst = (versions) => Object.keys(versions).reverse();

/** Every setting with the values it takes; the first is the default. An empty one follows the user. */
export const CHOICES = Object.freeze({
  device: [DEFAULT_DEVICE, ...Object.keys(DEVICES).filter((name) => name !== DEFAULT_DEVICE)],
  turn: ["", "portrait", "landscape"],
  scheme: ["auto", "light", "dark"],
  language: ["", ...LANGUAGES],
  region: ["", ...REGIONS],
  text_size_percent: ["100", ...TEXT_SIZES_PERCENT.map(String).filter((each) => each !== "100")],
  library_version: newestFirst(LIBRARY_VERSIONS),
  game_version: newestFirst(GAME_LIBRARY_VERSIONS),
  scene: ["", ...Object.keys(SCENES)],
  nav_style: ["", "default", "custom"],
  network: ["online", "slow", "offline"],
  native_video: ["off", "warn", "enforce"],
  strictness: ["tolerant", "strict"],
  ads: ["on", "off"],
  payment: ["on", "off"],
});
/** Settings that a page reads once, so that it is loaded anew when they change. */
export const NEED_RELOAD = Object.freeze(["library_version", "strictness", "ads", "payment", "native_video", "game_version", "scene"]);

const AD_NAMES = ["createRewardedVideoAd", "createInterstitialAd"];
const PAYMENT_NAMES = [
  "pay", "recharge", "createSubscription", "changeSubscription", "reactivateSubscription", "showSurfaceCoupon",
];

export class PhoneSettings {
  values = Object.fromEntries(Object.entries(CHOICES).map(([name, [first]]) => [name, first]));
  onChange = () => {};
  /** What the page is, and how it wants to be held: of games only. */
  flavour = "minis";
  appTurn = "portrait";
  #storage;
  #places;
  #window = null;

  /**
   * @param {Storage | null} storage
   * @param {{clientKey?: string, phone?: string}} [of] the app, and the phone where there are two.
   */
  constructor(storage, { clientKey = "", phone = "" } = {}) {
    this.#storage = storage;
    const place = phone ? `${KEY}.${phone}` : KEY;
    this.#places = { every: place, own: `${place}.${clientKey}` };
    for (const [whose, at] of Object.entries(this.#places)) this.#read(at, this.#namesOf(whose));
  }

  #namesOf(whose) {
    return Object.keys(CHOICES).filter((name) => OF_THE_APP.includes(name) === (whose === "own"));
  }

  #read(place, names) {
    try {
      const kept = JSON.parse(this.#storage?.getItem(place) ?? "{}");
      for (const name of names) if (CHOICES[name].includes(kept[name])) this.values[name] = kept[name];
    } catch {
      // What was kept is unreadable; the defaults stay.
    }
  }

  /** Change one setting; a value that it does not take is ignored. */
  set(name, value) {
    if (!CHOICES[name]?.includes(value) || this.values[name] === value) return;
    this.values[name] = value;
    try {
      const whose = OF_THE_APP.includes(name) ? "own" : "every";
      const kept = Object.fromEntries(this.#namesOf(whose).map((each) => [each, this.values[each]]));
      this.#storage?.setItem(this.#places[whose], JSON.stringify(kept));
    } catch {
      // Storage may be off; the setting then lasts as long as this page.
    }
    this.onChange(name);
  }

  /** Names of the settings that are not as they come. */
  get changed() {
    return Object.keys(CHOICES).filter((name) => this.values[name] !== CHOICES[name][0]);
  }

  /** Be as large as a window: the app alone, on a real phone or for a picture. */
  fill({ width, height, isReal }) {
    this.#window = { width, height, isReal };
  }

  get device() {
    return DEVICES[this.values.device];
  }

  get isGame() {
    return this.flavour === "minigame";
  }

  get isLandscape() {
    return (this.values.turn || this.appTurn) === "landscape";
  }

  /** Sizes in CSS pixels as the phone is held now. `navStyle` is the app's. */
  geometry(navStyle) {
    const { width_px, height_px, status_bar_px, bottom_px, side_px, platform } = this.device;
    const [deviceWidth, deviceHeight] = this.isLandscape ? [height_px, width_px] : [width_px, height_px];
    const { width, height } = this.#window ?? { width: deviceWidth, height: deviceHeight };
    // A real phone draws its own bars around the browser's window.
    const isReal = this.#window?.isReal ?? false;
    // Phones hide the status bar when they lie on their side.
    const statusBar = isReal || (this.isLandscape && side_px > 0) ? 0 : status_bar_px;
    const side = this.isLandscape && !isReal ? side_px : 0;
    const turned = this.isLandscape && platform === "ios" && bottom_px > 0 ? 21 : bottom_px;
    const bottom = isReal ? 0 : turned;
    // A game has the whole screen, below the capsule.
    const style = this.isGame ? "custom" : this.values.nav_style || navStyle || "default";
    const right = width - side - CAPSULE.margin;
    const top = statusBar + (NAV_BAR_PX - CAPSULE.height) / 2;
    const capsule = {
      width: CAPSULE.width, height: CAPSULE.height, top, right, bottom: top + CAPSULE.height, left: right - CAPSULE.width,
    };
    return { width, height, statusBar, side, bottom, navBar: NAV_BAR_PX, style, capsule };
  }

  /** What the SDK must know of the simulated client. */
  get client() {
    const disabled = [...(this.values.ads === "off" ? AD_NAMES : []), ...(this.values.payment === "off" ? PAYMENT_NAMES : [])];
    return { library_version: this.isGame ? this.values.game_version : this.values.library_version, disabled };
  }

  /** The library and the client that the phone has. */
  get has() {
    const library = this.client.library_version;
    return { library, client: (this.isGame ? GAME_LIBRARY_VERSIONS : LIBRARY_VERSIONS)[library] };
  }

  /** Say whether an app asks for a newer library than the phone has; "" asks for none. */
  isOlderThan(version) {
    if (!version) return false;
    const [wanted, has] = [version, this.has.library].map((each) => each.split(".").map(Number));
    const at = wanted.findIndex((part, index) => part !== has[index]);
    return at >= 0 && has[at] < wanted[at];
  }

  /** Get the newest client, as from the store. */
  update() {
    const name = this.isGame ? "game_version" : "library_version";
    this.set(name, CHOICES[name][0]);
  }

  /**
   * Write what the page is told, in the names that its scripts read.
   * @param {object} around `navStyle`, the `user` with language and region, the `clock`, the `scheme`
   *   that is shown, and a game's `launch` with scene and query.
   */
  forPage({ navStyle, user, clock, scheme, launch = { scene: "", query: {} } }) {
    const { capsule, style, bottom, width, height, statusBar, side } = this.geometry(navStyle);
    const safeArea = { left: side, right: width - side, top: statusBar, bottom: height - bottom };
    const zero = Object.fromEntries(Object.keys(capsule).map((side) => [side, 0]));
    const { platform, system } = this.device;
    const region = this.values.region || user?.region || REGIONS[0];
    const spoken = this.values.language || user?.language || LANGUAGES[0];
    // A user's language may come without a country; a phone's never does.
    const language = spoken.includes("-") ? spoken : `${spoken}-${region}`;
    const version = this.has.client;
    const digits = version.split(".").map((part) => part.padStart(2, "0")).join("");
    const facts = { version, digits, language: language.split("-")[0], region };
    return {
      ...this.client,
      is_strict: this.values.strictness === "strict",
      native_video: this.values.native_video,
      capsule: style === "custom" ? capsule : zero,
      device: { bottomHeight: bottom, screenWidth: width, screenHeight: height, platform, system },
      ...(this.#window?.isReal ? {} : {
        user_agent: this.device.user_agent.replace(/\{(\w+)\}/g, (_, name) => facts[name]),
        navigator_platform: platform === "ios" ? "iPhone" : "Linux armv81",
      }),
      languages: [language, language.split("-")[0]],
      color_scheme: scheme,
      text_size_percent: Number(this.values.text_size_percent),
      network: this.values.network,
      launch,
      system: {
        statusBarHeight: statusBar,
        safeArea: { ...safeArea, width: safeArea.right - safeArea.left, height: safeArea.bottom - safeArea.top },
      },
      clock,
    };
  }
}
