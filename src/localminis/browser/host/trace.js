// One line per purchase, without a document: the steps of a trade order in the order they happened.

const TRACES_MAX = 20;

export class Traces {
  /** @type {{trade_order_id: string, started: number, steps: {name: string, after_ms: number, isBad: boolean}[]}[]} */
  lines = [];
  onChange = () => {};
  #now;

  /** @param {() => number} [now] milliseconds. */
  constructor(now = () => Date.now()) {
    this.#now = now;
  }

  /** Add a step; an order that is not known yet begins with it. */
  add(trade_order_id, name, { isBad = false, at = this.#now() } = {}) {
    let line = this.lines.find((each) => each.trade_order_id === trade_order_id);
    if (!line) {
      line = { trade_order_id, started: at, steps: [] };
      this.lines.unshift(line);
      this.lines.length = Math.min(this.lines.length, TRACES_MAX);
    }
    // What the platform tells comes with whole seconds and a poll later: never before the call.
    line.steps.push({ name, after_ms: Math.max(0, Math.round(at - line.started)), isBad });
    this.onChange();
  }

  has(trade_order_id) {
    return this.lines.some((each) => each.trade_order_id === trade_order_id);
  }
}
