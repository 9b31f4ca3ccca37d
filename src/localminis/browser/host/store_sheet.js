// The simulated store: one thing for one price, bought or not. Recharges and subscriptions use it.

import { element } from "./dom.js";
import { tick, warning } from "./icons.js";
import { productLine, sheetButton, sheetHeader } from "./sheet.js";

const DONE_SHOWN_MS = 1400;

/**
 * Sell one thing.
 * @param {import("./sheet.js").SheetLayer} layer
 * @param {object} offer
 * @param {string} offer.testid
 * @param {string} offer.app
 * @param {string} offer.title @param {string} offer.name @param {string} offer.price
 * @param {[string, string][]} [offer.terms] rows such as renewal and period.
 * @param {string} offer.verb what the button says before the price.
 * @param {() => Promise<object>} offer.buy resolves with what was bought, or throws a refusal.
 * @param {AbortSignal} signal
 * @returns {Promise<{bought: object} | {cancelled: true} | {problem: Error}>}
 */
export function sell(layer, offer, signal) {
  return new Promise((resolve) => {
    let isBusy = false;
    let answer = { cancelled: true };
    const end = () => {
      if (isBusy) return;
      sheet.close();
      resolve(answer);
    };
    const sheet = layer.open({ testid: offer.testid, onCancel: end });
    signal.addEventListener("abort", () => {
      isBusy = false;
      end();
    }, { once: true });

    const draw = (...foot) => sheet.draw(
      sheetHeader(offer.title, end, { isBusy }),
      productLine(offer.app, offer.name, offer.app, element("span", { class: "product__price" }, offer.price)),
      ...(offer.terms ? [element("dl", { class: "sums" }, ...offer.terms.map(([name, value]) =>
        element("div", { class: "sums__row" }, element("dt", {}, name), element("dd", {}, value))))] : []),
      ...foot,
    );
    const offerIt = () => draw(
      sheetButton("store-buy", buy, {}, `${offer.verb} · ${offer.price}`),
      sheetButton("store-cancel", end, { isQuiet: true }, "Cancel"),
      element("p", { class: "sheet__small" }, "Simulated store. No real money moves."),
    );
    const buy = async () => {
      isBusy = true;
      draw(sheetButton("store-busy", () => {}, { disabled: true }, element("span", { class: "spinner" }), "Buying …"));
      try {
        answer = { bought: await offer.buy() };
      } catch (problem) {
        answer = { problem };
      }
      isBusy = false;
      if (answer.problem) {
        sheet.draw(sheetHeader("The store refused", end),
          element("div", { class: "sheet__mark sheet__mark--bad", role: "alert" },
            warning(44), element("p", {}, answer.problem.message)),
          sheetButton("store-cancel", end, {}, "Close"));
        return;
      }
      sheet.draw(element("div", { class: "sheet__mark", role: "status" },
        tick(), element("h2", { id: "sheet-title" }, "Done"), element("p", {}, offer.name)));
      // The page need not wait until the tick has been admired.
      resolve(answer);
      setTimeout(end, DONE_SHOWN_MS);
    };
    offerIt();
  });
}
