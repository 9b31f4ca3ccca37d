// One line per purchase, without a document: the steps of a trade order in the order they happened.

const TRACES_MAX = 20;
// As long as browsers let a touch stand for what is done because of it.
const TAP_MS = 5000;
// The last ones before the call are what led to it.
const REQUESTS_MAX = 3;
const PATH_MAX = 60;
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
    this.#tap = { target, at: this.#now(), requests: [] };
  }

  /** Note what the page asked its backend for, which makes the order after a touch. */
  noteRequest({ method, url, status, failure } = {}) {
    if (!this.#tap || !URL.canParse(url)) return;
    const { requests } = this.#tap;
    const name = `${method} ${new URL(url).pathname.slice(0, PATH_MAX)} ${status || failure}`;
    requests.push({ name, at: this.#now(), isBad: !status || status >= 400 });
    if (requests.length > REQUESTS_MAX) requests.shift();
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
      const before = tap ? [{ name: `tap ${JSON.stringify(tap.target)}`, at: tap.at, isBad: false }, ...tap.requests] : [];
      line.steps = before.map(({ at, ...step }) => ({ ...step, after_ms: at - line.started }));
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
