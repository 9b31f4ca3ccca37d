// The host's end of the bridge: takes messages of exactly one frame and one origin, runs each call
// once, and answers it. Knows no sheet and no server; those are the handlers it is given.

import { Chosen } from "./outcomes.js";
import { failedResult, METHODS, missingOption, PROTOCOL, readPageMessage, withError } from "./protocol.js";
import { GAME_LIBRARY_VERSIONS, GAME_SINCE, LIBRARY_VERSIONS } from "./tables.js";

const TARGET_MAX = 40;
export const PLACEHOLDER_KEY = "your_client_key";

/** What a call resolves with when its callback shall never come. */
export const SILENCE = Object.freeze({ silence: true });

/**
 * @typedef {object} Handlers
 * @property {Record<string, (args: object, signal: AbortSignal, outcome: object | null) => Promise<object>>} methods
 * @property {(method: string) => Promise<object | null>} [takeOutcome] the outcome chosen for the
 *   next call of a method, or null where a person or the platform decides.
 * @property {() => {library_version: string, disabled: string[]}} [client] the simulated client.
 * @property {() => void} [onBegin] a document begins, before any script of the page.
 * @property {(hello: {client_key: string, sdk: string}) => void} onHello
 * @property {(entry: object) => void} onLog
 * @property {(page: {url: string, title: string}) => void} onPage
 * @property {(call: {method: string, args: object, caller: string}) => (result: object) => void} onCall
 *   starts a log row and returns what completes it.
 * @property {() => void} [onGone] the document that was there is no longer; nothing reaches it.
 * @property {(target: string) => void} [onTap] a person touched the page.
 * @property {(name: string) => void} [onEvent] an event was raised in the page.
 * @property {(text: string, title?: string) => void} onOddity something that a correct page does
 *   not do; with a title where nothing works until it is repaired.
 */

export class Bridge {
  #frameWindow;
  #origin;
  #clientKey;
  #handlers;
  #timers;
  #document = new AbortController();
  #saidHello = false;
  #isGame = false;
  #keyProblem = "";

  /**
   * @param {object} parts
   * @param {() => Window | null} parts.frameWindow the window of the frame right now.
   * @param {string} parts.clientKey the app that this simulator shows.
   * @param {Handlers} parts.handlers
   * @param {{setTimeout: Function, clearTimeout: Function}} [parts.timers]
   */
  constructor({ frameWindow, clientKey, handlers, timers = globalThis }) {
    this.#frameWindow = frameWindow;
    this.#clientKey = clientKey;
    this.#handlers = handlers;
    this.#timers = timers;
  }

  /** Forget the page that was there: its calls are abandoned and their replies never sent. */
  expect(origin) {
    this.#origin = origin;
    this.#begin(false);
  }

  get hasPage() {
    return this.#saidHello;
  }

  /** Give this to `window.addEventListener("message", …)`. */
  receive(event) {
    const frame = this.#frameWindow();
    if (!frame || event.source !== frame || !this.#origin || event.origin !== this.#origin) return;
    // Other scripts of the page may talk to their parent too; what is not ours is not our business.
    if (event.data?.localminis === undefined) return;
    const message = readPageMessage(event.data);
    if (!message) {
      this.#handlers.onOddity("The page sent a message of unknown shape; it was ignored.");
      return;
    }
    const { type, ...fields } = message;
    if (type === "begin") this.#handlers.onBegin?.();
    else if (type === "hello") this.#hello(fields);
    else if (type === "call") this.#call(fields);
    else if (type === "log") this.#handlers.onLog(fields.entry);
    else if (type === "page") this.#handlers.onPage(fields);
    else if (type === "tap") this.#handlers.onTap?.(fields.target.slice(0, TARGET_MAX));
  }

  /** Raise an event such as `minis.hide` in the page. */
  emit(name, data = {}) {
    if (!this.#saidHello) return;
    this.#handlers.onEvent?.(name, data);
    this.#post({ type: "event", name, data });
  }

  /** Tell the page how the phone is set now. */
  tellPhone(settings) {
    if (this.#origin) this.#post({ type: "phone", settings });
  }

  #begin(saidHello) {
    this.#saidHello = false;
    this.#document.abort();
    this.#document = new AbortController();
    this.#handlers.onGone?.();
    this.#saidHello = saidHello;
    this.#keyProblem = "";
  }

  #hello(hello) {
    // A new document starts its numbering at 1 again, so answers to the old one must never arrive.
    this.#begin(true);
    this.#isGame = hello.sdk === "game";
    const init = this.#isGame ? "TTMinis.game.init" : "TTMinis.init";
    if (hello.client_key.includes(PLACEHOLDER_KEY)) {
      this.#handlers.onOddity(
        `${init} still has the placeholder clientKey. Put your own there; ${this.#clientKey} is used.`,
        "A placeholder stands for the client key",
      );
    } else if (hello.client_key !== this.#clientKey) {
      this.#keyProblem = `${init} has clientKey ${JSON.stringify(hello.client_key)}, and this `
        + `simulator shows ${JSON.stringify(this.#clientKey)}. Use the same key in both.`;
      this.#handlers.onOddity(this.#keyProblem, "The client keys differ");
    }
    this.#handlers.onHello(hello);
    this.emit("minis.launch");
    this.emit("minis.show");
  }

  async #call({ id, method, args, caller }) {
    if (!Object.hasOwn(METHODS, method)) {
      this.#handlers.onOddity(`The page called ${method.slice(0, 80)}, which this simulator does not have.`);
      return;
    }
    const document = this.#document;
    const complete = this.#handlers.onCall({ method, args, caller });
    const result = await this.#run(method, args, document.signal);
    // The page first: writing the log may wait, the page should not.
    if (!document.signal.aborted) {
      if (result === SILENCE) this.#post({ type: "forget", id });
      else this.#post({ type: "reply", id, result });
    }
    complete(result);
  }

  /** Say what the simulated client lacks for a call; empty when it has it. */
  #lack(method) {
    const client = this.#handlers.client?.();
    if (!client) return "";
    if (client.disabled.includes(method)) return `${method} is not enabled for this app on this phone.`;
    const clients = this.#isGame ? GAME_LIBRARY_VERSIONS : LIBRARY_VERSIONS;
    const versions = Object.keys(clients);
    const since = (this.#isGame ? GAME_SINCE[method] : METHODS[method].since) ?? versions[0];
    if (versions.indexOf(since) <= versions.indexOf(client.library_version)) return "";
    return `${method} needs TikTok ${clients[since]}; this phone has ${clients[client.library_version]}. `
      + "Ask canIUse first.";
  }

  async #run(method, args, gone) {
    const refuse = (reason, text) => failedResult(method, args, reason, text);
    if (!this.#saidHello) return refuse("user_error", "Call init of the SDK before anything else.");
    if (this.#keyProblem) return refuse("user_error", this.#keyProblem);
    const empty = missingOption(method, args);
    if (empty) return refuse("parameter_empty", `${method} needs ${empty}; it is missing or empty.`);
    const lack = this.#lack(method);
    if (lack) return refuse("internal", lack);
    try {
      const outcome = await this.#handlers.takeOutcome?.(method) ?? null;
      const result = await this.#runAs(outcome, method, args, gone);
      return result instanceof Chosen ? await this.#runAs(result.outcome, method, args, gone) : result;
    } catch (problem) {
      console.error(problem);
      return refuse("internal", "The simulator failed; its browser console says where.");
    }
  }

  /** Run a method, or end it as an outcome says. */
  async #runAs(outcome, method, args, gone) {
    if (outcome?.how === "silent") return SILENCE;
    if (outcome?.how === "error" && !outcome.is_at_show) {
      const { code: error_code, message: error_msg } = outcome;
      const isFlat = METHODS[method].flag === null;
      const error = { error_code, error_msg, ...(isFlat ? {} : { error_extra: { simulated: true } }) };
      return withError(method, args, error);
    }
    const result = await this.#handle(method, args, gone, outcome);
    return outcome?.how === "after" ? SILENCE : result;
  }

  async #handle(method, args, gone, outcome) {
    const { host_timeout_ms: timeoutMs } = METHODS[method];
    const call = new AbortController();
    const stopped = new Promise((resolve) => {
      call.signal.addEventListener("abort", () => resolve(
        gone.aborted
          ? failedResult(method, args, "internal", "The page was left before the call ended.")
          : failedResult(method, args, "timeout", `Nobody answered ${method} in ${timeoutMs / 1000} s.`),
      ));
    });
    const abort = () => call.abort();
    const timer = this.#timers.setTimeout(abort, timeoutMs);
    gone.addEventListener("abort", abort);
    if (gone.aborted) abort();
    try {
      return await Promise.race([this.#handlers.methods[method](args, call.signal, outcome), stopped]);
    } finally {
      this.#timers.clearTimeout(timer);
      gone.removeEventListener("abort", abort);
    }
  }

  #post(message) {
    this.#frameWindow()?.postMessage({ localminis: PROTOCOL, ...message }, this.#origin);
  }
}
