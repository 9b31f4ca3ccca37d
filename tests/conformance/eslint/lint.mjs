// Runs ESLint's three rules against made code over the files named on standard input, one a line,
// and prints what they report as JSON. Comments in the files cannot switch anything off.
import { readFileSync } from "node:fs";
import { Linter } from "eslint";
import globals from "globals";

const RULES = { "no-eval": "error", "no-implied-eval": "error", "no-new-func": "error" };

function lint(linter, code, sourceType) {
  return linter.verify(code, [
    {
      languageOptions: { ecmaVersion: "latest", sourceType, globals: globals.browser },
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
      rules: RULES,
    },
  ]);
}

const linter = new Linter();
const found = [];
for (const path of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const code = readFileSync(path, "utf8");
  // A file says nowhere what it is; what parses is believed, scripts first.
  const order = path.endsWith(".mjs") ? ["module"] : ["script", "module", "commonjs"];
  let messages = [];
  for (const sourceType of order) {
    messages = lint(linter, code, sourceType);
    if (!messages.some((message) => message.fatal)) break;
  }
  for (const { ruleId, line, column, fatal, message } of messages) {
    // Messages without a rule are about comments that try to configure the linter.
    if (fatal || ruleId in RULES) found.push({ path, rule: fatal ? "fatal" : ruleId, line, column, message });
  }
}
process.stdout.write(JSON.stringify(found));
