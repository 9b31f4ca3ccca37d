// The simulator's own drawings. All take the colour of the text around them, but for the Bean.

import { svg } from "./dom.js";

/** A Bean: two lobes with a light edge and a seam. */
export function bean(sizePx = 18) {
  return svg(
    "svg",
    { class: "bean", viewBox: "0 0 24 24", width: sizePx, height: sizePx, "aria-hidden": "true" },
    svg("path", {
      class: "bean__body",
      d: "M6.2 3.4c3.6-1.6 6 .5 6.9 3 .6 1.7 1.7 2.3 3.4 2.7 3.6.8 5.6 3.6 4.8 7-.9 4-5.2 6.2-9.9 4.9"
        + "C5.3 19.3 1.9 14.2 2.4 9.2c.2-2.6 1.5-4.8 3.8-5.8Z",
    }),
    svg("path", { class: "bean__light", d: "M5.2 8.6c.3-1.7 1.3-2.9 2.7-3.2" }),
    svg("path", { class: "bean__seam", d: "M9.6 10.4c.6 2.7 2.3 4.3 5 4.8" }),
  );
}

const line = (d, extra = {}) => svg("path", { d, ...extra });

function outline(sizePx, ...shapes) {
  return svg(
    "svg",
    {
      viewBox: "0 0 24 24", width: sizePx, height: sizePx, fill: "none", stroke: "currentColor",
      "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
    },
    ...shapes,
  );
}

export const cross = (sizePx = 18) => outline(sizePx, line("M6 6l12 12M18 6L6 18"));

export const warning = (sizePx = 28) =>
  outline(sizePx, line("M12 4.5 21 19.5H3Z"), line("M12 10.5v4"), line("M12 17.2v.1"));

/** A tick in a circle, drawn as it appears. */
export const tick = (sizePx = 56) =>
  outline(
    sizePx,
    svg("circle", { class: "tick__ring", cx: 12, cy: 12, r: 10 }),
    line("M7.5 12.4l3.1 3.1 6-6.7", { class: "tick__mark", pathLength: 1 }),
  );

/** A plug that waits for its socket, for the screen without a page. */
export function unplugged() {
  return svg(
    "svg",
    {
      class: "empty__drawing", viewBox: "0 0 160 72", width: 160, height: 72, fill: "none",
      stroke: "currentColor", "stroke-width": "3", "stroke-linecap": "round", "aria-hidden": "true",
    },
    line("M2 36h34"),
    line("M36 22h14a14 14 0 0 1 0 28H36Z"),
    line("M64 30h9M64 42h9", { class: "empty__pins" }),
    line("M124 36h34"),
    line("M124 20h-12a8 8 0 0 0-8 8v16a8 8 0 0 0 8 8h12Z"),
    line("M84 24v.1M90 36v.1M84 48v.1", { class: "empty__sparks" }),
  );
}

export const rotate = (sizePx = 18) =>
  outline(sizePx, line("M4.5 9.5V5.8A1.8 1.8 0 0 1 6.3 4h5.4a1.8 1.8 0 0 1 1.8 1.8v3.7"),
    line("M6 13.5h12.2a1.8 1.8 0 0 1 1.8 1.8v3a1.8 1.8 0 0 1-1.8 1.8H6a1.8 1.8 0 0 1-1.8-1.8v-3A1.8 1.8 0 0 1 6 13.5Z"),
    line("M17 5.2a4.6 4.6 0 0 1 3 4.3M18.3 8.3l1.7 1.5 1.5-1.7"));

export const moon = (sizePx = 18) => outline(sizePx, line("M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7Z"));
