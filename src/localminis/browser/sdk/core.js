// The connection to the simulator and the calling conventions, the same for every flavour.
// A fragment: the server joins core.js and a flavour inside one strict function, so these names are
// local to the SDK. Every message is checked for origin, source and shape; every call has a time-out.

const PROTOCOL = 1;

const SCRIPT = document.currentScript;

/** Origin of the simulator: what the script tag says, else where this script came from. */
const HOST_ORIGIN = (() => {
  const stated = SCRIPT?.dataset?.host || SCRIPT?.src || location.href;
  try {
    return new URL(stated, location.href).origin;
  } catch {
    return location.origin;
  }
})();

// Numbers of contract client-sdk §2.2: three digits for the method, three for the reason. The
// prefixes of login and pay are assumed.
const ERROR_SUFFIX = Object.freeze({
  parameter_empty: 101,
  timeout: 302,
  internal: 502,
  user_error: 600,
  user_cancel: 601,
  third_party: 602,
});

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Build the error object of a failed result. */
function sdkError(method, reason, message, extra = {}) {
  return {
    error_code: method.errorPrefix * 1000 + ERROR_SUFFIX[reason],
    error_msg: message,
    error_extra: extra,
  };
}

/** The page's end of the bridge: numbered calls out, replies and events in. */
class HostLink {
  #pending = new Map();
  #nextId = 1;
  #onEvent;

  constructor(onEvent) {
    this.#onEvent = onEvent;
    window.addEventListener("message", (event) => this.#receive(event));
  }

  get isFramed() {
    return window.parent !== window;
  }

  post(type, fields) {
    window.parent.postMessage({ localminis: PROTOCOL, type, ...fields }, HOST_ORIGIN);
  }

  /** Ask the host; resolves with its result, or null when no answer came in time. */
  call(method, args, timeoutMs) {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        resolve(null);
      }, timeoutMs);
      this.#pending.set(id, (result) => {
        clearTimeout(timer);
        resolve(result);
      });
      try {
        this.post("call", { id, method, args });
      } catch (refusal) {
        // An option that cannot be cloned, such as a function inside `log_extra`.
        clearTimeout(timer);
        this.#pending.delete(id);
        reject(refusal);
      }
    });
  }

  #receive(event) {
    if (event.source !== window.parent || event.origin !== HOST_ORIGIN) return;
    const message = event.data;
    if (!isRecord(message) || message.localminis !== PROTOCOL) return;
    if (message.type === "reply" && Number.isInteger(message.id)) {
      const settle = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      settle?.(isRecord(message.result) ? message.result : {});
    } else if (message.type === "event" && typeof message.name === "string") {
      this.#onEvent(message.name, message.data ?? {});
    }
  }
}

/** Listeners of `minis.*` events, addressed by the id that `on` returned. */
class Listeners {
  #byId = new Map();
  #nextId = 1;

  add(eventName, callback) {
    const id = `listener_${this.#nextId++}`;
    this.#byId.set(id, { eventName, callback });
    return id;
  }

  remove(eventName, id) {
    return this.#byId.get(id)?.eventName === eventName && this.#byId.delete(id);
  }

  emit(eventName, data) {
    for (const listener of [...this.#byId.values()]) {
      // One listener that throws must not silence the next.
      if (listener.eventName === eventName) queueMicrotask(() => listener.callback({ data }));
    }
  }
}

const HANDLERS = ["success", "fail", "complete"];

/**
 * Tell the three ways of calling apart (contract client-sdk §2.3): callback first; one object with
 * success, fail or complete; and neither, for callers that await the promise (tolerated).
 */
function readDialect(first, second) {
  if (typeof first === "function") {
    return { callback: first, options: isRecord(second) ? second : {} };
  }
  const options = isRecord(first) ? first : {};
  const hasHandlers = HANDLERS.some((name) => typeof options[name] === "function");
  return { handlers: hasHandlers ? options : null, options };
}

/** Hand a result to the caller, in its own dialect, each function once and after the call returned. */
function answer(method, dialect, result) {
  const run = (callback, ...values) => {
    // In a task of its own, so that an exception of the page reaches the page's error handlers.
    if (typeof callback === "function") queueMicrotask(() => callback(...values));
  };
  run(dialect.callback, result);
  if (!dialect.handlers) return;
  const { success, fail, complete } = dialect.handlers;
  if (result.error) run(fail, { error: result.error });
  else run(success, method.flatten(result));
  run(complete);
}

/** Run one asynchronous method from its arguments to its result; never throws, never rejects. */
async function perform(link, clientKey, method, options) {
  const refuse = (reason, message) => method.failed(sdkError(method, reason, message), options);
  if (!clientKey) {
    return refuse("parameter_empty", "TTMinis.init was called without a clientKey. Give it one.");
  }
  if (!link.isFramed) {
    return refuse("internal", `Open this page in the simulator: ${HOST_ORIGIN}/simulator/${clientKey}.`);
  }
  for (const name of method.required) {
    if (typeof options[name] !== "string" || options[name] === "") {
      return refuse("parameter_empty", `${method.name} needs ${name}, a string that is not empty.`);
    }
  }
  const known = method.options.filter((name) => options[name] !== undefined);
  const args = Object.fromEntries(known.map((name) => [name, options[name]]));
  try {
    const result = await link.call(method.name, args, method.timeoutMs);
    if (result === null) {
      return refuse("timeout", `The simulator did not answer ${method.name} in ${method.timeoutMs / 1000} s.`);
    }
    if (isRecord(result.error) || method.isResult(result)) return result;
    return refuse("internal", `The simulator answered ${method.name} with a result of unknown shape.`);
  } catch (problem) {
    return refuse("internal", `The options of ${method.name} cannot be sent: ${problem.message}`);
  }
}
