// The host's end of the bridge: takes messages of exactly one frame and one origin, runs each call
// once, and answers it. Knows no sheet and no server; those are the handlers it is given.

import { failedResult, METHODS, PROTOCOL, readPageMessage } from "./protocol.js";

export const PLACEHOLDER_KEY = "your_client_key";

/**
 * @typedef {object} Handlers
 * @property {Record<string, (args: object, signal: AbortSignal) => Promise<object>>} methods
 * @property {(hello: {client_key: string, sdk: string}) => void} onHello
 * @property {(entry: object) => void} onLog
 * @property {(page: {url: string, title: string}) => void} onPage
 * @property {(call: {method: string, args: object}) => (result: object) => void} onCall starts a log
 *   row and returns what completes it.
 * @property {(text: string) => void} onOddity something that a correct page does not do.
 */

export class Bridge {
  #frameWindow;
  #origin;
  #clientKey;
  #handlers;
  #timers;
  #document = new AbortController();
  #saidHello = false;
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
    if (type === "hello") this.#hello(fields);
    else if (type === "call") this.#call(fields);
    else if (type === "log") this.#handlers.onLog(fields.entry);
    else if (type === "page") this.#handlers.onPage(fields);
  }

  /** Raise an event such as `minis.hide` in the page. */
  emit(name, data = {}) {
    if (this.#saidHello) this.#post({ type: "event", name, data });
  }

  #begin(saidHello) {
    this.#document.abort();
    this.#document = new AbortController();
    this.#saidHello = saidHello;
    this.#keyProblem = "";
  }

  #hello(hello) {
    // A new document starts its numbering at 1 again, so answers to the old one must never arrive.
    this.#begin(true);
    if (hello.client_key.includes(PLACEHOLDER_KEY)) {
      this.#handlers.onOddity(
        `TTMinis.init still has the placeholder clientKey. Put your own there; ${this.#clientKey} is used.`,
      );
    } else if (hello.client_key !== this.#clientKey) {
      this.#keyProblem = `TTMinis.init has clientKey ${JSON.stringify(hello.client_key)}, and this `
        + `simulator shows ${JSON.stringify(this.#clientKey)}. Use the same key in both.`;
      this.#handlers.onOddity(this.#keyProblem);
    }
    this.#handlers.onHello(hello);
    this.emit("minis.launch");
    this.emit("minis.show");
  }

  async #call({ id, method, args }) {
    if (!Object.hasOwn(METHODS, method)) {
      this.#handlers.onOddity(`The page called ${method.slice(0, 80)}, which this simulator does not have.`);
      return;
    }
    const document = this.#document;
    const complete = this.#handlers.onCall({ method, args });
    const result = await this.#run(method, args, document.signal);
    complete(result);
    if (!document.signal.aborted) this.#post({ type: "reply", id, result });
  }

  async #run(method, args, gone) {
    const refuse = (reason, text) => failedResult(method, args, reason, text);
    if (!this.#saidHello) return refuse("user_error", "Call TTMinis.init before anything else.");
    if (this.#keyProblem) return refuse("user_error", this.#keyProblem);
    const { required, host_timeout_ms: timeoutMs } = METHODS[method];
    const empty = required.find((name) => typeof args[name] !== "string" || args[name] === "");
    if (empty) return refuse("parameter_empty", `${method} needs ${empty}, a string that is not empty.`);

    const call = new AbortController();
    const stopped = new Promise((resolve) => {
      call.signal.addEventListener("abort", () => resolve(
        gone.aborted
          ? refuse("internal", "The page was left before the call ended.")
          : refuse("timeout", `Nobody answered ${method} in ${timeoutMs / 1000} s.`),
      ));
    });
    const abort = () => call.abort();
    const timer = this.#timers.setTimeout(abort, timeoutMs);
    gone.addEventListener("abort", abort);
    try {
      return await Promise.race([this.#handlers.methods[method](args, call.signal), stopped]);
    } catch (problem) {
      console.error(problem);
      return refuse("internal", "The simulator failed; its browser console says where.");
    } finally {
      this.#timers.clearTimeout(timer);
      gone.removeEventListener("abort", abort);
    }
  }

  #post(message) {
    this.#frameWindow()?.postMessage({ localminis: PROTOCOL, ...message }, this.#origin);
  }
}
