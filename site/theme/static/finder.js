// The search box as a combobox (ARIA Authoring Practices, list autocomplete), and the page of results. What people
// wrote enters the page as text. `root`, `say`, `make`, `find` and `all` are those of desk.js.
import { open, prepare, search, ticketPlace } from "./search.js";

const HEADS = {
  direct: say("Go to the ticket"), article: say("Articles"), request: say("Can be asked for"),
  service: say("Services"), ticket: say("Tickets"),
};
const address = (place) => root + place.split("#").map((part) => part.split("/").map(encodeURIComponent).join("/")).join("#");
const subOf = (kind, result) => (kind === "ticket" ? [result.kind, result.more] : [result.more]).filter(Boolean).join(" · ");

export function attach(form) {
  const box = form.elements.q;
  const list = make("div", { class: "finds", id: `${box.id}-list`, role: "listbox", "aria-label": say("Results") });
  const status = make("p", { class: "hidden", role: "status" });
  list.hidden = true;
  box.parentElement.classList.add("combo");
  box.after(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) box.setAttribute(name, value);

  let asked = 0, active = -1, options = [];
  // What is answered later does not open the list again.
  const close = () => { asked += 1; list.hidden = true; box.setAttribute("aria-expanded", "false"); mark(-1); };
  function mark(place) {
    options[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = options[active];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }
  async function ask() {
    const mine = asked += 1;
    if (!box.value.trim()) return close();
    const groups = await search(root, box.value, 5, (some) => mine === asked && some.length && show(some));
    if (mine === asked) show(groups);
  }
  function show(groups) {
    const chosen = options[active]?.getAttribute("href");
    options = [];
    list.replaceChildren(...groups.map(([kind, results]) => {
      const head = `${list.id}-${kind}`;
      return make("div", { role: "group", "aria-labelledby": head }, make("span", { class: "head-of", id: head, role: "presentation" }, HEADS[kind]), ...results.map((result) => {
        const sub = subOf(kind, result);
        const option = make("a", { role: "option", id: `${list.id}-${options.length}`, tabindex: "-1", "aria-selected": "false", href: address(result.place) }, result.title, ...(sub ? [make("span", { class: "sub" }, sub)] : []));
        options.push(option);
        return option;
      }));
    }));
    active = -1;
    // Who went down to a line before the tickets came stays on it.
    mark(chosen ? options.findIndex((option) => option.getAttribute("href") === chosen) : -1);
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", String(Boolean(options.length)));
    status.textContent = options.length ? say("{n} results", { n: options.length }) : say("Nothing found. Try fewer or other words.");
  }
  box.addEventListener("input", ask);
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("keydown", async (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && box.value.trim()) {
      event.preventDefault();
      if (list.hidden) await ask();
      const count = options.length;
      if (count) mark(event.key === "ArrowDown" ? (active + 1) % count : (active <= 0 ? count : active) - 1);
    }
    if (event.key === "Enter" && options[active]) { event.preventDefault(); options[active].click(); }
  });
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sure) return;
    event.preventDefault();
    const { prefix } = await open(root).catch(() => ({ prefix: "" }));
    const ticket = prefix && ticketPlace(box.value, prefix);
    if (ticket) { location.href = root + ticket.place; return; }
    form.dataset.sure = "yes";
    form.submit();
  });
  prepare(root).catch(() => {});
  if (box.value && document.activeElement === box) ask();
}

// search.html?q=...
export async function showResults() {
  const query = new URLSearchParams(location.search).get("q") ?? "";
  if (!query.trim()) return;
  for (const box of all("[data-search] input[name=q]")) box.value = query;
  const into = find("[data-results]"), status = find("[data-found]");
  try {
    const groups = await search(root, query, 25);
    const count = groups.reduce((sum, [, results]) => sum + results.length, 0);
    if (!count && status.dataset.sought) import("./helped.js").then(({ saySought }) => saySought(status.dataset.sought, query));
    status.textContent = count ? say("{n} results for “{query}”", { n: count, query }) : say("Nothing found for “{query}”. Try fewer or other words, or look below.", { query });
    into.replaceChildren(...groups.map(([kind, results]) => make("section", {}, make("h2", {}, HEADS[kind]), make("ul", { class: "list" }, ...results.map((result) => {
      const sub = subOf(kind, result);
      return make("li", {}, make("a", { href: address(result.place) }, result.title), ...(sub ? [make("p", { class: "quiet" }, sub)] : []));
    })))));
  } catch {
    status.textContent = say("The search cannot be reached just now. Everything is listed below.");
  }
}
