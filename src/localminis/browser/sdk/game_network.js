// Requests, sockets and subpackages of games. The browser itself refuses hosts that are no trusted
// domains, by the page's policy; here that gets the platform's number. A fragment of the SDK.

/** Watch for the browser's refusal of one address; `wasRefused` waits for its event to come. */
function watchPolicy(url) {
  let isRefused = false;
  const refused = ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective === "connect-src" && url.startsWith(blockedURI)) isRefused = true;
  };
  document.addEventListener("securitypolicyviolation", refused);
  return async () => {
    await new Promise((resolve) => setTimeout(resolve));
    document.removeEventListener("securitypolicyviolation", refused);
    return isRefused;
  };
}

const notTrusted = (url) => new GameRefusal(REQUEST_CODES.foreign,
  `${new URL(url).origin} is no trusted domain. Register it, and list it in minigame.config.json.`);

/** Turn `data` into a query or a body, as its method and content type have it. */
function prepare({ url, method = "GET", data, header = {}, signal }) {
  const headers = new Headers(header);
  const address = new URL(url, location.href);
  const verb = String(method).toUpperCase();
  const options = { method: verb, headers, signal };
  if (data === undefined || data === null) return { address, options };
  if (verb === "GET" || verb === "HEAD") {
    const given = isRecord(data) ? data : Object.fromEntries(new URLSearchParams(String(data)));
    for (const [name, value] of Object.entries(given)) address.searchParams.set(name, String(value));
  } else if (isRecord(data) && !ArrayBuffer.isView(data) && !(data instanceof ArrayBuffer)) {
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    const isForm = headers.get("content-type").includes("x-www-form-urlencoded");
    options.body = isForm ? new URLSearchParams(data) : JSON.stringify(data);
  } else options.body = Array.isArray(data) ? JSON.stringify(data) : data;
  return { address, options };
}

async function readBody(response, { dataType = "json", responseType }) {
  if (responseType === "arraybuffer") return response.arrayBuffer();
  const text = await response.text();
  if (dataType !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Send one request; throws a GameRefusal with one of the platform's numbers. */
async function sendRequest(given, abort) {
  const { address, options } = prepare({ ...given, signal: abort.signal });
  const wasRefused = watchPolicy(address.href);
  const timer = given.timeout > 0 ? setTimeout(() => abort.abort("timeout"), given.timeout) : 0;
  try {
    const response = await fetch(address, options);
    const data = await readBody(response, given);
    return { data, statusCode: response.status, header: Object.fromEntries(response.headers) };
  } catch (problem) {
    if (await wasRefused()) throw notTrusted(address);
    if (abort.signal.reason === "timeout") {
      throw new GameRefusal(REQUEST_CODES.timeout, `${address.href} did not answer in ${given.timeout} ms.`);
    }
    if (abort.signal.aborted) throw new GameRefusal(REQUEST_CODES.none, "The request was aborted.");
    throw new GameRefusal(REQUEST_CODES.none, `${address.href} gave no valid answer: ${problem.message}. `
      + "Check that it runs and answers with CORS headers for this page.");
  } finally {
    clearTimeout(timer);
    wasRefused();
  }
}

/** Open a WebSocket as a SocketTask; the address alone can be refused at once. */
function openSocket({ url, protocols = [] }, invoke) {
  const signals = { open: new Signal(), message: new Signal(), close: new Signal(), error: new Signal() };
  const address = new URL(url, location.href);
  const wasRefused = watchPolicy(address.href);
  const socket = new WebSocket(address, protocols);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => signals.open.emit({}));
  socket.addEventListener("message", ({ data }) => signals.message.emit({ data }));
  socket.addEventListener("close", ({ code, reason }) => signals.close.emit({ code, reason }));
  socket.addEventListener("error", async () => {
    const isRefused = await wasRefused();
    const problem = isRefused ? notTrusted(address)
      : new GameRefusal(REQUEST_CODES.none, `The connection to ${address.href} failed.`);
    signals.error.emit({ error_code: problem.reason, error_msg: problem.message });
  });
  return {
    send: (...given) => invoke("SocketTask.send", given, ({ data }) => {
      if (socket.readyState !== WebSocket.OPEN) throw new GameRefusal("user_error", "The socket is not open.");
      socket.send(data);
    }),
    close: (...given) => invoke("SocketTask.close", given, ({ code = 1000, reason = "" }) => socket.close(code, reason)),
    onOpen: (listener) => signals.open.add(listener),
    onMessage: (listener) => signals.message.add(listener),
    onClose: (listener) => signals.close.add(listener),
    onError: (listener) => signals.error.add(listener),
  };
}

/** Fetch the code of a subpackage, and tell of the bytes that have come. */
async function fetchSubpackage(name, progress) {
  const path = `${name}/game.js`;
  const response = await fetch(path);
  if (!response.ok) throw new GameRefusal("user_error", `The app has no ${path}, so no subpackage ${name}.`);
  const total = Number(response.headers.get("content-length")) || 0;
  let written = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    written += value?.length ?? 0;
    const all = Math.max(total, written);
    const share = done || all === 0 ? 100 : Math.round((written / all) * 100);
    progress.emit({ progress: share, totalBytesWritten: written, totalBytesExpectedToWrite: all });
    if (done) return path;
  }
}

/** Run a script of the app by its tag, since the page's policy lets no text become code. */
function runScript(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new GameRefusal("internal", `${path} could not be run.`)));
    script.src = path;
    document.head.append(script);
  });
}
