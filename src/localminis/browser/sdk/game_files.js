// The file system of games. Files of the user's folder are kept in localStorage, base64 behind an
// "f", folders as a "d"; every other path is a file of the app itself, which can only be read.
// A fragment of the SDK for games.

const FILE_PREFIX = "ttminis.file:";

const isUserPath = (path) => String(path).startsWith(USER_DATA_PATH);
const tidy = (path) => String(path).replace(/\/+$/, "");
const parentOf = (path) => path.slice(0, path.lastIndexOf("/"));
const stored = (path) => localStorage.getItem(FILE_PREFIX + path);
const noSuch = (path) => new GameRefusal("user_error", `There is no file ${path}.`);

const toBase64 = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
};
const fromBase64 = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

function bytesOf(data, encoding = "utf8") {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const text = String(data);
  if (encoding === "base64") return fromBase64(text);
  if (encoding === "hex") return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (/^(utf-?8|utf8)$/i.test(encoding)) return new TextEncoder().encode(text);
  return Uint8Array.from(text, (each) => each.charCodeAt(0));
}

/** Bytes without an encoding stay bytes. */
function dataOf(bytes, encoding) {
  if (!encoding) return bytes.slice().buffer;
  if (encoding === "base64") return toBase64(bytes);
  if (encoding === "hex") return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return new TextDecoder(/^utf/i.test(encoding) ? "utf-8" : "latin1").decode(bytes);
}

// Files of the app that an asynchronous call has fetched already.
const fetchedFiles = new Map();

async function prefetch(path) {
  if (typeof path !== "string" || isUserPath(path)) return;
  const response = await fetch(path);
  if (!response.ok) throw noSuch(path);
  fetchedFiles.set(path, new Uint8Array(await response.arrayBuffer()));
}

/** Read a file of the app while the page waits; binary, one character a byte. */
function readOwn(path) {
  const fetched = fetchedFiles.get(path);
  if (fetched) return fetched;
  const request = new XMLHttpRequest();
  request.open("GET", path, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw noSuch(path);
  return Uint8Array.from(request.responseText, (each) => each.charCodeAt(0) & 0xff);
}

function readBytes(path) {
  if (!isUserPath(path)) return readOwn(path);
  const kept = stored(tidy(path));
  if (kept?.[0] !== "f") throw noSuch(path);
  return fromBase64(kept.slice(1));
}

function writeBytes(path, bytes) {
  if (!isUserPath(path)) throw new GameRefusal("user_error", `${path} is not below ${USER_DATA_PATH}.`);
  const parent = parentOf(tidy(path));
  if (parent !== USER_DATA_PATH && stored(parent) !== "d") {
    throw new GameRefusal("user_error", `There is no folder ${parent}. Make it with mkdir.`);
  }
  keep(FILE_PREFIX + tidy(path), `f${toBase64(bytes)}`);
}

function makeFolder(path, isRecursive) {
  const place = tidy(path);
  if (!isUserPath(place)) throw new GameRefusal("user_error", `${path} is not below ${USER_DATA_PATH}.`);
  const parent = parentOf(place);
  if (place === USER_DATA_PATH) return;
  if (parent !== USER_DATA_PATH && stored(parent) !== "d") {
    if (!isRecursive) throw new GameRefusal("user_error", `There is no folder ${parent}; \`recursive\` makes it.`);
    makeFolder(parent, true);
  }
  if (stored(place) !== null && !isRecursive) throw new GameRefusal("user_error", `${path} is there already.`);
  keep(FILE_PREFIX + place, "d");
}

const joined = (first, second) => {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
};

/** The calls, each with the names of its options in the order in which its sync twin takes them. */
const FILE_CALLS = {
  readFile: [["filePath", "encoding"], (path, encoding) => dataOf(readBytes(path), encoding)],
  access: [["path"], (path) => {
    if (!isUserPath(path)) readOwn(path);
    else if (tidy(path) !== USER_DATA_PATH && stored(tidy(path)) === null) throw noSuch(path);
  }],
  writeFile: [["filePath", "data", "encoding"], (path, data, encoding) => writeBytes(path, bytesOf(data, encoding))],
  mkdir: [["dirPath", "recursive"], makeFolder],
  copyFile: [["srcPath", "destPath"], (from, to) => writeBytes(to, readBytes(from))],
  appendFile: [["filePath", "data", "encoding"], (path, data, encoding) =>
    writeBytes(path, joined(readBytes(path), bytesOf(data, encoding)))],
  truncate: [["filePath", "length"], (path, length = 0) => {
    const bytes = readBytes(path);
    const rest = new Uint8Array(Math.max(0, length - bytes.length));
    writeBytes(path, joined(bytes.subarray(0, length), rest));
  }],
};

/** Read a zip by its central directory; each entry gives its bytes when it is asked for them. */
function zipEntries(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new GameRefusal("user_error", "The file is no zip.");
  const entries = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [method, size] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const local = view.getUint32(at + 42, true);
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name));
    entries.push({ path, async read() {
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const packed = bytes.slice(start, start + size);
      if (method === 0) return packed;
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    } });
    at += 46 + name + extra + comment;
  }
  return entries;
}

async function unzip({ zipFilePath, targetPath }) {
  for (const entry of zipEntries(readBytes(zipFilePath))) {
    if (entry.path.split("/").includes("..")) throw new GameRefusal("user_error", `${entry.path} leads outside.`);
    const place = `${tidy(targetPath)}/${entry.path}`;
    if (entry.path.endsWith("/")) makeFolder(place, true);
    else {
      makeFolder(parentOf(place), true);
      writeBytes(place, await entry.read());
    }
  }
}

async function readZipEntry({ filePath, encoding, entries = "all" }) {
  const wanted = Array.isArray(entries) ? new Map(entries.map((each) => [each.path, each.encoding])) : null;
  const found = {};
  for (const entry of zipEntries(readBytes(filePath))) {
    if (entry.path.endsWith("/") || (wanted && !wanted.has(entry.path))) continue;
    found[entry.path] = { data: dataOf(await entry.read(), wanted?.get(entry.path) ?? encoding), errMsg: "ok" };
  }
  return { entries: found };
}

/**
 * Make the file system.
 * @param {(name: string, given: unknown[], work: Function) => unknown} invoke runs an async call.
 * @param {(name: string, call: Function) => Function} logged makes a sync call report itself.
 */
function makeFileSystem(invoke, logged) {
  const files = {};
  const fetching = (source, work) => async (options) => {
    try {
      await prefetch(options[source]);
      return await work(options);
    } finally {
      fetchedFiles.delete(options[source]);
    }
  };
  for (const [name, [options, run]] of Object.entries(FILE_CALLS)) {
    const isRead = name === "readFile";
    const work = fetching(name === "writeFile" || name === "mkdir" ? "" : options[0], (given) => {
      const answer = run(...options.map((each) => given[each]));
      return isRead ? { data: answer } : undefined;
    });
    files[name] = (...given) => invoke(`FileSystemManager.${name}`, given, work);
    files[`${name}Sync`] = logged(`FileSystemManager.${name}Sync`, run);
  }
  files.unzip = (...given) => invoke("FileSystemManager.unzip", given, fetching("zipFilePath", unzip));
  files.readZipEntry = (...given) =>
    invoke("FileSystemManager.readZipEntry", given, fetching("filePath", readZipEntry));
  return files;
}
