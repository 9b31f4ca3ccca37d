// The simulator's calls to its own platform. Each has a time-out; a refusal is a `Refusal` with the
// platform's code, everything else that goes wrong is an `Unreachable`.

const TIMEOUT_MS = 15_000;

export class Refusal extends Error {
  /** @param {string} code @param {string} message @param {number} status */
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export class Unreachable extends Error {
  constructor() {
    super("The platform does not answer. Check that it is still running.");
    this.code = "unreachable";
  }
}

export class Api {
  #clientKey;
  #fetch;
  #pageToken = "";
  /** Told of every answered call: its path, what was asked, and whether it was refused. */
  onAnswer = () => {};
  /** The user whom all calls are made for; null until the first session says who it is. */
  user = null;
  /** The version that the phone shall show: a number, `search`, or null for what is there. */
  version = null;

  /** @param {string} clientKey @param {typeof fetch} [fetcher] */
  constructor(clientKey, fetcher = (...request) => fetch(...request)) {
    this.#clientKey = clientKey;
    this.#fetch = fetcher;
  }

  /** Read who plays, which page is shown and the wallet; keeps the page token for later calls. */
  async session(user = this.user) {
    const query = new URLSearchParams({ client_key: this.#clientKey });
    if (user !== null) query.set("user", String(user));
    if (this.version !== null) query.set("version", this.version);
    const session = await this.#request(`/simulator/api/session?${query}`);
    this.take(session);
    return session;
  }

  /** Keep the page token of a session for later calls. */
  take(session) {
    this.#pageToken = session.page_token;
  }

  /** Log in; where the call has no outcome yet the platform's comes instead of a code. */
  login({ hasOutcome = false } = {}) {
    return this.#post("/simulator/api/login", { has_outcome: hasOutcome });
  }

  /** Allow scopes in the user's name; gives a code that carries them. */
  authorize(scopes) {
    return this.#post("/simulator/api/authorize", { scopes });
  }

  /** Disconnect the user from the app: every code and token dies. */
  revoke() {
    return this.#post("/simulator/api/revoke", {});
  }

  /** Take the outcome that somebody chose over the admin API; its id, or null. */
  async takeOutcome(method) {
    return (await this.#post("/simulator/api/outcome", { method })).outcome;
  }

  /** Ask what the portal says of an ad placement; the error that the page gets, or null. */
  async adRefusal(method, slot) {
    return (await this.#post("/simulator/api/ad/check", { method, slot })).outcome;
  }

  /** Read the wallet, the orders in this app and the store's tiers. */
  wallet() {
    return this.#post("/simulator/api/wallet", {});
  }

  /** Ask whether the wallet covers an amount; the balance itself is never told to a page. */
  async checkBalance(amount) {
    return (await this.#post("/simulator/api/balance/check", { amount })).is_sufficient;
  }

  grant(beans) {
    return this.#post("/simulator/api/grant", { beans });
  }

  /** Turn the platform's clock: `{action, seconds}`. */
  turnClock(change) {
    return this.#post("/simulator/api/clock", change);
  }

  subscriptionQuote(trade_order_id) {
    return this.#post("/simulator/api/subscription/quote", { trade_order_id });
  }

  subscriptionPay(trade_order_id) {
    return this.#post("/simulator/api/subscription/pay", { trade_order_id });
  }

  quote(trade_order_id) {
    return this.#post("/simulator/api/pay/quote", { trade_order_id });
  }

  recharge(tier_id) {
    return this.#post("/simulator/api/recharge", { tier_id });
  }

  pay(trade_order_id) {
    return this.#post("/simulator/api/pay", { trade_order_id });
  }

  /** Read what the last check of the app's files found. */
  findings() {
    return this.#request(`/simulator/api/findings?${new URLSearchParams({ client_key: this.#clientKey })}`);
  }

  /** Read what happened on the platform after item number `after`. */
  async activity(after) {
    const query = new URLSearchParams({ client_key: this.#clientKey, after: String(after) });
    const answer = await this.#request(`/simulator/api/activity?${query}`);
    return answer.items;
  }

  async #post(path, body) {
    try {
      const answer = await this.#request(path, {
        method: "POST",
        body: JSON.stringify({ client_key: this.#clientKey, user: this.user, ...body }),
        headers: { "Content-Type": "application/json", "X-LocalMinis-Page": this.#pageToken },
      });
      this.onAnswer(path, body, false);
      return answer;
    } catch (problem) {
      this.onAnswer(path, body, true);
      throw problem;
    }
  }

  async #request(path, options = {}) {
    let answer;
    let body;
    try {
      answer = await this.#fetch(path, {
        cache: "no-store",
        ...options,
        headers: { "X-LocalMinis-Page": this.#pageToken, ...options.headers },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      body = await answer.json();
    } catch {
      throw new Unreachable();
    }
    if (answer.ok) return body;
    const { code = "unknown", message = `The platform answered ${answer.status}.` } = body?.error ?? {};
    throw new Refusal(code, message, answer.status);
  }
}
