// Wires the simulator together: session, phone, bridge, sheets, panels, and the polling that keeps
// them fresh.

import { AdHost } from "./ads.js";
import { Api, Refusal, Unreachable } from "./api.js";
import { startActivity } from "./activity.js";
import { firstOrigin, firstSession, takeMessages } from "./boot.js";
import { Bridge } from "./bridge.js";
import { Card } from "./card.js";
import { startCheckPanel } from "./check_panel.js";
import { startClockPanel } from "./clock_panel.js";
import { byId, element } from "./dom.js";
import { Games } from "./games.js";
import { bean } from "./icons.js";
import { startLanDialog } from "./lan.js";
import { LogPanel } from "./log.js";
import { startMenu } from "./menu.js";
import { makeMethods } from "./methods.js";
import {
  address, adoptApp, clientKey, isMisplaced, isPhoneOnly, openFrame, paint, pageSettings, phone, scheme, settings,
} from "./opening.js";
import { Outcomes } from "./outcomes.js";
import { startOutcomesPanel } from "./outcomes_panel.js";
import { watchPage } from "./page_trouble.js";
import { PaySheet } from "./pay_sheet.js";
import { NEED_RELOAD } from "./phone_settings.js";
import { startQuickBar } from "./quick_bar.js";
import { showHome, showProblem, showUpdate, showWaiting } from "./screens.js";
import { startSecondPhone } from "./second.js";
import { startSettingsPanel } from "./settings_panel.js";
import { Share } from "./share.js";
import { SheetLayer } from "./sheet.js";
import { startTabs } from "./tabs.js";
import { startTheme } from "./theme.js";
import { Traces } from "./trace.js";
import { showTraces, startWalletPanel } from "./wallet_panel.js";

const WAITING_POLL_MS = 2000;
const ACTIVITY_POLL_MS = 1500;

const askedUser = address.get("user");

const api = new Api(clientKey);
api.version = address.get("version");
const { model: log } = new LogPanel();
const card = new Card();
const traces = new Traces();
let session = null;

const notice = (text, level = "info") => log.add({ kind: "notice", level, text });
const problem = (text) => notice(text, "error");
const app = () => session.app.name;
const layer = new SheetLayer(() => phone.focusPage());
const emit = (name, data) => bridge.emit(name, data);
const ads = new AdHost({ layer, emit });
const share = new Share({ layer, emit, app, notice });
const paySheet = new PaySheet({ layer, api, appName: app, onBalance: showBalance });
const outcomes = new Outcomes((method) => api.takeOutcome(method));
const wallet = startWalletPanel({ api, onBalance: showBalance, onProblem: problem });
const showClock = startClockPanel({ api, onTurned: refresh, onProblem: problem });

const methods = makeMethods({
  api, layer, ads, paySheet, share, phone, app, notice, emit, showBalance,
  client: () => settings.client, switchAccount: () => useUser(nextUser()),
});
methods.login = toasting(methods.login);
const games = new Games({
  layer, app, clientKey, notice, emit, openPage,
  user: () => session?.user ?? {}, toast: (text) => phone.toast(text),
});
Object.assign(methods, games.methods);

const bridge = new Bridge({
  clientKey,
  frameWindow: () => phone.window,
  handlers: {
    methods,
    takeOutcome: (method) => outcomes.take(method),
    client: () => settings.client,
    onBegin: () => {
      if (trouble.begin()) delete document.body.dataset.app;
    },
    onHello: ({ sdk }) => {
      phone.noteHello();
      useFlavour(sdk === "game" ? "minigame" : "minis");
      trouble.started();
      document.body.dataset.app = "running";
      notice(`The page called ${sdk === "game" ? "TTMinis.game.init" : "TTMinis.init"}.`);
    },
    onGone: () => {
      layer.dismiss();
      ads.forget();
      share.forget();
      games.forget();
    },
    onEvent: (name, data) => log.add({ kind: "lifecycle", text: name, details: Object.keys(data).length ? data : undefined }),
    onCall: traced,
    onLog: (entry) => {
      log.addEntry(entry);
      trouble.logged(entry);
      if (entry.kind === "restriction") check.noteRefusal(entry.rule);
      if (entry.kind === "network") traces.noteRequest(entry.details);
    },
    onPage: ({ url }) => phone.showAddress(url),
    onTap: (target) => {
      traces.noteTap(target);
      usePhone();
    },
    onOddity: (text, title) => trouble.odd(text, title),
  },
});

const showTab = startTabs((name) => name === "wallet" && wallet.refresh());
const check = startCheckPanel({ api, card, openPanel: () => showTab("check"), onFindings: () => log.join() });
log.findingsOf = check.of;
const trouble = watchPage({
  card, notice, openLog: () => showTab("log"),
  stop: () => {
    bridge.expect("");
    showProblem("The page reloads itself again and again",
      "It was stopped. Look for location.reload() or a redirect that runs at every start, then press Reload.");
  },
});

/** Log a call, and note the way of a trade order beside it. */
function traced(call) {
  const complete = log.addCall(call);
  const order = call.args.trade_order_id;
  if (order) traces.add(order, `${call.method} called`);
  return (result) => {
    complete(result);
    if (!order) return;
    const failure = result.error?.error_code;
    traces.add(order, failure ? `callback ${failure}` : result.silence ? "no callback" : "callback", { isBad: Boolean(failure) });
    wallet.refresh();
  };
}

function toasting(login) {
  return async (...call) => {
    const result = await login(...call);
    if (result.authResponse) phone.toast(`Logged in silently as ${session.user.name}`);
    return result;
  };
}

function showBalance(balance) {
  byId("balance").textContent = balance.toLocaleString("en-US");
}

function showUsers() {
  const options = session.users.map(({ id, name }) =>
    element("option", { value: id, selected: id === session.user.id }, name));
  byId("user").replaceChildren(...options);
}

/** Give the phone its shape and colours, and tell the page what changed. */
function paintPhone() {
  paint(session);
  showQuickBar();
  if (session) bridge.tellPhone(pageSettings(session, games.launched));
}

/** Show the settings and outcomes of a flavour; a page that turns out to be the other is told anew. */
function useFlavour(flavour) {
  if (settings.flavour === flavour) return;
  settings.flavour = flavour;
  showFlavour();
  paintPhone();
}

function showFlavour() {
  showSettingsOf(settings.isGame);
  showOutcomesOf(settings.isGame);
}

/** Get ready for a page of an origin, before it says anything. */
function expectPage(origin) {
  bridge.expect(origin);
  games.start();
  trouble.expect();
  delete document.body.dataset.app;
}

function openPage() {
  bridge.emit("minis.destroy");
  expectPage("");
  paintPhone();
  const needs = session.min_library_version;
  if (settings.isOlderThan(needs)) {
    showUpdate(app(), { needs, has: settings.has }, () => settings.update());
    notice(`The app needs the library ${needs}, and the phone has ${settings.has.library}: the user is asked to update.`, "warn");
    return;
  }
  const origin = openFrame(session, games.launched);
  if (origin) bridge.expect(origin);
  else showProblem("The page needs an origin of its own", `${session.page_url} is the simulator's.`);
}

/** Say why there is no page: nothing runs, or the user finds nothing where they are. */
function showNothing() {
  if (session.refusal) showProblem(`${app()} is not available in ${session.user.region}`, session.refusal);
  else showWaiting();
}

function closePage() {
  bridge.emit("minis.destroy");
  bridge.expect("");
  showHome(session.app.name, () => games.openFromHome());
}

function showSession(fresh) {
  const before = session?.clock;
  session = fresh;
  api.user = fresh.user.id;
  showBalance(fresh.balance);
  showClock(fresh.clock);
  phone.setClock(() => new Date((fresh.clock.frozen_at_s ?? Date.now() / 1000 + fresh.clock.offset_s) * 1000));
  const isTurned = before && (before.offset_s !== fresh.clock.offset_s || before.frozen_at_s !== fresh.clock.frozen_at_s);
  if (isTurned) bridge.tellPhone(pageSettings(session, games.launched));
  check.follow(fresh.check).catch((refusal) => problem(refusal.message));
}

/** Take in a fresh session; anything that this document's policy was not made for reloads it. */
function accept(fresh) {
  const before = session;
  showSession(fresh);
  if (before && (before.page_url !== fresh.page_url || before.rules !== fresh.rules)) {
    // The policy that allows the frame came with this document and names the old origin.
    location.reload();
    return;
  }
  if (before) return;
  adoptApp(fresh);
  showFlavour();
  showUsers();
  const about = { report: "The rules are reported only: what the platform refuses passes here.", off: "The rules are off: nothing is refused or reported here." };
  if (about[fresh.rules]) notice(about[fresh.rules], "warn");
  byId("rules-sign").textContent = { report: "Rules: report only", off: "Rules: off" }[fresh.rules] ?? "";
  if (firstOrigin) {
    // The page is in the phone since before this script came.
    expectPage(firstOrigin);
    paintPhone();
  } else if (!fresh.page_url) {
    paintPhone();
    showNothing();
  } else if (isMisplaced(fresh)) {
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
  } catch (trouble) {
    if (!(trouble instanceof Refusal) && !(trouble instanceof Unreachable)) throw trouble;
    document.body.classList.toggle("is-offline", trouble instanceof Unreachable);
    if (!session) showProblem("The simulator cannot start", trouble.message);
  }
}

const nextUser = () => {
  const at = session.users.findIndex(({ id }) => id === session.user.id);
  return session.users[(at + 1) % session.users.length].id;
};

/** Hand the phone to another user; the page stays as it is, as on an account switch. */
async function useUser(id) {
  showSession(await api.session(id));
  byId("user").value = String(id);
  const here = new URL(location.href);
  here.searchParams.set("user", String(id));
  history.replaceState(null, "", here);
  notice(`${session.user.name} uses the phone now.`);
  wallet.refresh();
}

async function switchUser(event) {
  const before = session.page_url;
  try {
    await useUser(Number(event.target.value));
    // Another version than the one before, or none: the policy came with the document.
    if (session.page_url !== before) location.reload();
    else if (session.page_url) openPage();
    else showNothing();
  } catch (trouble) {
    problem(trouble.message);
    event.target.value = session.user.id;
  }
}

const readActivity = startActivity({ api, log, traces });

async function poll() {
  if (document.visibilityState === "visible") {
    await refresh();
    if (session) await readActivity();
  }
  pollLater();
}

function pollLater() {
  setTimeout(poll, session?.page_url ? ACTIVITY_POLL_MS : WAITING_POLL_MS);
}

/** Begin with the session that came with the document, or ask for one. */
function start() {
  if (firstSession) {
    api.take(firstSession);
    accept(firstSession);
    readActivity();
    pollLater();
  } else poll();
  takeMessages((event) => bridge.receive(event));
}

byId("wallet-icon").append(bean(18));
byId("user").addEventListener("change", switchUser);
byId("reload").addEventListener("click", () => session?.page_url && openPage());
const { use: usePhone } = startSecondPhone(nextUser);
startMenu({
  api, layer, share, phone, notice, emit, session: () => session, openPage, closePage,
});
const showOutcomesOf = startOutcomesPanel(outcomes);
startLanDialog(() => session?.lan ?? null);
const showQuickBar = startQuickBar(settings, scheme);
const { showFlavour: showSettingsOf, showValues: showSettings } = startSettingsPanel(settings);
traces.onChange = () => showTraces(traces.lines);
api.onAnswer = (...answer) => traces.addAnswer(...answer);
showTraces([]);
for (const text of outcomes.readAddress(location.search)) notice(text, "warn");
settings.onChange = (name) => {
  showSettings();
  paintPhone();
  if (NEED_RELOAD.includes(name) && session?.page_url) openPage();
};
startTheme(byId("theme"), paintPhone);
if (isPhoneOnly) addEventListener("resize", paintPhone);
start();
phone.watchSilence(() => trouble.silent());
