// Notices a page that loads itself again and again, without a document.

const LOADS_MAX = 8;
const WINDOW_MS = 10_000;

export class ReloadGuard {
  #at = [];
  #now;

  /** @param {() => number} [now] milliseconds. */
  constructor(now = () => Date.now()) {
    this.#now = now;
  }

  /** The simulator itself loads the page; what came before does not count. */
  forget() {
    this.#at = [];
  }

  /** Note that a document began; says whether that were too many in too short a time. */
  note() {
    const now = this.#now();
    this.#at = [...this.#at.filter((at) => now - at < WINDOW_MS), now];
    return this.#at.length > LOADS_MAX;
  }
}
