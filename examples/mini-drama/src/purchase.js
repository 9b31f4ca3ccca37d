// Buying one episode: order, payment sheet, and then waiting until the backend says it is unlocked.

const POLL_EVERY_MS = 1500;
const POLLS = 12;
const USER_CANCEL_SUFFIX = 601;

/** @typedef {{ outcome: "unlocked" | "cancelled" | "late", episodes?: object[] }} Purchase */

/**
 * Buy one episode.
 *
 * The sheet's callback says only that the sheet is gone. The episode opens when the signed webhook has
 * reached the backend, so this asks the backend and never unlocks anything by itself.
 * @param {object} parts
 * @param {import("./backend.js").Backend} parts.backend
 * @param {object} parts.minis `window.TTMinis`
 * @param {number} parts.number the episode.
 * @param {() => void} [parts.onConfirming] the sheet has said yes, and the backend is being asked.
 * @param {(ms: number) => Promise<void>} [parts.wait]
 * @returns {Promise<Purchase>} late: paid, but not confirmed within the patience of this page.
 */
export async function buy({ backend, minis, number, onConfirming = () => {}, wait = pause }) {
  const trade_order_id = await backend.order(number);
  const result = await new Promise((resolve) => minis.pay(resolve, { trade_order_id }));
  if (!result.is_success) {
    if (result.error?.error_code % 1000 === USER_CANCEL_SUFFIX) return { outcome: "cancelled" };
    throw new Error(result.error?.error_msg ?? "The payment did not go through.");
  }
  onConfirming();
  for (let poll = 0; poll < POLLS; poll += 1) {
    const episodes = await backend.episodes();
    if (episodes.some((episode) => episode.number === number && !episode.locked)) {
      return { outcome: "unlocked", episodes };
    }
    await wait(POLL_EVERY_MS);
  }
  return { outcome: "late" };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
