// The page: logs in silently, lists the episodes, plays the open ones and sells the others.

import { picture } from "./art.js";
import { Backend } from "./backend.js";
import { Player } from "./player.js";
import { buy } from "./purchase.js";

const find = (id) => document.getElementById(id);
const minis = window.TTMinis;
const backend = new Backend(window.ENV.api, minis);
const player = new Player(find("player"));

let episodes = [];
// The episode whose purchase is under way, and what its card says meanwhile.
let pending = null;

function say(text) {
  find("problem").textContent = text;
  find("problem").hidden = !text;
  if (text) find("problem").scrollIntoView({ block: "center", behavior: "smooth" });
}

function showLogin(state, text) {
  find("login-state").dataset.state = state;
  find("login-state").textContent = text;
}

function make(tag, className, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...children);
  return node;
}

function badge(episode) {
  if (pending?.number === episode.number) {
    return make("span", "badge badge--busy", make("span", "dots"), pending.text);
  }
  if (!episode.locked) return make("span", "badge badge--open", episode.price_beans ? "Unlocked" : "Free");
  const node = make("span", "badge badge--locked", `${episode.price_beans} Beans`);
  node.dataset.testid = `episode-${episode.number}-locked`;
  return node;
}

function card(episode) {
  const button = make("button", "episode",
    make("span", "episode__art", picture(episode.number)),
    make("span", "episode__words",
      make("span", "episode__title", `${episode.number}. ${episode.title}`),
      make("span", "episode__about", episode.synopsis),
      badge(episode)));
  button.type = "button";
  button.dataset.testid = `episode-${episode.number}`;
  button.classList.toggle("episode--locked", episode.locked);
  button.addEventListener("click", () => choose(episode.number));
  return make("li", "", button);
}

function showEpisodes(fresh) {
  episodes = fresh;
  const focused = document.activeElement?.dataset?.testid;
  find("episodes").replaceChildren(...episodes.map(card));
  find("episodes").setAttribute("aria-busy", "false");
  if (focused) document.querySelector(`[data-testid="${focused}"]`)?.focus();
}

function showPending(next) {
  pending = next;
  showEpisodes(episodes);
}

function play(episode) {
  player.play(episode, episodes.some(({ number }) => number === episode.number + 1));
}

async function choose(number) {
  const episode = episodes.find((each) => each.number === number);
  if (!episode.locked) play(episode);
  else if (!pending) await purchase(episode);
}

async function purchase({ number, title }) {
  say("");
  showPending({ number, text: "Opening the payment …" });
  try {
    const { outcome, episodes: fresh } = await buy({
      backend,
      minis,
      number,
      onConfirming: () => showPending({ number, text: "Confirming …" }),
    });
    pending = null;
    showEpisodes(fresh ?? episodes);
    if (outcome === "late") {
      say(`“${title}” is paid, and its confirmation is still on the way. It opens by itself when you come back.`);
    }
  } catch (problem) {
    showPending(null);
    say(problem.message);
  }
}

player.onNext = (number) => {
  const episode = episodes.find((each) => each.number === number);
  if (episode.locked) find("player").close();
  choose(number);
};

async function refresh() {
  try {
    showEpisodes(await backend.episodes());
  } catch (problem) {
    say(problem.message);
  }
}

async function start() {
  if (!minis?.login) {
    showLogin("failed", "Not logged in");
    say("The TikTok Minis SDK is not here. Open this page in the simulator.");
    return;
  }
  minis.on("minis.show", () => episodes.length && !pending && refresh());
  backend.onLogin = (user) =>
    showLogin("in", user.display_name ? `Logged in as ${user.display_name}` : "Logged in");
  try {
    await backend.login();
  } catch (problem) {
    showLogin("failed", "Not logged in");
    say(problem.message);
    return;
  }
  await refresh();
}

find("hero-art").append(picture(0));
start();
