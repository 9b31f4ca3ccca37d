// How the app's page is opened: its address, what it is told of the phone, and the frame. What runs
// before everything else (boot.js) and the simulator around it (main.js) do it the same way.

import { Phone } from "./frame.js";
import { PhoneSettings } from "./phone_settings.js";
import { SHORTCUT_SCENE } from "./tables.js";
import { shownTheme } from "./theme.js";

export const address = new URLSearchParams(location.search);
export const clientKey = decodeURIComponent(location.pathname.split("/").at(-1));
export const view = address.get("view");
export const isPhoneOnly = view === "phone";
export const isReal = isPhoneOnly && !["127.0.0.1", "localhost"].includes(location.hostname);
/** The second phone of a page: a simulator in a frame of the first one's. */
export const isSecond = view === "second" && parent !== window;

export const settings = new PhoneSettings(localStorage, { clientKey, phone: isSecond ? "second" : "" });
export const phone = new Phone();

/** The theme that the phone shows. */
export const scheme = () => (settings.values.scheme === "auto" ? shownTheme() : settings.values.scheme);
const navStyle = (session) => session?.navbar?.style ?? "default";

/** Turn a query, a record or a string of the first documentation, into `a=1&b=2`. */
export function queryText(query) {
  if (typeof query === "string") return query.replace(/^\?/, "");
  return new URLSearchParams(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)])).toString();
}

/** What the address that opened the app carried along. */
export const launchQuery = address.get("launch") ?? "";

/** Say how the page that opens now is entered; a scene of the settings counts every time. */
export function launchNow({ isFromIcon = false } = {}) {
  const usual = isFromIcon ? SHORTCUT_SCENE : launchQuery ? "minis_link" : "center";
  const query = Object.fromEntries(new URLSearchParams(queryText(launchQuery)));
  return { scene: settings.values.scene || usual, query };
}

/** The app alone is as large as the window, whose inner size would grow with what runs over it. */
function fillWindow() {
  // Asked only where it counts: the answer takes a layout, and the page would wait for it.
  if (!isPhoneOnly) return;
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  settings.fill({ width, height, isReal });
}

/** What the page is told of the phone and its client. */
export function pageSettings(session, launch) {
  fillWindow();
  const { now_s, ...clock } = session.clock;
  return settings.forPage({ navStyle: navStyle(session), user: session.user, clock, scheme: scheme(), launch });
}

/** Take over what the app's own config says of the phone. */
export function adoptApp(session) {
  settings.appTurn = session.turn;
  settings.flavour = session.flavour;
  phone.setName(session.app.name);
}

/** Give the phone its shape and colours. */
export function paint(session) {
  fillWindow();
  phone.setShape(settings.device, settings.geometry(navStyle(session)), scheme());
  phone.setConfiguredColor(session?.navbar?.[scheme()] ?? null);
}

/**
 * Write where the page is for this simulator: on the local network it has another address, and a
 * second phone has an origin of its own, so that the two users share no storage.
 */
export function pageAddress({ page_url, second_url, lan }) {
  if (lan && new URL(lan.page_url).hostname === location.hostname) return lan.page_url;
  return (isSecond && second_url) || page_url;
}

/** Say whether this simulator is at `localhost` while the page's SDK talks to its own address. */
export const isMisplaced = ({ page_url }) =>
  Boolean(page_url) && location.hostname === "localhost" && new URL(page_url).hostname !== "localhost";

/** Load the page into the phone; gives its origin, or null where it may not be framed. */
export function openFrame(session, launch) {
  const shown = pageAddress(session);
  const url = new URL(shown);
  // Such a page could reach into the simulator, and its responses would carry the wrong policy.
  if (url.origin === location.origin) return null;
  for (const [name, value] of new URLSearchParams(launchQuery)) url.searchParams.set(name, value);
  phone.showPage(url.href, pageSettings(session, launch), { isEnforced: session.rules === "enforce" });
  phone.showAddress(shown);
  return url.origin;
}
