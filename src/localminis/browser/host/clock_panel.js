// The panel with the platform's clock: what it shows, and buttons that turn it.

import { byId, element } from "./dom.js";

const STEPS = Object.freeze([["5 minutes", 300], ["1 hour", 3600], ["1 day", 86_400], ["30 days", 30 * 86_400]]);
const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

const UNITS = Object.freeze([["day", 86_400], ["hour", 3600], ["minute", 60]]);

/** Write how far a clock is ahead of this computer's, or behind it, in the two largest units. */
export function formatLead(offset_s) {
  let left = Math.round(Math.abs(offset_s) / 60) * 60;
  if (!left) return "Runs with this computer.";
  const parts = [];
  for (const [unit, seconds] of UNITS) {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    if (count) parts.push(`${count.toLocaleString("en-US")} ${unit}${count === 1 ? "" : "s"}`);
  }
  return `Runs ${parts.slice(0, 2).join(" and ")} ${offset_s > 0 ? "ahead of" : "behind"} this computer.`;
}

/** Wire the panel; the returned function shows a fresh clock. */
export function startClockPanel({ api, onTurned, onProblem }) {
  const turn = async (change) => {
    try {
      await api.turnClock(change);
      await onTurned();
    } catch (problem) {
      onProblem(problem.message);
    }
  };
  byId("clock-steps").replaceChildren(...STEPS.map(([title, seconds]) =>
    element("button", {
      type: "button", class: "tool-button", onclick: () => turn({ action: "advance", seconds }),
    }, `+ ${title}`)));
  const freeze = byId("clock-freeze");
  let isFrozen = false;
  freeze.addEventListener("click", () => turn({ action: isFrozen ? "resume" : "freeze" }));

  return (clock) => {
    isFrozen = clock.frozen_at_s !== null;
    byId("clock-now").textContent = `${FORMAT.format(new Date(clock.now_s * 1000))} UTC`;
    byId("clock-state").textContent = isFrozen
      ? "Standing still."
      : formatLead(clock.offset_s);
    freeze.textContent = isFrozen ? "Let it run" : "Stop it";
  };
}
