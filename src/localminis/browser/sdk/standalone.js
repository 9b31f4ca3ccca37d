// What a page shows that was opened outside the simulator. A module, because the SDK needs it only
// there.

/**
 * Tell a person who opened the page outside the simulator where to go, without breaking the page.
 * @param {string} address of the simulator.
 */
export function showBanner(address) {
  const banner = document.createElement("div");
  banner.setAttribute("role", "status");
  Object.assign(banner.style, {
    position: "fixed", insetInline: "12px", bottom: "12px", zIndex: "2147483647",
    display: "flex", gap: "12px", alignItems: "center", padding: "10px 14px", borderRadius: "12px",
    background: "#17181c", color: "#f4f4f6", font: "14px/1.4 system-ui, sans-serif",
    boxShadow: "0 8px 30px rgb(0 0 0 / 0.35)",
  });
  const text = document.createElement("span");
  text.style.flex = "1";
  text.textContent = "TTMinis calls are answered inside the simulator. ";
  const link = document.createElement("a");
  link.href = address;
  link.textContent = "Open the simulator";
  link.style.color = "#ffc46b";
  text.append(link);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Dismiss";
  Object.assign(close.style, {
    font: "inherit", color: "inherit", background: "transparent", padding: "4px 10px",
    border: "1px solid rgb(255 255 255 / 0.3)", borderRadius: "8px", cursor: "pointer",
  });
  close.addEventListener("click", () => banner.remove());
  // While the simulator is open to the local network there is a code that leads a phone into it.
  const code = new Image(96, 96);
  code.alt = "Scan to open the simulator on a phone";
  code.style.borderRadius = "8px";
  code.addEventListener("load", () => banner.prepend(code));
  code.src = `${address}/code.svg`;
  banner.append(text, close);
  const attach = () => document.body.append(banner);
  if (document.body) attach();
  else document.addEventListener("DOMContentLoaded", attach, { once: true });
}
