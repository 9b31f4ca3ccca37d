// The dialog that brings the app onto a real phone: the code to scan, or how to get one.

import { byId, element } from "./dom.js";

/**
 * Wire the toolbar's button.
 * @param {() => {page_url: string, link: string, qr: string} | null} lan where the app is on the
 *   local network; null when it is not.
 */
export function startLanDialog(lan) {
  const dialog = byId("lan");
  const close = element("button", { type: "button", class: "button button--main", onclick: () => dialog.close() }, "Close");
  const shown = ({ link, qr }) => [
    element("h2", { id: "lan-title" }, "Open the app on your phone"),
    element("p", {}, "Scan this with a phone in the same network. It opens the app full-screen, with every sheet."),
    element("img", { class: "lan__code", src: qr, alt: `A code that opens ${link}`, "data-testid": "lan-code" }),
    element("code", {}, link),
    element("p", { class: "lan__warning" }, "Whoever has this link can use this simulator while it runs. Show it to nobody else."),
  ];
  const absent = [
    element("h2", { id: "lan-title" }, "Open the app on your phone"),
    element("p", {}, "The simulator listens on this computer only. To let a phone of the same network in, start it with"),
    element("code", {}, "ttdx minis debug --lan"),
    element("p", {}, "or, for versions that were uploaded, with"),
    element("code", {}, "localminis serve --lan"),
    element("p", { class: "hint" }, "This dialog then shows a code to scan, and so does the terminal."),
  ];
  byId("lan-open").addEventListener("click", () => {
    const there = lan();
    dialog.replaceChildren(...(there ? shown(there) : absent), close);
    dialog.showModal();
  });
}
