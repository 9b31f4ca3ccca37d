// What happens on the platform beside the page: webhook attempts of this app, as rows and as steps of
// the purchase that they are about.

import { formatDuration } from "./log_model.js";

const WORDS_MAX = 24;

/** Write which attempt it was, unless the first, and the answer's status and time. */
function noteOf(attempt, answer) {
  return [
    attempt > 1 ? `attempt ${attempt}` : "", ...(answer ? [answer.status, formatDuration(answer.duration_ms)] : ["no answer"]),
  ].filter(Boolean).join(" · ");
}

/** Write what the app's backend made of a webhook. */
function replyOf(answer, error) {
  if (!answer) return `no reply: ${error}`;
  const words = answer.body.trim().slice(0, WORDS_MAX);
  return `reply ${answer.status}${words ? ` ${JSON.stringify(words)}` : ""} in ${answer.duration_ms} ms`;
}

/** Return the function that reads what is new. */
export function startActivity({ api, log, traces }) {
  let last = 0;
  const take = ({ id, at_s, kind, level, text, details, attempt, error }) => {
    last = Math.max(last, id);
    // When it was sent, and not when this page came to ask.
    const at = new Date(at_s * 1000);
    log.add({ kind: kind === "webhook" ? "webhook" : "notice", at, level, text, note: noteOf(attempt, details.answer), details });
    const order = traces.lines.find(({ trade_order_id }) => text.includes(trade_order_id));
    if (!order) return;
    const isBad = level === "warn" || level === "error";
    const sent = attempt > 1 ? `webhook, attempt ${attempt}` : "webhook";
    traces.add(order.trade_order_id, sent, { isTimed: false });
    traces.add(order.trade_order_id, replyOf(details.answer, error), { isBad, isTimed: false });
  };
  return async () => {
    try {
      for (const item of await api.activity(last)) take(item);
    } catch {
      // The session poll beside it already says that the platform is gone.
    }
  };
}
