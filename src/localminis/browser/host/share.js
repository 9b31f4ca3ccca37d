// Sharing: what the page wants to be shared, and the link that opens the app with its query.

import { byId, element } from "./dom.js";
import { queryText } from "./opening.js";
import { productLine, sheetButton, sheetHeader } from "./sheet.js";

// A page answers `minis.share` with share(); one that does not gets the app's own words.
const PATIENCE_MS = 400;

/** The address that opens the app with a query. */
export function launchLink(query) {
  const link = new URL(location.pathname, location.origin);
  const text = queryText(query);
  if (text) link.searchParams.set("launch", text);
  return link.href;
}

export class Share {
  #content = null;
  #heard = () => {};
  #layer;
  #emit;
  #app;
  #notice;

  /** @param {object} parts `layer`, `emit`, `app` and `notice`, of the simulator. */
  constructor({ layer, emit, app, notice }) {
    this.#layer = layer;
    this.#emit = emit;
    this.#app = app;
    this.#notice = notice;
  }

  /** Keep what the page's last share() gave. */
  set(content) {
    this.#content = content;
    this.#heard();
  }

  /** A new page starts with the app's own words. */
  forget() {
    this.#content = null;
  }

  /** Ask the page what to share; resolves with its content and the link. */
  async content() {
    const heard = new Promise((resolve) => {
      this.#heard = resolve;
      setTimeout(resolve, PATIENCE_MS);
    });
    this.#emit("minis.share");
    await heard;
    const { title = this.#app(), desc = "", imageUrl = "", query = "" } = this.#content ?? {};
    return { title, desc, imageUrl, link: launchLink(query) };
  }

  /** Copy the link, as the menu's entry does. */
  async copyLink(toast) {
    const { link } = await this.content();
    try {
      await navigator.clipboard.writeText(link);
      toast("Link copied");
    } catch {
      toast("The browser did not let the link be copied; the log has it.");
    }
    this.#notice(`Share link: ${link}`);
  }

  /** Show the share panel. */
  async openPanel(toast) {
    const { title, desc, imageUrl, link } = await this.content();
    if (this.#layer.isOpen) return;
    const end = () => sheet.close();
    const sheet = this.#layer.open({ testid: "share-sheet", onCancel: end });
    sheet.draw(
      sheetHeader("Share", end),
      productLine(this.#app(), title, desc || this.#app()),
      ...(imageUrl ? [element("p", { class: "sheet__small" }, `Picture: ${imageUrl}`)] : []),
      element("output", { class: "share-link", "data-testid": "share-link" }, link),
      sheetButton("share-copy", async () => {
        end();
        await this.copyLink(toast);
      }, {}, "Copy link"),
      sheetButton("share-close", end, { isQuiet: true }, "Close"),
    );
    sheet.node.focus();
    byId("menu-open").setAttribute("aria-expanded", "false");
  }
}
