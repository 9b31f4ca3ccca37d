// Ad objects: made at once, shown once, and listened to. A fragment between core.js and a flavour.
// The simulator decides how an ad ends; errors are flat here (contract client-sdk §4.13).

const AD_CODES = Object.freeze({ slot_empty: 11001, already_shown: 11003, system: 50000 });
const AD_TIMEOUT_MS = 30_000;

const adError = (code, message) => ({ error_code: AD_CODES[code], error_msg: message });

/** All ads of this page, by the number that the simulator's events carry. */
class Ads {
  #link;
  #byId = new Map();
  #nextId = 1;
  #extend;

  /**
   * @param {HostLink} link
   * @param {Function} [extend] adds what a flavour's ads have beside the rest: it is given the ad
   *   and a promise of what went wrong with its making, null when nothing did.
   */
  constructor(link, extend = (ad) => ad) {
    this.#link = link;
    this.#extend = extend;
  }

  /** Make an ad object; `kind` is the method that the page called. */
  create(kind, options, caller) {
    const ad_id = this.#nextId++;
    const listeners = { close: new Set(), error: new Set() };
    const raise = (name, value) => {
      for (const listener of [...listeners[name]]) queueMicrotask(() => listener(value));
    };
    const made = this.#make(kind, options, ad_id, caller).then((error) => {
      if (error) raise("error", error);
      return error;
    });
    this.#byId.set(ad_id, raise);
    return this.#extend(
      new Ad(listeners, made, () => this.#ask("showAd", { ad_id }, callerPlace()), raise), made,
    );
  }

  /** Hand an event of the simulator to the ad that it is about. */
  receive(name, { ad_id, result }) {
    this.#byId.get(ad_id)?.(name, result);
  }

  async #make(kind, options, ad_id, caller) {
    const adUnitId = isRecord(options) ? options.adUnitId : undefined;
    if (typeof adUnitId !== "string" || adUnitId === "") {
      return adError("slot_empty", `${kind} needs adUnitId, a string that is not empty.`);
    }
    return this.#ask(kind, { adUnitId, ad_id }, caller);
  }

  /** Ask the simulator; resolves with an error, or null when there is none. */
  async #ask(method, args, caller) {
    if (!this.#link.isFramed) return adError("system", "Ads are shown inside the simulator.");
    const result = await this.#link.call(method, args, AD_TIMEOUT_MS, caller);
    if (result === null) return adError("system", `The simulator did not answer ${method}.`);
    return isRecord(result.error) ? result.error : null;
  }
}

class Ad {
  #listeners;
  #made;
  #present;
  #raise;
  #isUsed = false;

  constructor(listeners, made, present, raise) {
    this.#listeners = listeners;
    this.#made = made;
    this.#present = present;
    this.#raise = raise;
  }

  /** Show the ad; resolves when it is on the screen, rejects when it cannot be shown. */
  async show() {
    if (this.#isUsed) {
      const error = adError("already_shown", "This ad was shown already. Make a new one for each show.");
      this.#raise("error", error);
      throw error;
    }
    this.#isUsed = true;
    const failure = await this.#made;
    if (failure) throw failure;
    const refusal = await this.#present();
    if (!refusal) return;
    // It never was on the screen, so it may be tried again.
    this.#isUsed = false;
    this.#raise("error", refusal);
    throw refusal;
  }

  onClose(callback) {
    this.#add("close", callback);
  }

  offClose(callback) {
    this.#remove("close", callback);
  }

  onError(callback) {
    this.#add("error", callback);
  }

  offError(callback) {
    this.#remove("error", callback);
  }

  #add(name, callback) {
    if (typeof callback === "function") this.#listeners[name].add(callback);
  }

  #remove(name, callback) {
    if (callback === undefined) this.#listeners[name].clear();
    else this.#listeners[name].delete(callback);
  }
}
