// The drama flavour: window.TTMinis with the methods that this simulator answers.
// A fragment that follows core.js inside one strict function. Only `init` exists before init;
// what is not simulated yet is absent, so that feature checks in pages tell the truth.

const METHODS = Object.freeze({
  login: {
    name: "login",
    errorPrefix: 102,
    timeoutMs: 30_000,
    options: ["scope", "returnScopes"],
    required: [],
    isResult: (result) => typeof result.authResponse?.code === "string",
    failed: (error) => ({ authResponse: null, error }),
    flatten: (result) => ({ ...result.authResponse }),
  },
  pay: {
    name: "pay",
    errorPrefix: 115,
    timeoutMs: 600_000,
    options: ["trade_order_id", "log_extra"],
    required: ["trade_order_id"],
    isResult: (result) => typeof result.is_success === "boolean",
    failed: (error, options) => ({
      is_success: false,
      trade_order_id: options.trade_order_id ?? null,
      error,
    }),
    flatten: (result) => result,
  },
});

const ERROR_FIELDS = { error_code: {}, error_msg: {}, error_extra: {} };

// What canIUse knows, as a tree along its grammar: api.part.field.option.
const CAPABILITIES = {
  init: { object: { clientKey: {} } },
  canIUse: {},
  login: {
    success: { code: {} },
    callback: { authResponse: { code: {} }, error: ERROR_FIELDS },
  },
  pay: {
    object: { trade_order_id: {}, log_extra: {} },
    success: { is_success: {}, trade_order_id: {} },
    callback: { is_success: {}, trade_order_id: {}, error: ERROR_FIELDS },
  },
  on: { callback: { data: {} } },
  off: {},
};

const EVENTS = ["minis.launch", "minis.show", "minis.hide", "minis.destroy", "minis.share"];

/** Say whether a path such as `login.success.code` is known; unknown paths are false (assumed). */
function canIUse(path) {
  if (typeof path !== "string") return false;
  let node = CAPABILITIES;
  for (const step of path.split(".")) {
    if (!Object.hasOwn(node, step)) return false;
    node = node[step];
  }
  return true;
}

/** Tell a person who opened the page outside the simulator where to go, without breaking the page. */
function showStandaloneBanner(clientKey) {
  const banner = document.createElement("div");
  banner.setAttribute("role", "status");
  Object.assign(banner.style, {
    position: "fixed", insetInline: "12px", bottom: "12px", zIndex: "2147483647",
    display: "flex", gap: "12px", alignItems: "center", padding: "10px 14px", borderRadius: "12px",
    background: "#17181c", color: "#f4f4f6", font: "14px/1.4 system-ui, sans-serif",
    boxShadow: "0 8px 30px rgb(0 0 0 / 0.35)",
  });
  const text = document.createElement("span");
  text.style.flex = "1";
  text.textContent = "TTMinis calls are answered inside the simulator. ";
  const link = document.createElement("a");
  link.href = `${HOST_ORIGIN}/simulator/${encodeURIComponent(clientKey)}`;
  link.textContent = "Open the simulator";
  link.style.color = "#ffc46b";
  text.append(link);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Dismiss";
  Object.assign(close.style, {
    font: "inherit", color: "inherit", background: "transparent", padding: "4px 10px",
    border: "1px solid rgb(255 255 255 / 0.3)", borderRadius: "8px", cursor: "pointer",
  });
  close.addEventListener("click", () => banner.remove());
  banner.append(text, close);
  const attach = () => document.body.append(banner);
  if (document.body) attach();
  else document.addEventListener("DOMContentLoaded", attach, { once: true });
}

/** Make the object that becomes window.TTMinis. */
function createDrama() {
  const listeners = new Listeners();
  const link = new HostLink((name, data) => listeners.emit(name, data));
  const warned = new Set();
  let clientKey = "";

  const warnOnce = (about, text) => {
    if (!warned.has(about)) console.warn(`TTMinis: ${text}`);
    warned.add(about);
  };

  const invoke = (method, first, second) => {
    const dialect = readDialect(first, second);
    if (dialect.handlers) {
      warnOnce(method.name, `${method.name} was called with success, fail or complete; `
        + "the newest documentation passes a callback first.");
    }
    const result = perform(link, clientKey, method, dialect.options);
    result.then((value) => answer(method, dialect, value));
    return result;
  };

  const afterInit = {
    canIUse,
    login: (first, second) => invoke(METHODS.login, first, second),
    pay: (first, second) => invoke(METHODS.pay, first, second),
    on(eventName, callback) {
      if (typeof callback !== "function") {
        console.error("TTMinis.on needs a function as its second argument.");
        return "";
      }
      if (!EVENTS.includes(eventName)) {
        warnOnce(`on ${eventName}`, `${eventName} is not an event that the platform documents.`);
      }
      return listeners.add(eventName, callback);
    },
    off: (eventName, callbackId) => listeners.remove(eventName, callbackId),
  };

  const api = {
    init(options) {
      const given = isRecord(options) ? options.clientKey : undefined;
      if (clientKey) {
        if (given !== clientKey) {
          console.warn(`TTMinis.init was called again with clientKey ${JSON.stringify(given)}; `
            + `${JSON.stringify(clientKey)} stays.`);
        }
        return;
      }
      clientKey = typeof given === "string" ? given.trim() : "";
      Object.assign(api, afterInit);
      if (!clientKey) {
        console.error("TTMinis.init needs { clientKey }, a string that is not empty.");
      }
      if (link.isFramed) link.post("hello", { client_key: clientKey, sdk: "drama" });
      else showStandaloneBanner(clientKey);
    },
  };
  return api;
}

// A page may carry the tag twice; the second run must not throw the initialised object away.
if (window.TTMinis) console.warn("The TTMinis SDK was loaded twice; the first one stays.");
else window.TTMinis = createDrama();
