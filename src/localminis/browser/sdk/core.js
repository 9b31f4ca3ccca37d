// The connection to the simulator and the calling conventions, the same for every flavour.
// A fragment: the server joins it with tables.js and a flavour inside one strict function, so these
// names are local to the SDK. Every message is checked for origin, source and shape; every call has
// a time-out, but for those that the simulator says it will never answer.

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

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** How the simulated phone is set: what stands in window.name, and since then what the host said. */
const phone = {
  library_version: LIBRARY_VERSIONS.at(-1),
  is_strict: false,
  disabled: [],
  native_video: "off",
  capsule: { width: 0, height: 0, top: 0, right: 0, bottom: 0, left: 0 },
  device: { bottomHeight: 0 },
  network: "online",
  launch: { scene: "", query: {} },
  system: {},
};

/** Told of every change of the phone. */
const phoneWatchers = new Set();

/** Take in the settings that the host sent; what has another type stays as it is. */
function setPhone(settings) {
  if (!isRecord(settings)) return;
  for (const [name, value] of Object.entries(phone)) {
    const given = settings[name];
    if (typeof given === typeof value && Array.isArray(given) === Array.isArray(value)) {
      phone[name] = given;
    }
  }
  for (const watcher of phoneWatchers) watcher();
}

try {
  const name = String(window.name ?? "");
  if (name.startsWith(PHONE_NAME_PREFIX)) setPhone(JSON.parse(name.slice(PHONE_NAME_PREFIX.length)));
} catch {
  // Somebody else's name for the window: the phone stays as it is by default.
}

/** Say whether the simulated client has what came with a library version. */
function isInClient(since) {
  const at = LIBRARY_VERSIONS.indexOf(phone.library_version);
  // A version of the other flavour's library: the page says with its hello which it is.
  return at < 0 || LIBRARY_VERSIONS.indexOf(since) <= at;
}

/** Every path that canIUse knows, with the library version that brought it. */
const SINCE = new Map(
  Object.entries(PATHS).flatMap(([version, line]) => line.split(" ").map((path) => [path, version])),
);

/** Say whether the simulated client knows a path such as `login.success.code`. */
function canIUse(path) {
  const since = typeof path === "string" ? SINCE.get(path) : undefined;
  if (since === undefined) return false;
  const name = path.split(".", 1)[0];
  if (phone.disabled.includes(name) || (phone.is_strict && OLD_NAMES.includes(name))) return false;
  return isInClient(since);
}

/** Name the place in the page that called, as `file:line:column`. */
function callerPlace() {
  const places = String(new Error().stack).matchAll(/((?:https?|blob):[^\s()]+?):(\d+):(\d+)/g);
  for (const [, file, line, column] of places) {
    if (file !== SCRIPT?.src) return `${file.replace(location.origin, "")}:${line}:${column}`;
  }
  return "";
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
  call(method, args, timeoutMs, caller = "") {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        resolve(null);
      }, timeoutMs);
      this.#pending.set(id, {
        forget: () => clearTimeout(timer),
        settle: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
      });
      try {
        this.post("call", { id, method, args, caller });
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
      const call = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      call?.settle(isRecord(message.result) ? message.result : {});
    } else if (message.type === "forget" && Number.isInteger(message.id)) {
      this.#pending.get(message.id)?.forget();
      this.#pending.delete(message.id);
    } else if (message.type === "phone") {
      setPhone(message.settings);
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

/** Build the error object of a failed result; a reason that is a number is the code itself. */
function sdkError(name, reason, message, extra = {}) {
  return {
    error_code: typeof reason === "number" ? reason : METHODS[name].prefix * 1000 + ERROR_SUFFIX[reason],
    error_msg: message,
    error_extra: extra,
  };
}

/** Build the whole failed result of one method; the shapes differ (contract client-sdk §4). */
function failedResult(name, options, reason, message) {
  const { flag, echo } = METHODS[name];
  const error = sdkError(name, reason, message);
  if (flag === "authResponse") return { authResponse: null, error };
  const result = flag === null || flag === "is_sufficient" ? {} : { [flag]: false };
  for (const field of echo) result[field] = options[field] ?? null;
  return { ...result, error };
}

/** Say whether the host's answer has the documented shape. */
function isResultOf(name, result) {
  if (isRecord(result.error)) return true;
  const { flag } = METHODS[name];
  if (flag === "authResponse") return typeof result.authResponse?.code === "string";
  return flag === null || typeof result[flag] === "boolean";
}

const HANDLERS = ["success", "fail", "complete"];

/**
 * Tell the ways of calling apart (contract client-sdk §2.3): callback first, or last, or among the
 * options, as the method's own documentation has it; one object with success, fail or complete; and
 * no callback at all, for callers that await the promise.
 */
function readDialect(name, first, second) {
  const { call } = METHODS[name];
  if (typeof first === "function") {
    return { callback: first, options: isRecord(second) ? second : {}, isNewest: call === "callback" };
  }
  const options = isRecord(first) ? first : {};
  const handlers = HANDLERS.some((each) => typeof options[each] === "function") ? options : null;
  const callback = typeof second === "function" ? second : options.callback;
  const isNewest = call === "object" || (call !== "callback" && !handlers);
  return { callback: typeof callback === "function" ? callback : undefined, handlers, options, isNewest };
}

/** What `fail` gets. Games have it nested or flat, and both while the SDK is tolerant. */
function failureFor(name, error) {
  const { fail } = METHODS[name];
  const nested = fail !== "flat" || !phone.is_strict ? { error } : {};
  if (!fail || (fail === "nested" && phone.is_strict)) return nested;
  return { ...nested, error_code: error.error_code, error_msg: error.error_msg };
}

/** Hand a result to the caller, in its own dialect, each function once and after the call returned. */
function answer(name, dialect, result) {
  const run = (callback, ...values) => {
    // In a task of its own, so that an exception of the page reaches the page's error handlers.
    if (typeof callback === "function") queueMicrotask(() => callback(...values));
  };
  run(dialect.callback, result);
  if (!dialect.handlers) return;
  const { success, fail, complete } = dialect.handlers;
  if (result.error) run(fail, failureFor(name, result.error));
  else run(success, METHODS[name].flag === "authResponse" ? { ...result.authResponse } : result);
  run(complete);
}

const IS_GIVEN = {
  string: (value) => typeof value === "string" && value !== "",
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  any: (value) => value !== undefined && value !== null,
  record: isRecord,
  array: (value) => Array.isArray(value) && value.length > 0,
};

/** Say which required option is missing, as a sentence; undefined when none is. */
function missingOption(name, options) {
  for (const [field, kind] of Object.entries(METHODS[name].required)) {
    if (IS_GIVEN[kind](options[field])) continue;
    return `${name} needs ${field}${kind === "any" ? "" : `, a ${kind} that is not empty`}.`;
  }
  return undefined;
}

/** Lead a person into the simulator who opened the page outside; never breaks the page. */
function leadInside(clientKey) {
  const address = `${HOST_ORIGIN}/simulator/${encodeURIComponent(clientKey)}`;
  import(new URL("standalone.js", SCRIPT?.src || location.href).href)
    .then(({ showBanner }) => showBanner(address))
    .catch(() => console.warn(`TTMinis calls are answered inside the simulator: ${address}`));
}

const WORDS_MAX = 200;
const AGAIN_MS = 1000;
const reportedAt = new Map();

/** Write a value for the log: functions as a word, bytes as their number, texts cut short. */
function plain(value) {
  const cut = (_, each) => {
    if (typeof each === "string") return each.slice(0, WORDS_MAX);
    if (each instanceof ArrayBuffer || ArrayBuffer.isView(each)) return `${each.byteLength} bytes`;
    return typeof each === "function" ? "function" : each;
  };
  try {
    return JSON.parse(JSON.stringify(value, cut) ?? "null");
  } catch {
    return String(value);
  }
}

/** Log a call that no host answers; one that a page makes all the time is logged once a second. */
function report(link, name, given, result, caller) {
  if (!link.isFramed) return;
  const args = plain(given);
  const text = `${name}(${JSON.stringify(args).slice(1, -1)})`;
  const now = Date.now();
  if (now - reportedAt.get(text) < AGAIN_MS) return;
  if (reportedAt.size > WORDS_MAX) reportedAt.clear();
  reportedAt.set(text, now);
  const level = result?.error ? "error" : "info";
  link.post("log", { entry: { kind: "sdk", level, text, details: { arguments: args, result: plain(result), caller } } });
}

/** Make a call report itself. */
const reporting = (link, name, call) => (...given) => {
  const caller = callerPlace();
  try {
    const result = call(...given);
    report(link, name, given, result, caller);
    return result;
  } catch (problem) {
    report(link, name, given, { error: problem.message }, caller);
    throw problem;
  }
};

/** Run one asynchronous method from its arguments to its result; never throws, never rejects. */
async function perform(link, clientKey, name, options, caller) {
  const { options: names, timeoutMs } = METHODS[name];
  const refuse = (reason, message) => failedResult(name, options, reason, message);
  if (!clientKey) {
    return refuse("parameter_empty", "The SDK's init was called without a clientKey. Give it one.");
  }
  if (!link.isFramed) {
    return refuse("internal", `Open this page in the simulator: ${HOST_ORIGIN}/simulator/${clientKey}.`);
  }
  const missing = missingOption(name, options);
  if (missing) return refuse("parameter_empty", missing);
  const known = names.filter((each) => options[each] !== undefined);
  const args = Object.fromEntries(known.map((each) => [each, options[each]]));
  try {
    const result = await link.call(name, args, timeoutMs, caller);
    if (result === null) {
      return refuse("timeout", `The simulator did not answer ${name} in ${timeoutMs / 1000} s.`);
    }
    if (isResultOf(name, result)) return result;
    return refuse("internal", `The simulator answered ${name} with a result of unknown shape.`);
  } catch (problem) {
    return refuse("internal", `The options of ${name} cannot be sent: ${problem.message}`);
  }
}
