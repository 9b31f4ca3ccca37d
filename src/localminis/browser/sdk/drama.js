// The drama flavour: window.TTMinis. A fragment that follows the others inside one strict function.
// Only `init` exists before init; the simulated client and its settings decide what follows.

/** Say what a call has that the newest documentation has not; empty when there is nothing. */
function strictProblem(name, { isNewest, options }) {
  if (!isNewest) return `${name} was called in a way that the newest documentation does not have.`;
  const { options: known, old = [] } = METHODS[name];
  const given = Object.keys(options).filter((each) => each !== "callback");
  const extra = given.find((each) => !known.includes(each) || old.includes(each));
  return extra === undefined ? "" : `${name} has no option ${extra} in the newest documentation.`;
}

// What the page's own SDK answers, so that nobody else could log it.
const LOCAL_CALLS = [
  "canIUse", "on", "off", "getMenuButtonBoundingClientRect", "getDeviceInfo", "setValidateVideoReplaceElement",
];

/** Make the object that becomes window.TTMinis. */
function createDrama() {
  const listeners = new Listeners();
  const link = new HostLink((name, data) => {
    if (name.startsWith("ad.")) ads.receive(name.slice(3), data);
    else listeners.emit(name, data);
  });
  const ads = new Ads(link);
  const video = new NativeVideoRule((level, text) => {
    if (link.isFramed) link.post("log", { entry: { kind: "restriction", level, rule: "native-video", text } });
  });
  const warned = new Set();
  let clientKey = "";
  let player = null;

  const warnOnce = (about, text) => {
    if (!warned.has(about)) console.warn(`TTMinis: ${text}`);
    warned.add(about);
  };

  const invoke = (name, first, second) => {
    const dialect = readDialect(name, first, second);
    let result;
    const text = phone.is_strict ? strictProblem(name, dialect) : "";
    if (text) {
      console.error(`TTMinis: ${text}`);
      result = Promise.resolve(failedResult(name, dialect.options, "user_error", text));
    } else {
      if (dialect.handlers) {
        warnOnce(name, `${name} was called with success, fail or complete; the newest documentation `
          + "passes a callback.");
      }
      result = perform(link, clientKey, name, dialect.options, callerPlace());
    }
    result.then((value) => answer(name, dialect, value));
    return phone.is_strict ? undefined : result;
  };

  const loadPlayer = async (channel) => {
    const result = link.isFramed
      ? await link.call("getPlayer", channel ? { channel } : {}, AD_TIMEOUT_MS, callerPlace())
      : { error: { error_code: 127502, error_msg: "The player runs inside the simulator." } };
    if (result === null || isRecord(result.error)) {
      throw Object.assign(new Error(result?.error.error_msg ?? "The player did not load."), result?.error);
    }
    const { makePlayer } = await import(new URL("player.js", SCRIPT?.src || location.href).href);
    // The class is made once, so that what was set on it stays.
    player ??= makePlayer({
      exempt: (element) => video.exempt(element),
      setReplacement: (replacement) => video.setReplacement(replacement),
      isTokenNeeded: !isInClient("0.5.0"),
    });
    return player;
  };

  const methods = Object.keys(METHODS).map((name) => [name, (...given) => invoke(name, ...given)]);
  const afterInit = {
    ...Object.fromEntries(methods),
    canIUse,
    on(eventName, callback) {
      if (typeof callback !== "function") {
        console.error("TTMinis.on needs a function as its second argument.");
        return "";
      }
      if (!EVENTS.includes(eventName)) {
        warnOnce(`on ${eventName}`, `${eventName} is not an event that the platform documents.`);
      }
      return listeners.add(eventName, callback);
    },
    off: (eventName, callbackId) => listeners.remove(eventName, callbackId),
    createRewardedVideoAd: (options) => ads.create("createRewardedVideoAd", options, callerPlace()),
    createInterstitialAd: (options) => ads.create("createInterstitialAd", options, callerPlace()),
    getMenuButtonBoundingClientRect: () => ({ ...phone.capsule }),
    // The newest text has the number alone, the older one a string inside `data`: both are there.
    getDeviceInfo: () => ({
      ...phone.device,
      data: { bottomHeight: String(phone.device.bottomHeight) },
    }),
    getPlayer: loadPlayer,
    setValidateVideoReplaceElement: (replacement) => video.setReplacement(replacement),
  };

  const api = {
    init(options) {
      const given = isRecord(options) ? options.clientKey : undefined;
      if (clientKey) {
        if (given !== clientKey) {
          console.warn(`TTMinis.init was called again with clientKey ${JSON.stringify(given)}; `
            + `${JSON.stringify(clientKey)} stays.`);
        }
        return;
      }
      clientKey = typeof given === "string" ? given.trim() : "";
      Object.assign(api, afterInit);
      for (const name of LOCAL_CALLS) api[name] = reporting(link, name, afterInit[name]);
      if (phone.is_strict) for (const name of OLD_NAMES) delete api[name];
      if (!clientKey) {
        console.error("TTMinis.init needs { clientKey }, a string that is not empty.");
      }
      if (!link.isFramed) {
        leadInside(clientKey);
        return;
      }
      link.post("hello", { client_key: clientKey, sdk: "drama" });
      video.start();
    },
  };
  return api;
}

// A page may carry the tag twice; the second run must not throw the initialised object away.
if (window.TTMinis) console.warn("The TTMinis SDK was loaded twice; the first one stays.");
else window.TTMinis = createDrama();
