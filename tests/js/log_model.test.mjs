// The log panel without its document.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  LogModel, MAX_ROWS, asCurl, asExport, formatDuration, formatTime, hasCurl,
} from "../../src/localminis/browser/host/log_model.js";

test("the oldest rows go when the panel is full, and their going is told", () => {
  const log = new LogModel();
  const dropped = [];
  log.onDrop = (rows) => dropped.push(...rows);
  for (let at = 0; at < MAX_ROWS + 3; at += 1) log.add({ kind: "notice", text: `row ${at}` });
  assert.equal(log.rows.length, MAX_ROWS);
  assert.deepEqual(dropped.map(({ text }) => text), ["row 0", "row 1", "row 2"]);
});

test("a call's row gets its duration and result when the answer comes", () => {
  let now = 1000;
  const log = new LogModel(() => new Date(now));
  const complete = log.addCall({ method: "login", args: {} });
  assert.equal(log.rows[0].level, "pending");
  now = 1034;
  complete({ authResponse: { code: "abc" } });
  assert.equal(log.rows[0].level, "ok");
  assert.equal(log.rows[0].note, "34 ms");
  assert.deepEqual(log.rows[0].details.result, { authResponse: { code: "abc" } });
});

test("a failed call shows its error code, and a cancelled one is only a warning", () => {
  const log = new LogModel(() => new Date(0));
  for (const error_code of [115600, 115601]) {
    log.addCall({ method: "pay", args: { trade_order_id: "T" } })({ error: { error_code } });
  }
  assert.deepEqual(log.rows.map(({ level }) => level), ["error", "warn"]);
  assert.match(log.rows[0].note, /^115600/);
});

test("a restriction reads as rule, text and place", () => {
  const log = new LogModel();
  log.addEntry({ kind: "restriction", rule: "eval", text: "eval was refused.", file: "/app.js", line: 3, column: 9 });
  const [row] = log.rows;
  assert.equal(row.text, "eval: eval was refused.");
  assert.equal(row.note, "/app.js:3:9");
  assert.match(row.details.fix, /JSON\.parse/);
  assert.equal(row.level, "error");
});

test("a refusal names the finding of its rule, whichever comes first", () => {
  const model = new LogModel();
  const changed = [];
  model.onUpdate = ({ id }) => changed.push(id);
  model.addEntry({ kind: "restriction", rule: "eval", text: "eval() was refused" });
  model.addEntry({ kind: "restriction", rule: "iframe", text: "An iframe was refused" });
  model.join();
  assert.deepEqual(changed, []);
  model.findingsOf = (rule) => (rule === "eval" ? [{ code: "LM101", path: "src/a.js", line: 4 }] : []);
  model.join();
  model.addEntry({ kind: "restriction", rule: "eval", text: "eval() was refused" });
  model.join();
  const places = model.rows.map(({ details }) => details.found_in_source);
  assert.deepEqual(places, ["src/a.js:4 (LM101)", undefined, "src/a.js:4 (LM101)"]);
  assert.equal(changed.filter((id) => id === model.rows[0].id).length, 1);
});

test("kind and search filter together, over details too", () => {
  const log = new LogModel();
  const call = log.add({ kind: "sdk", text: "pay()", details: { result: { trade_order_id: "TOID77" } } });
  const hook = log.add({ kind: "webhook", text: "redeem TOID77" });
  log.search = "toid77";
  assert.deepEqual([call, hook].map((row) => log.isShown(row)), [true, true]);
  log.kind = "webhook";
  assert.deepEqual([call, hook].map((row) => log.isShown(row)), [false, true]);
});

test("what went wrong has a filter of its own, whatever its kind", () => {
  const log = new LogModel();
  const rows = ["info", "warn", "error"].map((level) => log.add({ kind: "console", level, text: level }));
  log.kind = "problem";
  assert.deepEqual(rows.map((row) => log.isShown(row)), [false, true, true]);
});

test("an empty log says what would be there, and a search for nothing names what was searched", () => {
  const log = new LogModel();
  log.kind = "storage";
  log.search = "token";
  assert.match(log.emptiness, /localStorage/);
  log.add({ kind: "storage", text: "localStorage.setItem" });
  assert.equal(log.emptiness, "No row has “token”.");
});

test("what is heard of later stands where its time puts it", () => {
  const log = new LogModel(() => new Date(5400));
  const told = [];
  log.onAdd = (row, next) => told.push([row.text, next?.text]);
  log.add({ kind: "sdk", text: "pay()" });
  log.add({ kind: "webhook", text: "earlier", at: new Date(1000) });
  log.add({ kind: "webhook", text: "of the payment", at: new Date(5000) });
  assert.deepEqual(log.rows.map(({ text }) => text), ["earlier", "pay()", "of the payment"]);
  assert.deepEqual(told, [["pay()", undefined], ["earlier", "pay()"], ["of the payment", undefined]]);
});

test("empty details are left out, and a function in a call reads as one", () => {
  const log = new LogModel();
  log.addEntry({ kind: "network", text: "GET /", details: { method: "GET", url: "/", status: 200, failure: "" } });
  log.addEntry({ kind: "sdk", text: 'on("minis.hide","function")' });
  assert.deepEqual(Object.keys(log.rows[0].details), ["method", "url", "status"]);
  assert.equal(log.rows[1].text, 'on("minis.hide",ƒ)');
});

test("a time of day has its milliseconds apart", () => {
  assert.deepEqual(formatTime(new Date(2026, 0, 2, 3, 4, 5, 67)), ["03:04:05", ".067"]);
  assert.deepEqual(formatTime(new Date(2026, 0, 2, 3, 4, 5)), ["03:04:05", ""]);
});

test("durations are written for people", () => {
  assert.equal(formatDuration(33.6), "34 ms");
  assert.equal(formatDuration(2140), "2.1 s");
});

test("a request is copied as a command line that a shell takes literally", () => {
  const headers = { "Content-Type": "application/json" };
  const command = asCurl({ method: "POST", url: "https://a.example/b?c=1&d=2", headers, body: `{"it's":1}` });
  assert.equal(command,
    `curl -X POST 'https://a.example/b?c=1&d=2' -H 'Content-Type: application/json' --data-raw '{"it'\\''s":1}'`);
});

test("a command line asks for heads and streams in curl's own ways, and says what it lacks", () => {
  const url = "https://a.example/";
  assert.equal(asCurl({ method: "HEAD", url }), `curl --head '${url}'`);
  assert.equal(asCurl({ method: "EventSource", url }), `curl --no-buffer '${url}'`);
  assert.match(asCurl({ method: "POST", url, body_missing: "FormData is sent" }), / # The body is not all here: FormData is sent\.$/);
  assert.equal(hasCurl({ method: "WebSocket" }), false);
});

test("the export is JSON with the time of each row", () => {
  const log = new LogModel(() => new Date(0));
  log.add({ kind: "notice", text: "hello" });
  assert.deepEqual(JSON.parse(asExport(log.rows)), [
    { at: "1970-01-01T00:00:00.000Z", level: "info", note: "", kind: "notice", text: "hello" },
  ]);
});

test("a call without a callback is a warning that says so", () => {
  const log = new LogModel(() => new Date(0));
  log.addCall({ method: "login", args: {} })({ silence: true });
  assert.equal(log.rows[0].level, "warn");
  assert.match(log.rows[0].note, /no callback/);
});
