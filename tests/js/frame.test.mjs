// The phone's bars: which ink reads on which colour.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isDarkColor } from "../../src/localminis/browser/host/frame.js";

test("white ink goes on dark colours, in both spellings, and black on what is no colour", () => {
  for (const color of ["#000", "#0b1220", "#B42318"]) assert.equal(isDarkColor(color), true, color);
  for (const color of ["#fff", "#ffffff", "#ffcc00", "red", ""]) assert.equal(isDarkColor(color), false, color);
});
