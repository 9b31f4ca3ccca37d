// The page's own backend: logs in through TikTok when needed and keeps the session in memory only.

export class BackendError extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const LOGIN_PATIENCE_MS = 15_000;

/** Ask TikTok who is here, without any dialog; resolves with a one-time code. */
export function silentLogin(minis, timers = globalThis) {
  return new Promise((resolve, reject) => {
    // On a phone the callback may never come, so the page does not wait for ever.
    const timer = timers.setTimeout(
      () => reject(new BackendError("Logging in took too long. Please try again.", 0)),
      LOGIN_PATIENCE_MS,
    );
    minis.login((response) => {
      timers.clearTimeout(timer);
      const code = response.authResponse?.code;
      if (code) resolve(code);
      else reject(new BackendError(response.error?.error_msg ?? "TikTok gave no login code.", 0));
    });
  });
}

export class Backend {
  #origin;
  #minis;
  #fetch;
  #session = "";
  #loginUnderWay = null;
  onLogin = () => {};

  /** @param {string} origin @param {object} minis `window.TTMinis` @param {typeof fetch} [fetcher] */
  constructor(origin, minis, fetcher = (...request) => fetch(...request)) {
    this.#origin = origin;
    this.#minis = minis;
    this.#fetch = fetcher;
  }

  /** Trade a fresh code for a session; calls at the same time share one login. */
  login() {
    this.#loginUnderWay ??= this.#logIn().finally(() => {
      this.#loginUnderWay = null;
    });
    return this.#loginUnderWay;
  }

  /** Read all episodes; `locked` is the backend's word and the only truth about a purchase. */
  async episodes() {
    return (await this.#authorized("GET", "/api/episodes")).episodes;
  }

  /** Order one episode; resolves with the id that the payment sheet needs. */
  async order(number) {
    return (await this.#authorized("POST", `/api/episodes/${number}/order`)).trade_order_id;
  }

  async #logIn() {
    const code = await silentLogin(this.#minis);
    const { session, user } = await this.#request("POST", "/api/login", { code });
    this.#session = session;
    this.onLogin(user);
  }

  /** Call as the user; a session that has ended is renewed silently, once per call. */
  async #authorized(method, path) {
    try {
      return await this.#request(method, path);
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      await this.login();
      return this.#request(method, path);
    }
  }

  async #request(method, path, body) {
    const headers = {};
    if (this.#session) headers.Authorization = `Bearer ${this.#session}`;
    if (body) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await this.#fetch(this.#origin + path, {
        method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(15_000),
      });
    } catch {
      throw new BackendError("The drama's server does not answer. Please try again in a moment.", 0);
    }
    if (answer.ok) return answer.json();
    const told = await answer.json().catch(() => ({}));
    throw new BackendError(told.message ?? "The drama's server refused. Please try again.", answer.status);
  }
}
