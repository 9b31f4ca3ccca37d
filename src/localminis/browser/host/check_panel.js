// The panel with what the checker finds in the app's files after every change, worst first, beside
// how often the browser refused the same in the phone; and the card that says so over the app.

import { byId, element } from "./dom.js";

const SEVERITIES = Object.freeze({ error: "Error", warning: "Warning", info: "Note" });

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/**
 * Wire the panel.
 * @param {object} parts
 * @param {import("./api.js").Api} parts.api
 * @param {import("./card.js").Card} parts.card
 * @param {() => void} parts.openPanel shows this panel's tab.
 * @param {() => void} parts.onFindings called when there are new ones.
 */
export function startCheckPanel({ api, card, openPanel, onFindings }) {
  let revision = 0;
  let files = 0;
  let problem = "";
  let findings = [];
  const refused = new Map();

  const place = ({ path, line, column }) => [path, line || "", line ? column : ""].filter(Boolean).join(":");

  const row = (finding) => element("li", { class: "finding", "data-severity": finding.severity, "data-testid": "finding" },
    element("p", { class: "finding__head" },
      element("span", { class: "finding__severity" }, SEVERITIES[finding.severity]),
      element("code", {}, place(finding)),
      element("span", { class: "finding__code" }, `${finding.code} ${finding.name}`)),
    element("p", {}, finding.message),
    ...(finding.excerpt.trim() ? [element("pre", {}, finding.excerpt.trim())] : []),
    element("p", { class: "hint" }, finding.fix),
    ...(refused.get(finding.name)
      ? [element("p", { class: "finding__seen" }, `Refused in the phone: ${plural(refused.get(finding.name), "time")}.`)]
      : []));

  const draw = () => {
    const errors = findings.filter(({ severity }) => severity === "error").length;
    byId("check-count").textContent = errors ? String(errors) : "";
    byId("check-summary").textContent = !revision
      ? "Nobody checks this app's files. ttdx minis debug does, after every change: what the platform would "
        + "refuse is listed here with its place and its cure, and a refusal in the phone names the line in the source."
      : problem ? `The check did not run: ${problem}`
      : findings.length
        ? `${plural(findings.length, "finding")} in ${plural(files, "file")}, checked after every change.`
        : `Nothing that the platform would refuse, in ${plural(files, "file")}.`;
    byId("check-summary").classList.toggle("hint--warn", problem !== "");
    byId("check-rows").replaceChildren(...findings.map(row));
  };

  const warn = () => {
    const errors = findings.filter(({ severity }) => severity === "error");
    if (!errors.length) {
      card.hide();
      return;
    }
    const [first] = errors;
    card.show({
      title: errors.length === 1 ? "The platform would refuse this app" : `${errors.length} findings that the platform would refuse`,
      text: first.message, place: place(first), actions: { "Show all findings": openPanel },
    });
  };

  draw();
  return {
    /** Take in the counts that the session brings, and fetch the findings when they are new. */
    async follow(check) {
      if (!check || check.revision === revision) return;
      const answer = await api.findings();
      const isChanged = JSON.stringify(answer.findings) !== JSON.stringify(findings);
      ({ revision, files, findings, problem } = answer);
      draw();
      onFindings();
      if (isChanged) warn();
    },
    /** Note a refusal in the phone, beside the findings of the same rule. */
    noteRefusal(rule) {
      refused.set(rule, (refused.get(rule) ?? 0) + 1);
      if (findings.some(({ name }) => name === rule)) draw();
    },
    of: (rule) => findings.filter(({ name }) => name === rule),
  };
}
