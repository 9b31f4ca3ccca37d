// The place in the phone where sheets and full-screen pages rise: one at a time, with the focus
// inside, Escape to close, and the page behind it asleep. Content is what its owner draws.

import { byId, element } from "./dom.js";
import { cross } from "./icons.js";

const CLOSING_MS = 240;

/** The phone's only layer for sheets. */
export class SheetLayer {
  #layer = byId("sheet-layer");
  #behind = [byId("viewport"), byId("navbar")];
  #current = null;
  #cancel = () => {};
  #onClosed;

  /** @param {() => void} onClosed gives the focus back to the page. */
  constructor(onClosed) {
    this.#onClosed = onClosed;
  }

  get isOpen() {
    return this.#current !== null;
  }

  /**
   * Open a sheet; its owner fills it with `draw` and takes it away with `close`.
   * @param {object} parts
   * @param {string} parts.testid
   * @param {() => void} parts.onCancel Escape, or a press beside the sheet.
   * @param {"sheet" | "page"} [parts.kind] a page covers the whole screen.
   */
  open({ testid, onCancel, kind = "sheet" }) {
    const node = element("section", {
      class: kind, role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title",
      "data-testid": testid, tabindex: "-1", onkeydown: (event) => this.#keydown(event, onCancel),
    });
    this.#layer.replaceChildren(element("div", { class: "backdrop", onclick: onCancel }), node);
    for (const part of this.#behind) part.inert = true;
    const sheet = { draw: (...parts) => this.#draw(node, parts), close: () => this.#close(node), node };
    this.#current = node;
    this.#cancel = onCancel;
    requestAnimationFrame(() => {
      if (this.#current !== node) return;
      this.#layer.classList.add("sheet-layer--open");
      // Before this frame the layer was hidden, and what is hidden takes no focus.
      if (!node.contains(document.activeElement)) node.focus();
    });
    return sheet;
  }

  /** Take away what is open, as the user would: the page that it was for is gone. */
  dismiss() {
    if (this.#current) this.#cancel();
  }

  #draw(node, parts) {
    const focused = document.activeElement?.dataset?.testid;
    const scrolled = node.scrollTop;
    const grip = node.classList.contains("sheet") ? [element("div", { class: "sheet__grip" })] : [];
    node.replaceChildren(...grip, ...parts);
    node.scrollTop = scrolled;
    const again = focused && node.querySelector(`[data-testid="${focused}"]:not(:disabled)`);
    if (again) again.focus();
    else if (!node.contains(document.activeElement) || document.activeElement === node) node.focus();
  }

  #close(node) {
    if (this.#current !== node) return;
    this.#current = null;
    this.#layer.classList.remove("sheet-layer--open");
    for (const part of this.#behind) part.inert = false;
    node.removeAttribute("data-testid");
    node.inert = true;
    node.ariaHidden = "true";
    this.#onClosed();
    setTimeout(() => {
      // A new sheet may have come meanwhile; only the old one goes.
      if (node.isConnected && !this.#current) this.#layer.replaceChildren();
    }, CLOSING_MS);
  }

  #keydown(event, onCancel) {
    const node = event.currentTarget;
    if (event.key === "Escape") {
      event.stopPropagation();
      onCancel();
    }
    if (event.key !== "Tab") return;
    const stops = [...node.querySelectorAll("button:not(:disabled), input:not(:disabled), select, a[href]")];
    const at = stops.indexOf(document.activeElement);
    const next = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : (at + 1) % stops.length;
    event.preventDefault();
    (stops[next] ?? node).focus();
  }
}

/** The head of a sheet: its title and a button that closes it. */
export function sheetHeader(title, onClose, { isBusy = false } = {}) {
  return element("header", { class: "sheet__header" },
    element("h2", { id: "sheet-title" }, title),
    element("button", {
      type: "button", class: "icon-button", "aria-label": "Close", disabled: isBusy, onclick: onClose,
    }, cross()));
}

/** A full-width button of a sheet. */
export function sheetButton(testid, onclick, { isQuiet = false, disabled = false } = {}, ...label) {
  return element("button", {
    type: "button", class: `button button--${isQuiet ? "quiet" : "main"}`, "data-testid": testid, disabled, onclick,
  }, ...label);
}

/** The app's tile with words beside it. */
export function productLine(appName, title, about, ...end) {
  return element("div", { class: "product" },
    element("span", { class: "app-tile", "aria-hidden": "true" }, appName.slice(0, 1).toUpperCase()),
    element("div", { class: "product__words" }, element("strong", {}, title), element("span", {}, about)),
    ...end);
}
