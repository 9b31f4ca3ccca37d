// The live switch of the request log: asks for the page again and shows what it lists now.

const EVERY_MS = 2000;

/** Show the switch, and refresh while it is on and the page is looked at. */
export function startLive() {
  const label = document.querySelector("[data-live]");
  if (!label) return;
  label.hidden = false;
  const box = label.querySelector("input");
  const tick = async () => {
    if (box.checked && !document.hidden) await refresh();
    setTimeout(tick, EVERY_MS);
  };
  setTimeout(tick, EVERY_MS);
}

async function refresh() {
  const shown = document.querySelector("[data-live-part]");
  if (shown.contains(document.activeElement)) return; // never from under somebody's focus
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live-part]");
    if (fresh && fresh.textContent !== shown.textContent) shown.replaceChildren(...fresh.childNodes);
  } catch {
    // The platform is away for a moment; the next turn asks again.
  }
}
