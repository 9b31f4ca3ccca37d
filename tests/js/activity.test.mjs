// Rows of what happened on the platform beside the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startActivity } from "../../src/localminis/browser/host/activity.js";

test("a purchase's way ends with what the backend replied, or why it did not", async () => {
  const steps = [];
  const traces = { lines: [{ trade_order_id: "T1" }], add: (order, name, about) => steps.push([order, name, about.isBad ?? false]) };
  const item = { at_s: 0, kind: "webhook", text: "paid T1", attempt: 1, error: null };
  const items = [
    { ...item, id: 1, level: "warn", error: "connection refused", details: { answer: null } },
    { ...item, id: 2, level: "ok", attempt: 2, details: { answer: { status: 200, duration_ms: 3, body: "thank you\n" } } },
  ];
  const notes = [];
  const log = { add: ({ note }) => notes.push(note) };
  await startActivity({ api: { activity: async () => items }, log, traces })();
  assert.deepEqual(notes, ["no answer", "attempt 2 · 200 · 3 ms"]);
  assert.deepEqual(steps, [
    ["T1", "webhook", false], ["T1", "no reply: connection refused", true],
    ["T1", "webhook, attempt 2", false], ["T1", 'reply 200 "thank you" in 3 ms', false],
  ]);
});

test("an attempt is shown with the time at which it was made, and once", async () => {
  const rows = [];
  const asked = [];
  const item = { id: 7, at_s: 1_700_000_000, kind: "webhook", level: "ok", text: "paid: 200", details: {} };
  const api = {
    activity: async (last) => {
      asked.push(last);
      return last < 7 ? [item] : [];
    },
  };
  const read = startActivity({ api, log: { add: (row) => rows.push(row) }, traces: { lines: [] } });
  await read();
  await read();
  assert.deepEqual(asked, [0, 7]);
  assert.equal(rows.length, 1);
  assert.equal(rows[0].at.toISOString(), "2023-11-14T22:13:20.000Z");
});
