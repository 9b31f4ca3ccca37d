// Buttons that copy the text beside them; they appear only where copying is possible.

const SHOWN_MS = 1500;

/** Show every copy button and let it work. */
export function startCopying() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const label = button.getAttribute("aria-label");
    button.addEventListener("click", () => copy(button, label));
  }
}

async function copy(button, label) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return; // The browser said no; the text is there to be marked by hand.
  }
  button.classList.add("copy--done");
  button.setAttribute("aria-label", "Copied");
  setTimeout(() => {
    button.classList.remove("copy--done");
    button.setAttribute("aria-label", label);
  }, SHOWN_MS);
}
