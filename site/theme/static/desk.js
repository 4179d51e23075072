// What a page gains with JavaScript, beside the times and clocks of first.js: search, filters and sorting. All of it is
// optional: without this file every page still says the same. Text only ever enters the page as text.

const root = document.documentElement.dataset.root;
const find = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// --- Theme ---------------------------------------------------------------------------------------------------------

const toggle = find("[data-theme-toggle]");
toggle?.addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const next = dark ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try { localStorage.setItem("theme", next); } catch { /* the choice lasts for this page then */ }
});

// --- Shortcuts of one key, which speech input and slips of the hand set off: whoever does not want them turns them off ----

let shortcuts = true;
try { shortcuts = localStorage.getItem("shortcuts") !== "off"; } catch { /* on, for this page */ }
const shortcutSwitch = find("[data-shortcuts]");
shortcutSwitch?.setAttribute("aria-pressed", shortcuts);
shortcutSwitch?.addEventListener("click", () => {
  shortcuts = !shortcuts;
  shortcutSwitch.setAttribute("aria-pressed", shortcuts);
  try { localStorage.setItem("shortcuts", shortcuts ? "on" : "off"); } catch { /* the choice lasts for this page then */ }
});

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
  if (event.key !== "/" || !shortcuts || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
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

// Where a table's head is not shown, a list of choices says the same: `2-down` as in the address, "" as it was listed.
const choicesFor = (table) => find("[data-sorts]", table.closest(".scroll")?.previousElementSibling ?? table);
const choice = (column, descending) => `${column}${descending ? "-down" : ""}`;

// No column: as the page listed them.
async function sortBy(table, column, descending) {
  await loadWhole();
  const heads = all("thead th", table);
  const kind = heads[column]?.dataset.sort;
  const rows = rowsOf(table).map((row, place) => {
    row.place ??= place;
    return [kind ? valueOf(row.cells[column], kind) : row.place, row];
  });
  rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1));
  find("tbody", table).append(...rows.map(([, row]) => row));
  heads.forEach((head, place) => place === column ? head.setAttribute("aria-sort", descending ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
  const choices = choicesFor(table);
  if (choices) choices.value = kind ? choice(column, descending) : "";
  if (lists.length === 1) remember("sort", kind ? choice(column, descending) : "");
}

function offerChoices(table, choices) {
  choices.append(new Option(say("As listed"), ""));
  for (const head of all("thead th[data-sort]", table)) {
    const column = head.textContent;
    choices.append(new Option(say("{column}, ascending", { column }), choice(head.cellIndex, false)));
    choices.append(new Option(say("{column}, descending", { column }), choice(head.cellIndex, true)));
  }
  choices.addEventListener("change", () => {
    const [, column, down] = /^(\d*)(-down)?$/.exec(choices.value);
    sortBy(table, column ? Number(column) : -1, Boolean(down));
  });
}

if (filter && lists.length) {
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
  const choices = choicesFor(table);
  if (choices) offerChoices(table, choices);
  all("thead th[data-sort]", table).forEach((head) => {
    const column = head.cellIndex;
    const button = make("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sortBy(table, column, head.getAttribute("aria-sort") === "ascending");
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
