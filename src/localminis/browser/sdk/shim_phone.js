// Makes the page see the simulated phone: user agent, languages, light or dark, text size and the
// platform's time. The settings stand in window.name when the page starts and come as messages
// later. Outside the simulator, and for settings that are not given, the browser's own stay.

(() => {
  const host = document.currentScript?.dataset.host;
  const PREFIX = "localminis:";
  if (!host || window.parent === window) return;

  let settings = {};
  try {
    if (window.name.startsWith(PREFIX)) settings = JSON.parse(window.name.slice(PREFIX.length));
  } catch {
    // Somebody else's name for the window.
  }

  const override = (owner, name, read) => {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    if (!own?.get) return;
    Object.defineProperty(owner, name, { ...own, get() {
      return read() ?? own.get.call(this);
    } });
  };
  const agent = () => settings.user_agent;
  override(Navigator.prototype, "userAgent", agent);
  override(Navigator.prototype, "appVersion", () => agent()?.replace(/^Mozilla\//, ""));
  override(Navigator.prototype, "platform", () => settings.navigator_platform);
  override(Navigator.prototype, "maxTouchPoints", () => (agent() ? 5 : undefined));
  override(Navigator.prototype, "language", () => settings.languages?.[0]);
  override(Navigator.prototype, "languages", () => settings.languages && Object.freeze([...settings.languages]));
  override(Navigator.prototype, "onLine", () => (settings.network === "offline" ? false : undefined));

  // Platform time: an offset while its clock runs, one moment while it stands still.
  const NativeDate = window.Date;
  const now = () => {
    const { offset_s = 0, frozen_at_s = null } = settings.clock ?? {};
    return frozen_at_s === null ? NativeDate.now() + offset_s * 1000 : frozen_at_s * 1000;
  };
  const isTurned = () => settings.clock?.offset_s || typeof settings.clock?.frozen_at_s === "number";
  window.Date = new Proxy(NativeDate, {
    apply: () => new NativeDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 && isTurned() ? [now()] : args, newTarget),
    get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
  });
  NativeDate.prototype.constructor = window.Date;

  // Light or dark. Frames of another origin do not inherit it, so the question is answered in place.
  const ASKED = /\(\s*prefers-color-scheme\s*(?::\s*(light|dark)\s*)?\)/gi;
  const YES = "(min-width: 0px)";
  const NO = "(max-width: 0px)";
  const isAsked = (query) => settings.color_scheme && query.search(ASKED) >= 0;
  const decided = (query) =>
    query.replace(ASKED, (_, wanted) => (!wanted || wanted.toLowerCase() === settings.color_scheme ? YES : NO));

  const nativeMatch = window.matchMedia.bind(window);
  const lists = new Set();
  window.matchMedia = function matchMedia(query) {
    const text = String(query);
    if (!isAsked(text)) return nativeMatch(query);
    const list = nativeMatch(decided(text));
    const matches = () => nativeMatch(decided(text)).matches;
    Object.defineProperties(list, { media: { value: text }, matches: { get: matches } });
    lists.add({ list: new WeakRef(list), text, matches, was: matches() });
    return list;
  };

  const originals = new WeakMap();
  const decide = (media) => {
    const original = originals.get(media) ?? media.mediaText;
    if (original.search(ASKED) < 0) return;
    originals.set(media, original);
    const wanted = settings.color_scheme ? decided(original) : original;
    if (media.mediaText !== wanted) media.mediaText = wanted;
  };
  const decideRules = (holder) => {
    let rules;
    try {
      rules = holder.cssRules ?? [];
    } catch {
      return; // A sheet of another origin keeps its rules to itself.
    }
    for (const rule of rules) {
      if (rule.media) decide(rule.media);
      if (rule.styleSheet) decideRules(rule.styleSheet);
      if (rule.cssRules) decideRules(rule);
    }
  };
  const decideSheets = () => {
    for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
      decide(sheet.media);
      decideRules(sheet);
    }
  };
  for (const name of ["insertRule", "replaceSync"]) {
    const native = CSSStyleSheet.prototype[name];
    CSSStyleSheet.prototype[name] = function change(...given) {
      const answer = native.apply(this, given);
      decideRules(this);
      return answer;
    };
  }

  /** A page that says it can do both takes the phone's choice for its form controls and canvas. */
  const chooseScheme = () => {
    const root = document.documentElement;
    if (!root || !settings.color_scheme) return;
    const { style } = root;
    if (style.colorScheme === "light" || style.colorScheme === "dark") style.colorScheme = "";
    const meta = document.querySelector('meta[name="color-scheme"]')?.content ?? "";
    const declared = getComputedStyle(root).colorScheme;
    const said = `${declared === "normal" ? meta : declared} `;
    if (/\blight\b/.test(said) && /\bdark\b/.test(said)) style.colorScheme = settings.color_scheme;
  };

  const apply = () => {
    decideSheets();
    chooseScheme();
    const percent = settings.text_size_percent ?? 100;
    const root = document.documentElement;
    if (root) root.style.fontSize = percent === 100 ? "" : `${percent}%`;
  };

  let isScheduled = false;
  const soon = () => {
    if (isScheduled || !settings.color_scheme) return;
    isScheduled = true;
    queueMicrotask(() => {
      isScheduled = false;
      decideSheets();
    });
  };
  new MutationObserver((records) => {
    const isStyle = ({ nodeName }) => nodeName === "STYLE" || nodeName === "LINK";
    const hasStyle = ({ target, addedNodes }) => isStyle(target) || [...addedNodes].some(isStyle);
    if (records.some(hasStyle)) soon();
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener("load", ({ target }) => target.nodeName === "LINK" && soon(), true);
  document.addEventListener("DOMContentLoaded", apply);

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || origin !== host || data?.localminis !== 1) return;
    if (data.type !== "phone" || typeof data.settings !== "object" || data.settings === null) return;
    const before = settings;
    settings = data.settings;
    // A reload of this page alone starts with what is set now.
    window.name = PREFIX + JSON.stringify(settings);
    apply();
    for (const each of lists) {
      const list = each.list.deref();
      const matches = each.matches();
      if (!list) lists.delete(each);
      else if (matches !== each.was) {
        each.was = matches;
        list.dispatchEvent(new MediaQueryListEvent("change", { media: each.text, matches }));
      }
    }
    if (String(before.languages) !== String(settings.languages)) window.dispatchEvent(new Event("languagechange"));
    if (before.network !== settings.network) {
      if (settings.network === "offline") window.dispatchEvent(new Event("offline"));
      else if (before.network === "offline") window.dispatchEvent(new Event("online"));
    }
  });
})();
