// Runs before the first paint, so that a chosen theme does not flash the other one.
(() => {
  const root = document.documentElement;
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch { /* storage may be off; the system's choice stands */ }
})();
