// The page of test_game.py: what a game calls, one function for each test that asks for several calls.

const game = TTMinis.game;
const seen = [];
game.onShow((options) => seen.push(["show", options]));
game.onHide(() => seen.push(["hide"]));
const call = (name, options = {}, owner = game) => new Promise((resolve) => owner[name]({
  ...options, success: (result) => resolve(result ?? {}), fail: resolve,
}));

const tries = {
  members: () => Object.fromEntries(Object.entries({
    FileSystemManager: game.getFileSystemManager(), UpdateManager: game.getUpdateManager(),
    RewardedVideoAd: game.createRewardedVideoAd({ adUnitId: "a" }),
    InterstitialAd: game.createInterstitialAd({ adUnitId: "a" }), RequestTask: game.request({ url: "/" }),
    SocketTask: game.connectSocket({ url: "ws://127.0.0.1:9/" }), Canvas: game.createCanvas(),
    LoadSubpackageTask: game.loadSubpackage({ name: "none" }),
    PreDownloadSubpackageTask: game.preDownloadSubpackage({ name: "none" }),
  }).map(([owner, object]) => {
    const names = [];
    for (const name in object) names.push(name);
    names.push(...Object.getOwnPropertyNames(Object.getPrototypeOf(object)));
    return [owner, names];
  })),
  storage: async () => {
    await call("setStorage", { key: "best", data: { score: 7 } });
    game.setStorageSync("name", "Mia");
    const info = game.getStorageInfoSync();
    const missing = await call("getStorage", { key: "none" });
    return { best: game.getStorageSync("best"), name: await call("getStorage", { key: "name" }),
      none: game.getStorageSync("none"), code: missing.error_code, keys: info.keys.sort() };
  },
  files: async () => {
    const fs = game.getFileSystemManager();
    const home = game.env.USER_DATA_PATH;
    const on = (name, options) => call(name, options, fs);
    fs.mkdirSync(`${home}/a/b`, true);
    fs.writeFileSync(`${home}/a/b/c.txt`, "über");
    await on("appendFile", { filePath: `${home}/a/b/c.txt`, data: "!" });
    await on("copyFile", { srcPath: "notes.txt", destPath: `${home}/n.txt` });
    await on("unzip", { zipFilePath: "pack.zip", targetPath: `${home}/z` });
    await on("truncate", { filePath: `${home}/n.txt`, length: 4 });
    const entries = await on("readZipEntry", { filePath: "pack.zip", encoding: "utf8", entries: [{ path: "two.txt" }] });
    const outside = await on("writeFile", { filePath: "notes.txt", data: "x" });
    const orphan = await on("writeFile", { filePath: `${home}/no/file`, data: "x" });
    const refused = await on("ftruncate", {});
    return {
      text: fs.readFileSync(`${home}/a/b/c.txt`, "utf8"),
      own: fs.readFileSync("notes.txt", "utf8"),
      cut: (await on("readFile", { filePath: `${home}/n.txt`, encoding: "utf8" })).data,
      bytes: new Uint8Array(fs.readFileSync(`${home}/n.txt`)).length,
      one: fs.readFileSync(`${home}/z/levels/one.txt`, "utf8").length,
      two: entries.entries["two.txt"].data, outside: outside.error_code, orphan: orphan.error_msg,
      missing: (await on("access", { path: `${home}/gone` })).error_code, refused: refused.error_msg,
    };
  },
  requests: async () => {
    const own = await call("request", { url: "/answer.json", data: { level: 2 } });
    const foreign = await call("request", { url: "https://api.example.com/x" });
    const gone = await call("request", { url: "http://127.0.0.1:9/x" });
    const stopped = await new Promise((resolve) => {
      game.request({ url: "/answer.json", fail: resolve }).abort();
    });
    const socket = game.connectSocket({ url: "wss://api.example.com/live" });
    const refused = await new Promise((resolve) => socket.onError(resolve));
    return { data: own.data, status: own.statusCode, foreign: foreign.error_code, gone: gone.error_code,
      stopped: stopped.error_code, refused: refused.error_code, none: game.connectSocket({}) };
  },
  subpackage: () => new Promise((resolve) => {
    const told = [];
    const task = game.loadSubpackage({
      name: "stage2", success: () => resolve({ told, ran: window.stage2 }),
    });
    task.onProgressUpdate((progress) => told.push(progress));
  }),
  keyboard: () => {
    window.typed = [];
    for (const name of ["Input", "Confirm", "Complete"]) {
      game[`onKeyboard${name}`](({ value }) => typed.push([name, value]));
    }
    game.onKeyboardHeightChange(({ height }) => typed.push(["Height", height > 0]));
    return call("showKeyboard", { defaultValue: "Mi", maxLength: 4 });
  },
  watch: () => {
    window.weak = [];
    window.touches = [];
    game.onNetworkWeakChange((change) => weak.push(change));
    game.onTouchStart(({ touches: [first] }) => touches.push([first.clientX, first.clientY]));
    game.onTouchEnd(({ touches: left, changedTouches }) => touches.push([left.length, changedTouches.length]));
  },
  outside: async () => {
    game.setStorageSync("a", 1);
    game.getUpdateManager().applyUpdate();
    game.createRewardedVideoAd({ adUnitId: "x" }).show().catch(() => {});
    return { login: (await call("login")).error_code, stored: game.getStorageSync("a"),
      scene: game.getLaunchOptionsSync().scene, width: game.getSystemInfoSync().windowWidth };
  },
  rules: async () => {
    // What the test calls directly runs with the rights of the browser's own tools.
    await new Promise((resolve) => setTimeout(resolve));
    const frame = document.createElement("iframe");
    frame.src = "https://example.com/";
    document.body.append(frame);
    try {
      new Function("return 1")();
    } catch {
      // The browser's refusal.
    }
    const module = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    return {
      compiled: module instanceof WebAssembly.Module, vibrated: navigator.vibrate(50), shaken: await call("vibrateLong"),
    };
  },
};
