// For the tests of the SDK: it is joined and wrapped as the server does it, in a page of its own made with node:vm.

import { readFileSync } from "node:fs";
import vm from "node:vm";

export const HOST = "http://127.0.0.1:8600";
export const KEY = "mnminidrama0001";

// As the server joins them; test_javascript.py compares the list.
const FILES = {
  "drama": ["tables.js", "core.js", "ads.js", "native_video.js", "drama.js"],
  "game": [
    "game_tables.js", "core.js", "ads.js", "game_storage.js", "game_files.js", "game_network.js",
    "game_device.js", "game_media.js", "game.js"
  ]
};
const joined = (names) => {
  const source = names.map((name) => new URL(`../../src/localminis/browser/sdk/${name}`, import.meta.url))
    .map((path) => readFileSync(path, "utf8"));
  return new vm.Script(`(() => {\n"use strict";\n${source.join("\n")}\n})();\n`);
};
export const script = joined(FILES.drama);
export const gameScript = joined(FILES.game);

class Element {
  constructor() {
    this.style = {};
    this.children = [];
    this.textContent = "";
  }

  append(...children) {
    this.children.push(...children);
  }

  setAttribute() {}
  addEventListener(_, listener) {
    this.listener = listener;
  }

  remove() {
    this.isRemoved = true;
  }
}

/** Open a page; what it posts to its parent is kept in `sent`, its timers wait in `timers`. */
export function openPage({ isFramed = true, dataset = { host: HOST }, phone, isGame = false } = {}) {
  const listeners = [];
  const page = { sent: [], timers: [], warnings: [], errors: [], raised: [] };
  page.parent = {
    postMessage: (message, origin) => page.sent.push({ message: structuredClone(message), origin }),
  };
  const window = { addEventListener: (_, listener) => listeners.push(listener) };
  window.parent = isFramed ? page.parent : window;
  window.name = phone ? `localminis:${JSON.stringify(phone)}` : "";
  const body = new Element();
  page.body = body;
  page.window = window;
  page.context = vm.createContext({
    window,
    URL,
    queueMicrotask: (run) => queueMicrotask(() => {
      try {
        run();
      } catch (problem) {
        page.raised.push(problem.message); // a browser would hand it to window.onerror
      }
    }),
    location: { href: "http://127.0.0.1:8601/", origin: "http://127.0.0.1:8601" },
    document: {
      body,
      currentScript: { dataset, src: "http://127.0.0.1:8601/__localminis__/sdk/drama.js" },
      createElement: () => new Element(),
    },
    console: {
      warn: (text) => page.warnings.push(text),
      error: (text) => page.errors.push(text),
    },
    setTimeout: (run, ms) => page.timers.push({ run, ms, isLive: true }),
    clearTimeout: (at) => {
      page.timers[at - 1].isLive = false;
    },
  });
  (isGame ? gameScript : script).runInContext(page.context);
  page.minis = isGame ? window.TTMinis.game : window.TTMinis;
  page.deliver = (data, { source = page.parent, origin = HOST } = {}) => {
    for (const listener of listeners) listener({ data, source, origin });
  };
  page.reply = (id, result, from) => page.deliver({ localminis: 1, type: "reply", id, result }, from);
  page.calls = () => page.sent.filter(({ message }) => message.type === "call");
  return page;
}

export const openReadyPage = (options) => {
  const page = openPage(options);
  page.minis.init({ clientKey: KEY });
  return page;
};
export const settled = () => new Promise((resolve) => setImmediate(resolve));
export const plain = (value) => JSON.parse(JSON.stringify(value));
