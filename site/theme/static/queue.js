// A queue with JavaScript: all of its tickets at once, filtered, sorted and walked through by keys. What is chosen stands
// in the address, so that a view can be sent to a colleague. Only the rows near the window are in the page, and a row
// that leaves it at one end comes back at the other: five thousand are as quick as fifty. The tickets are asked for while
// the page is still being read; see publish/queue_data.py for their shape. Text only ever enters the page as text.

(() => {
  const coming = fetch(document.currentScript.dataset.tickets).then((answer) => answer.ok ? answer.json() : Promise.reject(answer.status));
  coming.catch(() => {});
  const ready = (run) => document.readyState === "loading" ? addEventListener("DOMContentLoaded", run, { once: true }) : run();
  const FACETS = ["team", "assignee", "priority", "status", "type"];
  const NONE = 0, LATE = 2, PAUSED = 3; // how a clock stands; 1 is due
  const OVERSCAN = 16, MOVE = 4;        // rows beyond the window, and how many at least come in at once
  const ON_PAPER = 2000;                // rows that are printed at most
  const NEVER = Number.MAX_SAFE_INTEGER;

  // Opened from disk, or offline: the pages of the queue are still there.
  ready(() => coming.then(begin, () => { document.querySelector("[data-queue]").hidden = true; }));

  function begin({ words: names, tickets }) {
    const form = document.querySelector("[data-queue]");
    const list = document.querySelector("[data-queue-rows]");
    if (!form || !list) return;
    const nothing = document.querySelector("[data-queue-empty]");
    const said = form.querySelector("[data-count]");
    const base = document.documentElement.dataset.root;
    const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
    const absolute = new Intl.DateTimeFormat(language, {
      timeZone: form.dataset.zone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    });
    const pattern = list.firstElementChild.cloneNode(true);
    const total = tickets.reference.length;
    const everything = tickets.reference.map((_, place) => place);
    const seconds = () => Date.now() / 1000;

    let shown = everything;  // what the filters leave, in order: places in the columns
    let first = 0, last = 0; // which of `shown` are in the page
    let current = -1;        // the one that j and k have reached
    let height = 0, top = 0; // of a row, and of the list in the document: measured when the page changes, never by row
    const spare = [];        // rows that have left the page

    // --- Choosing --------------------------------------------------------------------------------------------------

    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const runs = (one) => tickets.stands[one] !== NONE && tickets.stands[one] !== PAUSED;
    const dueOf = (one) => (runs(one) ? tickets.due[one] : NEVER);
    const rankOf = (one) => names.priority[tickets.priority[one]][1];
    const usual = (a, b) => dueOf(a) - dueOf(b) || rankOf(a) - rankOf(b) || compare(tickets.reference[a], tickets.reference[b]);
    const named = (column) => (one) => [names[column][tickets[column][one]]].flat().at(-1);
    const KEYS = {
      priority: rankOf, opened: (one) => tickets.opened[one], changed: (one) => tickets.changed[one],
      reference: (one) => tickets.reference[one], ticket: (one) => fold(tickets.heading[one]),
      status: (one) => fold(named("status")(one)), assignee: (one) => fold(named("assignee")(one)),
    };

    function sorted(chosen, order) {
      if (order === form.dataset.order) return chosen; // as the file has them
      const key = KEYS[order.replace(/^-/, "")], turn = order.startsWith("-") ? -1 : 1;
      if (!key) return chosen.slice().sort(usual);
      const keys = new Map(chosen.map((one) => [one, key(one)]));
      return chosen.slice().sort((a, b) => compare(keys.get(a), keys.get(b)) * turn || usual(a, b));
    }

    // Worked out when nothing else is to be done, or when somebody first asks.
    const foldedNames = {}, folded = [];
    const nameOf = (column, one) => (foldedNames[column] ??= names[column].map((each) => fold([each].flat().join(" "))))[tickets[column][one]];
    const textOf = (one) => folded[one] ??= [fold(`${tickets.reference[one]} ${tickets.heading[one]}`), nameOf("type", one),
      nameOf("category", one), nameOf("requester", one), nameOf("status", one), nameOf("priority", one), nameOf("assignee", one), nameOf("team", one)].join(" ");
    function foldSome(deadline) {
      while (folded.length < total && (deadline?.timeRemaining?.() ?? 0) > 1) textOf(folded.length);
      if (folded.length < total) whenIdle(foldSome);
    }
    const whenIdle = (run) => globalThis.requestIdleCallback?.(run);

    const idOf = (column, place) => [names[column][place]].flat()[column === "status" ? 1 : 0];
    // The places in `names` that an address asks for; a status is asked for by its name.
    const wantedOf = (column, asked) => {
      const wanted = (asked.get(column) ?? "").split(",").filter(Boolean);
      return wanted.length ? new Set(names[column].map((_, place) => place).filter((place) => wanted.includes(idOf(column, place) || "none"))) : null;
    };

    function choose() {
      const asked = new URLSearchParams(location.search), now = seconds();
      const facets = FACETS.map((column) => [tickets[column], wantedOf(column, asked)]).filter(([, wanted]) => wanted);
      const terms = fold(asked.get("q") ?? "").split(/\s+/).filter(Boolean);
      const late = asked.get("late") === "1";
      const fits = (one) => facets.every(([column, wanted]) => wanted.has(column[one])) && (!late || dueOf(one) < now)
        && terms.every((term) => textOf(one).includes(term));
      const chosen = facets.length || late || terms.length ? everything.filter(fits) : everything;
      shown = sorted(chosen, asked.get("sort") || form.dataset.order);
      current = -1;
      said.textContent = shown.length === total ? `${total}` : say("{shown} of {total}", { shown: shown.length, total });
      nothing.hidden = shown.length > 0;
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

    // --- Drawing ---------------------------------------------------------------------------------------------------

    function clock(one) {
      if (tickets.stands[one] === NONE) return "–";
      const span = document.createElement("span"), time = document.createElement("time");
      if (!runs(one)) {
        span.className = "clock paused";
        span.textContent = say("paused");
        return span;
      }
      const due = new Date(tickets.due[one] * 1000);
      span.className = `clock ${tickets.stands[one] === LATE ? "late" : "due"}`;
      time.dateTime = due.toISOString();
      time.dataset.due = "";
      time.title = time.textContent = absolute.format(due);
      span.append(`${tickets.stands[one] === LATE ? say("late since") : say("due")} `, time);
      return span;
    }

    function badge(kind, text) {
      const span = document.createElement("span");
      span.className = `badge ${kind}`;
      span.textContent = text;
      return span;
    }

    const pageOf = (reference) => `tickets/${String(Math.floor(Number(reference.slice(reference.lastIndexOf("-") + 1)) / 1000)).padStart(3, "0")}/${encodeURIComponent(reference)}.html`;

    function line(place, now) {
      const row = spare.pop() ?? pattern.cloneNode(true), one = shown[place];
      const [what, reference, sub, when, state, rank, who, team] = row.children;
      const [phase, status] = names.status[tickets.status[one]], [priority, level] = names.priority[tickets.priority[one]];
      what.href = base + pageOf(tickets.reference[one]);
      what.textContent = tickets.heading[one];
      reference.textContent = tickets.reference[one];
      sub.textContent = [say(names.type[tickets.type[one]]), names.category[tickets.category[one]], names.requester[tickets.requester[one]]].filter(Boolean).join(" · ");
      when.replaceChildren(clock(one));
      state.replaceChildren(badge(`phase-${phase}`, status));
      rank.replaceChildren(...(priority ? [badge(`priority rank-${Math.min(level, 4)}`, priority)] : []));
      who.textContent = names.assignee[tickets.assignee[one]][1] || "–";
      team.textContent = names.team[tickets.team[one]][1] || "–";
      row.setAttribute("aria-setsize", shown.length);
      row.setAttribute("aria-posinset", place + 1);
      row.classList.toggle("late", tickets.stands[one] === LATE);
      if (runs(one) && !printed) tell(when.firstChild.lastChild, now);
      return row;
    }

    const lines = (from, to) => {
      const made = [], now = Date.now();
      for (let place = from; place < to; place += 1) made.push(line(place, now));
      return made;
    };
    function drop(count, end) {
      for (; count > 0; count -= 1) {
        const row = list[end];
        row.remove();
        spare.push(row);
      }
    }

    // Rows are all of one height: one is measured, the others are room above and below. On paper there is no window:
    // all are there, with the moments that they mean.
    let printed = false;
    matchMedia("print").addEventListener("change", ({ matches }) => { printed = matches; draw(true); });
    function draw(anew = false) {
      const tall = height || 60;
      const begins = Math.max(0, Math.floor((scrollY - top) / tall)), ends = Math.min(shown.length, begins + Math.ceil(innerHeight / tall) + 1);
      const from = printed ? 0 : Math.max(0, begins - OVERSCAN), to = printed ? Math.min(shown.length, ON_PAPER) : Math.min(shown.length, ends + OVERSCAN);
      if (!anew && Math.abs(from - first) < MOVE && Math.abs(to - last) < MOVE && (from !== 0 || first === 0) && (to !== shown.length || last === to)) return;
      if (anew || from >= last || to <= first) {
        if (!anew) drop(list.children.length, "lastElementChild");
        list.replaceChildren(...lines(from, to));
      } else {
        drop(from - first, "firstElementChild");
        drop(last - to, "lastElementChild");
        list.prepend(...lines(from, Math.max(first, from)));
        list.append(...lines(Math.min(last, to), to));
      }
      [first, last] = [from, to];
      if (!height) measure();
      list.style.paddingTop = `${first * height}px`;
      list.style.paddingBottom = printed ? "0" : `${(shown.length - last) * height}px`;
    }

    function measure() {
      if (list.firstElementChild) height = list.firstElementChild.getBoundingClientRect().height;
      top = list.getBoundingClientRect().top + scrollY;
    }

    let pending = false;
    const later = () => {
      if (pending) return;
      pending = true;
      requestAnimationFrame(() => { pending = false; draw(); });
    };

    // --- Keys ------------------------------------------------------------------------------------------------------

    function go(place) {
      if (!shown.length) return;
      current = Math.max(0, Math.min(shown.length - 1, place));
      if (current < first || current >= last) {
        scrollTo(0, top + current * height - innerHeight / 2);
        draw(true);
      }
      const link = list.children[current - first].firstChild;
      link.focus({ preventScroll: true });
      link.parentElement.scrollIntoView({ block: "nearest" });
    }

    function pressed(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
      if (event.key === "Escape" && writing && form.contains(document.activeElement)) return go(Math.max(current, 0));
      if (writing || !shortcuts) return;
      const moves = { j: current + 1, k: current - 1 };
      if (event.key in moves) go(moves[event.key]);
      else if (event.key === "/") form.elements.q.focus();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }

    // --- Beginning -------------------------------------------------------------------------------------------------

    function fill(name, asked) {
      const select = form.elements[name];
      if (!select) return;
      const counts = names[name].map(() => 0);
      for (const place of tickets[name]) counts[place] += 1;
      const text = (place) => [names[name][place]].flat()[["team", "assignee", "status"].includes(name) ? 1 : 0] || "none";
      const values = new Map(); // two phases may have a status of one name
      counts.forEach((count, place) => {
        const value = idOf(name, place) || "none", [called, before] = values.get(value) ?? [text(place), 0];
        values.set(value, [called, before + count]);
      });
      const options = [...values].sort(([, [a]], [, [b]]) => a.localeCompare(b, language));
      select.append(...options.map(([value, [called, count]]) => new Option(`${called === "none" ? say("none") : name === "type" ? say(called) : called} (${count})`, value)));
      const wanted = asked.get(name);
      if (wanted && !values.has(wanted)) select.append(new Option(wanted.replaceAll(",", ", "), wanted));
      if (wanted) select.value = wanted;
    }

    const asked = new URLSearchParams(location.search);
    for (const name of FACETS) fill(name, asked);
    form.elements.q.value = asked.get("q") ?? "";
    form.elements.sort.value = asked.get("sort") || form.dataset.order;
    document.querySelector("[data-queue-pages]")?.remove();
    list.removeAttribute("start");
    measure();
    choose();
    let waiting;
    form.addEventListener("input", (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(remember, event.target.name === "q" ? 40 : 0);
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
    addEventListener("resize", () => { measure(); draw(true); });
    addEventListener("keydown", pressed, { capture: true });
    addEventListener("popstate", choose);
    list.dataset.ready = "";
    whenIdle(foldSome);
  }
})();
