// What makes the console's pages better; every one of them works without.

import { startCopying } from "./copying.js";
import { startLive } from "./live.js";
import { startThemeSwitch } from "./theme.js";
import { startTimes } from "./times.js";

startThemeSwitch();
startCopying();
startTimes();
startLive();

// A refusal is read first, by eyes and by screen readers.
document.querySelector("[data-focus]")?.focus();

for (const node of document.querySelectorAll("[data-json]")) {
  try {
    node.textContent = JSON.stringify(JSON.parse(node.textContent), null, 2);
  } catch {
    // Not JSON: it stays as it was sent.
  }
}

// One form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "true";
    const button = form.querySelector('[type="submit"]');
    if (form.dataset.busy) button.textContent = `${form.dataset.busy} …`;
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
