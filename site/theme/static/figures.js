// What pages of figures gain with JavaScript: what a mark of a chart stands for where the pointer is, and behind a figure
// the tickets of one group alone, as the address asks (`opened.html?team=network`).
(() => {
  const root = document.documentElement.dataset.root;

  // --- Tips ----------------------------------------------------------------------------------------------------------

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const show = (event) => {
    const mark = event.target.closest?.("[data-tip]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.tip;
    const room = 12;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(room, Math.min(event.clientX + room, innerWidth - width - room))}px`;
    tip.style.top = `${event.clientY > height + 2 * room ? event.clientY - height - room : event.clientY + 2 * room}px`;
  };
  document.addEventListener("pointermove", show);
  document.addEventListener("pointerdown", show);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });

  // --- The tickets of a group ----------------------------------------------------------------------------------------

  const table = document.querySelector("[data-metric]");
  const asked = [...new URLSearchParams(location.search)];
  if (!table || !asked.length) return;
  const most = Number(table.dataset.most);
  const numbers = new URLSearchParams(location.search).get("ticket");  // single tickets: `?ticket=12,15`
  const named = numbers && new Set(numbers.split(",").map(Number));
  const at = new URLSearchParams(location.search).get("step");  // one of the period's days, weeks or months
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", timeZone: table.dataset.zone });

  const cell = (tag, content, name = "") => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(content);
    return made;
  };
  const time = (text) => {
    if (!text) return "–";
    const made = cell("time", clock.format(new Date(text)));
    made.dateTime = text;
    return made;
  };
  const row = ([reference, place, title, opened, ended], team) => {
    const made = document.createElement("tr");
    const link = place ? cell("a", reference) : reference;
    if (place) link.href = root + place.split("/").map((part) => part.split("#").map(encodeURIComponent).join("#")).join("/");
    made.append(cell("td", link, "ref"), cell("td", title, "what"), cell("td", team || "–"), cell("td", time(opened)), cell("td", time(ended)));
    return made;
  };

  async function pick() {
    const rows = [];
    let more = false;
    for (const file of table.dataset.files.split(" ").filter(Boolean)) {
      if (more) break;
      const { metrics, groups, steps, followed, tickets } = await (await fetch(root + file)).json();
      const metric = metrics.indexOf(table.dataset.metric);
      const wanted = asked.filter(([name]) => groups.includes(name)).map(([name, id]) => [groups.indexOf(name), id]);
      const step = at ? steps.indexOf(at) : -1, line = followed.indexOf(table.dataset.metric);
      if (at && (step < 0 || line < 0)) return;
      if (!wanted.length && !named && !at) return;
      for (const ticket of tickets) {
        const [reference, , , , , behind, groupsOf, runs] = ticket;
        const belongs = (!named || named.has(Number(reference.split("-").at(-1)))) && wanted.every(([place, id]) => (id ? groupsOf[place].includes(id) : groupsOf[place].every((one) => !one)));
        if (!(at ? runs[line].some((from, place) => place % 2 === 0 && from <= step && step < from + runs[line][place + 1]) : behind.includes(metric)) || !belongs) continue;
        more = rows.length >= most;
        if (more) break;
        rows.push(row(ticket, groupsOf[groups.indexOf("team")][0]));
      }
    }
    table.tBodies[0].replaceChildren(...rows);
    const said = document.querySelector("[data-picked]");
    const filter = asked.map(([name, id]) => `${name}: ${(name === "ticket" ? id.replaceAll(",", ", ") : id) || say("none")}`).join(", ");
    const all = cell("a", say("Show all"));
    all.href = location.pathname;
    said.replaceChildren(cell("strong", filter), ` · ${more ? say("The newest {n} are shown.", { n: most }) : say("{n} tickets", { n: rows.length })} · `, all);
    said.hidden = false;
  }
  // Without the data the list of everybody's stays, and the address says nothing that is not so.
  pick().catch(() => {});
})();
