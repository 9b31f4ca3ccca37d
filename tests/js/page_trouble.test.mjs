// What keeps a page from starting is said in the phone, once, and a page that loops is stopped.

import assert from "node:assert/strict";
import { test } from "node:test";

import { watchPage } from "../../src/localminis/browser/host/page_trouble.js";
import { ReloadGuard } from "../../src/localminis/browser/host/reload_guard.js";

function watched() {
  const told = { cards: [], notices: [], stops: 0 };
  const card = { show: (parts) => told.cards.push(parts), forget: () => { told.cards = []; } };
  const trouble = watchPage({
    card, notice: (text) => told.notices.push(text), openLog: () => {}, stop: () => { told.stops += 1; },
  });
  trouble.expect();
  return { trouble, told };
}

test("many loads in a short time are too many, and few or slow ones are not", () => {
  let now = 0;
  const guard = new ReloadGuard(() => now);
  const slow = Array.from({ length: 30 }, () => {
    now += 2000;
    return guard.note();
  });
  assert.deepEqual([...new Set(slow)], [false]);
  guard.forget();
  const fast = Array.from({ length: 9 }, () => guard.note());
  assert.deepEqual(fast, [...Array(8).fill(false), true]);
});

test("a page that loads itself again and again is stopped once the limit is passed", () => {
  const { trouble, told } = watched();
  const answers = Array.from({ length: 9 }, () => trouble.begin());
  assert.deepEqual([answers.at(-2), answers.at(-1), told.stops], [true, false, 1]);
  assert.match(told.notices[0], /again and again/);
});

test("an exception counts as a failed start before init only, and names its place", () => {
  const { trouble, told } = watched();
  const entry = { kind: "console", level: "error", text: "Uncaught Error: no", file: "/app.js", line: 3 };
  trouble.logged(entry);
  assert.equal(told.cards[0].place, "/app.js:3");
  trouble.expect();
  trouble.started();
  trouble.logged(entry);
  assert.deepEqual(told.cards, []);
});

test("a bundler's eval is explained, and an ordinary one is not made a card", () => {
  const { trouble, told } = watched();
  trouble.logged({ kind: "restriction", rule: "eval", text: "eval() was refused" });
  assert.deepEqual(told.cards, []);
  trouble.logged({ kind: "restriction", rule: "eval", text: "eval", details: { fix: "Set devtool." } });
  assert.equal(told.cards[0].text, "Set devtool.");
});

test("what nothing works without has a card, and other oddities a row alone", () => {
  const { trouble, told } = watched();
  trouble.odd("A strange message.");
  trouble.odd("Two keys.", "The client keys differ");
  assert.deepEqual(told.cards.map(({ title }) => title), ["The client keys differ"]);
  assert.equal(told.notices.length, 2);
});

test("a server that is silent is not blamed for a missing init, and a document that began is", () => {
  const { trouble, told } = watched();
  const titles = () => told.cards.map(({ title }) => title);
  const [server, init] = ["The app has not answered with a page", "The page has not called TTMinis.init"];
  trouble.silent();
  trouble.begin();
  trouble.silent();
  assert.deepEqual(titles(), [server, init]);
  trouble.expect();
  trouble.silent();
  assert.deepEqual(titles(), [server]);
  assert.equal(told.notices.length, 3);
});
