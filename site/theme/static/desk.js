// What a page gains with JavaScript: times in words, clocks that count, search, filters and sorting. All of it is
// optional: without this file every page still says the same. Text only ever enters the page as text.

const root = document.documentElement.dataset.root;
const find = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
// A text in the desk's language; `texts.js` has it by its English.
const say = (text, values = {}) => (globalThis.deskTexts?.texts[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// --- Theme ---------------------------------------------------------------------------------------------------------

const toggle = find("[data-theme-toggle]");
if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const next = dark ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* the choice lasts for this page then */ }
  });
}

// --- Times ---------------------------------------------------------------------------------------------------------

const UNITS = [[say("{n} d"), 86400], [say("{n} h"), 3600], [say("{n} min"), 60]];
const amountOf = (unit, amount) => unit.replace("{n}", amount);

function words(seconds) {
  if (seconds < 60) return say("under 1 min");
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[first];
  const amount = Math.floor(seconds / size);
  const finer = UNITS[first + 1];
  const rest = finer && amount < 10 ? Math.floor((seconds % size) / finer[1]) : 0;
  return `${amountOf(unit, amount)}${rest ? ` ${amountOf(finer[0], rest)}` : ""}`;
}

function tell(time, now) {
  const seconds = (Date.parse(time.dateTime) - now) / 1000;
  if (!time.title) time.title = time.textContent;
  if ("when" in time.dataset) {
    if (Math.abs(seconds) < 14 * 86400) time.textContent = Math.abs(seconds) < 60 ? say("just now") : seconds < 0 ? say("{span} ago", { span: words(-seconds) }) : say("in {span}", { span: words(seconds) });
    return;
  }
  const clock = time.closest(".clock");
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
  for (const time of all("time[data-when], time[data-due]", from)) tell(time, now);
}
tellAll();
setInterval(() => document.hidden || tellAll(), 30_000);

// --- A page that is too old says so --------------------------------------------------------------------------------

if (location.protocol !== "file:") {
  fetch(`${root}status.json`).then((answer) => answer.ok ? answer.json() : null).then((status) => {
    if (!status) return;
    const hours = (Date.now() - Date.parse(status.built)) / 3_600_000;
    const banner = find("[data-stale]");
    if (hours < status.stale_after_hours || !banner) return;
    banner.textContent = say("These pages were built {span} ago. What happened since is not on them.", { span: words(hours * 3600) });
    banner.hidden = false;
  }).catch(() => {});
}

// --- Search: its module comes when somebody goes near a search box, and on the front page when nothing else is to do --

for (const form of all("[data-search]")) {
  const box = form.elements.q;
  const attach = async () => (await import("./finder.js")).attach(form);
  const prepare = () => import("./search.js").then(({ open }) => open(root)).catch(() => {});
  box.addEventListener("focus", attach, { once: true });
  box.addEventListener("pointerenter", prepare, { once: true, passive: true });
  if (document.activeElement === box) attach();
  else if (form.classList.contains("search") && location.protocol !== "file:") (globalThis.requestIdleCallback ?? setTimeout)(() => { prepare(); import("./finder.js"); });
}
for (const form of all("form[data-helped]")) import("./helped.js").then(({ attach }) => attach(form));
if (find("[data-results]")) import("./finder.js").then(({ showResults }) => showResults());
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
  event.preventDefault();
  (find("#q") ?? find("#find")).focus();
});

// --- Filtering and sorting; both stand in the address, so that a view can be sent to a colleague -------------------

const lists = all("[data-rows]");
const filter = find("[data-filter]");
const settings = new URLSearchParams(location.search);
const rowsOf = (list) => all(list.tagName === "TABLE" ? "tbody > tr" : ":scope > li", list);

// A long queue is many pages: the first filter or sort brings the other pages' rows in.
let whole;
function loadWhole() {
  whole ??= (async () => {
    const others = all("[data-pages] a:not([aria-current])");
    const pages = await Promise.all(others.map(async (link) => new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html")));
    const body = find("tbody", lists[0]);
    for (const page of pages) body.append(...all("[data-rows] > tbody > tr", page).map((row) => document.adoptNode(row)));
    find("[data-pages]")?.parentElement.remove();
    tellAll(body);
  })();
  return whole;
}

function remember(name, value) {
  const now = new URLSearchParams(location.search);
  if (value) now.set(name, value); else now.delete(name);
  history.replaceState(null, "", now.size ? `?${now}` : location.pathname);
}

async function applyFilter(query) {
  if (query) await loadWhole();
  const terms = fold(query).split(/\s+/).filter(Boolean);
  let shown = 0, total = 0;
  for (const list of lists) {
    const rows = rowsOf(list);
    for (const row of rows) {
      row.hidden = !terms.every((term) => (row.folded ??= fold(row.textContent)).includes(term));
      if (!row.hidden) shown += 1;
    }
    total += rows.length;
    const section = list.closest("section");
    if (section && lists.length > 1) section.hidden = rows.every((row) => row.hidden);
  }
  find("[data-shown]", filter).textContent = terms.length ? say("{shown} of {total}", { shown, total }) : "";
}

function valueOf(cell, kind) {
  if (kind === "time") return find("time", cell)?.dateTime ?? "9999";
  return kind === "number" ? Number(cell.textContent) || 0 : fold(cell.textContent.trim());
}

async function sortBy(table, column, descending) {
  await loadWhole();
  const heads = all("thead th", table);
  const kind = heads[column].dataset.sort;
  const rows = rowsOf(table).map((row) => [valueOf(row.cells[column], kind), row]);
  rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1));
  find("tbody", table).append(...rows.map(([, row]) => row));
  heads.forEach((head, place) => place === column ? head.setAttribute("aria-sort", descending ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
}

if (filter && lists.length) {
  filter.hidden = false;
  const box = filter.elements.filter;
  let pending;
  box.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(() => { applyFilter(box.value); remember("filter", box.value); }, 120);
  });
  filter.addEventListener("submit", (event) => event.preventDefault());
  if (settings.get("filter")) { box.value = settings.get("filter"); applyFilter(box.value); }
}
for (const table of lists.filter((list) => list.tagName === "TABLE")) {
  all("thead th[data-sort]", table).forEach((head) => {
    const column = head.cellIndex;
    const button = make("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      sortBy(table, column, descending);
      if (lists.length === 1) remember("sort", `${column}${descending ? "-down" : ""}`);
    });
  });
}
const sorted = /^(\d+)(-down)?$/.exec(settings.get("sort") ?? "");
if (sorted && lists.length === 1 && find("thead", lists[0])?.rows[0].cells[sorted[1]]) sortBy(lists[0], Number(sorted[1]), Boolean(sorted[2]));

// --- Commands to copy ----------------------------------------------------------------------------------------------

if (navigator.clipboard) {
  for (const code of all("[data-copy]")) {
    const button = make("button", { type: "button", class: "copy", title: say("Copy") }, code.textContent);
    code.replaceWith(button);
    button.addEventListener("click", async () => {
      const text = button.textContent;
      await navigator.clipboard.writeText(text);
      button.textContent = say("Copied");
      setTimeout(() => { button.textContent = text; }, 1200);
    });
  }
}

// On a narrow screen the sections scroll sideways: the current one comes into view.
const current = find(".sections [aria-current]");
if (current) current.closest("ul").scrollLeft = current.offsetLeft - 16;

// The guide's table of contents starts closed where there is no room for it.
const guide = find("[data-guide-nav]");
if (guide && matchMedia("(max-width: 60rem)").matches) guide.open = false;
