// The panel beside the phone: draws the rows of a LogModel, newest last, and the filters above them.

import { byId, element } from "./dom.js";
import { asCurl, asExport, KINDS, LogModel } from "./log_model.js";

const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

export class LogPanel {
  model = new LogModel();
  #list = byId("log-rows");
  #empty = byId("log-empty");
  #nodes = new Map();
  #waiting = [];
  #drawScheduled = false;

  constructor() {
    this.model.onAdd = (row) => this.#schedule(row);
    this.model.onUpdate = (row) => this.#redraw(row);
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
      }, many));
    byId("log-kinds").append(...buttons);
  }

  /** A page may log in a loop, so rows are drawn once per frame, all that came since. */
  #schedule(row) {
    this.#waiting.push(row);
    if (this.#drawScheduled) return;
    this.#drawScheduled = true;
    requestAnimationFrame(() => this.#drawWaiting());
  }

  #drawWaiting() {
    this.#drawScheduled = false;
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 40;
    const fresh = document.createDocumentFragment();
    for (const row of this.#waiting.splice(0)) {
      const node = element("li", { class: "row", "data-testid": "log-row", "data-kind": row.kind });
      this.#nodes.set(row.id, node);
      this.#draw(row, node);
      fresh.append(node);
    }
    this.#list.append(fresh);
    this.#showEmptiness();
    if (isAtEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #redraw(row) {
    const node = this.#nodes.get(row.id);
    if (node) this.#draw(row, node);
  }

  #draw(row, node) {
    const wasOpen = node.querySelector("details")?.open ?? false;
    node.dataset.level = row.level;
    node.hidden = !this.model.isShown(row);
    const head = [
      element("time", { class: "row__time" }, TIME.format(row.at)),
      element("span", { class: "row__kind" }, KINDS[row.kind].one),
      element("span", { class: "row__text" }, row.text),
      element("span", { class: "row__note" }, row.note),
    ];
    if (!row.details) {
      node.replaceChildren(element("div", { class: "row__line" }, ...head));
      return;
    }
    const parts = Object.entries(row.details).flatMap(([name, value]) => [
      element("dt", {}, name),
      element("dd", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2)),
    ]);
    node.replaceChildren(
      element("details", { open: wasOpen },
        element("summary", { class: "row__line" }, ...head),
        element("dl", { class: "row__details" }, ...parts),
        ...(row.kind === "network" ? [this.#curlButton(row)] : [])),
    );
  }

  #curlButton(row) {
    const button = element("button", {
      type: "button", class: "tool-button row__tool",
      onclick: async () => {
        await navigator.clipboard.writeText(asCurl(row.details)).catch(() => {});
        button.textContent = "Copied";
      },
    }, "Copy as cURL");
    return button;
  }

  #drop(rows) {
    const gone = new Set(rows);
    this.#waiting = this.#waiting.filter((row) => !gone.has(row));
    for (const { id } of rows) {
      this.#nodes.get(id)?.remove();
      this.#nodes.delete(id);
    }
    this.#showEmptiness();
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
    const hasRows = this.model.rows.length > 0;
    this.#empty.hidden = this.model.rows.some((row) => this.model.isShown(row));
    this.#empty.textContent = hasRows
      ? "No row matches these filters."
      : "Calls, refusals, console output and webhooks appear here.";
  }
}
