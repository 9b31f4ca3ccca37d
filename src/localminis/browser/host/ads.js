// Ads in the phone: a slot is made, and one showing covers the screen until it has ended or is left.

import { element } from "./dom.js";

const LENGTH_S = { createRewardedVideoAd: 15, createInterstitialAd: 5 };
const TITLES = { createRewardedVideoAd: "Rewarded ad", createInterstitialAd: "Interstitial ad" };
const CODES = Object.freeze({ unknown: 11002, shown: 11003 });

const failure = (error_code, error_msg, sub_error_code) =>
  ({ error: { error_code, error_msg, ...(sub_error_code ? { sub_error_code } : {}) } });

export class AdHost {
  #ads = new Map();
  #layer;
  #emit;

  /**
   * @param {object} parts
   * @param {import("./sheet.js").SheetLayer} parts.layer
   * @param {(name: string, data: object) => void} parts.emit raises an event in the page.
   */
  constructor({ layer, emit }) {
    this.#layer = layer;
    this.#emit = emit;
  }

  /** A new page numbers its ads anew. */
  forget() {
    this.#ads.clear();
  }

  create(kind, { adUnitId, ad_id }, outcome) {
    this.#ads.set(ad_id, { kind, adUnitId, outcome, isShown: false });
    return {};
  }

  show({ ad_id }) {
    const ad = this.#ads.get(ad_id);
    if (!ad) return failure(CODES.unknown, "This ad is not known here. Make one first.");
    if (ad.isShown) return failure(CODES.shown, "This ad was shown already.");
    const { outcome } = ad;
    if (outcome?.how === "error" && outcome.closes === undefined) return failure(outcome.code, outcome.message);
    if (this.#layer.isOpen) return failure(50000, "Something else covers the screen.");
    ad.isShown = true;
    this.#play(ad_id, ad);
    return {};
  }

  /** Show the ad; how it ends is told by events, because `show()` has resolved by then. */
  #play(ad_id, ad) {
    const { outcome } = ad;
    this.#emit("minis.hide", {});
    let left = LENGTH_S[ad.kind];
    let timer = 0;
    const end = (isEnded, error) => {
      clearInterval(timer);
      sheet.close();
      this.#emit("minis.show", {});
      if (error) this.#emit("ad.error", { ad_id, result: error });
      this.#emit("ad.close", { ad_id, result: { isEnded } });
    };
    const leave = () => end(left <= 0);
    const sheet = this.#layer.open({ testid: "ad", kind: "page", onCancel: leave });
    const draw = () => sheet.draw(
      element("div", { class: "ad" },
        element("header", { class: "ad__bar" },
          element("span", { class: "ad__count", role: "timer", "data-testid": "ad-count" },
            left > 0 ? `${left} s` : "The ad has ended"),
          element("button", {
            type: "button", class: "ad__close", "data-testid": "ad-close", onclick: leave,
          }, left > 0 ? "Close early" : "Close")),
        element("div", { class: "ad__picture", "aria-hidden": "true" }),
        element("h2", { id: "sheet-title" }, TITLES[ad.kind]),
        element("p", {}, `Slot ${ad.adUnitId}`),
        element("button", {
          type: "button", class: "button button--quiet", "data-testid": "ad-finish", onclick: () => end(true),
        }, "Skip to the end")));
    draw();
    if (outcome) {
      const error = outcome.how === "error"
        ? failure(outcome.code, outcome.message, outcome.sub_code).error
        : null;
      // After the reply, so that the page first learns that its ad is on the screen.
      timer = setTimeout(() => end(outcome.closes === true, error), 50);
    } else {
      timer = setInterval(() => {
        left -= 1;
        draw();
        if (left <= 0) clearInterval(timer);
      }, 1000);
    }
  }
}
