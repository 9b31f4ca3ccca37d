// What the simulator does for each call of the SDK. An outcome that was chosen in the menus makes a
// call succeed without asking; those that fail or stay silent never come here.

import { Refusal } from "./api.js";
import { openBalancePage } from "./balance_page.js";
import { askWithSwitches } from "./consent_sheet.js";
import { authorize, login } from "./login.js";
import { price } from "./pay_sheet.js";
import { failedResult } from "./protocol.js";
import { sell } from "./store_sheet.js";
import { subscribe } from "./subscriptions.js";

const DISCOUNT = "20";
const HEX_COLOR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

/**
 * Make the handlers that the bridge calls.
 * @param {object} parts
 * @param {import("./api.js").Api} parts.api
 * @param {import("./sheet.js").SheetLayer} parts.layer
 * @param {import("./ads.js").AdHost} parts.ads
 * @param {import("./pay_sheet.js").PaySheet} parts.paySheet
 * @param {import("./share.js").Share} parts.share
 * @param {import("./frame.js").Phone} parts.phone
 * @param {() => string} parts.app the app's name.
 * @param {() => object} parts.client the simulated client.
 * @param {(text: string, level?: string) => void} parts.notice
 * @param {(name: string) => void} parts.emit
 * @param {(balance: number) => void} parts.showBalance
 * @param {() => Promise<void>} parts.switchAccount
 */
export function makeMethods(parts) {
  const { api, layer, ads, paySheet, share, phone, app, client, notice, emit, showBalance } = parts;
  // An outcome that was chosen goes before what the portal says of the placement.
  const makeAd = async (kind, args, outcome) => {
    const refused = outcome ? null : await api.adRefusal(kind, args.adUnitId);
    if (refused) return { error: { error_code: refused.code, error_msg: refused.message } };
    return ads.create(kind, args, outcome);
  };
  const failed = (method, args, problem) =>
    failedResult(method, args, problem instanceof Refusal ? "user_error" : "internal", problem.message);
  const busy = (method, args) =>
    failedResult(method, args, "user_error", "A sheet is already open. Wait until it is closed.");

  const balance = (method) => async (args, signal, outcome) => {
    if (layer.isOpen) return busy(method, args);
    if (outcome) return { is_success: true };
    emit("minis.hide");
    // The call is over once the page is on the screen; it may stay open for long.
    openBalancePage({ layer, api, onBalance: showBalance, signal: new AbortController().signal })
      .then(() => emit("minis.show"));
    return { is_success: true };
  };

  const recharge = async (args, signal, outcome) => {
    if (layer.isOpen) return busy("recharge", args);
    try {
      const { tiers } = await api.wallet();
      const tier = tiers.find(({ tier_id }) => tier_id === args.tier_id);
      const buy = async () => {
        const answer = await api.recharge(args.tier_id);
        showBalance(answer.balance);
        return answer;
      };
      if (outcome || !tier) {
        await buy(); // An unknown tier is refused by the platform, in its own words.
        return { is_success: true, tier_id: args.tier_id };
      }
      const name = `${tier.token_amount.toLocaleString("en-US")} Beans`;
      const answer = await sell(layer, {
        testid: "store-sheet", app: app(), title: "Recharge", name, price: price(tier), verb: "Buy", buy,
      }, signal);
      if (answer.cancelled) return failedResult("recharge", args, "user_cancel", "The user closed the store.");
      if (answer.problem) return failed("recharge", args, answer.problem);
      return { is_success: true, tier_id: args.tier_id };
    } catch (problem) {
      return failed("recharge", args, problem);
    }
  };

  return {
    login: (args, signal, outcome) => login(parts, args, outcome),
    authorize: (args, signal, outcome) => authorize(parts, args, signal, outcome),
    pay: (args, signal, outcome) => (outcome ? paySheet.payAtOnce(args) : paySheet.open(args, signal)),
    checkBalance: async (args, signal, outcome) => {
      if (outcome) return { is_sufficient: outcome.result.is_sufficient };
      try {
        return { is_sufficient: await api.checkBalance(args.amount) };
      } catch (problem) {
        return failed("checkBalance", args, problem);
      }
    },
    recharge,
    openBalance: balance("openBalance"),
    navigateToBalance: balance("navigateToBalance"),
    createSubscription: (...call) => subscribe(parts, "createSubscription", ...call),
    changeSubscription: (...call) => subscribe(parts, "changeSubscription", ...call),
    reactivateSubscription: (...call) => subscribe(parts, "reactivateSubscription", ...call),
    showSurfaceCoupon: async () => {
      phone.showRibbon(`${DISCOUNT} % off the first subscription`);
      const result = { is_success: true };
      // The field came with library 0.6.0.
      return client().library_version === "0.6.0" ? { ...result, coupon_discount: DISCOUNT } : result;
    },
    hideRibbon: async () => {
      phone.hideRibbon();
      return { is_success: true };
    },
    createRewardedVideoAd: (args, signal, outcome) => makeAd("createRewardedVideoAd", args, outcome),
    createInterstitialAd: (args, signal, outcome) => makeAd("createInterstitialAd", args, outcome),
    showAd: async (args) => ads.show(args),
    share: async (args) => {
      share.set(args);
      return { is_success: true };
    },
    reportEvent: async ({ eventName }) => {
      notice(`The app reported the event ${eventName}.`);
      return { isSuccess: true };
    },
    setNavigationBarColor: async (args) => {
      const { frontColor, backgroundColor } = args;
      if (!["#ffffff", "#000000"].includes(frontColor.toLowerCase()) || !HEX_COLOR.test(backgroundColor)) {
        return failedResult("setNavigationBarColor", args, "user_error",
          `The colours are ${frontColor} and ${backgroundColor}. Use #ffffff or #000000 in front, a hex colour behind.`);
      }
      phone.setBarColor(backgroundColor, frontColor);
      return { is_success: true };
    },
    enableCapture: async () => {
      phone.setCapture(true);
      return { isSuccess: true };
    },
    disableCapture: async () => {
      phone.setCapture(false);
      return { isSuccess: true };
    },
    requestSubscribeMessage: async (args, signal, outcome) => {
      const ids = args.tmplIds.map(String);
      let accepted = outcome?.id === "accept_all" ? ids : [];
      if (!outcome) {
        if (layer.isOpen) return busy("requestSubscribeMessage", args);
        accepted = await askWithSwitches(layer, {
          testid: "message-sheet", title: "Allow messages?", app: app(), about: "would like to send you",
          items: ids.map((id) => ({ id, title: `Template ${id}`, about: "One message when there is news." })),
          yes: "Allow", no: "Not now",
        }, signal);
        if (!accepted) {
          return failedResult("requestSubscribeMessage", args, "user_cancel", "The user closed the dialog.");
        }
      }
      const result = Object.fromEntries(ids.map((id) => [id, accepted.includes(id) ? "accept" : "reject"]));
      return { is_success: true, result };
    },
    getPlayer: async () => ({}),
  };
}
