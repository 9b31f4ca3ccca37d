// Which outcome the next call gets: menus, address, platform, once or every time.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Chosen, findOutcome, Outcomes } from "../../src/localminis/browser/host/outcomes.js";

test("a choice counts for the next call only, unless it is kept", async () => {
  const outcomes = new Outcomes();
  outcomes.choose("pay", "user_cancel", false);
  assert.equal((await outcomes.take("pay")).id, "user_cancel");
  assert.equal(await outcomes.take("pay"), null);
  outcomes.choose("pay", "timeout", true);
  assert.equal((await outcomes.take("pay")).code, 115302);
  assert.equal((await outcomes.take("pay")).code, 115302);
  outcomes.choose("pay", "", false);
  assert.equal(await outcomes.take("pay"), null);
});

test("the address chooses, and says what it does not understand", async () => {
  const outcomes = new Outcomes();
  const problems = outcomes.readAddress("?outcome=pay:user_cancel&outcome=login:nonsense&outcome=fly:high");
  assert.equal(problems.length, 2);
  assert.match(problems[0], /no_callback/);
  assert.equal(outcomes.chosen("pay").isSticky, false);
  outcomes.readAddress("?outcome=login:no_callback&sticky=1");
  assert.equal(outcomes.chosen("login").isSticky, true);
});

test("what this phone does not choose is asked of the platform, and its silence is no choice", async () => {
  const asked = [];
  const outcomes = new Outcomes(async (method) => {
    asked.push(method);
    if (method === "share") throw new Error("gone");
    return method === "authorize" ? "no_callback" : "nonsense";
  });
  outcomes.choose("pay", "success", false);
  assert.equal((await outcomes.take("pay")).id, "success");
  assert.equal((await outcomes.take("authorize")).how, "silent");
  assert.equal(await outcomes.take("recharge"), null);
  assert.equal(await outcomes.take("share"), null);
  assert.equal(await outcomes.take("showAd"), null);
  assert.equal(await outcomes.take("login"), null, "it brings the platform's choice with its own answer");
  assert.deepEqual(asked, ["authorize", "recharge", "share"]);
});

test("a choice of the platform's that is not known here still ends the asking", () => {
  assert.equal(new Chosen("login", "no_callback").outcome.how, "silent");
  assert.deepEqual(new Chosen("login", "nonsense").outcome, { id: "nonsense" });
});

test("an ad that is left early keeps its false through the tables", () => {
  assert.equal(findOutcome("createRewardedVideoAd", "quit_early").closes, false);
});
