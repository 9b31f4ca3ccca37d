// Logging in and asking for scopes: the first is silent, because the platform lets nobody refuse it,
// the second asks (contract client-sdk §4.3, §4.4).

import { Refusal } from "./api.js";
import { askWithSwitches } from "./consent_sheet.js";
import { Chosen } from "./outcomes.js";
import { failedResult, sdkError, withError } from "./protocol.js";

const LEGAL_URLS_MISSING = 102102;
const DEFAULT_SCOPE = "user.info.basic";
const SCOPES = Object.freeze({
  "user.info.open_id": { title: "Your id in this app", about: "A number that only this app knows.", isFixed: true },
  "user.info.basic": { title: "Your profile", about: "Display name and picture." },
});

const namesOf = (scope) => String(scope ?? "").split(",").map((each) => each.trim()).filter(Boolean);

function failed(method, args, problem) {
  const reason = problem instanceof Refusal ? "user_error" : "internal";
  const result = failedResult(method, args, reason, problem.message, { code: problem.code });
  if (problem.code === "legal_urls_missing") result.error.error_code = LEGAL_URLS_MISSING;
  return result;
}

function granted(args, code, scopes) {
  const authResponse = { code };
  if (args.returnScopes === true) authResponse.grantedScopes = scopes.join(",");
  return { authResponse };
}

/** A code of the right form that no platform has made: what an expired one looks like. */
function staleCode() {
  const bytes = crypto.getRandomValues(new Uint8Array(48));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/**
 * Answer one `login` call with a one-time code for the selected user.
 * @param {object} parts `api`, `notice` and `switchAccount`, of the simulator.
 */
export async function login({ api, notice, switchAccount }, args, outcome) {
  try {
    if (outcome?.id === "stale_code") return granted(args, staleCode(), ["user.info.open_id"]);
    if (outcome?.id === "account_switched") await switchAccount();
    const { code, outcome: chosen } = await api.login({ hasOutcome: outcome !== null });
    if (chosen) return new Chosen("login", chosen);
    return granted(args, code, ["user.info.open_id"]);
  } catch (problem) {
    return failed("login", args, problem);
  } finally {
    if (args.scope) notice(`login was called with scope ${JSON.stringify(args.scope)}; silent login ignores it.`);
  }
}

/** Answer one `authorize` call: ask for the scopes, and give a code for those that were allowed. */
export async function authorize({ api, layer, app }, args, signal, outcome) {
  const asked = namesOf(args.scope).length ? namesOf(args.scope) : [DEFAULT_SCOPE];
  let allowed = outcome?.id === "subset" ? asked.slice(0, 1) : asked;
  if (!outcome) {
    if (layer.isOpen) return failedResult("authorize", args, "user_error", "A sheet is open already.");
    const items = asked.map((id) => ({ id, ...(SCOPES[id] ?? { title: id, about: "A scope that Minis does not have." }) }));
    allowed = await askWithSwitches(layer, {
      testid: "consent-sheet", title: `Continue to ${app()}?`, app: app(), about: "would like to see",
      items, yes: "Allow", no: "Deny",
    }, signal);
  }
  if (!allowed?.length) {
    const error = sdkError("authorize", "user_cancel", "The user denied the authorization.");
    return withError("authorize", args, error);
  }
  try {
    const { code, granted_scopes } = await api.authorize(allowed);
    return granted(args, code, granted_scopes);
  } catch (problem) {
    return failed("authorize", args, problem);
  }
}
