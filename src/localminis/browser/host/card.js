// The card that rises at the bottom of the phone when the app needs its developer: what is wrong and
// what to do, without taking the phone away. One at a time; one that was dismissed stays away.

import { byId, element } from "./dom.js";
import { cross } from "./icons.js";

export class Card {
  #node = byId("card");
  #shown = "";
  #dismissed = new Set();

  /**
   * Show a card; the same words again change nothing.
   * @param {object} parts
   * @param {string} parts.title
   * @param {string} parts.text
   * @param {string} [parts.place] a file and line.
   * @param {"warn" | "error"} [parts.level]
   * @param {Record<string, () => void>} [parts.actions] by the words on their buttons.
   */
  show({ title, text, place = "", level = "error", actions = {} }) {
    const key = JSON.stringify([title, text, place]);
    if (key === this.#shown || this.#dismissed.has(key)) return;
    this.#shown = key;
    const dismiss = () => {
      this.#dismissed.add(key);
      this.hide();
    };
    const buttons = Object.entries(actions).map(([words, run]) => element("button", {
      type: "button", class: "card__button", onclick: () => {
        dismiss();
        run();
      },
    }, words));
    this.#node.dataset.level = level;
    this.#node.replaceChildren(
      element("div", { class: "card__words" },
        element("strong", {}, title),
        element("p", {}, text),
        ...(place ? [element("code", {}, place)] : []),
        ...(buttons.length ? [element("p", { class: "card__buttons" }, ...buttons)] : [])),
      element("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: dismiss }, cross(16)));
    this.#node.hidden = false;
  }

  hide() {
    this.#shown = "";
    this.#node.hidden = true;
  }

  /** A new page starts without a card, and may say again what was dismissed. */
  forget() {
    this.#dismissed.clear();
    this.hide();
  }
}
