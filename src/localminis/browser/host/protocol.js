// The checks of what a page sends, and the results that the host makes up itself. Names and shapes
// are in tables.js, which comes from spec/.

import { ERROR_SUFFIX, LOG_KINDS, LOG_LEVELS, METHODS, PAGE_MESSAGES, PROTOCOL } from "./tables.js";

export { METHODS, PROTOCOL };

const MAX_TEXT = 8000;

export const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";

const FIELD_CHECKS = {
  client_key: isText,
  sdk: isText,
  id: (value) => Number.isSafeInteger(value) && value > 0,
  method: isText,
  args: isRecord,
  caller: isText,
  entry: (value) => isRecord(value) && LOG_KINDS.includes(value.kind) && isText(value.text),
  url: isText,
  title: isText,
  target: isText,
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
    details: readDetails(entry.details),
  };
}

/** Keep details that are a record of a bearable size; what cannot be written as JSON is dropped. */
function readDetails(details) {
  if (!isRecord(details)) return undefined;
  try {
    const written = JSON.stringify(details);
    return written.length <= MAX_TEXT ? JSON.parse(written) : { too_long: written.slice(0, MAX_TEXT) };
  } catch {
    return undefined;
  }
}

/** Build the error object that an SDK result carries. */
export function sdkError(method, reason, message, extra = {}) {
  return {
    error_code: METHODS[method].prefix * 1000 + ERROR_SUFFIX[reason],
    error_msg: message,
    error_extra: extra,
  };
}

/** Wrap an error in the failed result of one method; the shapes differ (contract client-sdk §4). */
export function withError(method, args, error) {
  const { flag, echo } = METHODS[method];
  if (flag === "authResponse") return { authResponse: null, error };
  if (flag === null || flag === "is_sufficient") return { error };
  const echoed = Object.fromEntries(echo.map((name) => [name, args[name] ?? null]));
  return { [flag]: false, ...echoed, error };
}

/** Build the whole failed result of one method. */
export function failedResult(method, args, reason, message, extra) {
  // The calls of ads and of the player have flat errors and numbers of their own.
  if (METHODS[method].prefix === 0) return { error: { error_code: 50000, error_msg: message } };
  return withError(method, args, sdkError(method, reason, message, extra));
}

const IS_GIVEN = {
  string: (value) => isText(value) && value !== "",
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  any: (value) => value !== undefined && value !== null,
  record: isRecord,
  array: (value) => Array.isArray(value) && value.length > 0,
};

/** Name the first required option that is not given as it must be; undefined when all are. */
export function missingOption(method, args) {
  const { required } = METHODS[method];
  return Object.keys(required).find((name) => !IS_GIVEN[required[name]](args[name]));
}
