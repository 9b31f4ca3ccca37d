// The player: a living picture, captions that follow each other, and the controls people expect.

import { picture } from "./art.js";
import { CAPTIONS } from "./story.js";

const CAPTION_MS = 3200;
const TICK_MS = 100;

export class Player {
  #dialog;
  #timer = 0;
  #elapsedMs = 0;
  #lengthMs = 0;
  #captions = [];
  #parts = {};
  onNext = () => {};

  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.#dialog = dialog;
    dialog.addEventListener("close", () => this.#stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
    // The app behind the phone's home screen must not keep playing.
    window.TTMinis?.on?.("minis.hide", () => this.pause());
  }

  /** Open an episode and start it. */
  play(episode, hasNext) {
    this.#stop();
    this.#captions = CAPTIONS[episode.number] ?? [episode.synopsis];
    this.#lengthMs = this.#captions.length * CAPTION_MS;
    this.#elapsedMs = 0;
    this.#build(episode, hasNext);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#resume();
  }

  pause() {
    if (!this.#timer) return;
    this.#stop();
    this.#show();
  }

  #build(episode, hasNext) {
    const make = (tag, className, text = "") => {
      const node = document.createElement(tag);
      node.className = className;
      node.textContent = text;
      return node;
    };
    const stage = make("div", "player__stage");
    stage.append(picture(episode.number));
    const top = make("div", "player__top");
    const title = make("h2", "player__title", `${episode.number}. ${episode.title}`);
    title.id = "player-title";
    const close = make("button", "round", "✕");
    close.setAttribute("aria-label", "Close the player");
    close.addEventListener("click", () => this.#dialog.close());
    top.append(title, close);
    const caption = make("p", "player__caption");
    caption.setAttribute("aria-live", "polite");
    const bottom = make("div", "player__bottom");
    const toggle = make("button", "round round--large");
    toggle.addEventListener("click", () => this.#toggle());
    const progress = make("progress", "player__progress");
    progress.max = this.#lengthMs;
    progress.setAttribute("aria-label", "Progress");
    bottom.append(toggle, progress);
    if (hasNext) {
      const next = make("button", "player__next", "Next");
      next.addEventListener("click", () => this.onNext(episode.number + 1));
      bottom.append(next);
    }
    this.#parts = { stage, caption, toggle, progress };
    this.#dialog.replaceChildren(stage, top, caption, bottom);
  }

  #toggle() {
    if (this.#timer) this.pause();
    else {
      if (this.#elapsedMs >= this.#lengthMs) this.#elapsedMs = 0;
      this.#resume();
    }
  }

  #resume() {
    this.#timer = setInterval(() => {
      this.#elapsedMs += TICK_MS;
      if (this.#elapsedMs >= this.#lengthMs) this.#stop();
      this.#show();
    }, TICK_MS);
    this.#show();
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #show() {
    const { stage, caption, toggle, progress } = this.#parts;
    const isPlaying = this.#timer !== 0;
    const at = Math.min(Math.floor(this.#elapsedMs / CAPTION_MS), this.#captions.length - 1);
    if (caption.textContent !== this.#captions[at]) caption.textContent = this.#captions[at];
    stage.classList.toggle("player__stage--still", !isPlaying);
    toggle.textContent = isPlaying ? "❚❚" : "▶";
    toggle.setAttribute("aria-label", isPlaying ? "Pause" : "Play");
    progress.value = this.#elapsedMs;
  }
}
