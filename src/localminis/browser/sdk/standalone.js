// What a page shows that was opened outside the simulator. A fragment before a flavour.

/** Tell a person who opened the page outside the simulator where to go, without breaking the page. */
function showStandaloneBanner(clientKey) {
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
  link.href = `${HOST_ORIGIN}/simulator/${encodeURIComponent(clientKey)}`;
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
  banner.append(text, close);
  const attach = () => document.body.append(banner);
  if (document.body) attach();
  else document.addEventListener("DOMContentLoaded", attach, { once: true });
}
