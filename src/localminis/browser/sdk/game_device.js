// What a game is told of the phone: sizes, versions, network, touches and the keyboard.
// A fragment of the SDK for games.

const NETWORKS = { online: "wifi", slow: "3g", offline: "none" };
const networkType = () => NETWORKS[phone.network] ?? "unknown";

function windowInfo() {
  const { screenWidth = screen.width, screenHeight = screen.height } = phone.device;
  const { statusBarHeight = 0 } = phone.system;
  const whole = { left: 0, right: innerWidth, top: 0, bottom: innerHeight, width: innerWidth, height: innerHeight };
  const info = {
    pixelRatio: devicePixelRatio, screenWidth, screenHeight, windowWidth: innerWidth, windowHeight: innerHeight,
  };
  // Both came with the same library.
  return isInClient("0.2.0") ? { ...info, statusBarHeight, safeArea: phone.system.safeArea ?? whole } : info;
}

function systemInfo() {
  const at = LIBRARY_VERSIONS.indexOf(phone.library_version);
  const { platform = "android", system = "" } = phone.device;
  return {
    ...windowInfo(),
    devicePixelRatio,
    deviceOrientation: innerWidth > innerHeight ? "landscape" : "portrait",
    system,
    platform,
    language: navigator.language,
    SDKVersion: phone.library_version,
    version: CLIENT_VERSIONS[at] ?? CLIENT_VERSIONS.at(-1),
  };
}

const TOUCHES = { TouchStart: "pointerdown", TouchMove: "pointermove", TouchEnd: "pointerup", TouchCancel: "pointercancel" };

/** Raise the touch signals from the page's pointers, a pressed mouse among them. */
function watchTouches(signals) {
  const active = new Map();
  for (const [name, event] of Object.entries(TOUCHES)) {
    window.addEventListener(event, ({ pointerId, clientX, clientY, pageX, pageY, timeStamp }) => {
      if (name !== "TouchStart" && !active.has(pointerId)) return;
      const touch = { identifier: pointerId, clientX, clientY, pageX, pageY };
      if (name === "TouchStart" || name === "TouchMove") active.set(pointerId, touch);
      else active.delete(pointerId);
      signals[name].emit({ touches: [...active.values()], changedTouches: [touch], timeStamp });
    }, { passive: true });
  }
}

/** Raise the signal when the phone's network becomes weak or strong again. */
function watchNetwork(signal) {
  let was = phone.network === "slow";
  phoneWatchers.add(() => {
    const weakNet = phone.network === "slow";
    if (weakNet !== was) signal.emit({ weakNet, networkType: networkType() });
    was = weakNet;
  });
}
