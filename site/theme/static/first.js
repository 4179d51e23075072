// Runs before the first paint, so that nothing flashes and nothing moves afterwards: the theme that was chosen, room for
// what only scripts can do, and times in the reader's words as soon as each is read. Text only ever enters as text.

// A text in the desk's language; `texts.js` has it by its English.
const say = (text, values = {}) => (globalThis.deskTexts?.texts[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

document.documentElement.dataset.scripts = "";
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch { /* storage may be off; the system's choice stands */ }

// A form of steps shows the first alone from the first paint on: all of it again, should what walks through it not come.
addEventListener("load", () => { for (const form of document.querySelectorAll("form[data-steps]:not([data-walked])")) form.removeAttribute("data-steps"); });

// --- Times ---------------------------------------------------------------------------------------------------------

const UNITS = [[say("{n} d"), 86400], [say("{n} h"), 3600], [say("{n} min"), 60]];
const amountOf = (unit, amount) => unit.replace("{n}", amount);

// The two largest units; beside a running clock the finer one of a large span says nothing, unless it is to be `exact`.
function words(seconds, exact = false) {
  if (seconds < 60) return say("under 1 min");
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[first];
  const amount = Math.floor(seconds / size);
  const finer = UNITS[first + 1];
  const rest = finer && (exact || amount < 10) ? Math.floor((seconds % size) / finer[1]) : 0;
  return [amountOf(unit, amount), rest ? amountOf(finer[0], rest) : ""].filter(Boolean).join(" ");
}

function tell(time, now) {
  const seconds = (Date.parse(time.dateTime) - now) / 1000;
  if (!time.title) time.title = time.textContent;
  if ("when" in time.dataset) {
    if (Math.abs(seconds) < 14 * 86400) time.textContent = Math.abs(seconds) < 60 ? say("just now") : seconds < 0 ? say("{span} ago", { span: words(-seconds) }) : say("in {span}", { span: words(seconds) });
    return;
  }
  const clock = time.closest(".clock");
  clock.written ??= clock.firstChild.textContent;
  const late = seconds < 0;
  clock.classList.toggle("late", late);
  clock.closest(".q")?.classList.toggle("late", late);
  clock.classList.toggle("due", !late);
  clock.classList.toggle("soon", !late && seconds < 3600);
  const [before, after] = (late ? say("late by {span}") : say("due in {span}")).split("{span}");
  clock.firstChild.textContent = before;
  time.textContent = words(Math.abs(seconds)) + after;
}

function tellAll(from = document) {
  const now = Date.now();
  for (const time of from.querySelectorAll("time[data-when], time[data-due]")) tell(time, now);
}
setInterval(() => document.hidden || matchMedia("print").matches || tellAll(), 30_000);

// On paper nothing counts: there each time is the moment that the page was written with.
matchMedia("print").addEventListener("change", ({ matches: printed }) => {
  if (!printed) return tellAll();
  for (const time of document.querySelectorAll("time[title]")) {
    const clock = time.closest(".clock");
    time.textContent = time.title;
    if (clock && "written" in clock) clock.firstChild.textContent = clock.written;
  }
});

// While the page is still being read: each time but the one that the parser may not have finished.
{
  const times = document.getElementsByTagName("time");
  let next = 0;
  const unfinished = (time) => {
    let last = document.documentElement;
    while (last.lastChild) last = last.lastChild;
    return time.contains(last);
  };
  const tellRead = () => {
    const now = Date.now(), ended = document.readyState !== "loading";
    for (; next < times.length && (ended || !unfinished(times[next])); next += 1) {
      const time = times[next];
      if ("when" in time.dataset || "due" in time.dataset) tell(time, now);
    }
  };
  const reading = new MutationObserver(tellRead);
  reading.observe(document, { childList: true, subtree: true });
  addEventListener("DOMContentLoaded", () => { reading.disconnect(); tellRead(); }, { once: true });
}
