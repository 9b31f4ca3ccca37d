// The player that TTMinis.getPlayer() gives: the documented surface over an HTML video element of
// our own. It plays local files: `url` of its options, else `/media/<vid>` or
// `/media/<albumId>/<episodeId>` with .mp4 or .webm; where there is none, a drawn test card.

const EVENTS = Object.freeze({
  READY: "ready", PLAY: "play", PAUSE: "pause", TIME_UPDATE: "timeupdate", ENDED: "ended",
  ERROR: "error", DESTROY: "destroy", PRELOAD_INFO: "preload_info",
});
const CARD_SECONDS = 30;
const CARD_WIDTH = 360;
const CARD_HEIGHT = 640;
// The documentation's numbers for an episode without a play token on old clients are unpublished.
const ERROR_CODES = Object.freeze({ media: 5001, token: 5002, container: 5003 });

/** What stands for the kernel: the element's own state, with a duration for the test card. */
class Kernel {
  #video;
  #card = null;

  constructor(video) {
    this.#video = video;
  }

  useCard(card) {
    this.#card = card;
  }

  get currentTime() {
    return this.#card ? this.#card.elapsed : this.#video.currentTime;
  }

  set currentTime(seconds) {
    if (this.#card) this.#card.elapsed = Math.min(Math.max(0, seconds), CARD_SECONDS);
    else this.#video.currentTime = seconds;
  }

  get duration() {
    return this.#card ? CARD_SECONDS : this.#video.duration;
  }

  get volume() {
    return this.#video.volume;
  }

  set volume(value) {
    this.#video.volume = value;
  }

  get muted() {
    return this.#video.muted;
  }

  set muted(value) {
    this.#video.muted = value;
  }

  get playbackRate() {
    return this.#video.playbackRate;
  }

  set playbackRate(value) {
    this.#video.playbackRate = value;
  }

  get paused() {
    return this.#video.paused;
  }

  get ended() {
    return this.#card ? this.#card.elapsed >= CARD_SECONDS : this.#video.ended;
  }

  play() {
    if (this.#card && this.ended) this.#card.elapsed = 0;
    return this.#video.play();
  }

  pause() {
    this.#video.pause();
  }
}

/** A drawn picture that moves while it plays, for episodes without a local file. */
class TestCard {
  elapsed = 0;
  #canvas = Object.assign(document.createElement("canvas"), { width: CARD_WIDTH, height: CARD_HEIGHT });
  #title;
  #timer = 0;
  #last = 0;

  constructor(title) {
    this.#title = title;
    this.#draw();
    this.stream = this.#canvas.captureStream(12);
  }

  run(onTick) {
    this.stop();
    this.#last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.elapsed = Math.min(CARD_SECONDS, this.elapsed + (now - this.#last) / 1000);
      this.#last = now;
      this.#draw();
      onTick();
    }, 100);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #draw() {
    const pen = this.#canvas.getContext("2d");
    const sky = pen.createLinearGradient(0, 0, 0, CARD_HEIGHT);
    sky.addColorStop(0, "#0f3d3a");
    sky.addColorStop(1, "#0b1220");
    pen.fillStyle = sky;
    pen.fillRect(0, 0, CARD_WIDTH, CARD_HEIGHT);
    pen.strokeStyle = "#37b7a7";
    pen.lineWidth = 6;
    pen.beginPath();
    pen.arc(CARD_WIDTH / 2, 270, 70, -Math.PI / 2, -Math.PI / 2 + (2 * Math.PI * this.elapsed) / CARD_SECONDS);
    pen.stroke();
    pen.fillStyle = "#ececea";
    pen.textAlign = "center";
    pen.font = "600 24px system-ui, sans-serif";
    pen.fillText(this.#title.slice(0, 26), CARD_WIDTH / 2, 390);
    pen.font = "16px system-ui, sans-serif";
    pen.fillText(`${this.elapsed.toFixed(0)} s of ${CARD_SECONDS} s, no local file`, CARD_WIDTH / 2, 420);
  }
}

/** Find the local file of an episode; null when there is none. */
async function findFile({ url, vid, albumId, episodeId }) {
  if (url) return url;
  const stems = [vid, albumId && episodeId && `${albumId}/${episodeId}`].filter(Boolean);
  for (const stem of stems) {
    for (const ending of ["mp4", "webm"]) {
      const path = `/media/${stem.split("/").map(encodeURIComponent).join("/")}.${ending}`;
      const answer = await fetch(path, { method: "HEAD" }).catch(() => null);
      // A dev server may answer every path with the page itself.
      if (answer?.ok && answer.headers.get("Content-Type")?.startsWith("video/")) return path;
    }
  }
  return null;
}

/**
 * Make the constructor for one page.
 * @param {object} parts
 * @param {(video: HTMLVideoElement) => void} parts.exempt lets our element pass the native-video rule.
 * @param {(replacement: Function) => void} parts.setReplacement
 * @param {boolean} parts.isTokenNeeded clients below 44.5.0 play with a token only.
 */
export function makePlayer({ exempt, setReplacement, isTokenNeeded }) {
  return class VePlayer {
    static Events = EVENTS;
    static cache = { isEnabled: false };
    static preloads = [];
    static scene = { scene: 0 };

    #listeners = new Map();
    #video = document.createElement("video");
    #root = document.createElement("div");
    #card = null;
    #options;
    /** The kernel; null until READY. */
    player = null;

    static prepare(options) {
      this.strategies = options?.strategies ?? {};
    }

    static setPreloadScene(scene, counts = {}) {
      this.scene = { scene, ...counts };
    }

    static setPreloadList(list) {
      this.preloads = [...list];
    }

    static addPreloadList(list) {
      this.preloads.push(...list);
    }

    static setMediaInfoCacheConfig({ enable } = {}) {
      this.cache = { isEnabled: enable === true };
    }

    static setValidateVideoReplaceElement(replacement) {
      setReplacement(replacement);
    }

    constructor(options = {}) {
      this.#options = options;
      exempt(this.#video);
      const container = options.root ?? document.getElementById(options.id ?? "");
      if (!container) {
        queueMicrotask(() => this.#fail("container", "There is no element for the player. Give root or id."));
        return;
      }
      const fit = options.videoFillMode === "fillWidth" ? "cover" : "contain";
      Object.assign(this.#root.style, { position: "relative", width: "100%", height: "100%", background: "#000" });
      Object.assign(this.#video.style, { width: "100%", height: "100%", objectFit: fit, display: "block" });
      this.#video.playsInline = true;
      this.#root.attachShadow({ mode: "closed" }).append(this.#video);
      container.append(this.#root);
      if (!options.closeVideoClick) this.#root.addEventListener("click", () => this.#toggle());
      this.#listen();
      this.#load(options);
    }

    get preLoadData() {
      return VePlayer.preloads;
    }

    on(event, listener) {
      if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
      this.#listeners.get(event).add(listener);
      return this;
    }

    once(event, listener) {
      const once = (value) => {
        this.off(event, once);
        listener(value);
      };
      return this.on(event, once);
    }

    off(event, listener) {
      this.#listeners.get(event)?.delete(listener);
      return this;
    }

    play() {
      return this.player?.play() ?? Promise.reject(new DOMException("The player is not ready.", "InvalidStateError"));
    }

    pause() {
      this.player?.pause();
    }

    /** Play another episode in the same place. */
    async playNext(options) {
      this.#options = { ...this.#options, url: undefined, ...options };
      this.#card?.stop();
      await this.#load(this.#options);
      await this.play();
    }

    getSubtitleList() {
      return [];
    }

    switchSubtitle() {}

    showSubtitle() {}

    hideSubtitle() {}

    destroy() {
      this.#card?.stop();
      this.#video.pause();
      this.#video.srcObject = null;
      this.#video.removeAttribute("src");
      this.#root.remove();
      this.player = null;
      this.#emit(EVENTS.DESTROY);
      this.#listeners.clear();
    }

    async #load(options) {
      if (isTokenNeeded && !options.getVideoByToken?.playAuthToken) {
        this.#fail("token", "Clients below 44.5.0 need getVideoByToken.playAuthToken.");
        return;
      }
      const file = await findFile(options);
      const kernel = new Kernel(this.#video);
      if (file) {
        this.#card = null;
        this.#video.srcObject = null;
        this.#video.src = file;
      } else {
        this.#card = new TestCard(options.vid || `Episode ${options.episodeId ?? ""}`);
        kernel.useCard(this.#card);
        this.#video.srcObject = this.#card.stream;
      }
      this.player = kernel;
      this.#emit(EVENTS.READY);
    }

    #listen() {
      this.#video.addEventListener("play", () => {
        this.#card?.run(() => this.#tick());
        this.#emit(EVENTS.PLAY);
      });
      this.#video.addEventListener("pause", () => {
        this.#card?.stop();
        this.#emit(EVENTS.PAUSE);
      });
      this.#video.addEventListener("timeupdate", () => this.#card || this.#tick());
      this.#video.addEventListener("ended", () => this.#emit(EVENTS.ENDED));
      this.#video.addEventListener("error", () => this.#fail("media", "The video cannot be played."));
    }

    #tick() {
      this.#emit(EVENTS.TIME_UPDATE, { currentTime: this.player?.currentTime ?? 0 });
      if (this.#card && this.player?.ended) {
        this.#video.pause();
        this.#emit(EVENTS.ENDED);
      }
    }

    #toggle() {
      if (!this.player) return;
      if (this.player.paused) this.player.play().catch(() => {});
      else this.player.pause();
    }

    #fail(reason, message) {
      this.#emit(EVENTS.ERROR, { errorCode: ERROR_CODES[reason], message });
    }

    #emit(event, value) {
      for (const listener of [...(this.#listeners.get(event) ?? [])]) {
        try {
          listener(value);
        } catch (problem) {
          console.error(problem);
        }
      }
    }
  };
}
