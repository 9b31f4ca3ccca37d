// The tabs beside the phone, with the keys that tabs have everywhere: arrows, Home and End.

/**
 * Wire the tabs; `onShow` is told the name of the panel that is shown now. The returned function
 * shows a panel by its name.
 */
export function startTabs(onShow) {
  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const show = (chosen) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    onShow(chosen.dataset.panel);
  };
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[key];
      if (to === undefined) return;
      const next = tabs[(to + tabs.length) % tabs.length];
      show(next);
      next.focus();
    });
  }
  return (name) => {
    const tab = tabs.find((each) => each.dataset.panel === name);
    show(tab);
    tab.focus();
  };
}
