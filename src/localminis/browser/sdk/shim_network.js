// Tells the simulator what the page requests, stores and connects to, and makes the network slow or
// absent when the simulated phone's is. Nothing is changed on the way of a request or its answer.

(() => {
  const host = document.currentScript?.dataset.host;
  if (!host || window.parent === window) return;

  const BODY_MAX = 2000;
  const CALLERS_MAX = 200;
  const SLOW_DELAY_MS = 1200;
  const post = (entry) => {
    try {
      window.parent.postMessage({ localminis: 1, type: "log", entry }, host);
    } catch {
      // A report must never break the page that it is about.
    }
  };
  const network = () => {
    try {
      return JSON.parse(window.name.replace(/^localminis:/, "")).network ?? "online";
    } catch {
      return "online";
    }
  };

  /** Say by which rule a request may pass; the browser itself refuses what may not. */
  const verdict = (url) => {
    if (url.origin === location.origin) return "own origin";
    if (["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) return "loopback";
    return "trusted domain";
  };
  /** Describe a body: its text, and what of it is missing here. */
  const bodyOf = (body) => {
    if (body === undefined || body === null) return {};
    if (typeof body !== "string" && !(body instanceof URLSearchParams)) {
      return { body_missing: `${body.constructor?.name ?? typeof body} is sent` };
    }
    const text = String(body);
    if (text.length <= BODY_MAX) return { body: text };
    return { body: text.slice(0, BODY_MAX), body_missing: `it has ${text.length} characters` };
  };
  /** The headers with the one that the browser adds for a body of text. */
  const sentWith = (headers, body) => {
    const isNamed = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
    return typeof body === "string" && !isNamed ? { ...headers, "content-type": "text/plain;charset=UTF-8" } : headers;
  };

  const remember = (url) => {
    if (callers.size >= CALLERS_MAX) callers.clear();
    callers.set(url.href, stackHere());
  };

  /** Begin a row; the returned function ends it with a status or a failure. */
  const begin = (method, address, headers, body) => {
    let url;
    try {
      url = new URL(address, location.href);
    } catch {
      return () => {};
    }
    if (url.pathname.startsWith("/__localminis__/")) return () => {};
    remember(url);
    const started = performance.now();
    let isRefused = false;
    let isTold = false;
    const refused = ({ effectiveDirective, blockedURI, disposition }) => {
      if (effectiveDirective !== "connect-src" || !url.href.startsWith(blockedURI)) return;
      if (disposition === "enforce") isRefused = true;
      else isTold = true;
    };
    document.addEventListener("securitypolicyviolation", refused);
    return (status, failure = "") => {
      const duration_ms = Math.round(performance.now() - started);
      const tell = () => {
        document.removeEventListener("securitypolicyviolation", refused);
        post({
          kind: "network",
          level: status && status < 400 ? "info" : "error",
          text: `${method} ${url.origin === location.origin ? url.pathname + url.search : url.href}`,
          details: {
            method, url: url.href, status, failure: isRefused ? "no trusted domain" : failure, duration_ms,
            verdict: isRefused ? "refused" : isTold ? "would be refused" : verdict(url),
            headers: sentWith(headers, body), ...bodyOf(body),
          },
        });
      };
      // A refusal is heard of last; an answer is told of before the page does anything with it.
      if (status) tell();
      else setTimeout(tell);
    };
  };

  const wait = async (signal) => {
    if (network() === "offline") throw new TypeError("Failed to fetch");
    if (network() !== "slow") return;
    await new Promise((resolve) => setTimeout(resolve, SLOW_DELAY_MS));
    signal?.throwIfAborted();
  };

  const nativeFetch = window.fetch;
  window.fetch = async function fetch(input, init) {
    const request = input instanceof Request ? input : null;
    const headers = Object.fromEntries(new Headers(init?.headers ?? request?.headers));
    const method = String(init?.method ?? request?.method ?? "GET").toUpperCase();
    const end = begin(method, request?.url ?? String(input), headers, init?.body);
    try {
      await wait(init?.signal ?? request?.signal);
      const response = await nativeFetch.apply(window, init === undefined ? [input] : [input, init]);
      end(response.status);
      return response;
    } catch (problem) {
      end(0, String(problem?.message ?? problem));
      throw problem;
    }
  };

  const { open, send, setRequestHeader } = XMLHttpRequest.prototype;
  const asked = new WeakMap();
  XMLHttpRequest.prototype.open = function patched(method, url, ...rest) {
    asked.set(this, { method: String(method).toUpperCase(), url: String(url), headers: {}, isAsync: rest[0] !== false });
    return open.call(this, method, url, ...rest);
  };
  XMLHttpRequest.prototype.setRequestHeader = function patched(name, value) {
    const about = asked.get(this);
    if (about) about.headers[name] = String(value);
    return setRequestHeader.call(this, name, value);
  };
  XMLHttpRequest.prototype.send = function patched(body) {
    const about = asked.get(this);
    if (!about) return send.call(this, body);
    const end = begin(about.method, about.url, about.headers, body);
    this.addEventListener("loadend", () => end(this.status, this.status ? "" : "The request failed."), { once: true });
    if (!about.isAsync || network() === "online") return send.call(this, body);
    wait().then(() => send.call(this, body), () => {
      this.dispatchEvent(new ProgressEvent("error"));
      this.dispatchEvent(new ProgressEvent("loadend"));
    });
    return undefined;
  };

  for (const [owner, name] of [[window, "WebSocket"], [window, "EventSource"]]) {
    if (typeof owner[name] !== "function") continue;
    owner[name] = new Proxy(owner[name], {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget);
        const end = begin(name, String(args[0]), {});
        made.addEventListener("open", () => end(name === "WebSocket" ? 101 : 200), { once: true });
        made.addEventListener("error", () => end(0, "The connection failed."), { once: true });
        return made;
      },
    });
  }

  // The browser tells nothing of a beacon's answer, so it has no row; its caller is remembered.
  const nativeBeacon = Navigator.prototype.sendBeacon;
  Navigator.prototype.sendBeacon = function sendBeacon(url, ...rest) {
    if (URL.canParse(url, location.href)) remember(new URL(url, location.href));
    return nativeBeacon.call(this, url, ...rest);
  };

  // Storage: what changes, and what is there when the page has loaded and come to rest. The first
  // touch takes the browser a while, so it is nobody's but the page's until then.
  const areas = () => ["localStorage", "sessionStorage"].flatMap((name) => {
    try {
      return [[name, window[name]]];
    } catch {
      return []; // Storage is blocked for this frame.
    }
  });
  // What vConsole keeps for itself is not the page's.
  const isPages = (key) => !String(key).startsWith("vConsole_");
  const named = (storage) => areas().find(([, each]) => each === storage)?.[0] ?? "storage";
  for (const name of ["setItem", "removeItem", "clear"]) {
    const native = Storage.prototype[name];
    Storage.prototype[name] = function patched(...given) {
      const answer = native.apply(this, given);
      if (!isPages(given[0])) return answer;
      const text = `${named(this)}.${name}(${given[0] === undefined ? "" : JSON.stringify(String(given[0]))})`;
      const details = name === "setItem" ? { value: String(given[1]).slice(0, BODY_MAX) } : undefined;
      post({ kind: "storage", level: "info", text, details });
      return answer;
    };
  }
  const listItems = () => {
    for (const [name, storage] of areas()) {
      const items = Object.fromEntries(Object.entries(storage).filter(([key]) => isPages(key)).map(([key, value]) => [key, String(value).slice(0, 200)]));
      const count = Object.keys(items).length;
      if (count) post({ kind: "storage", level: "info", text: `${name} has ${count} ${count === 1 ? "entry" : "entries"}`, details: items });
    }
  };
  window.addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(listItems));
})();
