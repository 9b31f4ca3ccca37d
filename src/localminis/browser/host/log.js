// The panel beside the phone: draws the rows of a LogModel, newest last, and the filters above them.

import { byId, element } from "./dom.js";
import { asCurl, asExport, hasCurl, KINDS, LogModel } from "./log_model.js";

// Calls that follow each other closely are drawn at once, so that drawing does not slow them down.
const DRAWING_MS = 40;
const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

export class LogPanel {
  model = new LogModel();
  #list = byId("log-rows");
  #empty = byId("log-empty");
  #nodes = new Map();
  #counts = new Map();
  #gone = new Set();
  #waiting = [];
  #changed = new Set();
  #drawScheduled = false;

  constructor() {
    this.model.onAdd = (row) => this.#schedule(row);
    this.model.onUpdate = (row) => {
      this.#changed.add(row);
      this.#scheduleDrawing();
    };
    this.model.onDrop = (rows) => this.#drop(rows);
    this.#makeFilters();
    byId("log-clear").addEventListener("click", () => this.model.clear());
    byId("log-export").addEventListener("click", () => this.#export());
    byId("log-search").addEventListener("input", (event) => {
      this.model.search = event.target.value;
      this.#applyFilters();
    });
  }

  /** Save every row as a JSON file. */
  #export() {
    const address = URL.createObjectURL(new Blob([asExport(this.model.rows)], { type: "application/json" }));
    element("a", { href: address, download: "localminis-log.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  #makeFilters() {
    const buttons = Object.entries({ all: { many: "All" }, ...KINDS }).map(([kind, { many }]) =>
      element("button", {
        type: "button",
        class: "chip",
        "data-kind": kind,
        "aria-pressed": String(kind === this.model.kind),
        onclick: () => {
          this.model.kind = kind;
          for (const each of buttons) {
            each.setAttribute("aria-pressed", String(each.dataset.kind === kind));
          }
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
    const counts = new Map();
    for (const { kind } of this.model.rows) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    counts.set("all", this.model.rows.length);
    for (const [kind, node] of this.#counts) {
      const count = counts.get(kind) ?? 0;
      node.textContent = count ? String(count) : "";
      node.parentNode.classList.toggle("chip--empty", count === 0);
    }
  }

  /** A page may log in a loop, so rows are drawn together, all that came since. */
  #schedule(row) {
    this.#waiting.push(row);
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
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 40;
    const fresh = document.createDocumentFragment();
    for (const row of this.#waiting.splice(0)) {
      if (this.#gone.has(row.id)) continue;
      this.#changed.delete(row);
      const node = element("li", { class: "row", "data-testid": "log-row", "data-kind": row.kind });
      this.#nodes.set(row.id, node);
      this.#draw(row, node);
      fresh.append(node);
    }
    for (const row of this.#changed) if (this.#nodes.has(row.id)) this.#draw(row, this.#nodes.get(row.id));
    this.#changed.clear();
    this.#gone.clear();
    this.#list.append(fresh);
    this.#showEmptiness();
    if (isAtEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #draw(row, node) {
    const wasOpen = node.querySelector("details")?.open ?? false;
    node.dataset.level = row.level;
    node.hidden = !this.model.isShown(row);
    const head = [
      element("time", { class: "row__time" }, TIME.format(row.at)),
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
    } }, element("summary", { class: "row__line" }, ...head));
    if (wasOpen) details.append(...this.#inside(row));
    node.replaceChildren(details);
  }

  #inside(row) {
    const parts = Object.entries(row.details).flatMap(([name, value]) => [
      element("dt", {}, name),
      element("dd", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2)),
    ]);
    const list = element("dl", { class: "row__details" }, ...parts);
    return row.kind === "network" && hasCurl(row.details) ? [list, this.#curlButton(row)] : [list];
  }

  #curlButton(row) {
    const command = asCurl(row.details);
    const button = element("button", {
      type: "button", class: "tool-button row__tool",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(command);
          button.textContent = "Copied";
        } catch {
          // No clipboard was allowed: the command is shown, and one press selects it.
          button.replaceWith(element("output", { class: "row__command" }, command));
        }
      },
    }, "Copy as cURL");
    return button;
  }

  #drop(rows) {
    for (const { id } of rows) this.#gone.add(id);
    this.#scheduleDrawing();
  }

  #applyFilters() {
    for (const row of this.model.rows) {
      const node = this.#nodes.get(row.id);
      if (node) node.hidden = !this.model.isShown(row);
    }
    this.#showEmptiness();
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  #showEmptiness() {
    this.#showCounts();
    const hasRows = this.model.rows.length > 0;
    this.#empty.hidden = this.model.rows.some((row) => this.model.isShown(row));
    this.#empty.textContent = hasRows
      ? "No row matches these filters."
      : "Calls, refusals, console output and webhooks appear here.";
  }
}
