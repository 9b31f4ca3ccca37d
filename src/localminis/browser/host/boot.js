// Runs before the rest of the simulator: shows the app's page at once, with the session that came
// with this document, and fetches everything else while the page starts. What the page says until
// then is kept for whoever takes it.

import { adoptApp, isMisplaced, isPhoneOnly, isReal, isSecond, launchNow, openFrame, paint, settings } from "./opening.js";
import { applyTheme } from "./theme.js";
import { byId } from "./dom.js";

// A page that takes longer than this to start does not keep the simulator from starting.
const PATIENCE_MS = 300;

/** What came with the document: the session, or null where it has to be asked for, and the modules. */
const given = JSON.parse(byId("given").textContent);
export const firstSession = given.session;

const kept = [];
const keep = (event) => {
  kept.push(event);
  const type = event.data?.type;
  // A call waits for its answer; a page that says where it is has run its scripts, and paints next.
  if (type === "call") startRest();
  else if (type === "page") startSoon();
};
addEventListener("message", keep);

/** Hand over what the page has said so far, and from now on. */
export function takeMessages(receive) {
  removeEventListener("message", keep);
  addEventListener("message", receive);
  for (const event of kept.splice(0)) receive(event);
}

// After the next drawing, which is that of the app's page.
const startSoon = () => requestAnimationFrame(() => setTimeout(startRest));

let hasRest = false;
function startRest() {
  if (hasRest) return;
  hasRest = true;
  document.body.classList.remove("is-opening");
  for (const href of given.modules) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  }
  import("./main.js");
}

function openFirst() {
  if (!firstSession?.page_url || isMisplaced(firstSession)) return null;
  adoptApp(firstSession);
  if (settings.isOlderThan(firstSession.min_library_version)) return null;
  // The page is on its way before the phone's shape costs a layout.
  const origin = openFrame(firstSession, launchNow());
  paint(firstSession);
  if (!origin) return null;
  byId("viewport").firstElementChild.addEventListener("load", startSoon, { once: true });
  setTimeout(startRest, PATIENCE_MS);
  return origin;
}

document.body.classList.toggle("is-phone-only", isPhoneOnly);
document.body.classList.toggle("is-real", isReal);
document.body.classList.toggle("is-second", isSecond);
applyTheme();
/** The origin of the page that is in the phone already; null when there is none. */
export const firstOrigin = openFirst();
if (!firstOrigin) startRest();
