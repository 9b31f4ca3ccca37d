// Times are written in UTC, as the platform sends them; resting on one tells it in local time.

/** Give every time of the page its local reading. */
export function startTimes() {
  const form = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
  for (const node of document.querySelectorAll("time[datetime]")) {
    const at = new Date(node.dateTime);
    if (!Number.isNaN(at.valueOf())) node.title = `${form.format(at)} on this machine`;
  }
}
