// The simulated phone: geometry, and what its page is told.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CHOICES, PhoneSettings } from "../../src/localminis/browser/host/phone_settings.js";

const USER = { language: "ja-JP", region: "JP" };
const around = (changes = {}) => ({ navStyle: "default", user: USER, clock: {}, scheme: "dark", ...changes });

function storage(content) {
  const kept = { ...content };
  return { kept, getItem: (key) => kept[key] ?? null, setItem: (key, value) => { kept[key] = value; } };
}

test("settings are remembered, and what nobody offers is not taken", () => {
  const place = storage();
  const settings = new PhoneSettings(place);
  settings.set("device", "tablet");
  settings.set("device", "toaster");
  settings.set("colour", "red");
  assert.equal(new PhoneSettings(place).values.device, "tablet");
  assert.equal(new PhoneSettings(storage({ "localminis.phone": "{broken" })).values.device, CHOICES.device[0]);
  assert.equal(new PhoneSettings(storage({ "localminis.phone": '{"turn":"sideways"}' })).values.turn, "");
});

test("how an app is held is kept for that app, and a second phone keeps its own device", () => {
  const place = storage();
  const first = new PhoneSettings(place, { clientKey: "mna" });
  first.set("turn", "landscape");
  first.set("device", "tablet");
  assert.equal(new PhoneSettings(place, { clientKey: "mna" }).values.turn, "landscape");
  const other = new PhoneSettings(place, { clientKey: "mnb" }).values;
  assert.deepEqual([other.turn, other.device], ["", "tablet"]);
  assert.equal(new PhoneSettings(place, { clientKey: "mna", phone: "second" }).values.device, CHOICES.device[0]);
});

test("the capsule is told under a custom bar only, and lies within the screen", () => {
  const settings = new PhoneSettings(null);
  for (const device of CHOICES.device) {
    for (const turn of CHOICES.turn) {
      settings.set("device", device);
      settings.set("turn", turn);
      const { capsule } = settings.forPage(around({ navStyle: "custom" }));
      const { width, height } = settings.geometry("custom");
      assert.ok(capsule.left > 0 && capsule.right <= width && capsule.top >= 0 && capsule.bottom < height, device);
      assert.equal(capsule.right - capsule.left, capsule.width);
      assert.equal(settings.forPage(around()).capsule.width, 0);
    }
  }
});

test("on its side a phone swaps its sizes and hides the status bar beside a cutout", () => {
  const settings = new PhoneSettings(null);
  const upright = settings.geometry("default");
  settings.set("turn", "landscape");
  const lying = settings.geometry("default");
  assert.deepEqual([lying.width, lying.height, lying.statusBar], [upright.height, upright.width, 0]);
});

test("a game is held as it wants until somebody turns the phone, and has the screen to its edges", () => {
  const settings = new PhoneSettings(null);
  settings.flavour = "minigame";
  settings.appTurn = "landscape";
  const told = settings.forPage(around({ launch: { scene: "ads", query: { level: "2" } } }));
  assert.equal(settings.isLandscape, true);
  assert.equal(settings.geometry("default").style, "custom");
  assert.equal(told.library_version, CHOICES.game_version[0]);
  assert.deepEqual(told.launch, { scene: "ads", query: { level: "2" } });
  assert.equal(told.system.safeArea.width, told.system.safeArea.right - told.system.safeArea.left);
  settings.set("turn", "portrait");
  assert.equal(settings.isLandscape, false);
});

test("language and region follow the user until they are chosen, and reach the user agent", () => {
  const settings = new PhoneSettings(null);
  settings.set("device", "android");
  const told = settings.forPage(around());
  assert.deepEqual(told.languages, ["ja-JP", "ja"]);
  assert.match(told.user_agent, /ByteLocale\/ja .*Region\/JP .*app_version|app_version.*ByteLocale\/ja.*Region\/JP/);
  assert.doesNotMatch(told.user_agent, /[{}]/);
  assert.deepEqual(settings.forPage(around({ user: { language: "en", region: "GB" } })).languages, ["en-GB", "en"]);
  settings.set("language", "pt-BR");
  settings.set("region", "BR");
  assert.match(settings.forPage(around()).user_agent, /ByteLocale\/pt.*Region\/BR/);
});

test("what is switched off is not usable", () => {
  const settings = new PhoneSettings(null);
  settings.set("ads", "off");
  settings.set("library_version", "0.3.0");
  assert.deepEqual(settings.client, {
    library_version: "0.3.0", disabled: ["createRewardedVideoAd", "createInterstitialAd"],
  });
});

test("a phone knows whether its library is older than what an app asks for", () => {
  const settings = new PhoneSettings(null);
  settings.set("library_version", "0.3.0");
  const older = ["", "0.3.0", "0.2.9", "0.3.1", "0.10.0", "1.0.0"].map((version) => settings.isOlderThan(version));
  assert.deepEqual(older, [false, false, false, true, true, true]);
  settings.update();
  assert.equal(settings.isOlderThan("0.6.0"), false);
  settings.flavour = "minigame";
  settings.set("game_version", "0.10.0");
  assert.deepEqual([settings.isOlderThan("0.6.0"), settings.isOlderThan("0.33.0")], [false, true]);
});

test("what is not as it comes is listed, until it is put back", () => {
  const settings = new PhoneSettings(null);
  settings.set("network", "slow");
  settings.set("device", "tablet");
  assert.deepEqual(settings.changed, ["device", "network"]);
  for (const name of settings.changed) settings.set(name, CHOICES[name][0]);
  assert.deepEqual(settings.changed, []);
});
