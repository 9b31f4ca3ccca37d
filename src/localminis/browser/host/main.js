// Wires the simulator together: session, phone, bridge, sheet, log, and the polling that keeps them fresh.

import { Api, Refusal, Unreachable } from "./api.js";
import { Bridge } from "./bridge.js";
import { byId, element } from "./dom.js";
import { Phone } from "./frame.js";
import { bean } from "./icons.js";
import { LogPanel } from "./log.js";
import { login } from "./login.js";
import { PaySheet } from "./pay_sheet.js";
import { shownTheme, startTheme } from "./theme.js";

const WAITING_POLL_MS = 2000;
const ACTIVITY_POLL_MS = 1500;

const clientKey = decodeURIComponent(location.pathname.split("/").at(-1));
const askedUser = new URLSearchParams(location.search).get("user");

const api = new Api(clientKey);
const phone = new Phone();
const { model: log } = new LogPanel();
let session = null;

const notice = (text, level = "info") => log.add({ kind: "notice", level, text });

const sheet = new PaySheet({
  api,
  appName: () => session.app.name,
  onBalance: showBalance,
  onClosed: () => phone.focusPage(),
});

const bridge = new Bridge({
  clientKey,
  frameWindow: () => phone.window,
  handlers: {
    methods: {
      login: async (args) => {
        const result = await login(api, args, notice);
        if (!result.error) phone.toast(`Logged in silently as ${session.user.name}`);
        return result;
      },
      pay: (args, signal) => sheet.open(args, signal),
    },
    onHello: ({ sdk }) => {
      phone.noteHello();
      notice(`The page called TTMinis.init (${sdk} SDK).`);
    },
    onCall: (call) => log.addCall(call),
    onLog: (entry) => log.addEntry(entry),
    onPage: ({ url, title }) => {
      byId("page-address").textContent = url;
      byId("page-address").title = title;
    },
    onOddity: (text) => notice(text, "warn"),
  },
});
window.addEventListener("message", (event) => bridge.receive(event));

function showBalance(balance) {
  byId("balance").textContent = balance.toLocaleString("en-US");
}

function showUsers() {
  const options = session.users.map(({ id, name }) =>
    element("option", { value: id, selected: id === session.user.id }, name));
  byId("user").replaceChildren(...options);
}

function paintBars() {
  phone.setBarColor(session?.navbar?.[shownTheme()] ?? null);
}

function openPage() {
  const origin = new URL(session.page_url).origin;
  if (origin === location.origin) {
    // Such a page could reach into the simulator, and its responses would carry the wrong policy.
    phone.showProblem("The page needs an origin of its own", `${session.page_url} is the simulator's.`);
    return;
  }
  bridge.emit("minis.destroy");
  bridge.expect(origin);
  byId("page-address").textContent = session.page_url;
  phone.showPage(session.page_url, () =>
    notice("The page has not called TTMinis.init yet. Load the SDK first, then call it.", "warn"));
}

function closePage() {
  bridge.emit("minis.destroy");
  bridge.expect("");
  phone.showHome(session.app.name, openPage);
}

/** Take in a fresh session; anything that this document's policy was not made for reloads it. */
function accept(fresh) {
  const before = session;
  session = fresh;
  api.user = fresh.user.id;
  showBalance(fresh.balance);
  if (before && before.page_url !== fresh.page_url) {
    // The policy that allows the frame came with this document and names the old origin.
    location.reload();
    return;
  }
  if (before) return;
  phone.setName(fresh.app.name);
  showUsers();
  paintBars();
  if (!fresh.page_url) phone.showWaiting();
  else if (location.hostname === "localhost" && new URL(fresh.page_url).hostname !== "localhost") {
    // The page's SDK talks to the platform's own address, and `localhost` is another origin.
    location.hostname = new URL(fresh.page_url).hostname;
  } else openPage();
}

async function refresh() {
  const asked = api.user;
  try {
    const fresh = await api.session(session ? asked : askedUser);
    // Another user was chosen while this answer was on its way.
    if (api.user !== asked) return;
    accept(fresh);
    document.body.classList.remove("is-offline");
  } catch (problem) {
    if (!(problem instanceof Refusal) && !(problem instanceof Unreachable)) throw problem;
    document.body.classList.toggle("is-offline", problem instanceof Unreachable);
    if (!session) phone.showProblem("The simulator cannot start", problem.message);
  }
}

async function switchUser(event) {
  const chosen = Number(event.target.value);
  try {
    session = await api.session(chosen);
    api.user = chosen;
  } catch (problem) {
    notice(problem.message, "error");
    event.target.value = session.user.id;
    return;
  }
  const address = new URL(location.href);
  address.searchParams.set("user", String(chosen));
  history.replaceState(null, "", address);
  showBalance(session.balance);
  notice(`${session.user.name} uses the phone now.`);
  if (session.page_url) openPage();
}

let lastActivity = 0;

async function readActivity() {
  try {
    for (const item of await api.activity(lastActivity)) {
      lastActivity = Math.max(lastActivity, item.id);
      log.add({ kind: item.kind === "webhook" ? "webhook" : "notice", level: item.level, text: item.text });
    }
  } catch {
    // The session poll beside it already says that the platform is gone.
  }
}

async function poll() {
  if (document.visibilityState === "visible") {
    await refresh();
    if (session) await readActivity();
  }
  setTimeout(poll, session?.page_url ? ACTIVITY_POLL_MS : WAITING_POLL_MS);
}

function toggleMenu(isOpen) {
  byId("menu").hidden = !isOpen;
  byId("menu-open").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) byId("menu").querySelector("button").focus();
}

function setBackground(isBackground) {
  toggleMenu(false);
  byId("background-cover").hidden = !isBackground;
  bridge.emit(isBackground ? "minis.hide" : "minis.show");
  if (isBackground) byId("background-return").focus();
  else phone.focusPage();
}

byId("wallet-icon").append(bean(18));
byId("user").addEventListener("change", switchUser);
byId("reload").addEventListener("click", () => session?.page_url && openPage());
byId("close-app").addEventListener("click", () => session?.page_url && closePage());
byId("menu-open").addEventListener("click", () => toggleMenu(byId("menu").hidden));
byId("menu-reload").addEventListener("click", () => {
  toggleMenu(false);
  if (session?.page_url) openPage();
});
byId("menu-background").addEventListener("click", () => setBackground(true));
byId("background-return").addEventListener("click", () => setBackground(false));
byId("menu").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  toggleMenu(false);
  byId("menu-open").focus();
});
document.addEventListener("pointerdown", (event) => {
  if (!byId("menu").hidden && !event.target.closest("#menu, #menu-open")) toggleMenu(false);
});
document.addEventListener("visibilitychange", () => {
  // An app that was put in the background stays there when this window comes back.
  if (!byId("background-cover").hidden) return;
  bridge.emit(document.visibilityState === "visible" ? "minis.show" : "minis.hide");
});

startTheme(byId("theme"), paintBars);
poll();
