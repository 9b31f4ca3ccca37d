// The page's SDK: init, calling conventions, refusals and events.

import assert from "node:assert/strict";
import { test } from "node:test";

import { HOST, KEY, openPage, openReadyPage, plain, script, settled } from "./sdk_page.mjs";

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

test("without a frame calls answer with an error, and the page is told where to go", async () => {
  const page = openReadyPage({ isFramed: false });
  const result = await page.minis.login(() => {});
  assert.equal(result.error.error_code, 102502);
  assert.match(result.error.error_msg, new RegExp(`${HOST}/simulator/${KEY}`));
  await settled();
  // There is no module to load here, which must not break the page either.
  assert.match(page.warnings.at(-1), new RegExp(`${HOST}/simulator/${KEY}`));
});

test("what the page's own SDK answers is reported to the log, and not again all the time", () => {
  const page = openReadyPage();
  for (let turn = 0; turn < 3; turn += 1) page.minis.canIUse("login");
  page.minis.on("minis.show", () => {});
  const rows = page.sent.filter(({ message }) => message.type === "log").map(({ message }) => message.entry);
  assert.deepEqual(rows.map(({ kind, text }) => [kind, text]), [["sdk", 'canIUse("login")'], ["sdk", 'on("minis.show","function")']]);
  assert.deepEqual(rows[0].details.result, true);
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
