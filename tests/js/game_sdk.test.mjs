// The SDK for games: init, the ways of calling, the forms of a failure, and two flavours on one page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { gameScript, HOST, KEY, openPage, plain, script, settled } from "./sdk_page.mjs";

const openGame = (options) => {
  const page = openPage({ isGame: true, ...options });
  page.minis.init({ clientKey: KEY });
  return page;
};
const FAILURE = { error: { error_code: 130601, error_msg: "No." } };

/** Call with all handlers, and keep what they were called with. */
function listen(page, name, options = {}) {
  const called = [];
  const hear = (which) => (...given) => called.push([which, ...given.map(plain)]);
  page.minis[name]({ ...options, success: hear("success"), fail: hear("fail"), complete: hear("complete") });
  return called;
}

test("before init there is nothing but init, and hello names the flavour", () => {
  const page = openPage({ isGame: true });
  assert.deepEqual(Object.keys(page.minis), ["init"]);
  assert.deepEqual(Object.keys(page.window.TTMinis), ["game"]);
  page.minis.init({ clientKey: KEY });
  assert.deepEqual(page.sent, [
    { message: { localminis: 1, type: "hello", client_key: KEY, sdk: "game" }, origin: HOST },
  ]);
});

test("success and complete are called once each, after the call has returned", async () => {
  const page = openGame();
  const called = listen(page, "login");
  await settled();
  page.reply(1, { authResponse: { code: "abc" } });
  page.reply(1, { authResponse: { code: "again" } });
  assert.deepEqual(called, []);
  await settled();
  assert.deepEqual(called, [["success", { code: "abc" }], ["complete"]]);
});

test("a tolerant failure is nested and flat, a strict one as its page documents it", async () => {
  const forms = {};
  for (const is_strict of [false, true]) {
    const page = openGame({ phone: { is_strict } });
    const called = [listen(page, "login"), listen(page, "addShortcut")];
    await settled();
    page.reply(1, { authResponse: null, ...FAILURE });
    page.reply(2, FAILURE);
    await settled();
    forms[is_strict] = called.map(([[which, failure]]) => [which, Object.keys(failure)]);
  }
  assert.deepEqual(forms.false, [
    ["fail", ["error", "error_code", "error_msg"]], ["fail", ["error", "error_code", "error_msg"]],
  ]);
  assert.deepEqual(forms.true, [["fail", ["error"]], ["fail", ["error_code", "error_msg"]]]);
});

test("a call without handlers gives a promise, and in strict mode nothing", async () => {
  const tolerant = openGame();
  const waiting = tolerant.minis.setLoadingProgress({ progress: 0.5 });
  await settled();
  tolerant.reply(1, {});
  assert.deepEqual(plain(await waiting), {});
  assert.equal(openGame({ phone: { is_strict: true } }).minis.login({}), undefined);
});

test("strict mode refuses the drama flavour's callback, tolerant mode takes it", async () => {
  const results = [];
  const strict = openGame({ phone: { is_strict: true } });
  strict.minis.login((result) => results.push(result.error.error_code));
  await settled();
  assert.deepEqual(results, [102600]);
  assert.equal(strict.calls().length, 0);
  const tolerant = openGame();
  tolerant.minis.login((result) => results.push(result.authResponse.code));
  await settled();
  tolerant.reply(1, { authResponse: { code: "abc" } });
  await settled();
  assert.deepEqual(results, [102600, "abc"]);
});

test("what an option is missing for is said without asking the simulator", async () => {
  const page = openGame();
  const called = listen(page, "pay");
  await settled();
  assert.equal(called[0][1].error_code, 115101);
  assert.match(called[0][1].error_msg, /trade_order_id/);
  assert.equal(page.calls().length, 0);
});

test("what a game need not give is given for it", async () => {
  const page = openGame();
  listen(page, "navigateToBalance");
  listen(page, "reportEvent", { eventName: "won" });
  await settled();
  assert.deepEqual(page.calls().map(({ message }) => message.args), [
    { type: "BEANS" }, { eventName: "won", params: {} },
  ]);
});

test("what is refused fails with its reason, and one listener that throws does not silence the next", async () => {
  const page = openGame();
  const called = listen(page, "getFriendCloudStorage", { keyList: [] });
  await settled();
  assert.match(called[0][1].error_msg, /open data domain/);
  const heard = [];
  page.minis.onShow(() => {
    throw new Error("mine");
  });
  page.minis.onShow(({ scene }) => heard.push(scene));
  page.deliver({ localminis: 1, type: "event", name: "game.enter", data: { scene: "ads", query: {} } });
  page.deliver({ localminis: 1, type: "event", name: "minis.show", data: {} });
  await settled();
  assert.deepEqual(heard, ["ads"]);
  assert.deepEqual(page.raised, ["mine"]);
});

test("both flavours may be on one page, and a second run changes nothing", () => {
  const page = openPage();
  gameScript.runInContext(page.context);
  assert.deepEqual(Object.keys(page.window.TTMinis), ["init", "game"]);
  const { game } = page.window.TTMinis;
  gameScript.runInContext(page.context);
  script.runInContext(page.context);
  assert.equal(page.window.TTMinis.game, game);
  assert.equal(page.warnings.length, 2);
});
