// The host's end of the bridge: who is listened to, what is accepted, and that each call is answered once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Bridge } from "../../src/localminis/browser/host/bridge.js";
import { Chosen, findOutcome } from "../../src/localminis/browser/host/outcomes.js";
import { readPageMessage } from "../../src/localminis/browser/host/protocol.js";

const ORIGIN = "http://127.0.0.1:8601";
const KEY = "mnminidrama0001";

function makeHost(methods = {}, handlers = {}) {
  const host = { sent: [], odd: [], logged: [], pages: [], completed: [], timers: [], signals: [] };
  host.frame = { postMessage: (message, origin) => host.sent.push({ message, origin }) };
  host.bridge = new Bridge({
    clientKey: KEY,
    frameWindow: () => host.frame,
    timers: {
      setTimeout: (run, ms) => host.timers.push({ run, ms }),
      clearTimeout: (at) => host.timers.splice(at - 1, 1, null),
    },
    handlers: {
      methods: {
        login: async () => ({ authResponse: { code: "abc" } }),
        pay: (_, signal) => {
          host.signals.push(signal);
          return new Promise(() => {});
        },
        ...methods,
      },
      onHello: () => {},
      onCall: (call) => (result) => host.completed.push({ call, result }),
      onLog: (entry) => host.logged.push(entry),
      onPage: (page) => host.pages.push(page),
      onOddity: (text) => host.odd.push(text),
      ...handlers,
    },
  });
  host.receive = (fields, from = {}) =>
    host.bridge.receive({ source: host.frame, origin: ORIGIN, data: { localminis: 1, ...fields }, ...from });
  host.hello = (client_key = KEY) => host.receive({ type: "hello", client_key, sdk: "drama" });
  host.call = (id, method, args = {}) => host.receive({ type: "call", id, method, args, caller: "" });
  host.replies = () => host.sent.filter(({ message }) => message.type === "reply");
  host.bridge.expect(ORIGIN);
  return host;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a call is answered once, to the page's origin only", async () => {
  const host = makeHost();
  host.hello();
  host.call(1, "login");
  await settled();
  assert.deepEqual(host.replies(), [{
    message: { localminis: 1, type: "reply", id: 1, result: { authResponse: { code: "abc" } } },
    origin: ORIGIN,
  }]);
  assert.equal(host.completed.length, 1);
});

test("hello is followed by launch and show", () => {
  const host = makeHost();
  host.hello();
  assert.deepEqual(host.sent.map(({ message }) => message.name), ["minis.launch", "minis.show"]);
});

test("another window, another origin and a closed frame are not heard", async () => {
  const host = makeHost();
  host.hello();
  host.receive({ type: "call", id: 1, method: "login", args: {}, caller: "" }, { source: {} });
  host.receive({ type: "call", id: 1, method: "login", args: {}, caller: "" }, { origin: "http://127.0.0.1:9999" });
  host.receive({ type: "call", id: 1, method: "login", args: {}, caller: "" }, { origin: "null" });
  host.bridge.expect("");
  host.receive({ type: "call", id: 1, method: "login", args: {}, caller: "" }, { origin: "" });
  await settled();
  assert.equal(host.replies().length, 0);
});

test("messages of unknown shape are reported and ignored, those of other scripts not even reported", () => {
  const host = makeHost();
  host.bridge.receive({ source: host.frame, origin: ORIGIN, data: { type: "webpackOk" } });
  host.bridge.receive({ source: host.frame, origin: ORIGIN, data: "hi" });
  host.bridge.receive({ source: host.frame, origin: ORIGIN, data: null });
  assert.equal(host.odd.length, 0);
  host.receive({ type: "toString" });
  host.receive({ type: "call", id: 0, method: "login", args: {} });
  host.receive({ type: "call", id: 1, method: "login", args: [] });
  host.receive({ type: "log", entry: { kind: "lifecycle", text: "a page cannot pretend to be the phone" } });
  assert.equal(host.odd.length, 4);
  assert.equal(host.logged.length, 0);
});

test("log entries keep their known fields, with their types", () => {
  const text = "x".repeat(9000);
  const { entry } = readPageMessage({
    localminis: 1,
    type: "log",
    entry: { kind: "console", level: "loud", text, file: 7, line: "3", column: 4, html: "<b>" },
  });
  assert.equal(entry.text.length, 8000);
  assert.equal(entry.html, undefined);
  assert.equal(entry.level, undefined);
  assert.equal(entry.file, undefined);
  assert.equal(entry.line, undefined);
  assert.equal(entry.column, 4);
});

test("a call before init is refused, and so is one with a missing argument", async () => {
  const host = makeHost();
  host.call(1, "login");
  await settled();
  host.hello();
  host.call(2, "pay", { trade_order_id: "" });
  await settled();
  const codes = host.replies().map(({ message }) => message.result.error.error_code);
  assert.deepEqual(codes, [102600, 115101]);
});

test("a page with another app's key is told so, and a placeholder key passes with a warning", async () => {
  const host = makeHost();
  host.hello("mnother");
  host.call(1, "login");
  await settled();
  assert.match(host.replies()[0].message.result.error.error_msg, /mnother/);
  host.hello("your_client_key");
  host.call(1, "login");
  await settled();
  assert.equal(host.replies()[1].message.result.authResponse.code, "abc");
  assert.equal(host.odd.length, 2);
});

test("a reload abandons what was running, so the new page's first call gets its own answer", async () => {
  const host = makeHost();
  host.hello();
  host.call(1, "pay", { trade_order_id: "TOID1" });
  await settled();
  host.hello();
  host.call(1, "login");
  await settled();
  assert.equal(host.signals[0].aborted, true);
  assert.deepEqual(host.replies().map(({ message }) => message.result.authResponse?.code), ["abc"]);
  assert.equal(host.completed.length, 2);
});

test("a call that nobody answers times out, its sheet is told, and its timer is the shorter one", async () => {
  const host = makeHost();
  host.hello();
  host.call(1, "pay", { trade_order_id: "TOID1" });
  await settled();
  assert.equal(host.timers[0].ms, 590_000);
  host.timers[0].run();
  await settled();
  assert.equal(host.signals[0].aborted, true);
  assert.equal(host.replies()[0].message.result.error.error_code, 115302);
});

test("a handler that throws gives an error result", async (t) => {
  t.mock.method(console, "error", () => {});
  const host = makeHost({ login: async () => { throw new Error("bug"); } });
  host.hello();
  host.call(1, "login");
  await settled();
  assert.equal(host.replies()[0].message.result.error.error_code, 102502);
});

test("a method that does not exist is reported, inherited names included", async () => {
  const host = makeHost();
  host.hello();
  host.call(1, "constructor");
  host.call(2, "getUserInfo");
  await settled();
  assert.equal(host.odd.length, 2);
  assert.equal(host.replies().length, 0);
});

test("a game's client is asked by the game library's versions", async () => {
  const client = () => ({ library_version: "0.5.0", disabled: [] });
  const host = makeHost({ vibrateShort: async () => ({}), addShortcut: async () => ({}) }, { client });
  host.receive({ type: "hello", client_key: KEY, sdk: "game" });
  host.call(1, "vibrateShort");
  host.call(2, "addShortcut");
  await settled();
  const [old, known] = host.replies().map(({ message }) => message.result);
  assert.equal(old.error.error_code, 137502);
  assert.match(old.error.error_msg, /43\.8\.0.*41\.0\.0/);
  assert.deepEqual(known, {});
});

test("an outcome that fails is answered without its method, in the method's own shape", async () => {
  const chosen = { login: "user_error", getPlayer: "not_allowed", recharge: "user_cancel" };
  const host = makeHost({}, { takeOutcome: async (method) => findOutcome(method, chosen[method] ?? "") ?? null });
  host.hello();
  chosen.login = "not_test_user";
  host.call(1, "login");
  host.call(2, "recharge", { tier_id: "t" });
  host.call(3, "getPlayer");
  await settled();
  const results = host.replies().map(({ message }) => message.result);
  assert.deepEqual(results.map(({ error }) => error.error_code), [102600, 112601, 127600]);
  assert.equal(results[0].authResponse, null);
  assert.deepEqual([results[1].is_success, results[1].tier_id], [false, "t"]);
  assert.equal(results[2].error.error_extra, undefined);
});

test("a silent outcome sends no reply and tells the page to forget the call", async () => {
  const host = makeHost({}, { takeOutcome: async () => findOutcome("login", "no_callback") });
  host.hello();
  host.call(1, "login");
  await settled();
  assert.equal(host.replies().length, 0);
  assert.deepEqual(host.sent.at(-1).message, { localminis: 1, type: "forget", id: 1 });
  assert.deepEqual(host.completed[0].result, { silence: true });
});

test("an outcome that came with the method's own answer counts as one chosen before", async () => {
  const given = ["stale_code", "no_callback"];
  const seen = [];
  const login = async (args, signal, outcome) => {
    seen.push(outcome?.id ?? null);
    return outcome ? { authResponse: { code: outcome.id } } : new Chosen("login", given.shift());
  };
  const host = makeHost({ login });
  host.hello();
  host.call(1, "login");
  host.call(2, "login");
  await settled();
  assert.deepEqual(seen, [null, null, "stale_code"]);
  assert.deepEqual(host.replies().map(({ message }) => message.result), [{ authResponse: { code: "stale_code" } }]);
  assert.ok(host.sent.some(({ message }) => message.type === "forget" && message.id === 2));
});

test("an outcome of success runs the method with it, and after it there may be no callback", async () => {
  const ran = [];
  const pay = async (args, signal, outcome) => {
    ran.push(outcome.id);
    return { is_success: true, trade_order_id: "T" };
  };
  const ids = ["success", "paid_no_callback"];
  const host = makeHost({ pay }, { takeOutcome: async () => findOutcome("pay", ids.shift()) });
  host.hello();
  host.call(1, "pay", { trade_order_id: "T" });
  await settled();
  host.call(2, "pay", { trade_order_id: "T" });
  await settled();
  assert.deepEqual(ran, ["success", "paid_no_callback"]);
  assert.deepEqual(host.replies().map(({ message }) => message.id), [1]);
});

test("an old client and a capability that is not enabled refuse the call and say why", async () => {
  const client = { library_version: "0.1.0", disabled: ["share"] };
  const host = makeHost({}, { client: () => client });
  host.hello();
  host.call(1, "showSurfaceCoupon");
  host.call(2, "share", { title: "t" });
  await settled();
  const messages = host.replies().map(({ message }) => message.result.error.error_msg);
  assert.match(messages[0], /43\.8\.0/);
  assert.match(messages[1], /not enabled/);
});

test("when a document goes, what was for it is told before the next one hears anything", () => {
  const seen = [];
  let host = null;
  host = makeHost({}, { onGone: () => {
    seen.push("gone");
    host?.bridge.emit("minis.show");
  } });
  host.hello();
  host.hello();
  assert.deepEqual(seen, ["gone", "gone", "gone"]);
  assert.equal(host.sent.filter(({ message }) => message.name === "minis.show").length, 2);
});

test("details of a log entry are kept as JSON of a bearable size", () => {
  const read = (details) => readPageMessage({ localminis: 1, type: "log", entry: { kind: "network", text: "GET /", details } }).entry.details;
  assert.deepEqual(read({ status: 200 }), { status: 200 });
  assert.equal(read("text"), undefined);
  assert.equal(read({ body: "x".repeat(9000) }).too_long.length, 8000);
});
