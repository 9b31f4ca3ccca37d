// The panel of outcomes: one row for each method, with a menu of every documented result.

import { byId, element } from "./dom.js";
import { GAME_ONLY, GAME_SINCE, OUTCOMES } from "./tables.js";

const ASK = "Ask";
const GROUPS = Object.freeze({
  "Log in": ["login", "authorize"],
  Payment: ["pay", "checkBalance", "recharge", "openBalance", "navigateToBalance"],
  Subscriptions: [
    "createSubscription", "changeSubscription", "reactivateSubscription", "showSurfaceCoupon", "hideRibbon",
  ],
  Ads: ["createRewardedVideoAd", "createInterstitialAd"],
  Missions: ["addShortcut", "getShortcutMissionReward", "startEntranceMission", "getEntranceMissionReward"],
  "Sharing and updates": ["shareAppMessage", "shareToStory", "getUpdateManager"],
  Network: ["request", "loadSubpackage", "preDownloadSubpackage"],
  Device: [
    "showKeyboard", "updateKeyboard", "hideKeyboard", "vibrateShort", "vibrateLong", "setKeepScreenOn",
    "getScreenBrightness", "setScreenBrightness", "setLoadingProgress",
  ],
  Social: ["authorizeOpenContext", "setUserCloudStorage", "removeUserCloudStorage"],
  "Everything else": [
    "share", "reportEvent", "setNavigationBarColor", "enableCapture", "disableCapture", "requestSubscribeMessage",
    "getPlayer",
  ],
});

const isOf = (isGame, method) => (isGame ? Object.hasOwn(GAME_SINCE, method) : !GAME_ONLY.includes(method));

/** Draw the panel, and keep it as the model is. Returns what shows the methods of a flavour. */
export function startOutcomesPanel(model) {
  const menus = new Map();
  const rows = new Map();
  const sticky = byId("outcomes-sticky");
  const row = (method) => {
    const menu = element("select", {
      id: `outcome-${method}`, "data-testid": `outcome-${method}`,
      onchange: () => model.choose(method, menu.value, sticky.checked),
    }, element("option", { value: "" }, ASK), ...OUTCOMES[method].map(({ id, title, code }) =>
      element("option", { value: id }, code ? `${title} (${code})` : title)));
    menus.set(method, menu);
    rows.set(method, element("div", { class: "setting" }, element("label", { for: menu.id, title: method }, method), menu));
    return rows.get(method);
  };
  const groups = Object.entries(GROUPS).map(([title, methods]) =>
    element("fieldset", { class: "settings" }, element("legend", {}, title), ...methods.map(row)));
  byId("outcomes-groups").replaceChildren(...groups);

  const show = () => {
    for (const [method, menu] of menus) {
      const chosen = model.chosen(method);
      menu.value = chosen?.id ?? "";
      menu.classList.toggle("is-chosen", chosen !== null);
      const label = rows.get(method).querySelector("label");
      if (chosen) label.dataset.when = chosen.isSticky ? "every call" : "next call";
      else delete label.dataset.when;
    }
    byId("outcomes-count").textContent = model.count ? String(model.count) : "";
    byId("outcomes-clear").disabled = model.count === 0;
  };
  byId("outcomes-clear").addEventListener("click", () => model.clear());
  model.onChange = show;
  show();
  const showFlavour = (isGame) => {
    for (const [method, node] of rows) node.hidden = !isOf(isGame, method);
    for (const group of groups) group.hidden = !group.querySelector(".setting:not([hidden])");
  };
  showFlavour(false);
  return showFlavour;
}
