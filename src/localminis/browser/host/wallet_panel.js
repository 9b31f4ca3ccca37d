// The panel with the user's Beans, the orders in this app, and one line for each purchase's way.

import { byId, element } from "./dom.js";
import { beans } from "./pay_sheet.js";

const GRANTS = Object.freeze([100, 1000]);
// The platform's clock, as the clock's own panel shows it.
const TIME = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});

/** Wire the panel; the returned object shows a fresh wallet. */
export function startWalletPanel({ api, onBalance, onProblem }) {
  const grant = async (amount) => {
    try {
      const { balance } = await api.grant(amount);
      onBalance(balance);
      await refresh();
    } catch (problem) {
      onProblem(problem.message);
    }
  };
  byId("wallet-grants").replaceChildren(...GRANTS.map((amount) =>
    element("button", { type: "button", class: "tool-button", onclick: () => grant(amount) }, `Give ${beans(amount)}`)));

  const show = (wallet) => {
    byId("wallet-sum").textContent = beans(wallet.balance);
    const rows = wallet.orders.map((order) => element("tr", {},
      element("td", {}, TIME.format(order.created_at_s * 1000)),
      element("td", {}, order.product_name || order.order_id),
      element("td", { class: "mono" }, element("a", {
        href: `/console/orders/${encodeURIComponent(order.trade_order_id)}`, target: "_blank", rel: "noopener", title: "Open it in the console",
      }, order.trade_order_id)),
      element("td", {}, beans(order.token_amount)),
      element("td", {}, element("span", { class: "state", "data-state": order.trade_order_status }, order.trade_order_status))));
    const head = ["Made, UTC", "Product", "Trade order", "Price", "Status"].map((title) => element("th", { scope: "col" }, title));
    byId("wallet-orders").replaceChildren(rows.length
      ? element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows))
      : element("p", { class: "hint" }, "This user has no orders in this app. One appears when the app's backend asks for it, before anybody pays."));
  };
  const refresh = async () => {
    if (byId("panel-wallet").hidden) return;
    try {
      show(await api.wallet());
    } catch (problem) {
      onProblem(problem.message);
    }
  };
  return { refresh };
}

/** Draw the purchases' lines: where each went, and when, from the page's call to its callback. */
export function showTraces(traces) {
  const line = ({ trade_order_id, steps }) => element("li", { class: "trace" },
    element("span", { class: "mono" }, trade_order_id),
    element("ol", { class: "trace__steps" }, ...steps.map(({ name, after_ms, isBad }) =>
      element("li", { class: isBad ? "is-bad" : "" }, name, element("small", {}, after_ms ? `+${after_ms} ms` : "")))));
  byId("wallet-traces").replaceChildren(...(traces.length
    ? traces.map(line)
    : [element("li", { class: "hint" }, "A purchase shows its way here: tap, call, sheet, payment, callback, webhook, reply.")]));
}
