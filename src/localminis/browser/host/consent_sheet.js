// The sheet that asks the user which scopes an app may have, and the one for messages: both are a
// list of switches with a yes and a no.

import { element } from "./dom.js";
import { sheetButton, sheetHeader, productLine } from "./sheet.js";

/**
 * Ask with a list of switches.
 * @param {import("./sheet.js").SheetLayer} layer
 * @param {object} question
 * @param {string} question.testid
 * @param {string} question.title
 * @param {string} question.app the app's name.
 * @param {string} question.about a sentence below the name.
 * @param {{id: string, title: string, about: string, isFixed?: boolean}[]} question.items
 * @param {string} question.yes @param {string} question.no
 * @param {AbortSignal} signal
 * @returns {Promise<string[] | null>} the ids that are on, or null when the user says no.
 */
export function askWithSwitches(layer, { testid, title, app, about, items, yes, no }, signal) {
  return new Promise((resolve) => {
    const end = (answer) => {
      sheet.close();
      resolve(answer);
    };
    const sheet = layer.open({ testid, onCancel: () => end(null) });
    signal.addEventListener("abort", () => end(null), { once: true });
    const switches = items.map((item) =>
      element("input", {
        type: "checkbox", role: "switch", id: `switch-${item.id}`, class: "switch", value: item.id,
        checked: true, disabled: item.isFixed, "data-testid": `scope-${item.id}`,
      }));
    const rows = items.map((item, at) =>
      element("li", { class: "choice" },
        element("label", { class: "choice__words", for: `switch-${item.id}` },
          element("strong", {}, item.title), element("span", {}, item.about)),
        switches[at]));
    sheet.draw(
      sheetHeader(title, () => end(null)),
      productLine(app, app, about),
      element("ul", { class: "choices" }, ...rows),
      sheetButton("consent-allow", () => end(switches.filter(({ checked }) => checked).map(({ value }) => value)), {}, yes),
      sheetButton("consent-deny", () => end(null), { isQuiet: true }, no),
      element("p", { class: "sheet__small" }, "Simulated dialog. Nothing leaves this computer."),
    );
    sheet.node.focus();
  });
}
