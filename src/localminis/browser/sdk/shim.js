// Runs first in the app's page and tells the simulator what the browser refused, what the page
// logged and where it is. It refuses nothing itself but what browsers have no policy for: vibration,
// other windows, and frames without an address. The codes are those of spec/restrictions.py. Outside a frame it does nothing at all.
// A fragment: the server joins the shim's files inside one strict function.

// Who asked for an address, as a stack: the browser would name this script as the place.
const callers = new Map();

// Deeper than the browser's ten lines: vConsole and compiled code wrap what the page calls.
const STACK_MAX = 50;
const stackHere = () => {
  const usual = Error.stackTraceLimit;
  // Not by assignment, which throws where the page has frozen it.
  Reflect.set(Error, "stackTraceLimit", STACK_MAX);
  const { stack } = new Error();
  Reflect.set(Error, "stackTraceLimit", usual);
  return stack;
};

(() => {
  const script = document.currentScript;
  const host = script?.dataset.host;
  if (!host || window.parent === window) return;

  // "report" lets everything pass and tells what would be refused; "off" is silent about it.
  const mode = script.dataset.rules ?? "enforce";
  const TEXT_MAX = 2000;
  const SAMPLE_MAX = 40;
  const verb = mode === "report" ? "would be refused" : "was refused";
  const TITLES = {
    "eval": `eval() ${verb}`,
    "function-constructor": `The Function constructor ${verb}`,
    "string-timer": `A timer with a string ${verb}`,
    "foreign-script": `A script from elsewhere ${verb}`,
    "foreign-style": `A style sheet from elsewhere ${verb}`,
    "iframe": `An iframe ${verb}`,
    "untrusted-request": `A request to a host that is no trusted domain ${verb}`,
    "clipboard": "The page used the clipboard, which is forbidden",
    "geolocation": "The page asked for the device's location, which is forbidden",
    "vibration": "The page asked for vibration, which is forbidden",
    "navigation": "The page tried to leave the app, which is forbidden",
    "plugin": `An object or embed element ${verb}`,
    "foreign-form": `A form that leaves the app ${verb}`,
    "foreign-base": `A base address outside the app ${verb}`,
  };
  // By the start of the directive's name: script-src covers script-src-elem.
  const RULES = Object.entries({
    "script-src": "foreign-script",
    "worker-src": "foreign-script",
    "style-src": "foreign-style",
    "frame-src": "iframe",
    "connect-src": "untrusted-request",
    "object-src": "plugin",
    "form-action": "foreign-form",
    "base-uri": "foreign-base",
  });

  const post = (type, fields) => {
    try {
      window.parent.postMessage({ localminis: 1, type, ...fields }, host);
    } catch {
      // A report must never break the page that it is about.
    }
  };
  post("begin", {});
  const log = (entry) => post("log", { entry: { ...entry, text: entry.text.slice(0, TEXT_MAX) } });

  // Scripts of ours stand between the page and the browser: this one, the SDK, vConsole.
  const ownScripts = new URL("/__localminis__/", script.src).href;
  const isOwn = (address) => String(address).startsWith(ownScripts);

  /** Name a place; an address of the page's own origin is shortened to its path. */
  const place = (address, line, column) => {
    if (!address) return {};
    let file = String(address);
    try {
      const url = new URL(address, location.href);
      // The document is named as the file it is, or its inline code would be at "/:10:3".
      const path = url.pathname.replace(/\/$/, "/index.html");
      file = url.origin === location.origin ? path : url.href;
    } catch {
      // Not an address: shown as it is.
    }
    return { file, line: Number(line) || 0, column: Number(column) || 0 };
  };

  /** Find the first place in a stack that is not in a script of ours. */
  const placeInStack = (stack) => {
    const places = String(stack).matchAll(/((?:https?|blob|data):[^\s()]+?):(\d+):(\d+)/g);
    for (const [, file, line, column] of places) {
      if (!isOwn(file)) return place(file, line, column);
    }
    return {};
  };
  const caller = () => placeInStack(stackHere());

  const restriction = (rule, where, blocked, detail = blocked, details = undefined) => {
    if (mode === "off") return;
    const text = `${TITLES[rule]}: ${detail}`;
    const level = mode === "report" ? "warn" : "error";
    log({ kind: "restriction", level, rule, text, ...where, blocked: String(blocked).slice(0, TEXT_MAX), details });
  };

  /** Put a function of ours before one of the browser's, which keeps its name and prototype. */
  const wrap = (owner, name, apply) => {
    if (typeof owner?.[name] === "function") owner[name] = new Proxy(owner[name], { apply });
  };

  // Code made at run time. What passes through here reports itself, because the browser would name
  // this script as the place. eval() is left alone: in a wrapper it would lose its scope.
  const withReport = (args, make) => {
    const tell = () =>
      restriction("function-constructor", caller(), "eval", String(args.at(-1) ?? "").slice(0, SAMPLE_MAX));
    if (mode === "report") tell();
    try {
      return make();
    } catch (problem) {
      if (problem instanceof EvalError) tell();
      throw problem;
    }
  };
  const GuardedFunction = new Proxy(window.Function, {
    apply: (target, self, args) => withReport(args, () => Reflect.apply(target, self, args)),
    construct: (target, args, newTarget) =>
      withReport(args, () => Reflect.construct(target, args, newTarget)),
  });
  window.Function = GuardedFunction;
  Function.prototype.constructor = GuardedFunction;

  for (const name of ["setTimeout", "setInterval"]) {
    wrap(window, name, (target, self, args) => {
      const timer = Reflect.apply(target, self, args);
      // A refused timer has the number 0, which no running timer has.
      if ((timer === 0 || mode === "report") && args.length > 0 && typeof args[0] !== "function") {
        const code = JSON.stringify(String(args[0]).slice(0, SAMPLE_MAX));
        restriction("string-timer", caller(), "eval", `${name}(${code})`);
      }
      return timer;
    });
  }

  /** Find where the document names an address, for elements whose line the browser keeps back. */
  const nativeFetch = window.fetch.bind(window);
  const documentUrl = location.href;
  const placeInDocument = async (address) => {
    const text = await (await nativeFetch(documentUrl)).text();
    const written = [address, address.replace(/^https?:/, "")].find((each) => text.includes(each));
    if (!written) throw new RangeError(address);
    const before = text.slice(0, text.indexOf(written)).split("\n");
    return place(documentUrl, before.length, before.at(-1).length + 1);
  };

  /** Tell which setting cures a bundler's own eval(), when the refused script is wrapped in it. */
  const devServerAdvice = async (file) => {
    const text = await nativeFetch(file).then((answer) => answer.text()).catch(() => "");
    if (!text.includes("sourceURL=webpack")) return undefined;
    return {
      fix: "This eval() is webpack's wrapper around your modules, its default in development. "
        + "Set devtool: \"source-map\" in webpack.config.js, and build again.",
    };
  };

  document.addEventListener("securitypolicyviolation", async (event) => {
    const { blockedURI, effectiveDirective, sourceFile, lineNumber, columnNumber } = event;
    const isEval = blockedURI === "eval";
    const isOurs = event.originalPolicy.includes(`frame-ancestors ${host}`) || event.disposition === "report";
    if (event.disposition === "report" && mode !== "report") return;
    if (isEval && sourceFile === script.src) return;
    let where = isOwn(sourceFile)
      ? placeInStack(callers.get(blockedURI))
      : place(sourceFile || documentUrl, lineNumber, columnNumber);
    if (!where.line && /^https?:/.test(blockedURI)) {
      where = await placeInDocument(blockedURI).catch(() => where);
    }
    const found = RULES.find(([start]) => effectiveDirective.startsWith(start))?.[1];
    const rule = isEval ? "eval" : found;
    if (rule && isOurs) {
      const details = isEval ? await devServerAdvice(sourceFile) : undefined;
      restriction(rule, where, blockedURI, isEval ? event.sample : blockedURI, details);
    } else {
      const text = `The page's own policy refused ${blockedURI} (${effectiveDirective}).`;
      log({ kind: "notice", level: "warn", text, ...where });
    }
  });

  // Web APIs that are forbidden by name; the browser's own refusal follows, by Permissions-Policy.
  const reporting = (rule, api) => (target, self, args) => {
    restriction(rule, caller(), api);
    return Reflect.apply(target, self, args);
  };
  for (const name of ["read", "readText", "write", "writeText"]) {
    wrap(window.Clipboard?.prototype, name, reporting("clipboard", `navigator.clipboard.${name}`));
  }
  for (const name of ["getCurrentPosition", "watchPosition"]) {
    const api = `navigator.geolocation.${name}`;
    wrap(window.Geolocation?.prototype, name, reporting("geolocation", api));
  }
  wrap(window.Navigator?.prototype, "vibrate", (target, self, args) => {
    restriction("vibration", caller(), "navigator.vibrate");
    return mode === "enforce" ? false : Reflect.apply(target, self, args);
  });
  wrap(window.Document?.prototype, "execCommand", (target, self, args) => {
    const command = String(args[0]).toLowerCase();
    if (["copy", "cut", "paste"].includes(command)) {
      restriction("clipboard", caller(), `document.execCommand("${command}")`);
    }
    return Reflect.apply(target, self, args);
  });

  // Frames that the policy does not cover: those that bring their document along, or have none.
  const isCovered = (frame) => !frame.hasAttribute("srcdoc") && /^(https?|blob|data):/.test(frame.src);
  const isFrame = (node) => node instanceof HTMLIFrameElement;
  const refuseFrame = (frame) => {
    if (isCovered(frame)) return;
    const what = frame.hasAttribute("srcdoc") ? "srcdoc" : frame.src || "about:blank";
    restriction("iframe", {}, what, `an iframe with ${what}`);
    if (mode === "enforce") frame.remove();
  };
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (isFrame(node)) refuseFrame(node);
      else if (node instanceof Element) node.querySelectorAll("iframe").forEach(refuseFrame);
    }
  }).observe(document, { childList: true, subtree: true });
  if (mode === "enforce") {
    // Between being added and being taken out the page could reach in.
    for (const name of ["contentWindow", "contentDocument"]) {
      Object.defineProperty(HTMLIFrameElement.prototype, name, { get: () => null, configurable: true });
    }
  }

  // Leaving the app: other windows, and addresses outside of it.
  const isForeign = (address) => {
    const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
    return url !== null && /^https?:$/.test(url.protocol) && url.origin !== location.origin;
  };
  wrap(window, "open", (target, self, args) => {
    restriction("navigation", caller(), String(args[0] ?? ""), `window.open(${JSON.stringify(String(args[0] ?? ""))})`);
    return mode === "enforce" ? null : Reflect.apply(target, self, args);
  });
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a[href]") : null;
    const frame = link?.target ?? "";
    if (frame !== "" && frame !== "_self") restriction("navigation", {}, link.href, `a link with target ${frame}`);
  }, true);
  // Stopped before it begins: what the policy refuses later leaves an error page in the phone.
  window.navigation?.addEventListener("navigate", (event) => {
    if (!isForeign(event.destination.url)) return;
    const rule = event.formData ? "foreign-form" : "navigation";
    // Where nothing is stopped, the policy's own report names a form.
    if (mode === "enforce" || !event.formData) restriction(rule, caller(), event.destination.url);
    if (mode === "enforce" && event.cancelable) event.preventDefault();
  });

  // A worker from elsewhere is refused by the browser before any policy is asked.
  for (const name of ["Worker", "SharedWorker"]) {
    if (typeof window[name] !== "function") continue;
    window[name] = new Proxy(window[name], {
      construct(target, args, newTarget) {
        if (isForeign(String(args[0]))) restriction("foreign-script", caller(), String(args[0]));
        return Reflect.construct(target, args, newTarget);
      },
    });
  }

  // What the page says, and what goes wrong in it.
  const written = (value) => {
    try {
      if (value instanceof Error) return `${value.name}: ${value.message}`;
      const isPlain = typeof value !== "object" || value === null;
      return isPlain ? String(value) : (JSON.stringify(value) ?? String(value));
    } catch {
      return Object.prototype.toString.call(value);
    }
  };
  const tell = (level, text, where) => log({ kind: "console", level, text, ...where });
  const NAVIGATION = /permission to navigate|Unsafe attempt to initiate navigation/;
  const LEVELS = { debug: "info", log: "info", info: "info", warn: "warn", error: "error" };
  for (const [name, level] of Object.entries(LEVELS)) {
    wrap(console, name, (target, self, args) => {
      const where = caller();
      // vConsole's own facts of the page are no lines of the page's.
      if (where.file || args[0] !== "[system]") tell(level, args.map(written).join(" "), where);
      return Reflect.apply(target, self, args);
    });
  }
  window.addEventListener("error", (event) => {
    const where = place(event.filename, event.lineno, event.colno);
    if (NAVIGATION.test(event.message)) restriction("navigation", where, "top", event.message);
    else tell("error", String(event.message), where);
  });
  window.addEventListener("unhandledrejection", ({ reason }) => {
    tell("error", `Unhandled rejection: ${written(reason)}`, placeInStack(reason?.stack));
  });

  // What a person touches, so that a purchase's way begins there.
  window.addEventListener("click", ({ isTrusted, target }) => {
    if (!isTrusted || !(target instanceof Element)) return;
    const pressed = target.closest("button, a, [role], input, select") ?? target;
    const named = pressed.getAttribute("aria-label") || pressed.innerText || pressed.id || pressed.localName;
    const words = String(named).trim().replace(/\s+/g, " ");
    post("tap", { target: words.length > SAMPLE_MAX ? `${words.slice(0, SAMPLE_MAX - 1)}…` : words });
  }, true);

  // Where the page is.
  const announce = () => post("page", { url: location.href, title: document.title });
  document.addEventListener("DOMContentLoaded", announce);
  window.addEventListener("popstate", announce);
  window.addEventListener("hashchange", announce);
  for (const name of ["pushState", "replaceState"]) {
    wrap(history, name, (target, self, args) => {
      Reflect.apply(target, self, args);
      announce();
    });
  }

  // Requests to this machine pass while debugging only: said once for each origin.
  const noticed = new Set([location.origin]);
  new PerformanceObserver((entries) => {
    for (const { name, initiatorType } of entries.getEntries()) {
      const { origin, protocol, hostname } = new URL(name, location.href);
      const isRequest = ["fetch", "xmlhttprequest", "beacon"].includes(initiatorType);
      const isLoopback = protocol === "http:" && ["127.0.0.1", "localhost"].includes(hostname);
      if (!isRequest || !isLoopback || noticed.has(origin)) continue;
      noticed.add(origin);
      const rule = "are allowed while debugging; a release needs an https trusted domain";
      log({ kind: "notice", level: "info", text: `Requests to ${origin} ${rule}.` });
    }
  }).observe({ type: "resource", buffered: true });
})();
