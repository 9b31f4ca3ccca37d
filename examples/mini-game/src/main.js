// The page: one night after another, and between them an ad, a purchase, a share and a mission.

import { call, game, watchAd } from "./minis.js";
import { draw, HEARTS, Night } from "./night.js";
import { Shop } from "./shop.js";

const AD_UNIT = "firefly-second-chance";
const find = (id) => document.getElementById(id);
const canvas = find("field");
const context = canvas.getContext("2d");
const shop = new Shop();

let night = new Night();
let isPlaying = false;
let isHidden = false;
let isGolden = false;
let lastMs = 0;

const say = (text) => {
  find("said").textContent = text;
};

function showCard(title, about) {
  find("title").textContent = title;
  find("about").textContent = about;
  find("best").textContent = String(game.getStorageSync("best") || 0);
  find("revive").hidden = find("share").hidden = !night.isOver;
  find("play").textContent = night.isOver ? "Another night" : "Play";
  find("card").hidden = false;
}

function begin(next) {
  night = next;
  isPlaying = true;
  find("card").hidden = true;
  say("");
}

function end() {
  isPlaying = false;
  game.vibrateShort({});
  const best = game.getStorageSync("best") || 0;
  if (night.score > best) game.setStorageSync("best", night.score);
  game.reportEvent({ eventName: "night_over", params: { score: night.score } });
  showCard("The night is over", `${night.score} in the jar.`);
}

function frame(nowMs) {
  const seconds = (nowMs - lastMs) / 1000;
  lastMs = nowMs;
  if (isPlaying && !isHidden) {
    night.pass(seconds);
    if (night.isOver) end();
  }
  find("score").textContent = String(night.score);
  find("hearts").textContent = "♥".repeat(night.hearts) + "♡".repeat(HEARTS - night.hearts);
  draw(context, night, nowMs / 1000, isGolden);
  requestAnimationFrame(frame);
}

function fit() {
  const { windowWidth, windowHeight, pixelRatio } = game.getWindowInfo();
  canvas.width = windowWidth * pixelRatio;
  canvas.height = windowHeight * pixelRatio;
  // The score starts below the capsule, which lies over the game.
  document.body.style.setProperty("--top", `${game.getMenuButtonBoundingClientRect().bottom + 8}px`);
}

/** Run what a button does, with the button asleep meanwhile. */
function onPress(id, run) {
  find(id).addEventListener("click", async () => {
    find(id).disabled = true;
    try {
      await run();
    } catch (problem) {
      say(problem.message);
    }
    find(id).disabled = false;
  });
}

function turnGolden() {
  isGolden = true;
  find("jar").hidden = true;
}

onPress("play", () => begin(new Night()));
onPress("revive", async () => {
  if (!(await watchAd(AD_UNIT))) return say("The ad was not watched to its end.");
  night.revive();
  return begin(night);
});
onPress("share", () => call("shareAppMessage", { query: `score=${night.score}` }, 0));
onPress("shortcut", async () => {
  if (!game.canIUse("addShortcut")) return say("This TikTok has no shortcuts yet.");
  await call("addShortcut", {}, 0);
  return say("Open it from the home screen for a surprise.");
});
onPress("jar", async () => {
  if (await shop.buy()) turnGolden();
  else say("The payment is under way; the jar turns golden when it has arrived.");
});

canvas.addEventListener("pointermove", ({ clientX }) => night.move(clientX / innerWidth));
canvas.addEventListener("pointerdown", ({ clientX }) => night.move(clientX / innerWidth));
addEventListener("keydown", ({ key }) => {
  if (key === "ArrowLeft") night.move(night.jar - 0.08);
  if (key === "ArrowRight") night.move(night.jar + 0.08);
});
addEventListener("resize", fit);
game.onHide(() => {
  isHidden = true;
});
game.onShow(() => {
  isHidden = false;
  lastMs = performance.now();
});
game.onCopyUrl(() => ({ title: "Firefly Jar", query: `score=${game.getStorageSync("best") || 0}` }));

async function start() {
  fit();
  requestAnimationFrame(frame);
  const { query } = game.getLaunchOptionsSync();
  showCard("Firefly Jar", query.score
    ? `A friend caught ${query.score}. Can you catch more?`
    : "Move the jar. Three that fly past end the night.");
  game.setLoadingProgress({ progress: 1 });
  const { canReceiveReward } = await call("getShortcutMissionReward").catch(() => ({}));
  if (canReceiveReward) say("Welcome back from the home screen!");
  try {
    if (await shop.open()) turnGolden();
  } catch (problem) {
    say(`The shop is closed: ${problem.message}`);
  }
}

start();
