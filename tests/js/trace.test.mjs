// A purchase's way, from the page's call to its callback.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Traces } from "../../src/localminis/browser/host/trace.js";

test("the steps of one order stand together, each with its time since the first", () => {
  let now = 1000;
  const traces = new Traces(() => now);
  traces.add("T1", "pay called");
  now = 1250;
  traces.add("T2", "pay called");
  traces.add("T1", "webhook", { isBad: true });
  const [second, first] = traces.lines;
  assert.equal(second.trade_order_id, "T2");
  assert.deepEqual(first.steps, [
    { name: "pay called", after_ms: 0, isBad: false }, { name: "webhook", after_ms: 250, isBad: true },
  ]);
});

test("an order begins with the touch that led to it, unless that was long ago", () => {
  let now = 1000;
  const traces = new Traces(() => now);
  traces.noteTap("Unlock");
  now = 1200;
  traces.add("T1", "pay called");
  traces.add("T2", "pay called");
  assert.deepEqual(traces.lines[1].steps.map(({ name, after_ms }) => [name, after_ms]), [['tap "Unlock"', 0], ["pay called", 200]]);
  assert.equal(traces.lines[0].steps.length, 1, "one touch begins one order");
  traces.noteTap("Unlock");
  now = 9000;
  traces.add("T3", "pay called");
  assert.equal(traces.lines[0].steps.length, 1);
});

test("what the page asked its backend for after the touch stands before the call", () => {
  let now = 1000;
  const traces = new Traces(() => now);
  const ask = (url, status, failure = "") => traces.noteRequest({ method: "POST", url, status, failure });
  ask("http://127.0.0.1:1/early", 200);
  traces.noteTap("Unlock");
  for (const at of [1, 2, 3]) ask(`http://127.0.0.1:1/${at}?q=1`, 200);
  now = 1040;
  ask("http://127.0.0.1:1/orders", 0, "The request failed.");
  now = 1050;
  traces.add("T1", "pay called");
  assert.deepEqual(traces.lines[0].steps.map(({ name, after_ms, isBad }) => [name, after_ms, isBad]), [
    ['tap "Unlock"', 0, false], ["POST /2 200", 0, false], ["POST /3 200", 0, false],
    ["POST /orders The request failed.", 40, true], ["pay called", 50, false],
  ]);
});

test("only the newest purchases are kept", () => {
  const traces = new Traces(() => 0);
  for (let at = 0; at < 30; at += 1) traces.add(`T${at}`, "pay called");
  assert.equal(traces.lines.length, 20);
  assert.equal(traces.has("T29"), true);
  assert.equal(traces.has("T0"), false);
});

test("the platform's answers stand in the line of their order, a recharge in the newest", () => {
  const traces = new Traces(() => 0);
  traces.addAnswer("/simulator/api/recharge", {}, false);
  assert.deepEqual(traces.lines, []);
  traces.add("T1", "pay called");
  traces.addAnswer("/simulator/api/recharge", { tier_id: "t" }, false);
  traces.addAnswer("/simulator/api/pay", { trade_order_id: "T1" }, true);
  traces.addAnswer("/simulator/api/pay", { trade_order_id: "T2" }, false);
  traces.addAnswer("/simulator/api/login", {}, false);
  traces.add("T1", "webhook 200 in 3 ms", { isTimed: false });
  assert.deepEqual(traces.lines[0].steps.map(({ name }) => name), [
    "pay called", "recharge", "payment refused", "webhook 200 in 3 ms",
  ]);
  assert.equal(traces.lines[0].steps.at(-1).after_ms, null);
});
