// Validates the document on standard input against the schema of SARIF 2.1.0; prints what is wrong.
import { readFileSync } from "node:fs";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";

const schema = new URL(
  "./node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
  import.meta.url,
);
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
const isValid = validate(JSON.parse(readFileSync(0, "utf8")));
process.stdout.write(JSON.stringify(isValid ? [] : validate.errors));
