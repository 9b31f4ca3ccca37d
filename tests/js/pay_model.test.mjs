// The payment sheet without its document: what it may do when, and that its result is settled once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Api, Refusal } from "../../src/localminis/browser/host/api.js";
import { login } from "../../src/localminis/browser/host/login.js";
import { PayModel } from "../../src/localminis/browser/host/pay_model.js";

const ORDER = { trade_order_id: "TOID1", product_name: "Episode 3", token_amount: 99 };
const TIER = { tier_id: "t100", token_amount: 100, price: "1.19", currency: "USD", symbol: "$" };

/** A platform behind fetch: `answers` maps a path to a list of bodies or [status, body] pairs. */
function platform(answers) {
  const asked = [];
  const fetcher = async (path, options) => {
    asked.push({ path, body: options.body && JSON.parse(options.body), headers: options.headers });
    const next = answers[path.split("?")[0].replace("/simulator/api/", "")].shift();
    if (next === undefined) throw new TypeError("fetch failed");
    const [status, body] = Array.isArray(next) ? next : [200, next];
    return new Response(JSON.stringify(body), { status });
  };
  const api = new Api("mnminidrama0001", fetcher);
  api.user = 1;
  return { api, asked, paths: () => asked.map(({ path }) => path.replace("/simulator/api/", "")) };
}

const short = { order: ORDER, balance: 50, shortfall: 49, tier: TIER };
const enough = { order: ORDER, balance: 120, shortfall: 0, tier: null };
const paid = { is_success: true, trade_order_id: "TOID1", balance: 21 };
const refused = (code) => [409, { error: { code, message: "The order TOID1 is paid already." } }];

test("with enough Beans confirming pays, and the page gets success", async () => {
  const { api, paths } = platform({ "pay/quote": [enough], pay: [paid] });
  const model = new PayModel(api, ORDER);
  const balances = [];
  model.onBalance = (balance) => balances.push(balance);
  await model.load();
  assert.equal(model.needsRecharge, false);
  await model.confirm();
  assert.equal(model.state.phase, "done");
  model.cancel();
  assert.deepEqual(await model.result, { is_success: true, trade_order_id: "TOID1" });
  assert.deepEqual(paths(), ["pay/quote", "pay"]);
  assert.deepEqual(balances, [120, 21]);
});

test("with too few Beans confirming recharges first and pays then", async () => {
  const { api, asked, paths } = platform({ "pay/quote": [short], recharge: [{ balance: 150 }], pay: [{ ...paid, balance: 51 }] });
  const model = new PayModel(api, ORDER);
  await model.load();
  assert.equal(model.needsRecharge, true);
  await model.confirm();
  assert.deepEqual(paths(), ["pay/quote", "recharge", "pay"]);
  assert.deepEqual(asked[1].body, { client_key: "mnminidrama0001", user: 1, tier_id: "t100" });
  assert.equal(model.state.quote.balance, 51);
});

test("a payment that fails after the recharge is retried without recharging twice", async () => {
  const { api, paths } = platform({ "pay/quote": [short], recharge: [{ balance: 150 }], pay: [undefined, paid] });
  const model = new PayModel(api, ORDER);
  await model.load();
  await model.confirm();
  assert.equal(model.state.phase, "failed");
  assert.equal(model.needsRecharge, false);
  await model.confirm();
  assert.equal(model.state.phase, "done");
  assert.deepEqual(paths(), ["pay/quote", "recharge", "pay", "pay"]);
});

test("closing before paying is the user's cancel, once", async () => {
  const { api, paths } = platform({ "pay/quote": [short] });
  const model = new PayModel(api, ORDER);
  await model.load();
  model.cancel();
  model.cancel();
  await model.confirm();
  const result = await model.result;
  assert.equal(result.is_success, false);
  assert.equal(result.trade_order_id, "TOID1");
  assert.equal(result.error.error_code, 115601);
  assert.deepEqual(paths(), ["pay/quote"]);
});

test("while money moves nothing can be pressed", async () => {
  const { api, paths } = platform({ "pay/quote": [enough], pay: [paid] });
  const model = new PayModel(api, ORDER);
  await model.load();
  const paying = model.confirm();
  model.cancel();
  await model.confirm();
  await paying;
  assert.equal((await model.result).is_success, true);
  assert.deepEqual(paths(), ["pay/quote", "pay"]);
});

test("an order that the platform refuses answers the page at once, with the platform's sentence", async () => {
  const { api } = platform({ "pay/quote": [refused("order_not_open")] });
  const model = new PayModel(api, ORDER);
  await model.load();
  const { error } = await model.result;
  assert.equal(error.error_code, 115600);
  assert.equal(error.error_msg, "The order TOID1 is paid already.");
  assert.deepEqual(error.error_extra, { code: "order_not_open" });
  assert.equal(model.state.canRetry, false);
});

test("a platform that does not answer can be asked again, and closing then is no cancel", async () => {
  const { api } = platform({ "pay/quote": [undefined, undefined] });
  const model = new PayModel(api, ORDER);
  await model.load();
  assert.equal(model.state.canRetry, true);
  await model.confirm();
  model.cancel();
  assert.equal((await model.result).error.error_code, 115502);
});

test("Beans that went elsewhere meanwhile lead to a new quote with a recharge", async () => {
  const { api } = platform({ "pay/quote": [enough, short], pay: [refused("not_enough_beans")] });
  const model = new PayModel(api, ORDER);
  await model.load();
  await model.confirm();
  assert.equal(model.state.phase, "ready");
  assert.equal(model.needsRecharge, true);
});

test("when no tier covers what is missing, nothing can be confirmed", async () => {
  const { api, paths } = platform({ "pay/quote": [{ ...short, tier: null }] });
  const model = new PayModel(api, ORDER);
  await model.load();
  assert.equal(model.isOutOfReach, true);
  await model.confirm();
  assert.deepEqual(paths(), ["pay/quote"]);
});

test("silent login answers with the code, and a refusal with the reason", async () => {
  const notes = [];
  const { api } = platform({ login: [{ code: "abc" }, refused("no_users")] });
  const parts = { api, notice: (text) => notes.push(text) };
  assert.deepEqual(await login(parts, { scope: "user.info.basic" }), { authResponse: { code: "abc" } });
  assert.equal(notes.length, 1);
  const failed = await login(parts, {});
  assert.equal(failed.authResponse, null);
  assert.equal(failed.error.error_code, 102600);
});

test("the page token of the session goes with every later call", async () => {
  const session = { user: { id: 1 }, page_token: "secret", page_url: null, balance: 0 };
  const { api, asked } = platform({ session: [session], login: [{ code: "abc" }] });
  await api.session(null);
  await api.login();
  assert.equal(asked[1].headers["X-LocalMinis-Page"], "secret");
});

test("an answer that is no JSON counts as no answer, and a refusal keeps code and status", async () => {
  const api = new Api("k", async () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  await assert.rejects(api.login(), { code: "unreachable" });
  const refusing = platform({ login: [refused("forbidden")] }).api;
  await assert.rejects(refusing.login(), (problem) =>
    problem instanceof Refusal && problem.code === "forbidden" && problem.status === 409);
});
