// Sound, canvas, fonts and frames of games: the browser's own, under the names of games.
// A fragment of the SDK for games.

const AUDIO_EVENTS = {
  Canplay: "canplay", Play: "play", Pause: "pause", Ended: "ended", TimeUpdate: "timeupdate", Waiting: "waiting",
  Seeking: "seeking", Seeked: "seeked",
};

/** A player over an audio element; properties go through to it. */
function createInnerAudioContext() {
  const sound = new Audio();
  const stopped = new Signal();
  const failed = new Signal();
  const fail = (message) => failed.emit({ error_code: 10001, error_msg: message });
  sound.addEventListener("error", () => fail(`${sound.src} cannot be played.`));
  const context = {
    startTime: 0,
    play() {
      if (context.startTime > 0 && sound.currentTime === 0) sound.currentTime = context.startTime;
      sound.play().catch((problem) => fail(problem.message));
    },
    pause: () => sound.pause(),
    stop() {
      sound.pause();
      sound.currentTime = 0;
      stopped.emit();
    },
    seek(position) {
      sound.currentTime = position;
    },
    destroy() {
      sound.pause();
      sound.removeAttribute("src");
    },
    onStop: (listener) => stopped.add(listener),
    offStop: (listener) => stopped.remove(listener),
    onError: (listener) => failed.add(listener),
    offError: (listener) => failed.remove(listener),
  };
  for (const [name, event] of Object.entries(AUDIO_EVENTS)) {
    const signal = new Signal();
    sound.addEventListener(event, () => signal.emit());
    context[`on${name}`] = (listener) => signal.add(listener);
    context[`off${name}`] = (listener) => signal.remove(listener);
  }
  for (const name of ["src", "autoplay", "loop", "volume", "paused", "currentTime", "duration", "buffered"]) {
    Object.defineProperty(context, name, {
      enumerable: true,
      get: () => sound[name],
      set(value) {
        sound[name] = value;
      },
    });
  }
  return context;
}

let hasScreenCanvas = false;

/** Make a canvas. A page without one gets the first of them, as the screen that native games have. */
function createCanvas() {
  const canvas = document.createElement("canvas");
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  if (!hasScreenCanvas && document.body && !document.querySelector("canvas")) document.body.append(canvas);
  hasScreenCanvas = true;
  return canvas;
}

const nativeFrame = window.requestAnimationFrame?.bind(window);
let frameMs = 0;
let lastFrameMs = 0;

/** Run one callback with the first frame that is due. */
function whenDue(callback) {
  return nativeFrame((now) => {
    // Half a frame of the screen's own early is due: frames never come to the millisecond.
    if (now - lastFrameMs < frameMs - 8 && now > lastFrameMs) whenDue(callback);
    else {
      lastFrameMs = now;
      callback(now);
    }
  });
}

function setPreferredFramesPerSecond(fps) {
  if (!(fps >= 1 && fps <= 60)) {
    console.error(`TTMinis.game.setPreferredFramesPerSecond takes 1 to 60, not ${fps}.`);
    return;
  }
  frameMs = fps === 60 ? 0 : 1000 / fps;
  window.requestAnimationFrame = frameMs ? whenDue : nativeFrame;
}

let fontNumber = 0;

function loadFont(path) {
  try {
    const face = new FontFace(`ttminis-font-${++fontNumber}`, `url(${JSON.stringify(String(path))})`);
    document.fonts.add(face);
    face.load().catch((problem) => console.error(`TTMinis.game.loadFont: ${problem.message}`));
    return face.family;
  } catch (problem) {
    console.error(`TTMinis.game.loadFont: ${problem.message}`);
    return null;
  }
}
