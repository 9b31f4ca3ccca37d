// One night: where the fireflies are, what was caught and what was missed. Knows no page, so that it
// can be tested; time comes in, nothing reads a clock.

export const HEARTS = 3;
const JAR_WIDTH = 0.2;
const JAR_Y = 0.86;
const FIRST_GAP_S = 1.1;

/** Positions are parts of the field's width and height. */
export class Night {
  score = 0;
  hearts = HEARTS;
  jar = 0.5;
  flies = [];
  #untilNext = 0.3;
  #random;

  /** @param {() => number} [random] from 0 to 1. */
  constructor(random = Math.random) {
    this.#random = random;
  }

  get isOver() {
    return this.hearts === 0;
  }

  move(x) {
    this.jar = Math.min(1, Math.max(0, x));
  }

  /** Go on after the end, with one heart; the meadow starts empty. */
  revive() {
    this.hearts = 1;
    this.flies = [];
  }

  /** Let some time pass; a page that slept must not have slept through the night. */
  pass(seconds) {
    const step = Math.min(seconds, 0.1);
    if (this.isOver) return;
    this.#untilNext -= step;
    if (this.#untilNext <= 0) {
      this.#untilNext = Math.max(0.35, FIRST_GAP_S - this.score * 0.02);
      this.flies.push({ x: 0.08 + 0.84 * this.#random(), y: -0.03, speed: 0.22 + 0.006 * this.score, phase: this.#random() * 6 });
    }
    for (const fly of this.flies) fly.y += fly.speed * step;
    const isCaught = (fly) => fly.y >= JAR_Y && fly.y < JAR_Y + 0.06 && Math.abs(fly.x - this.jar) < JAR_WIDTH / 2;
    this.score += this.flies.filter(isCaught).length;
    this.flies = this.flies.filter((fly) => !isCaught(fly));
    const missed = this.flies.filter((fly) => fly.y > 1.02).length;
    this.hearts = Math.max(0, this.hearts - missed);
    this.flies = this.flies.filter((fly) => fly.y <= 1.02);
  }
}

/** Draw the night onto a canvas whose pixels fit its size on the screen. */
export function draw(context, { flies, jar }, seconds, isGolden) {
  const { width, height } = context.canvas;
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, "#0d1b2a");
  sky.addColorStop(1, "#1d3a2b");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  const size = width * 0.016;
  for (const { x, y, phase } of flies) {
    const at = [(x + 0.012 * Math.sin(seconds * 5 + phase)) * width, y * height];
    const glow = context.createRadialGradient(...at, 0, ...at, size * 4);
    glow.addColorStop(0, `rgb(246 211 101 / ${0.65 + 0.35 * Math.sin(seconds * 9 + phase)})`);
    glow.addColorStop(1, "rgb(246 211 101 / 0)");
    context.fillStyle = glow;
    context.fillRect(at[0] - size * 4, at[1] - size * 4, size * 8, size * 8);
  }
  const [left, top, wide] = [(jar - JAR_WIDTH / 2) * width, JAR_Y * height, JAR_WIDTH * width];
  context.lineWidth = size * 0.6;
  context.strokeStyle = isGolden ? "#f6d365" : "#bfe3d9";
  context.fillStyle = isGolden ? "rgb(246 211 101 / 0.22)" : "rgb(191 227 217 / 0.16)";
  context.beginPath();
  context.roundRect(left, top, wide, height * 0.11, size * 2);
  context.fill();
  context.stroke();
  context.strokeRect(left + wide * 0.12, top - size, wide * 0.76, size);
}
