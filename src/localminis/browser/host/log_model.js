// The rows of the log panel without a document: what is kept, what is shown, how a row reads.

import { FIXES } from "./tables.js";

export const MAX_ROWS = 2000;

const USER_CANCEL_SUFFIX = 601;
const SECOND_MS = 1000;

/** Kinds in the order of the filter buttons: how one is called, how many, and what would be there. */
export const KINDS = Object.freeze({
  sdk: { one: "SDK", many: "SDK", about: "Every call of TTMinis, with its arguments, its result and how long it took." },
  network: { one: "Network", many: "Network", about: "What the page requests, and by which rule it may. A row opens, and gives the request as cURL." },
  restriction: { one: "Restriction", many: "Refused", about: "What the platform forbids and the page tried, with file, line and cure. Nothing was refused so far." },
  console: { one: "Console", many: "Console", about: "What the page writes to its console, and errors that nobody caught." },
  storage: { one: "Storage", many: "Storage", about: "What the page keeps in localStorage and sessionStorage." },
  lifecycle: { one: "Lifecycle", many: "Lifecycle", about: "minis.launch, minis.show, minis.hide, minis.destroy and what else the page is told." },
  webhook: { one: "Webhook", many: "Webhooks", about: "Every attempt to reach the app's webhook address, with what the backend answered." },
  notice: { one: "Notice", many: "Notices", about: "What the simulator itself has to say." },
});
const EVERYTHING = "Calls, refusals, console output and webhooks appear here.";

/** The buttons above the log: everything, what went wrong, and each kind. */
export const FILTERS = Object.freeze({
  all: { many: "All", about: EVERYTHING },
  problem: { many: "Problems", about: "Everything that failed, was refused or needs a look. There is nothing of the kind." },
  ...KINDS,
});

const isProblem = ({ level }) => level === "warn" || level === "error";
/** Say whether a row belongs under a filter's button. */
export const isUnder = (filter, row) =>
  filter === "all" || (filter === "problem" ? isProblem(row) : row.kind === filter);

/**
 * @typedef {object} Row
 * @property {number} id
 * @property {Date} at
 * @property {keyof typeof KINDS} kind
 * @property {"info" | "ok" | "warn" | "error" | "pending"} level
 * @property {string} text
 * @property {string} note a short remark at the end of the line, such as a duration or a place.
 * @property {Record<string, unknown>} [details] what opens below the line.
 */

export class LogModel {
  #nextId = 1;
  /** @type {Row[]} */
  rows = [];
  kind = "all";
  search = "";
  onAdd = () => {};
  onUpdate = () => {};
  /** Called with the rows that had to go. */
  onDrop = () => {};
  /** Gives what the checker found for a rule, so that a refusal names its place in the source. */
  findingsOf = () => [];

  /** @param {() => Date} [now] */
  constructor(now = () => new Date()) {
    this.now = now;
  }

  /**
   * Add a row where its time puts it: what is heard of later may have happened before the rest.
   * @param {Partial<Row>} row @returns {Row}
   */
  add(row) {
    const kept = { id: this.#nextId++, at: this.now(), level: "info", note: "", ...row };
    // The platform keeps whole seconds: what happened in one comes after this page's own rows of it.
    const before = Number(kept.at) + SECOND_MS;
    const at = row.at ? this.rows.findLastIndex((each) => each.at < before) + 1 : this.rows.length;
    const next = this.rows[at];
    this.rows.splice(at, 0, kept);
    this.onAdd(kept, next);
    if (this.rows.length > MAX_ROWS) this.onDrop(this.rows.splice(0, this.rows.length - MAX_ROWS));
    return kept;
  }

  /** @param {Row} row @param {Partial<Row>} changes */
  update(row, changes) {
    Object.assign(row, changes);
    if (this.rows.includes(row)) this.onUpdate(row);
  }

  clear() {
    this.onDrop(this.rows.splice(0));
  }

  /** Say whether the filters let a row through. */
  isShown(row) {
    if (!isUnder(this.kind, row)) return false;
    const wanted = this.search.trim().toLowerCase();
    if (!wanted) return true;
    const details = row.details ? JSON.stringify(row.details) : "";
    return `${row.text} ${row.note} ${details}`.toLowerCase().includes(wanted);
  }

  /** Say what would be in the log, or why nothing of it is seen. */
  get emptiness() {
    const wanted = this.search.trim();
    const isThere = this.rows.some((row) => isUnder(this.kind, row));
    return wanted && isThere ? `No row has “${wanted}”.` : FILTERS[this.kind].about;
  }

  /** Add a row for a call of the page; the returned function completes it with the result. */
  addCall({ method, args, caller = "" }) {
    const started = this.now();
    const row = this.add({
      kind: "sdk",
      level: "pending",
      text: `${method}(${Object.keys(args).length ? JSON.stringify(args) : ""})`,
      note: "waiting …",
      details: { arguments: args, ...(caller ? { caller } : {}) },
    });
    return (result) => {
      const took = formatDuration(this.now() - started);
      if (result.silence) {
        this.update(row, { level: "warn", note: `no callback · ${took}` });
        return;
      }
      const code = result.error?.error_code;
      // A person who changes their mind is no fault of the page.
      const level = code % 1000 === USER_CANCEL_SUFFIX ? "warn" : "error";
      this.update(row, {
        level: code ? level : "ok",
        note: code ? `${code} · ${took}` : took,
        details: { ...row.details, result },
      });
    };
  }

  /** Add a row for an entry that the page's shim reported. */
  addEntry(entry) {
    const isRestriction = entry.kind === "restriction";
    // What is empty says nothing: a request that was answered has no failure.
    const details = Object.fromEntries(Object.entries(entry.details ?? {}).filter(([, value]) => value !== "" && value !== null));
    for (const name of ["rule", "blocked"]) if (entry[name]) details[name] = entry[name];
    if (isRestriction && Object.hasOwn(FIXES, entry.rule ?? "")) details.fix ??= FIXES[entry.rule];
    const row = this.add({
      kind: entry.kind,
      level: entry.level ?? (isRestriction ? "error" : "info"),
      text: wordsOf(entry),
      note: noteOf(entry),
      details: Object.keys(details).length ? details : undefined,
    });
    if (isRestriction) this.#join(row);
  }

  /** Name what the check has found beside the refusals that are there: a page is quicker than it. */
  join() {
    for (const row of this.rows) if (row.kind === "restriction") this.#join(row);
  }

  #join(row) {
    const found = this.findingsOf(row.details?.rule);
    if (!found.length) return;
    const found_in_source = found.map(({ code, path, line }) => `${path}:${line} (${code})`).join("\n");
    if (row.details.found_in_source !== found_in_source) this.update(row, { details: { ...row.details, found_in_source } });
  }
}

function wordsOf({ kind, rule, text }) {
  if (kind === "restriction" && rule) return `${rule}: ${text}`;
  // The SDK writes a function's place as a word in quotes.
  return kind === "sdk" ? text.replaceAll('"function"', "ƒ") : text;
}

function noteOf(entry) {
  if (entry.kind === "network") return networkNote(entry.details);
  // What the page says of itself: no call came here.
  return entry.kind === "sdk" ? "in the page" : formatPlace(entry);
}

const networkNote = ({ status, failure, verdict, duration_ms } = {}) =>
  [status || failure, verdict, duration_ms === undefined ? "" : formatDuration(duration_ms)].filter(Boolean).join(" · ");

// How curl is told what it asks for; another method is named to it.
const CURL_WAYS = { GET: [], HEAD: ["--head"], EventSource: ["--no-buffer"] };

/** Say whether a request can be written as a command line: a socket cannot. */
export const hasCurl = ({ method } = {}) => method !== "WebSocket";

/** Write a request of the network panel as a command line. */
export function asCurl({ method, url, headers = {}, body, body_missing }) {
  const quoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
  const parts = ["curl", ...(CURL_WAYS[method] ?? ["-X", method]), quoted(url)];
  for (const [name, value] of Object.entries(headers)) parts.push("-H", quoted(`${name}: ${value}`));
  if (body !== undefined) parts.push("--data-raw", quoted(body));
  if (body_missing) parts.push(`# The body is not all here: ${body_missing}.`);
  return parts.join(" ");
}

/** Write the rows as JSON for a file, oldest first. */
export function asExport(rows) {
  return JSON.stringify(rows.map(({ id, at, ...rest }) => ({ at: at.toISOString(), ...rest })), null, 2);
}

/** Write where something happened as `file:line:column`. */
export function formatPlace({ file, line, column }) {
  return [file, line, column].filter((part) => part !== undefined && part !== "").join(":");
}

/** Write a time of day by this computer's clock, and its milliseconds; whole seconds have none. */
export function formatTime(at) {
  const part = (value, digits = 2) => String(value).padStart(digits, "0");
  const milliseconds = at.getMilliseconds();
  return [
    `${part(at.getHours())}:${part(at.getMinutes())}:${part(at.getSeconds())}`,
    milliseconds ? `.${part(milliseconds, 3)}` : "",
  ];
}

/** Write milliseconds for people: `34 ms`, `2.1 s`. */
export function formatDuration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
