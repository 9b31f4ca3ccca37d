// The payment sheet inside the phone: draws a PayModel, traps the focus, and answers with its result.

import { element } from "./dom.js";
import { bean, tick, warning } from "./icons.js";
import { PayModel } from "./pay_model.js";
import { failedResult } from "./protocol.js";
import { productLine, sheetHeader } from "./sheet.js";

const DONE_SHOWN_MS = 1800;

export const beans = (amount) => `${amount.toLocaleString("en-US")} ${amount === 1 ? "Bean" : "Beans"}`;
export const price = (tier) => `${tier.symbol}${tier.price}`;

export class PaySheet {
  #layer;
  #api;
  #appName;
  #onBalance;
  #model = null;
  #sheet = null;

  /**
   * @param {object} parts
   * @param {import("./sheet.js").SheetLayer} parts.layer
   * @param {import("./api.js").Api} parts.api
   * @param {() => string} parts.appName
   * @param {(balance: number) => void} parts.onBalance
   */
  constructor({ layer, api, appName, onBalance }) {
    this.#layer = layer;
    this.#api = api;
    this.#appName = appName;
    this.#onBalance = onBalance;
  }

  /** Show the sheet for one order; resolves with what the page's callback gets. */
  open(args, signal) {
    if (this.#layer.isOpen) {
      const message = "A sheet is already open. Wait until it is closed.";
      return Promise.resolve(failedResult("pay", args, "user_error", message));
    }
    const model = new PayModel(this.#api, args);
    this.#model = model;
    model.onBalance = this.#onBalance;
    model.onChange = () => this.#draw();
    signal.addEventListener("abort", () => model.dismiss(), { once: true });
    this.#sheet = this.#layer.open({ testid: "pay-sheet", onCancel: () => this.#model?.cancel() });
    this.#draw();
    model.load();
    return model.result;
  }

  /** Pay without asking, recharging first where Beans are missing. */
  async payAtOnce(args) {
    const model = new PayModel(this.#api, args);
    model.onBalance = this.#onBalance;
    await model.load();
    await model.confirm();
    model.cancel();
    return model.result;
  }

  #draw() {
    const model = this.#model;
    const { phase } = model.state;
    if (phase === "closed") {
      this.#model = null;
      this.#sheet.close();
      return;
    }
    this.#sheet.node.setAttribute("aria-busy", String(phase === "busy" || phase === "loading"));
    this.#sheet.draw(...this.#content(model));
    if (phase === "done") setTimeout(() => model.cancel(), DONE_SHOWN_MS);
  }

  #content(model) {
    const { phase, quote, problem, canRetry } = model.state;
    if (phase === "done") return this.#done(quote);
    if (phase === "failed" && !canRetry) return this.#refused(problem);
    if (!quote) return [this.#header("Payment"), this.#placeholder(), ...this.#problemLine(model), ...this.#buttons(model)];
    return [
      this.#header("Confirm payment"),
      this.#product(quote),
      this.#sums(model),
      ...this.#problemLine(model),
      ...this.#buttons(model),
      element("p", { class: "sheet__small" }, "Simulated purchase. No real money moves."),
    ];
  }

  #header(title) {
    return sheetHeader(title, () => this.#model?.cancel(), { isBusy: this.#model.state.phase === "busy" });
  }

  #placeholder() {
    if (this.#model.state.phase === "failed") return element("div", { class: "sheet__mark sheet__mark--bad" }, warning(44));
    return element("div", { class: "sheet__placeholder", role: "status", "aria-label": "Fetching the order" },
      element("span", {}), element("span", {}), element("span", {}));
  }

  #product({ order }) {
    const amount = element("span", { class: "product__price" },
      bean(22), element("span", { class: "visually-hidden" }, "Price in Beans:"), order.token_amount.toLocaleString("en-US"));
    return productLine(this.#appName(), order.product_name || "In-app purchase", this.#appName(), amount);
  }

  #sums(model) {
    const { balance, order, shortfall, tier } = model.state.quote;
    const rows = [["Your balance", beans(balance), ""]];
    if (model.state.quote.is_sandbox) rows.push(["Sandbox order", "No Beans move", "sums__row--total"]);
    if (shortfall > 0) rows.push(["Missing", beans(shortfall), "sums__row--bad"]);
    if (shortfall > 0 && tier) rows.push([`Recharge ${beans(tier.token_amount)}`, price(tier), ""]);
    if (!model.isOutOfReach && !model.state.quote.is_sandbox) {
      const left = balance + (shortfall > 0 ? tier.token_amount : 0) - order.token_amount;
      rows.push(["Left after this", beans(left), "sums__row--total"]);
    }
    return element("dl", { class: "sums" }, ...rows.map(([name, value, extra]) =>
      element("div", { class: `sums__row ${extra}` }, element("dt", {}, name), element("dd", {}, value))));
  }

  #problemLine(model) {
    const text = model.isOutOfReach
      ? "No recharge on offer covers what is missing."
      : model.state.problem;
    return text ? [element("p", { class: "sheet__problem", role: "alert" }, warning(18), text)] : [];
  }

  #buttons(model) {
    const { phase, quote, step } = model.state;
    const isBusy = phase === "busy";
    const cancel = element("button", {
      type: "button", class: "button button--quiet", "data-testid": "pay-cancel", disabled: isBusy,
      onclick: () => this.#model?.cancel(),
    }, "Cancel");
    const confirm = (testid, ...label) => element("button", {
      type: "button", class: "button button--main", "data-testid": testid, disabled: isBusy,
      onclick: () => model.confirm(),
    }, ...label);
    if (isBusy) {
      const doing = step === "recharging" ? "Recharging" : "Paying";
      return [confirm("pay-busy", element("span", { class: "spinner" }), `${doing} …`), cancel];
    }
    if (model.isOutOfReach || phase === "loading") return [cancel];
    if (!quote) return [confirm("pay-retry", "Try again"), cancel];
    if (model.needsRecharge) {
      const part = (text) => element("span", { class: "button__part" }, text);
      const label = [`Recharge ${beans(quote.tier.token_amount)} ·`, `${price(quote.tier)} and pay`];
      const words = element("span", {}, part(label[0]), " ", part(label[1]));
      return [confirm("recharge-and-pay", words), cancel];
    }
    return [confirm("pay-confirm", `Pay ${beans(quote.order.token_amount)}`), cancel];
  }

  #done({ order, balance }) {
    return [
      element("div", { class: "sheet__mark", role: "status" },
        tick(),
        element("h2", { id: "sheet-title" }, `Paid ${beans(order.token_amount)}`),
        element("p", {}, `${beans(balance)} left`)),
    ];
  }

  #refused(problem) {
    return [
      this.#header("This order cannot be paid"),
      element("div", { class: "sheet__mark sheet__mark--bad", role: "alert" }, warning(44), element("p", {}, problem)),
      element("button", {
        type: "button", class: "button button--main", "data-testid": "pay-cancel",
        onclick: () => this.#model?.cancel(),
      }, "Close"),
    ];
  }
}
