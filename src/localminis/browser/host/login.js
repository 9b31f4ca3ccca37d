// Silent login: no sheet, because the platform lets nobody refuse it (contract client-sdk §4.3).

import { Refusal } from "./api.js";
import { failedResult } from "./protocol.js";

/**
 * Answer one `login` call with a one-time code for the selected user.
 * @param {import("./api.js").Api} api
 * @param {object} args the options of the call; a scope asks for the consent dialog, not simulated.
 * @param {(text: string) => void} note
 */
export async function login(api, args, note) {
  if (args.scope) {
    note(`login was called with scope ${JSON.stringify(args.scope)}; silent login ignores it.`);
  }
  try {
    const { code } = await api.login();
    return { authResponse: { code } };
  } catch (problem) {
    const reason = problem instanceof Refusal ? "user_error" : "internal";
    return failedResult("login", args, reason, problem.message, { code: problem.code });
  }
}
