// The page's SDK, joined and wrapped as the server does it, in a page of its own made with node:vm.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const HOST = "http://127.0.0.1:8600";
const KEY = "mnminidrama0001";

// As the server joins them; a test in tests/devserver compares the list.
const source = ["tables.js", "core.js", "ads.js", "native_video.js", "drama.js"]
  .map((name) => new URL(`../../src/localminis/browser/sdk/${name}`, import.meta.url))
  .map((path) => readFileSync(path, "utf8"));
const script = new vm.Script(`(() => {\n"use strict";\n${source.join("\n")}\n})();\n`);

class Element {
  constructor() {
    this.style = {};
    this.children = [];
    this.textContent = "";
  }

  append(...children) {
    this.children.push(...children);
  }

  setAttribute() {}
  addEventListener(_, listener) {
    this.listener = listener;
  }

  remove() {
    this.isRemoved = true;
  }
}

/** Open a page; what it posts to its parent is kept in `sent`, its timers wait in `timers`. */
function openPage({ isFramed = true, dataset = { host: HOST }, phone } = {}) {
  const listeners = [];
  const page = { sent: [], timers: [], warnings: [], errors: [], raised: [] };
  page.parent = {
    postMessage: (message, origin) => page.sent.push({ message: structuredClone(message), origin }),
  };
  const window = { addEventListener: (_, listener) => listeners.push(listener) };
  window.parent = isFramed ? page.parent : window;
  window.name = phone ? `localminis:${JSON.stringify(phone)}` : "";
  const body = new Element();
  page.body = body;
  page.window = window;
  page.context = vm.createContext({
    window,
    URL,
    queueMicrotask: (run) => queueMicrotask(() => {
      try {
        run();
      } catch (problem) {
        page.raised.push(problem.message); // a browser would hand it to window.onerror
      }
    }),
    location: { href: "http://127.0.0.1:8601/", origin: "http://127.0.0.1:8601" },
    document: {
      body,
      currentScript: { dataset, src: "http://127.0.0.1:8601/__localminis__/sdk/drama.js" },
      createElement: () => new Element(),
    },
    console: {
      warn: (text) => page.warnings.push(text),
      error: (text) => page.errors.push(text),
    },
    setTimeout: (run, ms) => page.timers.push({ run, ms, isLive: true }),
    clearTimeout: (at) => {
      page.timers[at - 1].isLive = false;
    },
  });
  script.runInContext(page.context);
  page.minis = window.TTMinis;
  page.deliver = (data, { source = page.parent, origin = HOST } = {}) => {
    for (const listener of listeners) listener({ data, source, origin });
  };
  page.reply = (id, result, from) => page.deliver({ localminis: 1, type: "reply", id, result }, from);
  page.calls = () => page.sent.filter(({ message }) => message.type === "call");
  return page;
}

const openReadyPage = (options) => {
  const page = openPage(options);
  page.minis.init({ clientKey: KEY });
  return page;
};
const settled = () => new Promise((resolve) => setImmediate(resolve));
const plain = (value) => JSON.parse(JSON.stringify(value));

const DOCUMENTED = [
  "authorize", "canIUse", "changeSubscription", "checkBalance", "createInterstitialAd", "createRewardedVideoAd",
  "createSubscription", "disableCapture", "enableCapture", "getDeviceInfo", "getMenuButtonBoundingClientRect",
  "getPlayer", "hideRibbon", "init", "login", "navigateToBalance", "off", "on", "openBalance", "pay",
  "reactivateSubscription", "recharge", "reportEvent", "requestSubscribeMessage", "setNavigationBarColor",
  "setValidateVideoReplaceElement", "share", "showSurfaceCoupon",
];

test("before init only init exists, and afterwards what is simulated and nothing else", () => {
  const page = openPage();
  assert.deepEqual(Object.keys(page.minis), ["init"]);
  page.minis.init({ clientKey: KEY });
  assert.deepEqual(Object.keys(page.minis).sort(), DOCUMENTED);
});

test("the SDK leaves one global and says hello to the host's origin only", () => {
  const page = openReadyPage();
  assert.deepEqual(Object.keys(page.window).sort(), ["TTMinis", "addEventListener", "name", "parent"]);
  assert.deepEqual(page.sent, [
    { message: { localminis: 1, type: "hello", client_key: KEY, sdk: "drama" }, origin: HOST },
  ]);
});

test("without data-host the script's own origin is the host", () => {
  const page = openReadyPage({ dataset: {} });
  assert.equal(page.sent[0].origin, "http://127.0.0.1:8601");
});

test("init works when it is taken off its object", () => {
  const page = openPage();
  const { init } = page.minis;
  init({ clientKey: KEY });
  assert.equal(typeof page.minis.login, "function");
});

test("a second init with another key warns and changes nothing, with the same key it is silent", () => {
  const page = openReadyPage();
  page.minis.init({ clientKey: KEY });
  assert.equal(page.warnings.length, 0);
  page.minis.init({ clientKey: "mnother" });
  assert.equal(page.warnings.length, 1);
  assert.equal(page.sent.length, 1);
});

test("a second run of the script keeps the object that is initialised", () => {
  const page = openReadyPage();
  script.runInContext(page.context);
  assert.equal(page.window.TTMinis, page.minis);
  assert.equal(page.warnings.length, 1);
});

test("callback first: the callback gets the whole result, once and never during the call", async () => {
  const page = openReadyPage();
  const results = [];
  page.minis.login((result) => results.push(result));
  await settled();
  page.reply(1, { authResponse: { code: "abc" } });
  assert.equal(results.length, 0);
  page.reply(1, { authResponse: { code: "again" } });
  await settled();
  assert.deepEqual(plain(results), [{ authResponse: { code: "abc" } }]);
});

test("one object with handlers: success gets the flat result, then complete, and never fail", async () => {
  const page = openReadyPage();
  const seen = [];
  page.minis.login({
    success: (result) => seen.push(["success", plain(result)]),
    fail: () => seen.push(["fail"]),
    complete: () => seen.push(["complete"]),
  });
  await settled();
  page.reply(1, { authResponse: { code: "abc" } });
  await settled();
  assert.deepEqual(seen, [["success", { code: "abc" }], ["complete"]]);
});

test("one object with handlers: fail gets the error, then complete, and never success", async () => {
  const page = openReadyPage();
  const seen = [];
  page.minis.pay({
    trade_order_id: "TOID1",
    success: () => seen.push("success"),
    fail: ({ error }) => seen.push(error.error_code),
    complete: () => seen.push("complete"),
  });
  await settled();
  const error = { error_code: 115601, error_msg: "closed", error_extra: {} };
  page.reply(1, { is_success: false, trade_order_id: "TOID1", error });
  await settled();
  assert.deepEqual(seen, [115601, "complete"]);
});

test("a call without any function answers through its promise", async () => {
  const page = openReadyPage();
  const paying = page.minis.pay({ trade_order_id: "TOID1" });
  await settled();
  assert.deepEqual(page.calls()[0].message.args, { trade_order_id: "TOID1" });
  page.reply(1, { is_success: true, trade_order_id: "TOID1" });
  assert.equal((await paying).is_success, true);
});

test("only documented options leave the page", async () => {
  const page = openReadyPage();
  page.minis.pay(() => {}, { trade_order_id: "TOID1", token_amount: 1, log_extra: { a: "b" } });
  await settled();
  assert.deepEqual(page.calls()[0].message, {
    localminis: 1, type: "call", id: 1, method: "pay",
    args: { trade_order_id: "TOID1", log_extra: { a: "b" } }, caller: "",
  });
});

test("options that cannot be cloned give an error result instead of an exception", async () => {
  const page = openReadyPage();
  const result = await page.minis.pay(() => {}, { trade_order_id: "T", log_extra: { f() {} } });
  assert.equal(result.error.error_code, 115502);
  assert.ok(page.timers.every(({ isLive }) => !isLive));
});

test("pay without an order is refused in the page", async () => {
  const page = openReadyPage();
  for (const options of [undefined, {}, { trade_order_id: "" }, { trade_order_id: 7 }]) {
    const result = await page.minis.pay(() => {}, options);
    assert.equal(result.error.error_code, 115101);
  }
  assert.equal(page.calls().length, 0);
});

test("a host that stays silent gives a time-out error, and its late answer changes nothing", async () => {
  const page = openReadyPage();
  const results = [];
  page.minis.login((result) => results.push(result));
  await settled();
  const [timer] = page.timers;
  assert.equal(timer.ms, 30_000);
  timer.run();
  page.reply(1, { authResponse: { code: "late" } });
  await settled();
  assert.equal(results.length, 1);
  assert.equal(results[0].authResponse, null);
  assert.equal(results[0].error.error_code, 102302);
});

test("answers of another window or another origin are ignored", async () => {
  const page = openReadyPage();
  let answered = false;
  page.minis.login(() => {
    answered = true;
  });
  await settled();
  page.reply(1, { authResponse: { code: "x" } }, { source: {}, origin: HOST });
  page.reply(1, { authResponse: { code: "x" } }, { origin: "http://127.0.0.1:9999" });
  for (const junk of [null, 1, "reply", [], { type: "reply", id: 1 }, { localminis: 1, type: "reply", id: "1" }]) {
    page.deliver(junk);
  }
  await settled();
  assert.equal(answered, false);
});

test("a result of unknown shape becomes an error result", async () => {
  const page = openReadyPage();
  const logging = page.minis.login(() => {});
  await settled();
  page.reply(1, { surprise: true });
  assert.equal((await logging).error.error_code, 102502);
});

test("without a frame calls answer with an error and a banner says where to go", async () => {
  const page = openReadyPage({ isFramed: false });
  const result = await page.minis.login(() => {});
  assert.equal(result.error.error_code, 102502);
  assert.match(result.error.error_msg, new RegExp(`${HOST}/simulator/${KEY}`));
  const [banner] = page.body.children;
  const [text, dismiss] = banner.children;
  assert.equal(text.children[0].href, `${HOST}/simulator/${KEY}`);
  dismiss.listener();
  assert.ok(banner.isRemoved);
});

test("init without a key reports it and every call says so", async () => {
  const page = openPage();
  page.minis.init();
  assert.equal(page.errors.length, 1);
  const result = await page.minis.login(() => {});
  assert.equal(result.error.error_code, 102101);
});

test("events reach the listeners of their name until off, even when one of them throws", async () => {
  const page = openReadyPage();
  const seen = [];
  page.minis.on("minis.show", () => {
    throw new Error("the page's own mistake");
  });
  const id = page.minis.on("minis.show", ({ data }) => seen.push(plain(data)));
  page.minis.on("minis.hide", () => seen.push("hide"));
  page.deliver({ localminis: 1, type: "event", name: "minis.show", data: { a: 1 } });
  await settled();
  assert.equal(page.minis.off("minis.hide", id), false);
  assert.equal(page.minis.off("minis.show", id), true);
  assert.equal(page.minis.off("minis.show", id), false);
  assert.deepEqual(seen, [{ a: 1 }]);
  assert.deepEqual(page.raised, ["the page's own mistake"]);
});

test("canIUse answers along the grammar and says false to everything unknown", () => {
  const { minis } = openReadyPage();
  const paths = ["login", "login.success.code", "pay.object.trade_order_id", "pay.callback.error.error_code"];
  for (const path of paths) assert.equal(minis.canIUse(path), true, path);
  const others = ["addShortcut", "login.object.scopes", "login.", "", "constructor", "login.__proto__", 7, undefined];
  for (const path of others) assert.equal(minis.canIUse(path), false, String(path));
});

test("an old client lacks what came later, down to a single result field", () => {
  const { minis } = openReadyPage({ phone: { library_version: "0.3.0" } });
  for (const path of ["showSurfaceCoupon", "reportEvent.object.eventName"]) assert.equal(minis.canIUse(path), true, path);
  for (const path of ["createRewardedVideoAd", "showSurfaceCoupon.callback.coupon_discount"]) {
    assert.equal(minis.canIUse(path), false, path);
  }
});

test("a capability that is not enabled is not usable, whatever the version", () => {
  const { minis } = openReadyPage({ phone: { disabled: ["pay"] } });
  assert.equal(minis.canIUse("pay.object.trade_order_id"), false);
  assert.equal(minis.canIUse("login"), true);
});

test("strict mode has the newest names and forms only", async () => {
  const page = openReadyPage({ phone: { is_strict: true } });
  assert.equal(page.minis.checkBalance, undefined);
  const failures = [];
  page.minis.login({ fail: ({ error }) => failures.push(error.error_code) });
  assert.equal(page.minis.login({}), undefined);
  page.minis.reportEvent({ eventName: "play", params: {} });
  page.minis.setNavigationBarColor({ frontColor: "#ffffff", backgroundColor: "#000" }, () => {});
  await settled();
  assert.deepEqual(failures, [102600]);
  assert.deepEqual(page.calls().map(({ message }) => message.method), ["reportEvent", "setNavigationBarColor"]);
});

test("options come first for the navigation bar, and the callback among them for reported events", async () => {
  const page = openReadyPage();
  const seen = [];
  page.minis.setNavigationBarColor({ frontColor: "#ffffff", backgroundColor: "#000" }, (result) => seen.push(plain(result)));
  page.minis.reportEvent({ eventName: "play", params: { a: 1 }, callback: (result) => seen.push(plain(result)) });
  await settled();
  page.reply(1, { is_success: true });
  page.reply(2, { isSuccess: true });
  await settled();
  assert.deepEqual(seen, [{ is_success: true }, { isSuccess: true }]);
  assert.deepEqual(page.calls()[1].message.args, { eventName: "play", params: { a: 1 } });
});

test("failed results carry the flag of their method and echo what was asked for", async () => {
  const page = openReadyPage();
  const results = [
    await page.minis.recharge(() => {}, {}),
    await page.minis.reportEvent({ eventName: "", params: {} }),
    await page.minis.checkBalance(() => {}, { type: "BEANS" }),
    await page.minis.requestSubscribeMessage(() => {}, { tmplIds: [] }),
  ];
  assert.deepEqual(plain(results.map(({ error, ...rest }) => [rest, error.error_code])), [
    [{ is_success: false, tier_id: null }, 112101],
    [{ isSuccess: false }, 123101],
    [{}, 111101],
    [{ is_success: false }, 126101],
  ]);
});

test("a call that the simulator never answers is not answered by the page either", async () => {
  const page = openReadyPage();
  let answers = 0;
  page.minis.login(() => {
    answers += 1;
  });
  await settled();
  page.deliver({ localminis: 1, type: "forget", id: 1 });
  assert.equal(page.timers[0].isLive, false);
  page.reply(1, { authResponse: { code: "late" } });
  await settled();
  assert.equal(answers, 0);
});

test("device and capsule are those of the phone, at first by the window's name, later by message", () => {
  const capsule = { width: 88, height: 32, top: 53, right: 382, bottom: 85, left: 294 };
  const page = openReadyPage({ phone: { capsule, device: { bottomHeight: 34, platform: "ios" } } });
  assert.deepEqual(plain(page.minis.getMenuButtonBoundingClientRect()), capsule);
  assert.deepEqual(plain(page.minis.getDeviceInfo()), { bottomHeight: 34, platform: "ios", data: { bottomHeight: "34" } });
  page.deliver({ localminis: 1, type: "phone", settings: { device: { bottomHeight: 21 } } });
  assert.equal(page.minis.getDeviceInfo().bottomHeight, 21);
  assert.deepEqual(plain(page.minis.getMenuButtonBoundingClientRect()), capsule);
});

test("a window's name that is not ours changes nothing", () => {
  const page = openPage();
  page.window.name = "localminis:{";
  assert.doesNotThrow(() => page.minis.init({ clientKey: KEY }));
  assert.equal(page.minis.getDeviceInfo().bottomHeight, 0);
});

test("an ad is shown once, closes with its result, and a second show is an error", async () => {
  const page = openReadyPage();
  const seen = [];
  const ad = page.minis.createRewardedVideoAd({ adUnitId: "slot-1" });
  const first = (result) => seen.push(["first", plain(result)]);
  ad.onClose(first);
  ad.onClose((result) => seen.push(["close", plain(result)]));
  ad.offClose(first);
  ad.onError((error) => seen.push(["error", error.error_code]));
  await settled();
  page.reply(1, {});
  const showing = ad.show();
  await settled();
  assert.deepEqual(plain(page.calls()[1].message.args), { ad_id: 1 });
  page.reply(2, {});
  assert.equal(await showing, undefined);
  page.deliver({ localminis: 1, type: "event", name: "ad.close", data: { ad_id: 1, result: { isEnded: true } } });
  page.deliver({ localminis: 1, type: "event", name: "ad.close", data: { ad_id: 9, result: { isEnded: true } } });
  await assert.rejects(ad.show(), { error_code: 11003 });
  await settled();
  assert.deepEqual(seen, [["close", { isEnded: true }], ["error", 11003]]);
});

test("a slot that fails is told to the error listeners and by the show", async () => {
  const page = openReadyPage();
  const errors = [];
  const ad = page.minis.createInterstitialAd({ adUnitId: "slot-1" });
  ad.onError(({ error_code }) => errors.push(error_code));
  await settled();
  page.reply(1, { error: { error_code: 20003, error_msg: "not active" } });
  await assert.rejects(ad.show(), { error_code: 20003 });
  assert.deepEqual(errors, [20003]);
  const empty = page.minis.createInterstitialAd({});
  await assert.rejects(empty.show(), { error_code: 11001 });
});
