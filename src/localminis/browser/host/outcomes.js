// Which result the next call of each method shall have: chosen in this simulator's menus or its
// address, or, for every simulator of the app, over the admin API.

import { OUTCOMES } from "./tables.js";

// Methods whose own call to the platform brings the outcome along, so that a call is one request.
const ASK_THEMSELVES = Object.freeze(["login"]);

/** What a method gives instead of a result when the platform had an outcome for its call. */
export class Chosen {
  constructor(method, id) {
    // One that this simulator does not know lets the method end as it does without.
    this.outcome = findOutcome(method, id) ?? { id };
  }
}

/** Find an outcome by method and id; undefined when there is none. */
export const findOutcome = (method, id) => OUTCOMES[method]?.find((each) => each.id === id);

export class Outcomes {
  #chosen = new Map();
  #askPlatform;
  onChange = () => {};

  /** @param {(method: string) => Promise<string | null>} [askPlatform] takes what the platform has. */
  constructor(askPlatform = async () => null) {
    this.#askPlatform = askPlatform;
  }

  /**
   * Read `outcome=pay:user_cancel`, as often as it is given, and `sticky=1`.
   * @returns {string[]} what could not be understood, as sentences.
   */
  readAddress(search) {
    const query = new URLSearchParams(search);
    const isSticky = query.get("sticky") === "1";
    const problems = [];
    for (const given of query.getAll("outcome")) {
      const [method, id = ""] = given.split(":");
      if (!OUTCOMES[method]) problems.push(`The address names outcomes of ${method}, which has none.`);
      else if (!findOutcome(method, id)) {
        const known = OUTCOMES[method].map((each) => each.id).join(", ");
        problems.push(`${method} has no outcome ${JSON.stringify(id)}. Use one of ${known}.`);
      } else this.choose(method, id, isSticky);
    }
    return problems;
  }

  /** Choose for the next call, or for every call; an empty id lets a person decide again. */
  choose(method, id, isSticky) {
    if (id === "") this.#chosen.delete(method);
    else this.#chosen.set(method, { id, isSticky });
    this.onChange();
  }

  chosen(method) {
    return this.#chosen.get(method) ?? null;
  }

  get count() {
    return this.#chosen.size;
  }

  clear() {
    this.#chosen.clear();
    this.onChange();
  }

  /** Take the outcome for a call that begins now; null where none was chosen, or the method asks. */
  async take(method) {
    if (!OUTCOMES[method]) return null;
    const own = this.#chosen.get(method);
    if (own && !own.isSticky) {
      this.#chosen.delete(method);
      this.onChange();
    }
    if (!own && ASK_THEMSELVES.includes(method)) return null;
    const id = own?.id ?? (await this.#askPlatform(method).catch(() => null));
    return id ? (findOutcome(method, id) ?? null) : null;
  }
}
