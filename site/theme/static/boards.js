// Filters of a dashboard: `teams.html?team=network&category=email`. The figures of the tickets that are left are put
// together from their parts (`parts.json`), each made by the desk's own formulas; what is drawn anew says the same as the
// page does of all. Without this file the page stands as it is. `root`, `say`, `make`, `find`, `all` and `words` are those
// of first.js and desk.js.

const bar = find("[data-board]");
const language = bar?.dataset.lang ?? "en";
let parts;

// --- Figures ---------------------------------------------------------------------------------------------------------

const sorted = (values) => values.toSorted((a, b) => a - b);
const middle = (values, of = sorted(values), half = of.length >> 1) => (of.length % 2 ? of[half] : (of[half - 1] + of[half]) / 2);
const total = (values) => values.reduce((sum, one) => sum + one, 0);
const TOGETHER = {
  sum: total,
  mean: (values) => (values.length ? total(values) / values.length : null),
  median: (values) => (values.length ? middle(values) : null),
  ninety: (values) => (values.length ? sorted(values)[Math.max(Math.ceil(0.9 * values.length) - 1, 0)] : null),
  weighed: (values) => (total(values.map(([, weight]) => weight)) ? total(values.map(([part, weight]) => part * weight)) / total(values.map(([, weight]) => weight)) : null),
};
// Halves to the even neighbour, as the desk rounds.
const round = (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, language === "en" ? "," : ".");
const decimal = (value) => (round(value * 10) / 10).toFixed(1).replace(".", language === "en" ? "." : ",");
const PHRASE = { tickets: (value) => grouped(round(value)), share: (value) => `${round(value * 100)} %`, seconds: (value) => words(value, true) };
const phrase = (value, unit) => (value === null ? "–" : (PHRASE[unit] ?? decimal)(value));
const plain = (value, unit) => (value === null ? "–" : unit === "share" ? `${round(value * 100)} %` : grouped(Math.round(value * 1e6) / 1e6));

function figure(tickets, metric) {
  const place = parts.order.indexOf(metric), { how } = parts.metrics[metric];
  const values = tickets.map(([, of]) => of[place]).filter((value) => value !== null);
  return { value: TOGETHER[how](values), made: values.length };
}

function followed(tickets, metric) {
  const place = parts.followed.indexOf(metric), steps = parts.steps.map(() => []);
  for (const [, , runs] of tickets) {
    for (let at = 0; at < runs[place].length; at += 3) {
      const [from, count, value] = runs[place].slice(at, at + 3);
      for (let step = from; step < from + count; step += 1) steps[step].push(value);
    }
  }
  return steps.map((values) => ({ value: TOGETHER[parts.metrics[metric].how](values), made: values.length }));
}

// The rows of a tally, each with the sums of its numbers.
function tallied(tickets, tally) {
  const place = parts.tallies.indexOf(tally), rows = new Map();
  for (const [, , , of] of tickets) for (const [row, added] of of[place]) rows.set(row, added.map((one, at) => one + (rows.get(row)?.[at] ?? 0)));
  return rows;
}
// Of each tally: in which order its rows stand, what is shown of their numbers, and which list of tickets that is.
const called = (tally) => new Map(parts.rows[tally]);
const spans = (seconds) => phrase(seconds, "seconds"), counts = (number) => grouped(round(number));
const TALLIES = {
  promised: {
    order: (rows) => [...called("promised").keys()].filter((row) => rows.has(row)),
    cells: (row, [met, missed, running]) => [[phrase(met + missed ? met / (met + missed) : null, "share"), missed && [row, "missed"]], [counts(met), met && [row, "met"]], [counts(missed), missed && [row, "missed"]], [counts(running), running && [row, "running"]]],
  },
  waited: {
    order: (rows) => [...rows.keys()].sort((a, b) => rows.get(b)[0] - rows.get(a)[0] || (a < b ? -1 : 1)),
    cells: (row, [seconds, tickets]) => [[spans(seconds), ["waited", row]], [counts(tickets), ["waited", row]]],
  },
  scored: { order: () => ["1", "2", "3", "4", "5"], cells: (row, [times]) => [[counts(times), times && ["score", row]]] },
};

const isIn = (of, place) => (Array.isArray(of) ? of.includes(place) : of === place);
function among(tickets, group, id) {
  const at = parts.by.indexOf(group);
  const places = parts.groups[group].flatMap(([one], place) => (one === id ? [place] : []));
  return tickets.filter(([groups]) => places.some((place) => isIn(groups[at], place)));
}
const ofType = (tickets, type) => (type ? among(tickets, "type", type) : tickets);

function linesOf(tickets, { by, metrics, type }) {
  const given = ofType(tickets, type);
  const ids = [...new Map(parts.groups[by].map(([id, name]) => [id, name]))];
  return ids.map(([id, name]) => {
    const members = among(given, by, id);
    return { id, name, figures: metrics.map((metric) => figure(members, metric)) };
  }).filter(({ figures }) => figures.some(({ value }) => value))
    .sort((a, b) => (b.figures[0].value ?? 0) - (a.figures[0].value ?? 0) || (a.id < b.id ? -1 : 1));
}

// --- Drawing ---------------------------------------------------------------------------------------------------------

function draw(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
const colour = (place) => `var(--series-${place % 4})`;
const label = (x, y, text, anchor = "middle") => draw("text", { x, y, "text-anchor": anchor }, text);

// The first round number at or above the highest value, in four or five equal steps.
function scale(highest, share) {
  if (share) return { top: 1, step: 0.25 };
  const rough = Math.max(highest, 1) / 4, power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max([1, 2, 5, 10].find((each) => each * power >= rough) * power, 1);
  return { top: step * Math.max(Math.ceil(highest / step), 1), step };
}

function overTime(kind, labels, series, share, name) {
  const width = 640, height = 190, left = 42, top = 34, count = labels.length, room = width / count;
  const { top: most, step } = scale(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))), share);
  const up = (value) => top + height - (value / most) * height;
  const picture = draw("svg", { class: "chart", role: "img", "aria-label": name, viewBox: `0 0 ${width + left + 6} ${height + top + 24}` });
  for (let at = 0; at <= most + step / 2; at += step) {
    picture.append(draw("line", { x1: left, x2: left + width, y1: up(at), y2: up(at), stroke: "var(--line)" }), label(left - 5, up(at) + 4, share ? `${round(at * 100)}%` : grouped(at), "end"));
  }
  const every = Math.max(1, Math.ceil(count / 8));
  labels.forEach((text, at) => { if (at % every === 0) picture.append(label(left + (at + 0.5) * room, top + height + 15, text)); });
  series.forEach(({ title, values }, place) => {
    const tip = (at) => [`when: ${labels[at]}`, ...(series.length > 1 ? [`what: ${title}`] : []), `value: ${plain(values[at], share ? "share" : "")}`].join("; ");
    if (series.length > 1) picture.append(draw("rect", { x: left + place * 200, y: 6, width: 10, height: 10, fill: colour(place) }), label(left + place * 200 + 15, 15, title, "start"));
    if (kind === "columns") {
      const wide = (room * 0.8) / series.length;
      values.forEach((value, at) => value && picture.append(draw("rect", { x: left + at * room + room * 0.1 + place * wide, y: up(value), width: Math.max(wide - 1, 1), height: top + height - up(value), rx: 2, fill: colour(place), "data-tip": tip(at) })));
      return;
    }
    let path = "";
    values.forEach((value, at) => { if (value !== null) path += `${at && values[at - 1] !== null && path ? "L" : "M"}${left + (at + 0.5) * room},${up(value)}`; });
    picture.append(draw("path", { d: path, fill: "none", stroke: colour(place), "stroke-width": 2 }));
    values.forEach((value, at) => value !== null && picture.append(draw("circle", { cx: left + (at + 0.5) * room, cy: up(value), r: 3, fill: colour(place), "data-tip": tip(at) })));
  });
  return picture;
}

function ranked(rows, metric, name) {
  const left = 190, width = 490, high = 22, most = Math.max(1, ...rows.map(([, value]) => value ?? 0));
  const picture = draw("svg", { class: "chart", role: "img", "aria-label": name, viewBox: `0 0 ${left + width + 10} ${high * rows.length + 8}` });
  rows.forEach(([text, value], at) => {
    const short = text.length > 28 ? `${text.slice(0, 27)}…` : text;
    picture.append(label(left - 6, at * high + 16, short, "end"), draw("rect", { x: left, y: at * high + 3, width: ((value ?? 0) / most) * width, height: high - 5, rx: 2, fill: colour(0), "data-tip": `${text}; ${parts.metrics[metric].title}: ${plain(value, parts.metrics[metric].unit)}` }));
  });
  return picture;
}

function body(rows) {
  return rows.map((row) => make("tr", {}, ...row.map((value, at) => (at ? make("td", { class: "right" }, value) : make("th", { scope: "row" }, value)))));
}

// --- The page with a filter ----------------------------------------------------------------------------------------------

const asked = () => [...new URLSearchParams(location.search)].filter(([name]) => parts.filters.includes(name));
const leads = (metric, given) => `${root}${bar.dataset.behind}${metric}.html?${new URLSearchParams(given)}`;
function value(figure, metric, given, said = phrase) {
  const { unit, listed } = parts.metrics[metric], text = said(figure.value, unit);
  return figure.made && listed ? make("a", { href: leads(metric, given) }, text) : text;
}
// The same as tables behind charts write it.
const linked = (figure, metric, given) => value(figure, metric, given, (of, unit) => plain(of, unit === "share" ? unit : ""));

function tally(part, made, tickets, filter) {
  const { order, cells } = TALLIES[made.tally], found = tallied(tickets, made.tally), rows = order(found), table = find("tbody", part);
  const lines = rows.map((row) => [called(made.tally).get(row) || row || say("unknown"), ...cells(row, found.get(row) ?? [0]).map(([text, group]) => (group && parts.metrics[made.metrics[0]].listed ? make("a", { href: leads(made.metrics[0], [...filter, group]) }, text) : text))]);
  if (table) table.replaceChildren(...(lines.length ? body(lines) : nothing(all("thead th", part).length)));
  if (made.kind !== "table") {
    const holder = find(".chart-scroll", part), name = `${find("svg", holder).getAttribute("aria-label")} ${filterSaid(filter)}`;
    holder.replaceChildren(overTime(made.kind, rows, [{ title: "", values: rows.map((row) => found.get(row)?.[0] ?? 0) }], false, name));
  }
}

const nothing = (columns) => [make("tr", {}, make("td", { colspan: columns, class: "quiet" }, say("Nothing in this period.")))];

function tile(item, tickets, filter) {
  const metric = item.dataset.tile;
  item.className = "tile";
  find("strong", item).replaceChildren(value(figure(tickets, metric), metric, filter));
  for (const each of all(".quiet", item)) each.remove();
}

function section(part, tickets, filter) {
  const made = JSON.parse(part.dataset.made);
  if (made.tally) return tally(part, made, tickets, filter);
  const given = [...filter, ...(made.type ? [["type", made.type]] : [])];
  if (made.kind === "table") {
    const lines = linesOf(tickets, made), table = find("tbody", part);
    if (!table) return;
    const shown = lines.slice(0, parts.most.lines);
    table.replaceChildren(...body(shown.map(({ id, name, figures }) => [name, ...figures.map((one, at) => value(one, made.metrics[at], [...given.filter(([group]) => group !== made.by), [made.by, id]]))])));
    find("p.quiet", part)?.remove();
    if (!lines.length) table.replaceChildren(...nothing(made.metrics.length + 1));
    return;
  }
  const holder = find(".chart-scroll", part), name = `${find("svg", holder).getAttribute("aria-label")} ${filterSaid(filter)}`;
  if (made.kind === "bars") {
    const rows = linesOf(tickets, made).slice(0, parts.most.bars), [metric] = made.metrics;
    holder.replaceChildren(ranked(rows.map(({ name: text, figures }) => [text, figures[0].value]), metric, name));
    find("tbody", part).replaceChildren(...body(rows.map(({ id, name: text, figures }) => [text, linked(figures[0], metric, [...given.filter(([group]) => group !== made.by), [made.by, id]])])));
    return;
  }
  const share = parts.metrics[made.metrics[0]].unit === "share", of = ofType(tickets, made.type);
  const series = made.metrics.map((metric) => ({ metric, title: parts.metrics[metric].title, figures: followed(of, metric) }));
  holder.replaceChildren(overTime(made.kind, parts.steps, series.map(({ title, figures }) => ({ title, values: figures.map((one) => one.value) })), share, name));
  const rows = parts.steps.flatMap((step, at) => series.map(({ metric, title, figures }) => ({ step, title, value: linked(figures[at], metric, [...given, ["step", step]]) })));
  const heads = all("thead th", part).length;
  find("tbody", part).replaceChildren(...body(rows.map((row) => (heads === 2 ? [row.step, row.value] : [row.step, row.title, row.value]))));
}

const filterSaid = (filter) => filter.map(([group, id]) => `${parts.titles[group]}: ${parts.groups[group].find(([one]) => one === id)?.[1] ?? id}`).join(", ");

const before = all("[data-tile], [data-made]").map((node) => ({ node, copy: node.cloneNode(true) }));
function show() {
  const filter = asked(), said = find("[data-picked]");
  for (const each of before) {
    const fresh = each.copy.cloneNode(true);
    each.node.replaceWith(fresh);
    each.node = fresh;
  }
  // The other boards and periods are shown by the same filter.
  for (const link of all(".chips a")) {
    link.dataset.bare ??= link.getAttribute("href");
    link.href = filter.length && !link.dataset.bare.includes("reports/") ? `${link.dataset.bare}?${new URLSearchParams(filter)}` : link.dataset.bare;
  }
  for (const select of all("select", bar)) select.value = filter.find(([group]) => group === select.name)?.[1] ?? "";
  for (const select of all("select", bar)) if (!filter.some(([group]) => group === select.name)) select.selectedIndex = 0;
  said.hidden = !filter.length;
  if (!filter.length) return;
  const tickets = filter.reduce((left, [group, id]) => among(left, group, id), parts.tickets);
  const still = before.filter(({ node }) => !node.dataset.tile && !node.dataset.made).map(({ node }) => node);
  const whole = still.length === before.length;  // nothing here is made of these tickets alone: better all than nothing
  for (const { node } of before) {
    if (node.dataset.tile) tile(node, tickets, filter);
    else if (node.dataset.made) section(node, tickets, filter);
    else node.hidden = !whole;
  }
  const names = still.map((node) => find("h2, .tile-name", node).textContent).join(", ");
  const everything = make("a", { href: location.pathname }, say("Show all"));
  everything.addEventListener("click", (event) => { event.preventDefault(); go([]); find("summary", bar).focus(); });
  said.replaceChildren(make("strong", {}, filterSaid(filter)), " · ", everything, still.length ? ` · ${whole ? say("Nothing on this page can be filtered: it shows everything.") : say("Not filtered, and so left out: {names}", { names })}` : "");
}

function go(filter) {
  history.pushState(null, "", filter.length ? `?${new URLSearchParams(filter)}` : location.pathname);
  show();
}

function offer() {
  const form = find("[data-pick]", bar);
  for (const group of parts.filters) {
    const names = [...new Map(parts.groups[group])].sort((a, b) => a[1].localeCompare(b[1], document.documentElement.lang));
    if (names.length < 2) continue;
    const select = make("select", { name: group }, new Option(say("All"), "", true), ...names.map(([id, name]) => new Option(name, id)));
    select.addEventListener("change", () => go(all("select", form).filter((each) => each.selectedIndex > 0).map((each) => [each.name, each.value])));
    form.append(make("label", {}, parts.titles[group], select));
  }
  form.addEventListener("submit", (event) => event.preventDefault());
}

async function load() {
  const answer = await fetch(root + bar.dataset.board);
  if (!answer.ok) return;
  parts = await answer.json();
  offer();
  show();
  addEventListener("popstate", show);
}

if (bar && location.protocol !== "file:") {
  bar.hidden = false;
  // Without the parts the page of all stays, and says nothing that is not so.
  bar.addEventListener("toggle", () => load().catch(() => {}), { once: true });
  if (location.search) bar.open = true;
}
