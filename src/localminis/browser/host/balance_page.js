// The Beans balance page of the simulated client: what is in the wallet, and the store's tiers.

import { element } from "./dom.js";
import { bean } from "./icons.js";
import { beans, price } from "./pay_sheet.js";
import { sheetHeader } from "./sheet.js";

const TIERS_SHOWN = 6;

/**
 * Open the page; resolves when the user goes back to the app.
 * @param {object} parts
 * @param {import("./sheet.js").SheetLayer} parts.layer
 * @param {import("./api.js").Api} parts.api
 * @param {(balance: number) => void} parts.onBalance
 * @param {AbortSignal} parts.signal
 */
export function openBalancePage({ layer, api, onBalance, signal }) {
  return new Promise((resolve) => {
    const end = () => {
      page.close();
      resolve();
    };
    const page = layer.open({ testid: "balance-page", kind: "page", onCancel: end });
    signal.addEventListener("abort", end, { once: true });

    const draw = (wallet, problem = "") => {
      const sum = wallet ? wallet.balance.toLocaleString("en-US") : "…";
      const tiers = (wallet?.tiers ?? []).slice(0, TIERS_SHOWN).map((tier) =>
        element("button", {
          type: "button", class: "tier", "data-testid": `tier-${tier.tier_id}`, onclick: () => buy(tier),
        }, element("span", { class: "tier__beans" }, bean(16), tier.token_amount.toLocaleString("en-US")), price(tier)));
      const orders = (wallet?.orders ?? []).map((order) =>
        element("li", { class: "entry" },
          element("span", {}, order.product_name || order.order_id),
          element("span", {}, beans(order.token_amount))));
      page.draw(
        sheetHeader("Balance", end),
        element("p", { class: "balance-sum" }, bean(34), element("span", { "data-testid": "balance-sum" }, sum)),
        element("h3", {}, "Recharge"), element("div", { class: "tiers" }, ...tiers),
        ...(problem ? [element("p", { class: "sheet__problem", role: "alert" }, problem)] : []),
        element("h3", {}, "Orders in this app"),
        orders.length ? element("ul", { class: "entries" }, ...orders) : element("p", { class: "sheet__small" }, "None yet."),
        element("p", { class: "sheet__small" }, "Simulated page. No real money moves."),
      );
    };
    const load = async () => {
      try {
        const wallet = await api.wallet();
        onBalance(wallet.balance);
        draw(wallet);
      } catch (problem) {
        draw(null, problem.message);
      }
    };
    const buy = async (tier) => {
      try {
        await api.recharge(tier.tier_id);
        await load();
      } catch (problem) {
        draw(null, problem.message);
      }
    };
    draw(null);
    page.node.focus();
    load();
  });
}
