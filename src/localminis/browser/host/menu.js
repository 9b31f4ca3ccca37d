// The capsule: its menu with share, link, reload, background, settings and about, and its cross.

import { byId, element } from "./dom.js";
import { productLine, sheetButton, sheetHeader } from "./sheet.js";

/**
 * Wire the capsule.
 * @param {object} parts
 * @param {import("./api.js").Api} parts.api
 * @param {import("./sheet.js").SheetLayer} parts.layer
 * @param {import("./share.js").Share} parts.share
 * @param {import("./frame.js").Phone} parts.phone
 * @param {(text: string, level?: string) => void} parts.notice
 * @param {(name: string) => void} parts.emit
 * @param {() => object | null} parts.session
 * @param {() => void} parts.openPage @param {() => void} parts.closePage
 */
export function startMenu({ api, layer, share, phone, notice, emit, session, openPage, closePage }) {
  const menu = byId("menu");
  const opener = byId("menu-open");
  const toast = (text) => phone.toast(text);

  const toggle = (isOpen) => {
    menu.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) menu.querySelector("button").focus();
  };

  const background = (isBackground) => {
    byId("background-cover").hidden = !isBackground;
    emit(isBackground ? "minis.hide" : "minis.show");
    if (isBackground) byId("background-return").focus();
    else phone.focusPage();
  };

  const revoke = async (end) => {
    try {
      await api.revoke();
      notice(`${session().user.name} revoked the app's access; every token of theirs is dead.`);
      phone.toast("Access revoked");
    } catch (problem) {
      notice(problem.message, "error");
    }
    end();
  };

  const openSettings = () => {
    const end = () => sheet.close();
    const sheet = layer.open({ testid: "settings-sheet", onCancel: end });
    const { app, user } = session();
    sheet.draw(
      sheetHeader("Settings", end),
      productLine(app.name, app.name, `Used by ${user.name}`),
      element("p", {}, "Revoking ends the app's access to this account: its codes and tokens stop working, and the app is told by a webhook."),
      sheetButton("revoke-access", () => revoke(end), {}, "Revoke access"),
      sheetButton("settings-close", end, { isQuiet: true }, "Close"),
    );
    sheet.node.focus();
  };

  const openAbout = () => {
    const end = () => sheet.close();
    const sheet = layer.open({ testid: "about-sheet", onCancel: end });
    const { app, client_key, page_url, version } = session();
    const rows = [["Client key", client_key], ["Page", page_url ?? "not running"],
      ...(version ? [["Version", `${version.number}, ${version.state.replace("_", " ")}`]] : [])];
    sheet.draw(
      sheetHeader(`About ${app.name}`, end),
      element("dl", { class: "sums" }, ...rows.map(([name, value]) =>
        element("div", { class: "sums__row" }, element("dt", {}, name), element("dd", { class: "mono" }, value)))),
      element("p", { class: "sheet__small" }, "Simulated by LocalMinis, independent of TikTok."),
      sheetButton("about-close", end, {}, "Close"),
    );
    sheet.node.focus();
  };

  const entries = {
    "menu-share": () => share.openPanel(toast),
    "menu-link": () => share.copyLink(toast),
    "menu-reload": () => session()?.page_url && openPage(),
    "menu-background": () => background(true),
    "menu-settings": openSettings,
    "menu-about": openAbout,
  };
  for (const [id, run] of Object.entries(entries)) {
    byId(id).addEventListener("click", () => {
      toggle(false);
      if (session()) run();
    });
  }
  byId("background-return").addEventListener("click", () => background(false));
  byId("close-app").addEventListener("click", () => session()?.page_url && closePage());
  opener.addEventListener("click", () => toggle(menu.hidden));
  menu.addEventListener("keydown", (event) => {
    const buttons = [...menu.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
    }
    if (event.key !== "Escape") return;
    toggle(false);
    opener.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !event.target.closest("#menu, #menu-open")) toggle(false);
  });
  document.addEventListener("visibilitychange", () => {
    // An app that was put in the background stays there when this window comes back.
    if (!byId("background-cover").hidden) return;
    emit(document.visibilityState === "visible" ? "minis.show" : "minis.hide");
  });
}
