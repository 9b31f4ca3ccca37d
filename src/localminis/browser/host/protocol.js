// Names and shapes of the messages between page and host, and the checks of what a page sends.
// spec/bridge.py holds the same tables; a test compares them.

export const PROTOCOL = 1;

export const PAGE_MESSAGES = Object.freeze({
  hello: ["client_key", "sdk"],
  call: ["id", "method", "args"],
  log: ["entry"],
  page: ["url", "title"],
});

export const HOST_MESSAGES = Object.freeze({
  reply: ["id", "result"],
  event: ["name", "data"],
});

export const METHODS = Object.freeze({
  login: { arguments: ["scope", "returnScopes"], required: [], host_timeout_ms: 25000 },
  pay: { arguments: ["trade_order_id", "log_extra"], required: ["trade_order_id"], host_timeout_ms: 590000 },
});

export const EVENTS = Object.freeze([
  "minis.launch", "minis.show", "minis.hide", "minis.destroy", "minis.share",
]);

export const LOG_KINDS = Object.freeze(["restriction", "console", "notice"]);
export const LOG_LEVELS = Object.freeze(["info", "warn", "error"]);

// The same numbers as spec/error_codes.py.
const ERROR_PREFIX = Object.freeze({ login: 102, pay: 115 });
const ERROR_SUFFIX = Object.freeze({
  parameter_empty: 101,
  timeout: 302,
  internal: 502,
  user_error: 600,
  user_cancel: 601,
  third_party: 602,
});

const MAX_TEXT = 8000;

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";

const FIELD_CHECKS = {
  client_key: isText,
  sdk: isText,
  id: (value) => Number.isSafeInteger(value) && value > 0,
  method: isText,
  args: isRecord,
  entry: (value) => isRecord(value) && LOG_KINDS.includes(value.kind) && isText(value.text),
  url: isText,
  title: isText,
};

/**
 * Read a message of a page.
 * @param {unknown} message what arrived.
 * @returns {object | null} the message with its known fields only, or null when its shape is wrong.
 */
export function readPageMessage(message) {
  if (!isRecord(message) || message.localminis !== PROTOCOL) return null;
  if (!isText(message.type) || !Object.hasOwn(PAGE_MESSAGES, message.type)) return null;
  const fields = PAGE_MESSAGES[message.type];
  if (!fields.every((name) => FIELD_CHECKS[name](message[name]))) return null;
  const known = Object.fromEntries(fields.map((name) => [name, message[name]]));
  if (message.type === "log") known.entry = readLogEntry(message.entry);
  return { type: message.type, ...known };
}

/** Keep the known fields of a log entry, each with its type, texts cut to a bearable length. */
function readLogEntry(entry) {
  const text = (value) => (isText(value) ? value.slice(0, MAX_TEXT) : undefined);
  const number = (value) => (Number.isSafeInteger(value) && value > 0 ? value : undefined);
  return {
    kind: entry.kind,
    level: LOG_LEVELS.includes(entry.level) ? entry.level : undefined,
    rule: text(entry.rule),
    text: text(entry.text),
    file: text(entry.file),
    line: number(entry.line),
    column: number(entry.column),
    blocked: text(entry.blocked),
  };
}

/** Build the error object that an SDK result carries. */
export function sdkError(method, reason, message, extra = {}) {
  return {
    error_code: ERROR_PREFIX[method] * 1000 + ERROR_SUFFIX[reason],
    error_msg: message,
    error_extra: extra,
  };
}

/** Build the whole failed result of one method; the shapes differ (contract client-sdk §4). */
export function failedResult(method, args, reason, message, extra) {
  const error = sdkError(method, reason, message, extra);
  if (method === "login") return { authResponse: null, error };
  return { is_success: false, trade_order_id: args.trade_order_id ?? null, error };
}
