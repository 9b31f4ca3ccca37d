// The page's SDK on different phones: versions, strictness, device facts, outcomes, ads.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, openPage, openReadyPage, plain, settled } from "./sdk_page.mjs";

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

test("strict mode refuses options that the newest documentation does not have", async () => {
  const page = openReadyPage({ phone: { is_strict: true } });
  const said = [];
  const hear = (result) => said.push(result.error.error_msg);
  page.minis.login(hear, { scope: "user.info.basic" });
  page.minis.authorize(hear, { scope: "user.info.basic", returnScopes: true });
  page.minis.pay(hear, { trade_order_id: "T", orderId: "T" });
  page.minis.authorize(hear, { scope: "user.info.basic" });
  await settled();
  assert.deepEqual(said.map((text) => text.match(/^(\w+) has no option (\w+)/)?.slice(1)), [
    ["login", "scope"], ["authorize", "returnScopes"], ["pay", "orderId"],
  ]);
  assert.deepEqual(page.calls().map(({ message }) => message.method), ["authorize"]);
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
