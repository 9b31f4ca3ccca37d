// The payment sheet inside the phone: draws a PayModel, traps the focus, and answers with its result.

import { byId, element } from "./dom.js";
import { bean, cross, tick, warning } from "./icons.js";
import { PayModel } from "./pay_model.js";
import { failedResult } from "./protocol.js";

const DONE_SHOWN_MS = 1800;
const CLOSING_MS = 240;

const beans = (amount) => `${amount.toLocaleString("en-US")} ${amount === 1 ? "Bean" : "Beans"}`;
const price = (tier) => `${tier.symbol}${tier.price}`;

export class PaySheet {
  #layer = byId("sheet-layer");
  #behind = [byId("viewport"), byId("navbar")];
  #api;
  #appName;
  #onBalance;
  #onClosed;
  #model = null;
  #sheet = null;

  /**
   * @param {object} parts
   * @param {import("./api.js").Api} parts.api
   * @param {() => string} parts.appName
   * @param {(balance: number) => void} parts.onBalance
   * @param {() => void} parts.onClosed gives the focus back to the page.
   */
  constructor({ api, appName, onBalance, onClosed }) {
    this.#api = api;
    this.#appName = appName;
    this.#onBalance = onBalance;
    this.#onClosed = onClosed;
  }

  /** Show the sheet for one order; resolves with what the page's callback gets. */
  open(args, signal) {
    if (this.#model) {
      const message = "A payment sheet is already open. Wait until it is closed.";
      return Promise.resolve(failedResult("pay", args, "user_error", message));
    }
    const model = new PayModel(this.#api, args);
    this.#model = model;
    model.onBalance = this.#onBalance;
    model.onChange = () => this.#draw();
    signal.addEventListener("abort", () => model.dismiss(), { once: true });
    this.#mount();
    model.load();
    return model.result;
  }

  #mount() {
    const cancel = () => this.#model?.cancel();
    this.#sheet = element("section", {
      class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title",
      "data-testid": "pay-sheet", tabindex: "-1", onkeydown: (event) => this.#keydown(event),
    });
    this.#layer.replaceChildren(
      element("div", { class: "backdrop", onclick: cancel }),
      this.#sheet,
    );
    for (const part of this.#behind) part.inert = true;
    this.#draw();
    this.#sheet.focus();
    requestAnimationFrame(() => this.#layer.classList.add("sheet-layer--open"));
  }

  #unmount() {
    if (!this.#sheet) return;
    const sheet = this.#sheet;
    this.#model = null;
    this.#sheet = null;
    this.#layer.classList.remove("sheet-layer--open");
    for (const part of this.#behind) part.inert = false;
    this.#onClosed();
    setTimeout(() => {
      // A new sheet may have come meanwhile; only the old one goes.
      if (sheet.isConnected && !this.#sheet) this.#layer.replaceChildren();
    }, CLOSING_MS);
    sheet.removeAttribute("data-testid");
    sheet.inert = true;
  }

  #keydown(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#model?.cancel();
    }
    if (event.key !== "Tab") return;
    const stops = [...this.#sheet.querySelectorAll("button:not(:disabled)")];
    const at = stops.indexOf(document.activeElement);
    const next = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : (at + 1) % stops.length;
    event.preventDefault();
    (stops[next] ?? this.#sheet).focus();
  }

  #draw() {
    const model = this.#model;
    const { phase } = model.state;
    if (phase === "closed") {
      this.#unmount();
      return;
    }
    const focused = document.activeElement?.dataset?.testid;
    this.#sheet.setAttribute("aria-busy", String(phase === "busy" || phase === "loading"));
    this.#sheet.replaceChildren(element("div", { class: "sheet__grip" }), ...this.#content(model));
    const again = focused && this.#sheet.querySelector(`[data-testid="${focused}"]:not(:disabled)`);
    if (again) again.focus();
    else if (!this.#sheet.contains(document.activeElement)) this.#sheet.focus();
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
    return element("header", { class: "sheet__header" },
      element("h2", { id: "sheet-title" }, title),
      element("button", {
        type: "button", class: "icon-button", "aria-label": "Close the payment sheet",
        disabled: this.#model.state.phase === "busy", onclick: () => this.#model?.cancel(),
      }, cross()));
  }

  #placeholder() {
    if (this.#model.state.phase === "failed") return element("div", { class: "sheet__mark sheet__mark--bad" }, warning(44));
    return element("div", { class: "sheet__placeholder", role: "status", "aria-label": "Fetching the order" },
      element("span", {}), element("span", {}), element("span", {}));
  }

  #product({ order }) {
    const app = this.#appName();
    return element("div", { class: "product" },
      element("span", { class: "app-tile", "aria-hidden": "true" }, app.slice(0, 1).toUpperCase()),
      element("div", { class: "product__words" },
        element("strong", {}, order.product_name || "In-app purchase"),
        element("span", {}, app)),
      element("span", { class: "product__price", "aria-label": beans(order.token_amount) },
        bean(22), order.token_amount.toLocaleString("en-US")));
  }

  #sums(model) {
    const { balance, order, shortfall, tier } = model.state.quote;
    const rows = [["Your balance", beans(balance), ""]];
    if (shortfall > 0) rows.push(["Missing", beans(shortfall), "sums__row--bad"]);
    if (shortfall > 0 && tier) rows.push([`Recharge ${beans(tier.token_amount)}`, price(tier), ""]);
    if (!model.isOutOfReach) {
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
