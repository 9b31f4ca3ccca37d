// The drama's pictures, drawn as SVG from a handful of numbers per episode.

const NS = "http://www.w3.org/2000/svg";

// sky: top, middle, horizon; sea: near the horizon, near the viewer; beam in degrees from the right.
// A tall phone shows the middle 56 of the 100 units, so what matters stays between 28 and 72.
const SCENES = {
  0: { sky: ["#070d24", "#1d3160", "#c98468"], sea: ["#2a3a62", "#0b1220"], tower: 64, beam: 198 },
  1: { sky: ["#0a1230", "#26396b", "#e3946a"], sea: ["#2b3b63", "#0b1328"], tower: 62, beam: null, sun: [38, 57] },
  2: { sky: ["#060b1f", "#122549", "#28527a"], sea: ["#173657", "#060d1c"], tower: 36, beam: 338, moon: [66, 44] },
  3: { sky: ["#0b1a24", "#1d4350", "#6fa79a"], sea: ["#235058", "#081b21"], tower: 66, beam: 188, boat: 36, fog: true },
  4: { sky: ["#140b1e", "#3b1e45", "#9a4c5c"], sea: ["#3f2345", "#150a1c"], tower: 50, beam: null, moon: [34, 20] },
  5: { sky: ["#0a0d12", "#202a35", "#4a5b66"], sea: ["#2a3944", "#080c11"], tower: 64, beam: 205, rain: true, boat: 35 },
  6: { sky: ["#170d0c", "#4a221b", "#c5673b"], sea: ["#4c2b25", "#170b09"], tower: 35, beam: 348, boat: 64, sun: [62, 58] },
  7: { sky: ["#05080f", "#101d33", "#1f3a52"], sea: ["#142a40", "#04080f"], tower: 66, beam: 200, moon: [36, 16], lanterns: true },
  8: { sky: ["#29406f", "#c77f82", "#ffd59a"], sea: ["#a8737d", "#27355c"], tower: 36, beam: 342, sun: [62, 60], boat: 67 },
};

let drawn = 0;

function shape(tag, attributes, ...children) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function gradient(id, colors, attributes = {}) {
  const stops = colors.map(([color, opacity = 1], at) =>
    shape("stop", { offset: at / (colors.length - 1), "stop-color": color, "stop-opacity": opacity }));
  return shape("linearGradient", { id, x1: 0, y1: 0, x2: 0, y2: 1, ...attributes }, ...stops);
}

/** Numbers between 0 and 1 that look random and are the same on every visit. */
function* sequence(seed) {
  let state = seed * 9301 + 49297;
  for (;;) {
    state = (state * 16807) % 2147483647;
    yield state / 2147483647;
  }
}

function stars(number, top) {
  const next = sequence(number);
  const draw = () => next.next().value;
  return Array.from({ length: 34 }, () => shape("circle", {
    cx: (draw() * 100).toFixed(1), cy: (draw() * top).toFixed(1), r: (0.12 + draw() * 0.26).toFixed(2),
    fill: "#fff", opacity: (0.25 + draw() * 0.6).toFixed(2),
  }));
}

function lighthouse(x, lit) {
  return shape("g", { transform: `translate(${x} 0)` },
    shape("path", { d: "M-17 66c5-3 8-7 12-7h9c5 0 8 5 15 8Z", fill: "#05070d" }),
    shape("path", { d: "M-3.2 60-2 34.5h4L3.2 60Z", fill: "#0c111c" }),
    shape("path", { d: "M-2.8 52-2.5 46h5l.3 6ZM-2.3 40.5l.3-4.5h4l.3 4.5Z", fill: "#7c2c2a", opacity: 0.75 }),
    shape("path", { d: "M-2.9 34.6h5.8v-1h-5.8ZM-1.7 29.6h3.4v4h-3.4ZM-2.2 29.6 0 27l2.2 2.6Z", fill: "#0c111c" }),
    shape("circle", { cx: 0, cy: 31.7, r: lit ? 1.3 : 0.7, fill: lit ? "#fff3cf" : "#41495a" }));
}

function boat(x) {
  return shape("g", { class: "art__boat", transform: `translate(${x} 68)` },
    shape("path", { d: "M-5 0h10l-1.8 2.6h-6.6Z", fill: "#05070d" }),
    shape("path", { d: "M-.2-7v7M.3-6.5c2.3 1.6 3 3.6 3 5.5h-3Z", fill: "#05070d", stroke: "#05070d", "stroke-width": 0.4 }),
    shape("circle", { cx: -3.3, cy: -0.9, r: 0.5, fill: "#ffcf7a" }));
}

function rain() {
  const lines = Array.from({ length: 40 }, (_, at) => {
    const x = (at * 37) % 112;
    const y = (at * 53) % 100;
    return `M${x} ${y}l-2 7`;
  });
  return shape("path", { class: "art__rain", d: lines.join(""), stroke: "#cfe0ee", "stroke-width": 0.25, opacity: 0.4 });
}

/** Draw the picture of an episode, 100 wide and 100 high, to be cut by its box. */
export function picture(number) {
  const scene = SCENES[number] ?? SCENES[1];
  const id = `art${++drawn}`;
  const paint = (name) => `url(#${id}-${name})`;
  const tower = scene.tower;
  const parts = [
    shape("defs", {},
      gradient(`${id}-sky`, scene.sky.map((color) => [color])),
      gradient(`${id}-sea`, scene.sea.map((color) => [color])),
      gradient(`${id}-beam`, [["#fff1c4", 0.85], ["#fff1c4", 0]], { x2: 1, y2: 0 })),
    shape("rect", { width: 100, height: 64, fill: paint("sky") }),
    ...(scene.sun ? [] : stars(number, 50)),
  ];
  if (scene.sun) {
    const [cx, cy] = scene.sun;
    parts.push(shape("circle", { cx, cy, r: 15, fill: scene.sky[2], opacity: 0.35 }),
      shape("circle", { cx, cy, r: 6.5, fill: "#fff0d0", opacity: 0.95 }));
  }
  if (scene.moon) {
    const [cx, cy] = scene.moon;
    parts.push(shape("circle", { cx, cy, r: 9, fill: "#dbe7ff", opacity: 0.1 }),
      shape("circle", { cx, cy, r: 4.2, fill: "#eef3ff" }));
  }
  parts.push(shape("rect", { y: 62, width: 100, height: 38, fill: paint("sea") }));
  for (const [row, y] of [66, 71, 77, 85, 93].entries()) {
    parts.push(shape("path", {
      class: "art__wave", d: `M-10 ${y}q6-1.6 12 0t12 0 12 0 12 0 12 0 12 0 12 0 12 0 12 0 12 0`,
      fill: "none", stroke: "#ffffff", "stroke-width": 0.25 + row * 0.09, opacity: 0.16 - row * 0.018,
    }));
  }
  if (scene.beam !== null) {
    const beam = shape("g", { class: "art__beam" },
      shape("path", { d: "M0-.7 95-14V14L0 .7Z", fill: paint("beam") }));
    parts.push(shape("g", { transform: `translate(${tower} 31.7) rotate(${scene.beam})` }, beam));
  }
  parts.push(lighthouse(tower, scene.beam !== null));
  if (scene.boat) parts.push(boat(scene.boat));
  if (scene.lanterns) {
    for (const x of [24, 29, 33, 39, 44, 48, 53]) {
      parts.push(shape("circle", { cx: x, cy: 71 + (x % 3), r: 1.9, fill: "#ffb454", opacity: 0.16 }),
        shape("circle", { cx: x, cy: 71 + (x % 3), r: 0.6, fill: "#ffd79a" }));
    }
  }
  if (scene.fog) {
    for (const [y, opacity] of [[52, 0.16], [59, 0.24], [66, 0.16]]) {
      parts.push(shape("ellipse", { cx: 50, cy: y, rx: 70, ry: 4.5, fill: "#dcefe9", opacity }));
    }
  }
  if (scene.rain) parts.push(rain());
  return shape("svg", {
    class: "art", viewBox: "0 0 100 100", preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true",
  }, ...parts);
}
