// The banner of a page that was opened outside the simulator.

import assert from "node:assert/strict";
import { test } from "node:test";

const ADDRESS = "http://127.0.0.1:8600/simulator/mna";

class Node {
  style = {};
  children = [];
  listeners = {};

  append(...children) {
    this.children.push(...children);
  }

  prepend(child) {
    this.children.unshift(child);
  }

  setAttribute() {}
  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }

  remove() {
    this.isRemoved = true;
  }
}

test("it links into the simulator, shows a code once there is one, and goes away", async () => {
  const images = [];
  const body = new Node();
  globalThis.document = { body, createElement: () => new Node() };
  globalThis.Image = class extends Node {
    constructor() {
      super();
      images.push(this);
    }
  };
  const { showBanner } = await import("../../src/localminis/browser/sdk/standalone.js");
  showBanner(ADDRESS);
  const [banner] = body.children;
  const [text, dismiss] = banner.children;
  assert.equal(text.children[0].href, ADDRESS);
  assert.equal(images[0].src, `${ADDRESS}/code.svg`);
  images[0].listeners.load();
  assert.equal(banner.children[0], images[0]);
  dismiss.listeners.click();
  assert.ok(banner.isRemoved);
});
