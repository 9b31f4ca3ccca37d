// What the payment sheet is doing, without a document: quote, recharge, pay, and how it ends.
// The sheet draws `state`; `result` is settled exactly once, whatever is pressed in which order.

import { Refusal } from "./api.js";
import { failedResult } from "./protocol.js";

/**
 * @typedef {"loading" | "ready" | "busy" | "failed" | "done" | "closed"} Phase
 *   failed: nothing was paid; `canRetry` says whether pressing again can help.
 * @typedef {object} PayState
 * @property {Phase} phase
 * @property {object | null} quote the platform's last quote.
 * @property {"recharging" | "paying" | null} step
 * @property {string} problem
 * @property {boolean} canRetry
 */

export class PayModel {
  #api;
  #order;
  #settle;
  #lastProblem = null;

  /** @type {PayState} */
  state = { phase: "loading", quote: null, step: null, problem: "", canRetry: false };
  onChange = () => {};
  onBalance = () => {};

  /** @param {import("./api.js").Api} api @param {{trade_order_id: string}} args */
  constructor(api, args) {
    this.#api = api;
    this.#order = args.trade_order_id;
    /** @type {Promise<object>} the result that the page's callback gets. */
    this.result = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Beans are missing, and the platform has a tier that covers them. */
  get needsRecharge() {
    return Boolean(this.state.quote?.shortfall > 0 && this.state.quote.tier);
  }

  /** Beans are missing, and no tier covers them: this order cannot be paid here. */
  get isOutOfReach() {
    return Boolean(this.state.quote?.shortfall > 0 && !this.state.quote.tier);
  }

  /** Fetch the order, the balance and the tier that would cover what is missing. */
  async load() {
    this.#change({ phase: "loading", problem: "" });
    try {
      const quote = await this.#api.quote(this.#order);
      this.onBalance(quote.balance);
      this.#change({ phase: "ready", quote });
    } catch (problem) {
      this.#fail(problem);
    }
  }

  /** Do what the main button says: recharge when Beans are missing, then pay. */
  async confirm() {
    const { phase, canRetry, quote } = this.state;
    if (phase === "failed" && canRetry && !quote) {
      await this.load();
      return;
    }
    if ((phase !== "ready" && !(phase === "failed" && canRetry)) || this.isOutOfReach) return;
    try {
      if (this.needsRecharge) await this.#recharge(quote.tier.tier_id);
      this.#change({ phase: "busy", step: "paying", problem: "" });
      const paid = await this.#api.pay(this.#order);
      this.onBalance(paid.balance);
      this.#change({ phase: "done", step: null, quote: { ...this.state.quote, balance: paid.balance } });
      this.#settle({ is_success: true, trade_order_id: this.#order });
    } catch (problem) {
      // Somebody else spent from the wallet meanwhile: a new quote offers the recharge.
      if (problem.code === "not_enough_beans") await this.load();
      else this.#fail(problem);
    }
  }

  /** Close the sheet; ignored while money moves, because nobody could say how it ended. */
  cancel() {
    if (this.state.phase === "busy" || this.state.phase === "closed") return;
    const problem = this.#lastProblem;
    if (problem) this.#refuse(problem instanceof Refusal ? "user_error" : "internal", problem);
    else this.#refuse("user_cancel", new Error("The user closed the payment sheet."));
    this.#change({ phase: "closed" });
  }

  /** Take the sheet away because the page is gone or waited too long; a running payment goes on. */
  dismiss() {
    this.#change({ phase: "closed" });
  }

  async #recharge(tierId) {
    this.#change({ phase: "busy", step: "recharging", problem: "" });
    const { balance } = await this.#api.recharge(tierId);
    this.onBalance(balance);
    // The Beans are there whatever happens next, so a retry must not buy them a second time.
    const shortfall = Math.max(0, this.state.quote.order.token_amount - balance);
    this.#change({ quote: { ...this.state.quote, balance, shortfall } });
  }

  #fail(problem) {
    this.#lastProblem = problem;
    const canRetry = !(problem instanceof Refusal);
    this.#change({ phase: "failed", step: null, problem: problem.message, canRetry });
    // A refusal is final (an order is paid once or never), so the page need not wait for the person.
    if (!canRetry) this.#refuse("user_error", problem);
  }

  #refuse(reason, problem) {
    const extra = problem.code ? { code: problem.code } : {};
    const args = { trade_order_id: this.#order };
    this.#settle(failedResult("pay", args, reason, problem.message, extra));
  }

  #change(part) {
    if (this.state.phase === "closed") return;
    this.state = { ...this.state, ...part };
    this.onChange(this.state);
  }
}
