// Subscriptions in the simulated store: new, changed, or renewed again.

import { Refusal } from "./api.js";
import { failedResult } from "./protocol.js";
import { sell } from "./store_sheet.js";

const WORDS = {
  createSubscription: { kind: "create", title: "Subscribe", verb: "Subscribe" },
  changeSubscription: { kind: "change", title: "Change the subscription", verb: "Change" },
  reactivateSubscription: { kind: "reactivate", title: "Turn renewal on again", verb: "Renew" },
};
// The tier's cycle as the store words it; another is shown as it is.
const CYCLES = {
  WEEKLY: "every week", MONTHLY: "every month", BIMONTHLY: "every 2 months", QUARTERLY: "every 3 months",
  SEMIANNYALLY: "every 6 months", ANNUALLY: "every year",
};

/**
 * Answer one subscription call: the platform's quote, the store's sheet, and the purchase.
 * @param {object} parts `api`, `layer` and `app`, of the simulator.
 * @param {keyof typeof WORDS} method
 */
export async function subscribe({ api, layer, app }, method, args, signal, outcome) {
  const done = (bought) => ({
    is_success: true,
    trade_order_id: args.trade_order_id,
    subscription_id: bought.subscription_id ?? "",
  });
  // How a developer's server would order a change is unpublished, so there is nothing to settle.
  if (outcome && method === "changeSubscription") return done({});
  const buy = () => api.subscriptionPay(args.trade_order_id);
  try {
    const { order, tier } = await api.subscriptionQuote(args.trade_order_id);
    const { kind, title, verb } = WORDS[method];
    if (order.kind !== kind) {
      return failedResult(method, args, "user_error",
        `The order ${args.trade_order_id} is one to ${order.kind}; ${method} takes one to ${kind}.`);
    }
    // The platform's sandbox tiers have no payment panel.
    if (outcome || order.is_sandbox) return done(await buy());
    if (layer.isOpen) return failedResult(method, args, "user_error", "A sheet is already open.");
    const answer = await sell(layer, {
      title, verb, testid: "subscription-sheet", app: app(), name: order.product_name, buy,
      price: `${tier.symbol}${tier.price}`,
      terms: [["Renews", CYCLES[tier.deduct_cycle] ?? tier.deduct_cycle], ["First payment", "today"]],
    }, signal);
    if (answer.bought) return done(answer.bought);
    if (answer.cancelled) return failedResult(method, args, "user_cancel", "The user closed the store.");
    throw answer.problem;
  } catch (problem) {
    const reason = problem instanceof Refusal ? "user_error" : "internal";
    return failedResult(method, args, reason, problem.message, { code: problem.code });
  }
}
