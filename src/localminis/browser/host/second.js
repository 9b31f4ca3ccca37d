// A second phone beside the first: another simulator of the same app in a frame of this page, with a
// user and a storage of its own. The panels at the right are those of the phone that is used.

import { byId, element } from "./dom.js";
import { isSecond } from "./opening.js";

const USED = "localminis: this phone is used";

/**
 * Wire the buttons of either phone.
 * @param {() => number} nextUser the user that the second phone begins with.
 */
export function startSecondPhone(nextUser) {
  const panels = byId("show-panels");
  if (isSecond) {
    const use = () => parent.postMessage(USED, location.origin);
    document.addEventListener("pointerdown", use);
    panels.addEventListener("click", use);
    return { use };
  }
  const opener = byId("second-phone");
  let frame = null;

  const narrow = matchMedia("(max-width: 820px)");

  const showPanels = (isOfSecond) => {
    document.body.classList.toggle("second-has-panels", frame !== null && isOfSecond);
    const other = frame?.contentDocument?.body;
    other?.classList.toggle("has-panels", isOfSecond);
    other?.classList.toggle("is-stacked", narrow.matches);
    panels.setAttribute("aria-pressed", String(!isOfSecond));
    other?.querySelector("#show-panels")?.setAttribute("aria-pressed", String(isOfSecond));
  };
  const use = () => frame && showPanels(false);

  const toggle = () => {
    if (frame) {
      frame.remove();
      frame = null;
    } else {
      const url = new URL(location.href);
      url.searchParams.set("user", String(nextUser()));
      url.searchParams.set("view", "second");
      frame = element("iframe", {
        class: "second", title: "Second phone", "data-testid": "second-phone", src: url.href, onload: () => showPanels(false),
      });
      byId("workspace").insertBefore(frame, byId("side"));
    }
    document.body.classList.toggle("has-second", frame !== null);
    opener.setAttribute("aria-pressed", String(frame !== null));
    showPanels(false);
  };

  narrow.addEventListener("change", use);
  opener.addEventListener("click", toggle);
  panels.addEventListener("click", use);
  byId("stage").addEventListener("pointerdown", use);
  addEventListener("message", ({ data, source, origin }) => {
    if (data === USED && origin === location.origin && source === frame?.contentWindow) showPanels(true);
  });
  return { use };
}
