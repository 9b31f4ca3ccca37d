// What the phone does for an HTML game beyond what it does for every page: scenes and the missions
// that lead back into the game, sharing, updates, and the small things that a phone has.

import { askWithSwitches } from "./consent_sheet.js";
import { dimScreen, keepCloud, shakePhone, showProgress } from "./game_screen.js";
import { Keyboard } from "./keyboard.js";
import { failedResult } from "./protocol.js";
import { launchNow } from "./opening.js";
import { launchLink } from "./share.js";
import { element } from "./dom.js";
import { productLine, sheetButton, sheetHeader } from "./sheet.js";
import { SHORTCUT_SCENE, SIDEBAR_SCENE } from "./tables.js";

const FOUND = Object.freeze({ hasUpdate: false, isReady: false });

export class Games {
  #parts;
  #launch = { scene: "", query: {} };
  #enter = this.#launch;
  #isFromIcon = false;
  #brightness = 1;
  #keyboard;

  /**
   * @param {object} parts
   * @param {import("./sheet.js").SheetLayer} parts.layer
   * @param {() => string} parts.app the app's name. @param {() => object} parts.user
   * @param {(text: string) => void} parts.notice @param {(text: string) => void} parts.toast
   * @param {(name: string, data?: object) => void} parts.emit raises an event in the page.
   * @param {() => void} parts.openPage @param {string} parts.clientKey
   */
  constructor(parts) {
    this.#parts = parts;
    this.#keyboard = new Keyboard(parts.layer, (name, value) => parts.emit("game.keyboard", { name, value }));
  }

  /** Where this browser keeps something for the user of this game. */
  #placeOf(what) {
    return `localminis.${what}.${this.#parts.clientKey}.${this.#parts.user().id}`;
  }

  get hasShortcut() {
    return localStorage.getItem(this.#placeOf("shortcut")) !== null;
  }

  /** Open the game from its icon, when that was put on the home screen. */
  openFromHome() {
    this.#isFromIcon = this.hasShortcut;
    this.#parts.openPage();
  }

  /** Settle how the page that opens now is entered. */
  start() {
    this.#launch = launchNow({ isFromIcon: this.#isFromIcon });
    this.#isFromIcon = false;
    this.#enter = this.#launch;
  }

  /** Scene and query of the cold start. */
  get launched() {
    return this.#launch;
  }

  /** A new page begins where its cold start began. */
  forget() {
    this.#enter = this.#launch;
    this.#keyboard.forget();
    showProgress(1);
    dimScreen(1);
    this.#brightness = 1;
  }

  get methods() {
    const { notice, openPage } = this.#parts;
    const done = (text) => async (args) => {
      notice(typeof text === "function" ? text(args) : text);
      return {};
    };
    const shake = (ms) => async () => {
      shakePhone(ms);
      return {};
    };
    return {
      addShortcut: (...call) => this.#addShortcut(...call),
      startEntranceMission: (...call) => this.#startEntrance(...call),
      getShortcutMissionReward: async (_, __, outcome) => this.#reward(outcome, SHORTCUT_SCENE),
      getEntranceMissionReward: async (_, __, outcome) => this.#reward(outcome, SIDEBAR_SCENE),
      shareAppMessage: (args, ...call) => this.#share("shareAppMessage", "Share", args, {}, ...call),
      shareToStory: (args, ...call) => this.#share("shareToStory", "Add to your story", args, args, ...call),
      authorizeOpenContext: (...call) => this.#authorizeFriends(...call),
      showKeyboard: async (args, _, outcome) => this.#showKeyboard(args, outcome),
      updateKeyboard: async ({ value }) => this.#keyboard.update(value),
      hideKeyboard: async () => this.#keyboard.hide(),
      vibrateShort: shake(15),
      vibrateLong: shake(400),
      setKeepScreenOn: done(({ keepScreenOn }) => `The screen ${keepScreenOn ? "stays on" : "may go off"}.`),
      getScreenBrightness: async () => ({ value: this.#brightness }),
      setScreenBrightness: async (args) => this.#setBrightness(args),
      setLoadingProgress: async ({ progress }) => {
        showProgress(progress > 1 ? progress / 100 : progress);
        return {};
      },
      request: async () => ({}),
      loadSubpackage: async () => ({}),
      preDownloadSubpackage: async () => ({}),
      getUpdateManager: async (_, __, outcome) => ({ ...FOUND, ...outcome?.result }),
      applyUpdate: async () => {
        // After the reply, because the page that waits for it goes.
        setTimeout(openPage);
        return {};
      },
      setUserCloudStorage: async ({ KVDataList }) => keepCloud(this.#placeOf("cloud"), KVDataList, notice),
      removeUserCloudStorage: async ({ keyList }) =>
        keepCloud(this.#placeOf("cloud"), keyList.map((key) => ({ key })), notice),
    };
  }

  #busy(method, args) {
    return failedResult(method, args, "user_error", "A sheet is already open. Wait until it is closed.");
  }

  #reward(outcome, scene) {
    return { canReceiveReward: outcome ? outcome.result.canReceiveReward : this.#enter.scene === scene };
  }

  async #ask(question, signal) {
    const { layer, app } = this.#parts;
    const answer = await askWithSwitches(layer, { app: app(), items: [], no: "Not now", ...question }, signal);
    return answer !== null;
  }

  async #addShortcut(args, signal, outcome) {
    if (!outcome) {
      if (this.#parts.layer.isOpen) return this.#busy("addShortcut", args);
      const question = {
        testid: "shortcut-sheet", title: "Add to home screen?", about: "An icon that opens the game.", yes: "Add",
      };
      if (!(await this.#ask(question, signal))) {
        return failedResult("addShortcut", args, "user_cancel", "The user does not want the icon.");
      }
    }
    localStorage.setItem(this.#placeOf("shortcut"), "1");
    this.#parts.toast("Icon added. Close the app to find it.");
    return {};
  }

  async #authorizeFriends(args, signal, outcome) {
    if (outcome) return {};
    if (this.#parts.layer.isOpen) return this.#busy("authorizeOpenContext", args);
    const question = {
      testid: "friends-sheet", title: "Share your friends?", about: "would like to know who of them plays.", yes: "Allow",
    };
    if (await this.#ask(question, signal)) return {};
    return failedResult("authorizeOpenContext", args, "user_cancel", "The user does not allow it.");
  }

  /** Leave for the profile; its sidebar leads back, as does the system's own way. */
  async #startEntrance(args, signal, outcome) {
    const { layer, app, emit } = this.#parts;
    if (layer.isOpen) return this.#busy("startEntranceMission", args);
    emit("minis.hide");
    const back = (scene) => {
      page?.close();
      if (scene) {
        this.#enter = { scene, query: {} };
        emit("game.enter", this.#enter);
      }
      emit("minis.show");
    };
    let page = null;
    if (outcome) back(SIDEBAR_SCENE);
    else {
      page = layer.open({ testid: "profile-page", kind: "page", onCancel: () => back("") });
      page.draw(
        sheetHeader("Profile", () => back("")),
        element("p", {}, "The sidebar of your profile keeps what you play."),
        element("button", {
          type: "button", class: "sidebar-entry", "data-testid": "sidebar-entry", onclick: () => back(SIDEBAR_SCENE),
        }, productLine(app(), app(), "Continue playing")),
        element("p", { class: "sheet__small" }, "Simulated page."),
      );
      page.node.focus();
    }
    return {};
  }

  #share(method, title, args, words, signal, outcome) {
    const { layer, app, notice } = this.#parts;
    const link = launchLink(args.query);
    notice(`${method} link: ${link}`);
    if (outcome) return Promise.resolve({});
    if (layer.isOpen) return Promise.resolve(this.#busy(method, args));
    return new Promise((resolve) => {
      const end = (result) => {
        sheet.close();
        resolve(result);
      };
      const leave = () => end(failedResult(method, args, "user_cancel", "The user did not share."));
      const sheet = layer.open({ testid: "game-share-sheet", onCancel: leave });
      signal.addEventListener("abort", leave, { once: true });
      sheet.draw(
        sheetHeader(title, leave),
        productLine(app(), words.title || app(), words.desc || "Play with me"),
        ...(words.imageUrl ? [element("p", { class: "sheet__small" }, `Picture: ${words.imageUrl}`)] : []),
        element("output", { class: "share-link", "data-testid": "share-link" }, link),
        sheetButton("game-share-send", () => end({}), {}, "Share"),
        sheetButton("game-share-cancel", leave, { isQuiet: true }, "Cancel"),
      );
      sheet.node.focus();
    });
  }

  #showKeyboard(args, outcome) {
    if (outcome) return {};
    if (this.#parts.layer.isOpen) return this.#busy("showKeyboard", args);
    this.#keyboard.show(args);
    return {};
  }

  #setBrightness(args) {
    if (args.value < 0 || args.value > 1) {
      return failedResult("setScreenBrightness", args, "user_error", `The brightness ${args.value} is not from 0 to 1.`);
    }
    this.#brightness = args.value;
    dimScreen(args.value);
    return {};
  }
}
