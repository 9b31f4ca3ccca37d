// The flavour for HTML games: window.TTMinis.game. A fragment that follows the others inside one
// strict function. Only `init` exists before init. What a name does is in spec/game_table.py.

const SIGNALS = [
  "Show", "Hide", "KeyboardInput", "KeyboardHeightChange", "KeyboardConfirm", "KeyboardComplete", "NetworkWeakChange",
  "TouchStart", "TouchMove", "TouchEnd", "TouchCancel",
];
// What the drama flavour must be told and a game need not.
const IMPLIED = Object.freeze({
  reportEvent: { params: {} },
  navigateToBalance: { type: "BEANS" },
  checkBalance: { type: "BEANS" },
});
// What asks the simulator beside its own work, which logs it.
const TOLD = ["request", "loadSubpackage", "preDownloadSubpackage", "getUpdateManager", "createRewardedVideoAd", "createInterstitialAd"];
const HOST_TIMEOUT_MS = 30_000;

/** Give an ad of games what came with library 0.33.0. */
function extendAd(ad, made) {
  if (!isInClient("0.33.0")) return ad;
  const loaded = new Signal();
  made.then((error) => error ?? loaded.emit());
  return Object.assign(ad, {
    async load() {
      const error = await made;
      if (error) throw error;
      loaded.emit();
    },
    onLoad: (listener) => loaded.add(listener),
    offLoad: (listener) => loaded.remove(listener),
  });
}

/** Run a call that no host answers, from its options to its result; never throws, never rejects. */
async function performHere(name, options, work) {
  const missing = missingOption(name, options);
  if (missing) return failedResult(name, options, "parameter_empty", missing);
  try {
    return (await work(options)) ?? {};
  } catch (problem) {
    return failedResult(name, options, problem.reason ?? "internal", problem.message);
  }
}

/** Make the names of REFUSED: calls fail with the reason, everything else says it and gives null. */
function refusedNames(invoke, owner) {
  const names = Object.entries(REFUSED).filter(([name]) => name.split(".").slice(0, -1).join(".") === owner);
  return Object.fromEntries(names.map(([name, why]) => [name.split(".").at(-1), (...given) => {
    if (METHODS[name]) {
      return invoke(name, given, () => {
        throw new GameRefusal("user_error", why);
      });
    }
    console.error(`TTMinis.game.${name}: ${why}`);
    return null;
  }]));
}

/** Make the object that becomes window.TTMinis.game. */
function createGame() {
  const signals = Object.fromEntries(SIGNALS.map((name) => [name, new Signal()]));
  const copyUrl = new Signal();
  const link = new HostLink(receive);
  const ads = new Ads(link, extendAd);
  let launch = null;
  let enter = null;
  let clientKey = "";
  let updates = null;
  let files = null;

  const optionsOf = ({ scene, query }) => ({ scene, query: { ...query } });

  function receive(name, data) {
    if (name.startsWith("ad.")) ads.receive(name.slice(3), data);
    else if (name === "game.enter" && isRecord(data.query)) enter = { scene: String(data.scene), query: data.query };
    else if (name === "game.keyboard") signals[data.name]?.emit(data.value);
    else if (name === "minis.show") signals.Show.emit(optionsOf(enter));
    else if (name === "minis.hide") signals.Hide.emit();
    else if (name === "minis.share") offerLink();
  }

  /** The menu copies a link: the newest listener says what it carries. */
  function offerLink() {
    const content = copyUrl.listeners.at(-1)?.();
    if (!isRecord(content)) return;
    const { title, desc, imageUrl, query } = content;
    // The drama flavour's share() does it, which wants a title.
    const given = { title: title || document.title || "Game", desc, imageUrl, query };
    link.call("share", given, HOST_TIMEOUT_MS).catch((problem) => console.error(problem));
  }

  /** Run an async call; without `work` the simulator answers it. */
  function invoke(name, [first, second], work = null) {
    const dialect = readDialect(name, first, second);
    const options = { ...IMPLIED[name], ...dialect.options };
    const caller = callerPlace();
    let result;
    if (phone.is_strict && !dialect.isNewest) {
      const text = `${name} takes one object with success, fail and complete.`;
      console.error(`TTMinis.game: ${text}`);
      result = Promise.resolve(failedResult(name, options, "user_error", text));
    } else if (work) {
      result = performHere(name, options, (given) => work(given, caller));
      if (!TOLD.includes(name)) result.then((value) => report(link, name, [options], value, caller));
    }
    else result = perform(link, clientKey, name, options, caller);
    result.then((value) => answer(name, dialect, value));
    return phone.is_strict ? undefined : result;
  }

  /** Let the simulator log a call of the page's own, and make it fail where that was chosen. */
  async function agreed(name, options, caller) {
    if (!link.isFramed) return;
    const result = await perform(link, clientKey, name, options, caller);
    if (result.error) throw new GameRefusal(result.error.error_code, result.error.error_msg);
  }

  const task = (name, run) => (...given) => {
    const made = run.prepare();
    invoke(name, given, async (options, caller) => {
      await agreed(name, options, caller);
      return run.work(options, made);
    });
    return run.shown(made);
  };

  const subpackage = (finish) => ({
    prepare: () => new Signal(),
    work: async ({ name }, progress) => finish(await fetchSubpackage(name, progress)),
    shown: (progress) => ({ onProgressUpdate: (listener) => progress.add(listener) }),
  });

  function makeUpdates() {
    const [check, ready, failed] = [new Signal(), new Signal(), new Signal()];
    const ask = async () => {
      if (!link.isFramed) return;
      const found = await link.call("getUpdateManager", {}, HOST_TIMEOUT_MS, callerPlace());
      if (!found || found.error) return;
      check.emit({ hasUpdate: found.hasUpdate === true });
      if (found.hasUpdate) (found.isReady ? ready : failed).emit();
    };
    ask();
    return {
      onCheckForUpdate: (listener) => check.add(listener),
      onUpdateReady: (listener) => ready.add(listener),
      onUpdateFailed: (listener) => failed.add(listener),
      applyUpdate: () => void (link.isFramed && link.call("applyUpdate", {}, HOST_TIMEOUT_MS, callerPlace())),
    };
  }

  const connectSocket = (...given) => {
    const { url } = isRecord(given[0]) ? given[0] : {};
    let socket = null;
    let trouble = null;
    try {
      if (typeof url === "string" && url !== "") socket = openSocket(given[0], invoke);
    } catch (problem) {
      trouble = problem;
    }
    invoke("connectSocket", given, () => {
      if (trouble) throw new GameRefusal("user_error", trouble.message);
    });
    return socket;
  };

  const asynchronous = Object.keys(METHODS).filter((name) => !name.includes("."));
  const listening = SIGNALS.flatMap((name) => [
    [`on${name}`, (listener) => signals[name].add(listener)],
    [`off${name}`, (listener) => signals[name].remove(listener)],
  ]);
  const stored = Object.entries(STORAGE_CALLS).map(([name, [options, run]]) =>
    [name, (...given) => invoke(name, given, (found) => run(...options.map((each) => found[each])))]);

  const afterInit = {
    ...Object.fromEntries(asynchronous.map((name) => [name, (...given) => invoke(name, given)])),
    ...Object.fromEntries(listening),
    ...Object.fromEntries(stored),
    ...syncStorage(),
    canIUse,
    env: Object.freeze({ USER_DATA_PATH }),
    request: task("request", {
      prepare: () => new AbortController(),
      work: sendRequest,
      shown: (abort) => ({ abort: () => abort.abort() }),
    }),
    connectSocket,
    loadSubpackage: task("loadSubpackage", subpackage(runScript)),
    preDownloadSubpackage: task("preDownloadSubpackage", subpackage(() => undefined)),
    getNetworkType: (...given) => invoke("getNetworkType", given, () => ({ networkType: networkType() })),
    getSystemInfo: (...given) => invoke("getSystemInfo", given, systemInfo),
    getSystemInfoSync: systemInfo,
    getWindowInfo: () => ({ ...windowInfo(), screenTop: 0 }),
    getMenuButtonBoundingClientRect: () => ({ ...phone.capsule }),
    getLaunchOptionsSync: () => optionsOf(launch),
    getEnterOptionsSync: () => optionsOf(enter),
    getUpdateManager: () => (updates ??= makeUpdates()),
    getFileSystemManager: () => (files ??= {
      ...refusedNames(invoke, "FileSystemManager"),
      ...makeFileSystem(invoke, (name, call) => reporting(link, name, call)),
    }),
    createRewardedVideoAd: (options) => ads.create("createRewardedVideoAd", options, callerPlace()),
    createInterstitialAd: (options) => ads.create("createInterstitialAd", options, callerPlace()),
    createInnerAudioContext,
    createWebAudioContext: () => new AudioContext(),
    createCanvas,
    createImage: () => new Image(),
    setPreferredFramesPerSecond,
    loadFont,
    onCopyUrl: (listener) => copyUrl.add(listener),
    offCopyUrl: () => copyUrl.remove(),
    ...refusedNames(invoke, ""),
  };

  const game = {
    init(options) {
      const given = isRecord(options) ? options.clientKey : undefined;
      if (clientKey) {
        if (given !== clientKey) {
          console.warn(`TTMinis.game.init was called again with clientKey ${JSON.stringify(given)}; `
            + `${JSON.stringify(clientKey)} stays.`);
        }
        return;
      }
      clientKey = typeof given === "string" ? given.trim() : "";
      launch = enter = phone.launch;
      Object.assign(game, afterInit);
      for (const [name, call] of Object.entries(afterInit)) {
        if (typeof call === "function" && !METHODS[name] && !TOLD.includes(name)) game[name] = reporting(link, name, call);
      }
      if (phone.is_strict) for (const name of [...OLD_NAMES, ...Object.keys(REFUSED)]) delete game[name];
      if (!clientKey) console.error("TTMinis.game.init needs { clientKey }, a string that is not empty.");
      watchTouches(signals);
      watchNetwork(signals.NetworkWeakChange);
      if (link.isFramed) link.post("hello", { client_key: clientKey, sdk: "game" });
      else leadInside(clientKey);
    },
  };
  return game;
}

// A page may carry the tag twice; the second run must not throw the initialised object away.
if (window.TTMinis?.game) console.warn("The TTMinis SDK for games was loaded twice; the first one stays.");
else if (window.TTMinis) window.TTMinis.game = createGame();
else window.TTMinis = { game: createGame() };
