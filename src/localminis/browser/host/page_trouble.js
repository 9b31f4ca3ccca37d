// What keeps an app from starting, as cards over the phone: no init, wrong key, an exception, a page
// that loads itself again and again, a bundler's eval. Each says what to do.

import { ReloadGuard } from "./reload_guard.js";

/**
 * Watch the page that is in the phone.
 * @param {object} parts
 * @param {import("./card.js").Card} parts.card
 * @param {(text: string, level: string) => void} parts.notice
 * @param {() => void} parts.openLog shows the log.
 * @param {() => void} parts.stop takes the page away, with a screen that says why.
 */
export function watchPage({ card, notice, openLog, stop }) {
  const loads = new ReloadGuard();
  const actions = { "Show the log": openLog };
  let hasBegun = false;
  let hasStarted = false;
  return {
    /** The simulator loads a page. */
    expect() {
      hasBegun = hasStarted = false;
      loads.forget();
      card.forget();
    },
    /** A document began; false when the page was stopped for it. */
    begin() {
      hasBegun = true;
      if (!loads.note()) return true;
      notice("The page loaded itself again and again, and was stopped.", "error");
      stop();
      return false;
    },
    started() {
      hasStarted = true;
    },
    /** The page has had its time, and has not called init. */
    silent() {
      const title = hasBegun ? "The page has not called TTMinis.init" : "The app has not answered with a page";
      const text = hasBegun
        ? "Load the SDK first in <head>, then call TTMinis.init with the client key."
        : "Look at its server's output in the terminal, and open the server's own address in a tab.";
      notice(`${title} yet. ${text}`, "warn");
      card.show({ level: "warn", title, text, actions });
    },
    odd(text, title) {
      notice(text, "warn");
      if (title) card.show({ title, text });
    },
    /** Look at what the page's shim reports. */
    logged({ kind, level, rule, text, file, line, details }) {
      const place = file ? `${file}:${line}` : "";
      if (rule === "eval" && details?.fix) {
        card.show({ title: "The bundler uses eval(), which the platform forbids", text: details.fix, place });
      } else if (!hasStarted && kind === "console" && level === "error" && text.startsWith("Uncaught")) {
        card.show({ title: "The page failed while it started", text, place, actions });
      }
    },
  };
}
