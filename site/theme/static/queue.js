// A queue with JavaScript: all of its tickets at once, filtered, sorted and walked through by keys. What is chosen stands
// in the address, so that a view can be sent to a colleague. Only the rows near the window are in the page: five
// thousand are as quick as fifty. Text only ever enters the page as text.

(() => {
  const form = document.querySelector("[data-queue]");
  const list = document.querySelector("[data-queue-rows]");
  if (!form || !list) return;
  const nothing = document.querySelector("[data-queue-empty]");
  const said = form.querySelector("[data-count]");
  const base = document.documentElement.dataset.root;
  const pattern = list.querySelector("li").cloneNode(true);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const absolute = new Intl.DateTimeFormat("en-GB", {
    timeZone: form.dataset.zone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const FACETS = { team: "team_name", assignee: "assignee_name", priority: "priority", status: "status", type: "type" };
  const OVERSCAN = 20;

  let tickets = [];       // all of the queue
  let shown = [];         // what the filters leave, in order
  let first = 0, last = 0; // which of `shown` are in the page
  let current = -1;       // the one that j and k have reached
  let height = 0;

  // --- Choosing ----------------------------------------------------------------------------------------------------

  const never = "9999";
  const runs = (ticket) => ticket.clock && (ticket.clock.stands === "due" || ticket.clock.stands === "late");
  const dueOf = (ticket) => (runs(ticket) ? ticket.clock.due : never);
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const byDue = (now) => (a, b) => compare(dueOf(b) < now, dueOf(a) < now) || compare(dueOf(a), dueOf(b))
    || a.rank - b.rank || compare(a.reference, b.reference);
  const KEYS = {
    priority: (ticket) => ticket.rank, opened: (ticket) => ticket.opened, changed: (ticket) => ticket.changed,
    reference: (ticket) => ticket.reference, ticket: (ticket) => fold(ticket.heading),
    status: (ticket) => fold(ticket.status), assignee: (ticket) => fold(ticket.assignee_name),
  };

  function sorted(rows, order) {
    const now = new Date().toISOString();
    const usual = byDue(now), name = order.replace(/^-/, ""), key = KEYS[name], turn = order.startsWith("-") ? -1 : 1;
    return key ? rows.sort((a, b) => compare(key(a), key(b)) * turn || usual(a, b)) : rows.sort(usual);
  }

  // Worked out when somebody first asks: a queue that is only read never pays for it.
  const textOf = (ticket) => ticket.folded ??= fold([ticket.reference, ticket.heading, ticket.type, ticket.category,
    ticket.requester, ticket.status, ticket.priority, ticket.assignee_name, ticket.team_name].join(" "));

  const wanted = () => {
    const asked = new URLSearchParams(location.search);
    const values = Object.fromEntries(Object.keys(FACETS).map((name) => [name, (asked.get(name) ?? "").split(",").filter(Boolean)]));
    return { values, terms: fold(asked.get("q") ?? "").split(/\s+/).filter(Boolean), late: asked.get("late") === "1",
      order: asked.get("sort") || form.dataset.order };
  };

  function choose() {
    const { values, terms, late, order } = wanted();
    const now = new Date().toISOString();
    const facets = Object.entries(values).filter(([, some]) => some.length);
    shown = sorted(tickets.filter((ticket) =>
      facets.every(([name, some]) => some.includes(ticket[name] || "none"))
      && (!late || dueOf(ticket) < now)
      && terms.every((term) => textOf(ticket).includes(term))), order);
    current = -1;
    said.textContent = shown.length === tickets.length ? `${tickets.length}` : `${shown.length} of ${tickets.length}`;
    nothing.hidden = shown.length > 0;
    first = last = 0;
    draw(true);
  }

  function remember() {
    const now = new URLSearchParams(location.search);
    for (const { name, value } of form.elements) {
      if (!name) continue;
      if (value && !(name === "sort" && value === form.dataset.order)) now.set(name, value); else now.delete(name);
    }
    history.replaceState(null, "", now.size ? `?${now}` : location.pathname);
    choose();
  }

  // --- Drawing -----------------------------------------------------------------------------------------------------

  function clock(ticket) {
    const span = document.createElement("span");
    const time = document.createElement("time");
    if (!ticket.clock) return "–";
    span.className = `clock ${ticket.clock.stands}`;
    if (!runs(ticket)) {
      span.textContent = "paused";
      return span;
    }
    time.dateTime = ticket.clock.due;
    time.dataset.due = "";
    time.textContent = absolute.format(new Date(ticket.clock.due));
    span.append(ticket.clock.stands === "late" ? "late since " : "due ", time);
    return span;
  }

  function badge(kind, text) {
    const span = document.createElement("span");
    span.className = `badge ${kind}`;
    span.textContent = text;
    return span;
  }

  function line(ticket, place) {
    const row = pattern.cloneNode(true);
    const [what, reference, sub, when, state, rank, who, team] = row.children;
    what.href = base + ticket.place.split("/").map(encodeURIComponent).join("/");
    what.textContent = ticket.heading;
    reference.textContent = ticket.reference;
    sub.textContent = [ticket.type, ticket.category, ticket.requester].filter(Boolean).join(" · ");
    when.replaceChildren(clock(ticket));
    state.replaceChildren(badge(`phase-${ticket.phase}`, ticket.status));
    rank.replaceChildren(...(ticket.priority ? [badge(`priority rank-${Math.min(ticket.rank, 4)}`, ticket.priority)] : []));
    who.textContent = ticket.assignee_name || "–";
    team.textContent = ticket.team_name || "–";
    row.setAttribute("aria-setsize", shown.length);
    row.setAttribute("aria-posinset", place + 1);
    return row;
  }

  // Rows are all of one height: one is measured, the others are room above and below.
  function draw(anew = false) {
    const top = list.getBoundingClientRect().top + scrollY;
    const begin = Math.max(0, Math.floor((scrollY - top) / (height || 60)));
    const end = Math.min(shown.length, begin + Math.ceil(innerHeight / (height || 60)) + 1);
    if (!anew && begin >= first && end <= last) return;
    first = Math.max(0, begin - OVERSCAN);
    last = Math.min(shown.length, end + OVERSCAN);
    const focused = list.contains(document.activeElement) && current >= first && current < last;
    list.replaceChildren(...shown.slice(first, last).map((ticket, place) => line(ticket, first + place)));
    list.style.paddingTop = `${first * height}px`;
    list.style.paddingBottom = `${(shown.length - last) * height}px`;
    globalThis.tellAll?.(list);
    if (focused) list.children[current - first].firstChild.focus({ preventScroll: true });
    if (!height && list.firstElementChild) {
      measure();
      list.style.paddingBottom = `${(shown.length - last) * height}px`;
    }
  }

  function measure() {
    if (list.firstElementChild) height = list.firstElementChild.getBoundingClientRect().height;
  }

  let pending = false;
  const later = () => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => { pending = false; draw(); });
  };

  // --- Keys --------------------------------------------------------------------------------------------------------

  function go(place) {
    if (!shown.length) return;
    current = Math.max(0, Math.min(shown.length - 1, place));
    if (current < first || current >= last) {
      const top = list.getBoundingClientRect().top + scrollY;
      scrollTo(0, top + current * height - innerHeight / 2);
      draw();
    }
    const link = list.children[current - first].firstChild;
    link.focus({ preventScroll: true });
    link.parentElement.scrollIntoView({ block: "nearest" });
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "Escape" && writing && form.contains(document.activeElement)) return go(Math.max(current, 0));
    if (writing) return;
    const moves = { j: current + 1, k: current - 1 };
    if (event.key in moves) go(moves[event.key]);
    else if (event.key === "/") form.elements.q.focus();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // --- Beginning ---------------------------------------------------------------------------------------------------

  function fill(name) {
    const select = form.elements[name];
    if (!select) return;
    const counts = new Map();
    for (const ticket of tickets) {
      const value = ticket[name] || "none";
      const known = counts.get(value) ?? [ticket[FACETS[name]] || "none", 0];
      counts.set(value, [known[0], known[1] + 1]);
    }
    const options = [...counts].sort(([, [a]], [, [b]]) => a.localeCompare(b));
    select.append(...options.map(([value, [text, count]]) => new Option(`${text} (${count})`, value)));
    const asked = new URLSearchParams(location.search).get(name);
    if (asked && !counts.has(asked)) select.append(new Option(asked.replaceAll(",", ", "), asked));
    if (asked) select.value = asked;
  }

  async function begin() {
    const answer = await fetch(form.dataset.queue);
    if (!answer.ok) return;
    tickets = (await answer.json()).tickets;
    Object.keys(FACETS).forEach(fill);
    const asked = new URLSearchParams(location.search);
    form.elements.q.value = asked.get("q") ?? "";
    form.elements.sort.value = asked.get("sort") || form.dataset.order;
    form.hidden = false;
    document.querySelector("[data-queue-pages]")?.remove();
    list.removeAttribute("start");
    measure();
    choose();
    let waiting;
    form.addEventListener("input", (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(remember, event.target.name === "q" ? 80 : 0);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); go(0); });
    document.querySelector("[data-queue-clear]").addEventListener("click", () => {
      form.reset();
      form.elements.sort.value = form.dataset.order;
      history.replaceState(null, "", location.pathname);
      choose();
    });
    list.addEventListener("focusin", (event) => {
      const place = [...list.children].indexOf(event.target.closest("li"));
      if (place >= 0) current = first + place;
    });
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", () => { measure(); later(); });
    addEventListener("keydown", pressed, { capture: true });
    addEventListener("popstate", choose);
    list.dataset.ready = "";
  }

  begin().catch(() => {}); // opened from disk, or offline: the pages of the queue are still there
})();
