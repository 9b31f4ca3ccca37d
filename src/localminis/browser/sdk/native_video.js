// The rule that dramas play in the official player (contract client-sdk §4.24), in three modes that
// the simulator sets: off, warn, and enforce, which puts another element in a native video's place.
// A fragment between core.js and a flavour. How the platform detects and words it is unpublished.

const REPLACE_REASON = "native_video";

class NativeVideoRule {
  #exempt = new WeakSet();
  #seen = new WeakSet();
  #replacement = null;
  #report;

  /** @param {(level: string, text: string) => void} report tells the simulator's log. */
  constructor(report) {
    this.#report = report;
  }

  /** Watch the document from now on. */
  start() {
    if (typeof MutationObserver !== "function") return;
    const look = (node) => {
      if (node.nodeName === "VIDEO") this.#judge(node);
      else for (const video of node.querySelectorAll?.("video") ?? []) this.#judge(video);
    };
    new MutationObserver((records) => {
      for (const { addedNodes } of records) addedNodes.forEach(look);
    }).observe(document, { childList: true, subtree: true });
    look(document);
    this.#guardPlay();
  }

  /** Let our own player's element pass. */
  exempt(video) {
    this.#exempt.add(video);
  }

  setReplacement(replacement) {
    if (typeof replacement === "function") this.#replacement = replacement;
    else console.error("TTMinis.setValidateVideoReplaceElement needs a function.");
  }

  #judge(video) {
    if (phone.native_video === "off" || this.#exempt.has(video) || this.#seen.has(video)) return;
    this.#seen.add(video);
    if (phone.native_video === "warn") {
      this.#report("warn", "A native video would be replaced. Play it with TTMinis.getPlayer().");
      return;
    }
    this.#report("error", "A native video was replaced. Play it with TTMinis.getPlayer().");
    video.pause();
    video.replaceWith(this.#chosen(video) ?? this.#blocked());
  }

  #chosen(video) {
    try {
      const element = this.#replacement?.(video, REPLACE_REASON);
      return element instanceof HTMLElement ? element : null;
    } catch (problem) {
      console.error(problem);
      return null;
    }
  }

  #blocked() {
    const box = document.createElement("div");
    box.setAttribute("role", "note");
    box.textContent = "This video needs the official player.";
    Object.assign(box.style, {
      display: "grid", placeItems: "center", minHeight: "160px", padding: "16px",
      background: "#17181c", color: "#f4f4f6", font: "14px/1.4 system-ui, sans-serif",
    });
    return box;
  }

  /** A video that was never put into the document is stopped when it plays. */
  #guardPlay() {
    const rule = this;
    const prototype = HTMLVideoElement.prototype;
    const native = prototype.play;
    prototype.play = function play() {
      if (phone.native_video === "enforce" && !rule.#exempt.has(this)) {
        if (this.isConnected) rule.#judge(this);
        return Promise.reject(new DOMException("A native video may not play here.", "NotAllowedError"));
      }
      return native.call(this);
    };
  }
}
