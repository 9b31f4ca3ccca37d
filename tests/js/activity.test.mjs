// Rows of what happened on the platform beside the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startActivity } from "../../src/localminis/browser/host/activity.js";

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
