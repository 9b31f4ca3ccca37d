// One line per purchase, without a document: the steps of a trade order in the order they happened.

const TRACES_MAX = 20;
// As long as browsers let a touch stand for what is done because of it.
const TAP_MS = 5000;
const ANSWERS = Object.freeze({
  "/simulator/api/pay/quote": "sheet",
  "/simulator/api/recharge": "recharge",
  "/simulator/api/pay": "payment",
  "/simulator/api/subscription/quote": "sheet",
  "/simulator/api/subscription/pay": "payment",
});

export class Traces {
  /** @type {{trade_order_id: string, started: number, steps: {name: string, after_ms: number, isBad: boolean}[]}[]} */
  lines = [];
  onChange = () => {};
  #now;
  #tap = null;

  /** @param {() => number} [now] milliseconds. */
  constructor(now = () => Date.now()) {
    this.#now = now;
  }

  /** Note a touch: the order that follows it soon begins there. */
  noteTap(target) {
    this.#tap = { target, at: this.#now() };
  }

  /**
   * Add a step; an order that is not known yet begins with it.
   * @param {{isBad?: boolean, isTimed?: boolean}} [about] what was only heard of later has no time.
   */
  add(trade_order_id, name, { isBad = false, isTimed = true } = {}) {
    const now = this.#now();
    let line = this.lines.find((each) => each.trade_order_id === trade_order_id);
    if (!line) {
      const tap = this.#tap && now - this.#tap.at <= TAP_MS ? this.#tap : null;
      this.#tap = null;
      line = { trade_order_id, started: tap?.at ?? now, steps: [] };
      if (tap) line.steps.push({ name: `tap ${JSON.stringify(tap.target)}`, after_ms: 0, isBad: false });
      this.lines.unshift(line);
      this.lines.length = Math.min(this.lines.length, TRACES_MAX);
    }
    line.steps.push({ name, after_ms: isTimed ? Math.round(now - line.started) : null, isBad });
    this.onChange();
  }

  /** Add what the platform answered to the simulator, where it is about an order or its recharge. */
  addAnswer(path, { trade_order_id }, isBad) {
    const name = ANSWERS[path];
    const order = trade_order_id ?? this.lines[0]?.trade_order_id;
    if (name && this.has(order)) this.add(order, isBad ? `${name} refused` : name, { isBad });
  }

  has(trade_order_id) {
    return this.lines.some((each) => each.trade_order_id === trade_order_id);
  }
}
