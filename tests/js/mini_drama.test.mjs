// The example's page: logging in, renewing a session, and buying without trusting the callback.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Backend, silentLogin } from "../../examples/mini-drama/src/backend.js";
import { buy } from "../../examples/mini-drama/src/purchase.js";

const minis = {
  login: (callback) => queueMicrotask(() => callback({ authResponse: { code: "code" } })),
  pay: (callback, { trade_order_id }) => queueMicrotask(() => callback({ is_success: true, trade_order_id })),
};

/** A backend whose sessions can be ended and whose webhook arrives when the test says so. */
function server() {
  const state = { logins: 0, valid: "", unlocked: false, reads: 0, isDown: false };
  state.fetch = async (url, { headers, body }) => {
    if (state.isDown) throw new TypeError("fetch failed");
    const answer = (value, status = 200) => new Response(JSON.stringify(value), { status });
    const { pathname } = new URL(url);
    if (pathname === "/api/login") {
      assert.deepEqual(JSON.parse(body), { code: "code" });
      state.logins += 1;
      state.valid = `session-${state.logins}`;
      return answer({ session: state.valid, user: { open_id: "-000a" } });
    }
    if (headers.Authorization !== `Bearer ${state.valid}`) {
      return answer({ error: "login_again", message: "Log in again." }, 401);
    }
    if (pathname === "/api/episodes/3/order") return answer({ trade_order_id: "TOID1" });
    state.reads += 1;
    return answer({ episodes: [{ number: 3, locked: !state.unlocked }] });
  };
  return state;
}

const open = (state, sdk = minis) => new Backend("http://127.0.0.1:8602", sdk, state.fetch);

test("a session that ended is renewed silently, and the call is repeated once", async () => {
  const state = server();
  const backend = open(state);
  await backend.login();
  state.valid = "ended";
  const [first, second] = await Promise.all([backend.episodes(), backend.order(3)]);
  assert.equal(first.length, 1);
  assert.equal(second, "TOID1");
  assert.equal(state.logins, 2);
});

test("a backend that refuses even the fresh session is not asked for ever", async () => {
  const state = server();
  const backend = open(state);
  backend.onLogin = () => {
    state.valid = "never";
  };
  await assert.rejects(backend.episodes(), { message: "Log in again.", status: 401 });
  assert.equal(state.logins, 1);
});

test("a backend that is down is explained in words", async () => {
  const state = server();
  state.isDown = true;
  await assert.rejects(open(state).login(), /does not answer/);
});

test("a login that TikTok refuses says why, and one that never answers ends", async () => {
  const refusing = { login: (callback) => callback({ authResponse: null, error: { error_msg: "No test user." } }) };
  await assert.rejects(silentLogin(refusing), { message: "No test user." });
  const timers = { setTimeout: (run) => queueMicrotask(run), clearTimeout() {} };
  await assert.rejects(silentLogin({ login() {} }, timers), /too long/);
});

test("an episode opens when the backend says so, and not because of the callback", async () => {
  const state = server();
  let waits = 0;
  let confirming = 0;
  const purchase = await buy({
    backend: open(state),
    minis,
    number: 3,
    onConfirming: () => {
      confirming += 1;
      assert.equal(state.reads, 0);
    },
    wait: async () => {
      waits += 1;
      state.unlocked = waits === 2;
    },
  });
  assert.equal(purchase.outcome, "unlocked");
  assert.equal(confirming, 1);
  assert.equal(state.reads, 3);
});

test("without a webhook the page stops asking after twelve times and unlocks nothing", async () => {
  const state = server();
  const { outcome, episodes } = await buy({ backend: open(state), minis, number: 3, wait: async () => {} });
  assert.equal(outcome, "late");
  assert.equal(episodes, undefined);
  assert.equal(state.reads, 12);
});

test("a cancelled payment is no error, any other failure is told", async () => {
  const failing = (error) => ({ ...minis, pay: (callback) => callback({ is_success: false, error }) });
  const backend = open(server());
  const cancelled = await buy({ backend, minis: failing({ error_code: 115601, error_msg: "closed" }), number: 3 });
  assert.equal(cancelled.outcome, "cancelled");
  await assert.rejects(
    buy({ backend, minis: failing({ error_code: 115600, error_msg: "The order is paid already." }), number: 3 }),
    { message: "The order is paid already." },
  );
});
