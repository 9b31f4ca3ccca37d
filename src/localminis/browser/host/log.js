// The panel beside the phone: draws the rows of a LogModel, newest last, and the filters above them.

import { byId, element } from "./dom.js";
import { asCurl, asExport, FILTERS, formatTime, hasCurl, isUnder, KINDS, LogModel } from "./log_model.js";

// Calls that follow each other closely are drawn at once, so that drawing does not slow them down.
const DRAWING_MS = 40;
const COPIED_MS = 1500;
const NEAR_END_PX = 40;

export class LogPanel {
  model = new LogModel();
  #list = byId("log-rows");
  #empty = byId("log-empty");
  #nodes = new Map();
  #counts = new Map();
  #gone = new Set();
  #waiting = [];
  #search = byId("log-search");
  #changed = new Set();
  #drawScheduled = false;
  #isFollowing = true;

  constructor() {
    this.model.onAdd = (row, next) => this.#schedule(row, next);
    this.model.onUpdate = (row) => {
      this.#changed.add(row);
      this.#scheduleDrawing();
    };
    this.model.onDrop = (rows) => this.#drop(rows);
    this.#makeFilters();
    byId("log-clear").addEventListener("click", () => this.model.clear());
    byId("log-export").addEventListener("click", () => this.#export());
    this.#search.addEventListener("input", () => this.#applyFilters());
    this.#list.addEventListener("scroll", () => this.#notePlace());
    // A second phone, or a smaller window, makes the rows higher.
    new ResizeObserver(() => this.#follow()).observe(this.#list);
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.closest?.("input, select, textarea, [role=dialog]");
      if (event.key !== "/" || isTyping || byId("panel-log").hidden) return;
      event.preventDefault();
      this.#search.focus();
    });
    byId("log-all").addEventListener("click", () => this.#showAll());
  }

  /** Save every row as a JSON file. */
  #export() {
    const address = URL.createObjectURL(new Blob([asExport(this.model.rows)], { type: "application/json" }));
    element("a", { href: address, download: "localminis-log.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  #makeFilters() {
    const buttons = Object.entries(FILTERS).map(([kind, { many }]) =>
      element("button", {
        type: "button",
        class: "chip",
        "data-kind": kind,
        "aria-pressed": String(kind === this.model.kind),
        onclick: () => {
          this.model.kind = kind;
          this.#applyFilters();
        },
      }, element("span", { class: "chip__dot", "aria-hidden": "true" }), many, this.#countNode(kind)));
    byId("log-kinds").append(...buttons);
  }

  #countNode(kind) {
    const node = element("small", { class: "chip__count" });
    this.#counts.set(kind, node);
    return node;
  }

  /** Write on the filters how many rows each lets through; those without rows step back. */
  #showCounts() {
    for (const [kind, node] of this.#counts) {
      const count = this.model.rows.reduce((sum, row) => sum + isUnder(kind, row), 0);
      node.textContent = count ? String(count) : "";
      node.parentNode.classList.toggle("chip--empty", count === 0);
    }
  }

  /** A page may log in a loop, so rows are drawn together, all that came since. */
  #schedule(row, next) {
    this.#waiting.push([row, next]);
    this.#scheduleDrawing();
  }

  #scheduleDrawing() {
    if (this.#drawScheduled) return;
    this.#drawScheduled = true;
    setTimeout(() => requestAnimationFrame(() => this.#drawWaiting()), DRAWING_MS);
  }

  #drawWaiting() {
    this.#drawScheduled = false;
    for (const id of this.#gone) {
      this.#nodes.get(id)?.remove();
      this.#nodes.delete(id);
    }
    const fresh = document.createDocumentFragment();
    for (const [row, next] of this.#waiting.splice(0)) {
      if (this.#gone.has(row.id)) continue;
      this.#changed.delete(row);
      const node = element("li", { class: "row", "data-testid": "log-row", "data-kind": row.kind });
      this.#nodes.set(row.id, node);
      this.#draw(row, node);
      const after = next && this.#nodes.get(next.id);
      if (after) after.before(node);
      else fresh.append(node);
    }
    for (const row of this.#changed) if (this.#nodes.has(row.id)) this.#draw(row, this.#nodes.get(row.id));
    this.#changed.clear();
    this.#gone.clear();
    this.#list.append(fresh);
    this.#showEmptiness();
    this.#follow();
  }

  #notePlace() {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  /** Stay at the newest row, unless somebody scrolled away from it or opened a row above. */
  #follow() {
    if (this.#isFollowing) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #draw(row, node) {
    const wasOpen = node.querySelector("details")?.open ?? false;
    node.dataset.level = row.level;
    node.hidden = !this.model.isShown(row);
    const [time, milliseconds] = formatTime(row.at);
    const head = [
      element("time", { class: "row__time", datetime: row.at.toISOString() }, time, element("span", { class: "row__ms" }, milliseconds)),
      element("span", { class: "row__kind" }, element("span", { class: "chip__dot", "aria-hidden": "true" }), KINDS[row.kind].one),
      element("span", { class: "row__text" }, row.text),
      element("span", { class: "row__note" }, row.note),
    ];
    if (!row.details) {
      node.replaceChildren(element("div", { class: "row__line" }, ...head));
      return;
    }
    // What is inside is drawn when somebody opens it, which few rows ever see.
    const details = element("details", { open: wasOpen, ontoggle: () => {
      if (details.open && details.childElementCount === 1) details.append(...this.#inside(row));
      this.#notePlace();
    } }, element("summary", { class: "row__line" }, ...head));
    if (wasOpen) details.append(...this.#inside(row));
    node.replaceChildren(details);
  }

  #inside(row) {
    const parts = Object.entries(row.details).flatMap(([name, value]) => [
      element("dt", {}, name),
      element("dd", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2)),
    ]);
    const tools = [this.#copyButton("Copy", JSON.stringify({ [row.kind]: row.text, ...row.details }, null, 2))];
    if (row.kind === "network" && hasCurl(row.details)) tools.push(this.#copyButton("Copy as cURL", asCurl(row.details)));
    return [element("dl", { class: "row__details" }, ...parts), element("p", { class: "row__tools" }, ...tools)];
  }

  #copyButton(title, words) {
    const button = element("button", {
      type: "button", class: "tool-button",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(words);
          button.textContent = "Copied";
          setTimeout(() => {
            button.textContent = title;
          }, COPIED_MS);
        } catch {
          // No clipboard was allowed: the words are shown, and one press selects them.
          button.replaceWith(element("output", { class: "row__command" }, words));
        }
      },
    }, title);
    return button;
  }

  #drop(rows) {
    for (const { id } of rows) this.#gone.add(id);
    this.#scheduleDrawing();
  }

  #showAll() {
    this.model.kind = "all";
    this.#search.value = "";
    this.#applyFilters();
    this.#list.focus();
  }

  #applyFilters() {
    this.model.search = this.#search.value;
    for (const [kind, node] of this.#counts) node.parentNode.setAttribute("aria-pressed", String(kind === this.model.kind));
    for (const row of this.model.rows) {
      const node = this.#nodes.get(row.id);
      if (node) node.hidden = !this.model.isShown(row);
    }
    this.#showEmptiness();
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  #showEmptiness() {
    this.#showCounts();
    this.#empty.hidden = this.model.rows.some((row) => this.model.isShown(row));
    byId("log-about").textContent = this.model.emptiness;
    byId("log-all").hidden = this.model.rows.length === 0;
  }
}
