// The example game without a page: what one night does as time passes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { HEARTS, Night } from "../../examples/mini-game/src/night.js";

const passSeconds = (night, seconds) => {
  for (let at = 0; at < seconds * 20 && !night.isOver; at += 1) night.pass(0.05);
};

test("a firefly above the jar is caught, and one beside it costs a heart", () => {
  const caught = new Night(() => 0.5);
  passSeconds(caught, 6);
  assert.ok(caught.score > 0);
  assert.equal(caught.hearts, HEARTS);
  const missed = new Night(() => 0.5);
  missed.move(0);
  passSeconds(missed, 60);
  assert.equal(missed.score, 0);
  assert.equal(missed.isOver, true);
});

test("a night that is over stands still until it is revived, with one heart", () => {
  const night = new Night(() => 0.5);
  night.move(0);
  passSeconds(night, 60);
  night.pass(1);
  assert.equal(night.hearts, 0);
  night.revive();
  night.move(0.5);
  passSeconds(night, 6);
  assert.ok(night.score > 0);
  assert.equal(night.hearts, 1);
});

test("a page that slept has not slept through the night", () => {
  const night = new Night(() => 0.5);
  night.move(0);
  passSeconds(night, 1);
  night.pass(3600);
  assert.equal(night.hearts, HEARTS);
});
