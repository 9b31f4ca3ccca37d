// What a game changes on the phone itself: the loading bar, shaking, brightness; and what it keeps
// for its user with the platform.

import { byId } from "./dom.js";

/** Draw how much of the game is loaded, from 0 to 1; at 1 the bar goes. */
export function showProgress(part) {
  const bar = byId("loading-bar");
  const shown = Math.min(1, Math.max(0, part));
  bar.hidden = shown === 1;
  bar.value = shown;
}

/** Shake the phone for a time. */
export function shakePhone(ms) {
  const screen = byId("screen");
  const moves = [0, -3, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
  screen.animate(moves, { duration: 60, iterations: Math.max(1, Math.round(ms / 60)) });
  byId("toast").textContent = `Vibrates for ${ms} ms`;
  byId("toast").classList.add("toast--shown");
  setTimeout(() => byId("toast").classList.remove("toast--shown"), 1200);
}

/** Make the page darker; never so dark that nothing can be seen. */
export function dimScreen(brightness) {
  byId("viewport").style.filter = brightness < 1 ? `brightness(${0.25 + 0.75 * brightness})` : "";
}

/** Keep pairs of key and value for this browser; a pair without a value takes its key away. */
export function keepCloud(place, pairs, notice) {
  const kept = JSON.parse(localStorage.getItem(place) ?? "{}");
  for (const { key, value } of pairs) {
    if (value === undefined) delete kept[key];
    else kept[key] = String(value);
  }
  localStorage.setItem(place, JSON.stringify(kept));
  notice(`Kept for this user: ${JSON.stringify(kept)}`);
  return {};
}
