// The golden jar: an order of our own backend, the payment sheet, and then asking the backend, which
// is told of the payment by the platform. The sheet's answer alone unlocks nothing.

import { call } from "./minis.js";

const POLL_EVERY_MS = 1000;
const POLLS = 15;

export class Shop {
  #session = "";

  /** Log in silently; resolves with whether the jar is golden. */
  async open() {
    const { code } = await call("login");
    const { session, is_golden } = await this.#ask("/api/login", { code });
    this.#session = session;
    return is_golden;
  }

  /** Buy the jar; resolves with true once the backend has been told of the payment. */
  async buy() {
    const { trade_order_id } = await this.#ask("/api/order", {});
    await call("pay", { trade_order_id }, 0);
    for (let left = POLLS; left > 0; left -= 1) {
      if ((await this.#ask("/api/jar", {})).is_golden) return true;
      await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
    }
    return false;
  }

  async #ask(url, data) {
    const header = { Authorization: `Bearer ${this.#session}` };
    const answer = await call("request", { url, method: "POST", data, header });
    if (answer.statusCode !== 200) throw new Error(answer.data?.message ?? "The game's server refused.");
    return answer.data;
  }
}
