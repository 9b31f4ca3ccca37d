// Storage of games: values with their type, kept in the page's localStorage. A fragment of the SDK
// for games. What a call that ends with success or fail cannot do it throws as a GameRefusal.

const STORAGE_PREFIX = "ttminis.game:";
const STORAGE_LIMIT_KB = 10 * 1024;

class GameRefusal extends Error {
  /** @param {string | number} reason a word of ERROR_SUFFIX, or the code itself. */
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

/** Listeners of one event. */
class Signal {
  #listeners = new Set();

  add(listener) {
    if (typeof listener === "function") this.#listeners.add(listener);
    else console.error("TTMinis.game: a listener must be a function.");
  }

  /** Take one listener away, or all of them. */
  remove(listener) {
    if (listener === undefined) this.#listeners.clear();
    else this.#listeners.delete(listener);
  }

  get listeners() {
    return [...this.#listeners];
  }

  emit(value) {
    // One listener that throws must not silence the next.
    for (const listener of this.#listeners) queueMicrotask(() => listener(value));
  }
}

/** Write into localStorage, whose size the browser limits. */
function keep(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch (problem) {
    throw new GameRefusal("internal", `The browser keeps no more of this page: ${problem.message}`);
  }
}

const storedKeys = () =>
  Object.keys(localStorage).filter((name) => name.startsWith(STORAGE_PREFIX))
    .map((name) => name.slice(STORAGE_PREFIX.length));

/** The calls, each with the names of its options in the order in which its sync twin takes them. */
const STORAGE_CALLS = {
  setStorage: [["key", "data"], (key, data) => {
    const text = JSON.stringify(data);
    if (typeof key !== "string" || key === "") throw new GameRefusal("parameter_empty", "The key is empty.");
    if (text === undefined) throw new GameRefusal("parameter_empty", "The data cannot be kept as JSON.");
    keep(STORAGE_PREFIX + key, text);
  }],
  getStorage: [["key"], (key) => {
    const text = localStorage.getItem(STORAGE_PREFIX + key);
    if (text === null) throw new GameRefusal("user_error", `Nothing is kept under ${JSON.stringify(key)}.`);
    return { data: JSON.parse(text) };
  }],
  removeStorage: [["key"], (key) => localStorage.removeItem(STORAGE_PREFIX + key)],
  clearStorage: [[], () => {
    for (const key of storedKeys()) localStorage.removeItem(STORAGE_PREFIX + key);
  }],
  getStorageInfo: [[], () => {
    const keys = storedKeys();
    const size = keys.reduce((sum, key) => sum + key.length + localStorage.getItem(STORAGE_PREFIX + key).length, 0);
    return { keys, currentSize: Math.ceil(size / 1024), limitSize: STORAGE_LIMIT_KB };
  }],
};

/** Make the sync twins; what is not there reads as an empty text. */
function syncStorage() {
  return {
    setStorageSync: (key, data) => STORAGE_CALLS.setStorage[1](key, data),
    getStorageSync(key) {
      const text = localStorage.getItem(STORAGE_PREFIX + key);
      return text === null ? "" : JSON.parse(text);
    },
    removeStorageSync: (key) => STORAGE_CALLS.removeStorage[1](key),
    clearStorageSync: () => STORAGE_CALLS.clearStorage[1](),
    getStorageInfoSync: () => STORAGE_CALLS.getStorageInfo[1](),
  };
}
