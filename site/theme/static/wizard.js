// A request form: drafts, checks beside the field, when an answer comes, what may help meanwhile, and the hand-over.
// Without this file the browser's own form does. `root`, `say`, `make`, `find` and `all` are those of first.js and desk.js.
import { articleOf, sayHelped } from "./helped.js";
import { open, termsOf } from "./search.js";
import { walk } from "./steps.js";

const form = find("form[data-ask]");
let steps = null;
if (form) begin();

function begin() {
  const key = `draft:${form.dataset.ask || form.dataset.as || "other"}`;
  let later;
  const store = { get: () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* then nothing is kept */ } },
    drop: () => { clearTimeout(later); try { localStorage.removeItem(key); } catch { /* there was none */ } } };
  form.noValidate = true;
  restore(store);
  nameAsset();
  tellWhen();
  if ("steps" in form.dataset) steps = walk(form, { faultOf, showFaults, clearFaults, answersTo, labelOf });
  const looked = new Map();
  form.addEventListener("input", (event) => {
    clearTimeout(later);
    later = setTimeout(() => { store.set({ at: Date.now(), values: valuesOf() }); offerHelp(store, looked); }, 250);
    const question = event.target.closest("[data-question]");
    if (question?.querySelector(".error")) showFault(question, faultOf(question));
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); if (steps && !steps.atEnd()) steps.onward(); else handOver(form.dataset.gateway ? "gateway" : form.dataset.github ? "github" : "mail", store, looked); });
  for (const link of all("a[data-way]", form)) link.addEventListener("click", (event) => { event.preventDefault(); handOver(link.dataset.way, store, looked); });
  find("[data-forget]")?.addEventListener("click", () => { store.drop(); form.reset(); find("[data-draft]").hidden = true; clearFaults(); if (steps) steps.restart(); else find("input:not([type=hidden]), textarea, select", form)?.focus(); });
}

// --- What was typed ------------------------------------------------------------------------------------------------

function questions() { return all("[data-question]", form); }
function boxesOf(question) { return all("input, textarea, select", question); }
function answersTo(question) {
  return boxesOf(question).flatMap((box) => box.type === "file" ? [...box.files].map((file) => file.name)
    : box.type === "checkbox" || box.type === "radio" ? (box.checked ? [box.value] : []) : box.value.trim() ? [box.value.trim()] : []);
}
function labelOf(question) {
  const label = find("legend, label", question).cloneNode(true);
  for (const each of all(".optional, input", label)) each.remove();
  return label.textContent.trim();
}
function valuesOf() {
  return Object.fromEntries(questions().filter((each) => each.dataset.kind !== "upload").map((each) => [each.dataset.question, answersTo(each)]));
}

function restore(store) {
  const draft = store.get();
  const given = new URLSearchParams(location.search).get("subject");
  if (given && !draft && find("#subject")) find("#subject").value = given;
  if (!draft || !Object.values(draft.values ?? {}).some((answers) => answers.length)) return;
  for (const question of questions()) {
    const answers = draft.values[question.dataset.question] ?? [];
    for (const box of boxesOf(question)) {
      if (box.type === "checkbox" || box.type === "radio") box.checked = answers.includes(box.value);
      else if (box.type !== "file") box.value = answers[0] ?? "";
    }
  }
  const note = find("[data-draft]");
  note.hidden = false;
  find("span", note).textContent = say("This is what you typed here {span} ago. It has not been sent.", { span: words((Date.now() - draft.at) / 1000) });
}

// A label's address says which thing it is on: `report.html?asset=lt-0042&kind=devices`.
function nameAsset() {
  const asked = new URLSearchParams(location.search), asset = asked.get("asset")?.slice(0, 100), kind = asked.get("kind");
  if (!asset || !find("#asset")) return;
  find("#asset").value = asset.toUpperCase();
  const page = find("[data-asset-page]");
  if (!page || !kind) return;
  page.href = `${root}assets/${encodeURIComponent(kind)}/${encodeURIComponent(asset)}.html`;
  page.hidden = false;
}

// --- Checks, as the desk makes them ----------------------------------------------------------------------------------

// What one way alone needs is asked for when that way is taken.
function faultOf(question, way = "") {
  const { kind, pattern } = question.dataset, answers = answersTo(question);
  const least = Number(question.dataset.least ?? -Infinity), most = Number(question.dataset.most ?? Infinity);
  const box = boxesOf(question)[0];
  if (box?.validity?.badInput) return kind === "date" ? say("Give a day that exists") : say("Give a number");
  if (!answers.length) return "required" in question.dataset && (!question.dataset.only || question.dataset.only === way) ? (kind === "select" || kind === "multiselect" ? say("Choose one") : say("Answer this")) : "";
  const [answer] = answers;
  if (kind === "number") return !Number.isFinite(Number(answer)) ? say("Give a number") : Number(answer) < least ? say("Give {n} or more", { n: least }) : Number(answer) > most ? say("Give {n} or less", { n: most }) : "";
  if (kind === "multiselect") return answers.length < least ? say("Choose {n} or more", { n: least }) : answers.length > most ? say("Choose {n} or fewer", { n: most }) : "";
  if (kind === "email") return /^[^@\s]+@[^@\s]+$/.test(answer) ? "" : say("Write a mail address, like ana@example.org");
  if (kind === "upload") {
    const large = [...box.files].find((file) => file.size > Number(form.dataset.largest));
    return large ? say("{name} is too large", { name: large.name }) : "";
  }
  if (pattern) {
    try { if (!new RegExp(`^(?:${pattern})$`, "u").test(answer)) return say("This does not have the form that is asked for"); } catch { /* the desk checks it again */ }
  }
  return "";
}

function showFault(question, fault) {
  find(".error", question)?.remove();
  const boxes = boxesOf(question), group = find("fieldset", question);
  const target = group ?? boxes[0], hint = find(".hint", question)?.id;
  question.classList.toggle("faulty", Boolean(fault));
  const id = `${target.id}-error`;
  if (fault) {
    const error = make("p", { class: "error", id }, make("span", { class: "hidden" }, `${say("Error")}: `), fault);
    (find(".hint", question) ?? find("legend, label", question)).after(error);
  }
  for (const box of boxes) if (fault) box.setAttribute("aria-invalid", "true"); else box.removeAttribute("aria-invalid");
  const described = [hint, fault && id].filter(Boolean).join(" ");
  if (described) target.setAttribute("aria-describedby", described); else target.removeAttribute("aria-describedby");
}

function clearFaults() {
  for (const question of questions()) showFault(question, "");
  find("[data-errors]").hidden = true;
}

function showFaults(faults, general = "") {
  for (const question of questions()) showFault(question, faults.get(question) ?? "");
  const summary = find("[data-errors]");
  const lines = [...faults].map(([question, fault]) => {
    const target = find("fieldset", question) ?? boxesOf(question)[0];
    const link = make("a", { href: `#${target.id}` }, `${labelOf(question)}: ${fault}`);
    link.addEventListener("click", (event) => { event.preventDefault(); steps?.reveal(question); target.focus(); target.scrollIntoView({ block: "center" }); });
    return make("li", {}, link);
  });
  find("ul", summary).replaceChildren(...(general ? [make("li", {}, general)] : []), ...lines);
  summary.hidden = !lines.length && !general;
  if (!summary.hidden) summary.focus();
  return summary.hidden;
}

// --- When ------------------------------------------------------------------------------------------------------------

async function tellWhen() {
  const spans = all("[data-due]");
  if (!spans.length || location.protocol === "file:") return;
  const { tables } = await fetch(`${root}request/promised.json`).then((answer) => answer.json()).catch(() => ({ tables: {} }));
  const now = Math.floor(Date.now() / 1000);
  for (const span of spans) {
    const pieces = tables[span.dataset.due] ?? [];
    const at = pieces.findLastIndex(([from]) => from <= now);
    // Before or after what the table covers, the page keeps to the span that it says anyhow.
    if (at < 0 || at >= pieces.length - 1) continue;
    const [from, due, moves] = pieces[at];
    const time = new Date((due + (moves ? now - from : 0)) * 1000);
    const text = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);
    span.title = span.textContent;
    span.textContent = span.dataset.says === "answer" ? say("Sent now, you hear from somebody by {time}.", { time: text }) : say("Sent now, it is done by {time}.", { time: text });
  }
}

// --- What may help ---------------------------------------------------------------------------------------------------

let asked = 0;

async function offerHelp(store, looked) {
  const typed = questions().filter((each) => ["text", "textarea"].includes(each.dataset.kind) && each.dataset.question !== "name").flatMap(answersTo).join(" ");
  const terms = termsOf(typed).filter((term) => term.length > 2).slice(0, 12);
  const mine = asked += 1, into = find("[data-helps]");
  if (!terms.length) return into.replaceChildren();
  const { help } = await open(root);
  const found = (await help.find(terms, 6)).filter((each) => each.kind === "article" && each.points > 2 && !looked.has(each.place)).slice(0, 3);
  if (mine !== asked) return;
  const known = happening(terms);
  const already = known.length ? [make("h2", {}, say("The desk works on this already")), make("ul", { class: "list" }, ...known.map((link) => make("li", {}, link.cloneNode(true))))] : [];
  if (!found.length) return into.replaceChildren(...already);
  into.replaceChildren(...already, make("h2", {}, say("This may help at once")), make("ul", { class: "list" }, ...found.map((each) => {
    const yes = make("button", { type: "button" }, say("Yes, it did")), no = make("button", { type: "button" }, say("No"));
    const item = make("li", {}, make("a", { href: root + each.place.split("/").map(encodeURIComponent).join("/"), target: "_blank", rel: "noopener" }, each.title), ...(each.more ? [make("p", { class: "quiet" }, each.more)] : []),
      make("p", { class: "solved" }, `${say("Did this solve it?")} `, yes, " ", no));
    yes.addEventListener("click", () => { tell(each, true); solved(store); });
    no.addEventListener("click", () => { tell(each, false); looked.set(each.place, each.title); offerHelp(store, looked); });
    return item;
  })));
}

// Open major incidents whose headings share a word with what is typed: whoever asks about one need not ask. Short words
// say nothing, but for those that the heading has in capitals: VPN.
function happening(terms) {
  return all(".alert a").filter(({ textContent: heading }) => {
    const telling = terms.filter((term) => term.length > 3 || heading.includes(term.toUpperCase()));
    return termsOf(heading).some((word) => telling.some((term) => word.startsWith(term)));
  });
}

// The gateway counts it where there is one; of what was typed nothing goes along.
function tell(article, helped) {
  if (form.dataset.helped) sayHelped(form.dataset.helped, articleOf(article.place), helped, { from: "form" }).catch(() => { /* then it is not counted */ });
}

function solved(store) {
  store.drop();
  finish(say("Good to hear"), [form.dataset.helped ? say("It is counted for the article. What you typed was not sent, and is gone from this browser.") : say("Nothing was sent, and what you typed is gone from this browser.")]);
}

function finish(title, lines, ...more) {
  const done = find("[data-done]");
  form.hidden = true;
  find("[data-errors]").hidden = find("[data-draft]").hidden = true;
  done.replaceChildren(make("h2", {}, title), ...lines.map((line) => make("p", {}, line)), ...more);
  done.hidden = false;
  done.focus();
}

// --- Hand-over -------------------------------------------------------------------------------------------------------

const lookedAt = (looked) => looked.size ? [say("I looked at these first, and they did not solve it:"), ...[...looked.values()].map((title) => `- ${title}`)].join("\n") : "";

function handOver(way, store, looked) {
  const own = (question) => ["email", "name"].includes(question.dataset.question);
  const wanted = questions().filter((each) => way === "gateway" || (!own(each) && each.dataset.kind !== "upload"));
  const faults = new Map(wanted.map((each) => [each, faultOf(each, way)]).filter(([, fault]) => fault));
  if (!showFaults(faults)) return;
  if (way === "gateway") return send(store, looked);
  store.set({ at: Date.now(), values: valuesOf() });
  const target = way === "github" ? githubAddress(looked) : mailAddress(looked);
  const sent = make("button", { type: "button" }, say("It is sent: forget it here"));
  sent.addEventListener("click", () => { store.drop(); finish(say("Done"), [say("What you typed is gone from this browser. You get the reference as an answer.")]); });
  const again = make("button", { type: "button" }, say("Back to the form"));
  again.addEventListener("click", () => { find("[data-done]").hidden = true; form.hidden = false; });
  finish(way === "github" ? say("GitHub has opened") : say("Your mail program has opened"), [say("Nothing has reached the desk before you send it there. Your draft stays in this browser until then.")], make("p", {}, sent, " ", again));
  if (way === "github") globalThis.open(target, "_blank", "noopener"); else location.href = target;
}

const parameters = (values) => Object.entries(values).filter(([, value]) => value).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

function githubAddress(looked) {
  const { ask, name, github, template } = form.dataset;
  const values = { template };
  for (const question of questions()) {
    const answers = answersTo(question), { question: id, kind } = question.dataset;
    if (["email", "name", "files"].includes(id) || kind === "upload" || kind === "checkbox") continue;
    values[!ask && id === "subject" ? "title" : !ask && id === "text" ? "what" : id] = answers.join(", ");
  }
  if (values.asset) { values.what = `Asset: ${values.asset}\n\n${values.what}`; delete values.asset; }
  if (ask) values.title = `${name}: ${Object.values(valuesOf())[0]?.[0] ?? ""}`.slice(0, 120);
  if (!ask && values.what) values.what = [values.what, lookedAt(looked)].filter(Boolean).join("\n\n");
  // GitHub refuses addresses of more than about 8,000 letters.
  while (parameters(values).length > 7500) {
    const longest = Object.keys(values).reduce((a, b) => (values[a].length > values[b].length ? a : b));
    values[longest] = values[longest].slice(0, -Math.ceil(values[longest].length / 8));
  }
  return `${github}?${parameters(values)}`;
}

function mailAddress(looked) {
  const { ask, name, mail } = form.dataset;
  const lines = questions().filter((each) => !["email", "name", "subject"].includes(each.dataset.question) && each.dataset.kind !== "upload").map((question) => {
    const answers = answersTo(question).join(", ");
    return !answers ? "" : question.dataset.question === "text" ? answers : `${labelOf(question)}\n${answers}`;
  });
  const subject = find("#subject")?.value.trim() || (ask ? name : "");
  const body = [...lines, lookedAt(looked)].filter(Boolean).join("\n\n").replaceAll("\n", "\r\n");
  return `mailto:${mail}?${parameters({ subject, body })}`;
}

let attempt = "";

function send(store, looked) {
  // Sent twice with the same key it is one request: an answer that got lost does no harm.
  attempt ||= crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
  const data = new FormData();
  for (const question of questions()) {
    const { question: id, kind } = question.dataset, name = "own" in question.dataset ? id : `field.${id}`;
    if (kind === "upload") for (const file of boxesOf(question)[0].files) data.append(name, file);
    else for (const answer of answersTo(question)) data.append(name, answer);
  }
  data.append("website", find("#website")?.value ?? "");
  if (looked.size) data.set("text", [data.get("text"), lookedAt(looked)].filter(Boolean).join("\n\n"));
  const bar = find("[data-progress]"), button = find("button[type=submit]", form);
  const request = new XMLHttpRequest();
  request.open("POST", form.dataset.gateway);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("Idempotency-Key", attempt);
  request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; });
  const failed = (text) => { bar.hidden = true; button.disabled = false; showFaults(new Map(), text); };
  request.addEventListener("error", () => failed(say("The desk cannot be reached just now. Nothing was lost: try again in a minute, or take another way below.")));
  request.addEventListener("load", () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* a proxy's page */ }
    if (request.status === 201 || request.status === 202) return taken(store, answer);
    bar.hidden = true;
    button.disabled = false;
    attempt = request.status === 422 ? "" : attempt;
    const faults = new Map();
    for (const { field, what, remedy } of answer.errors ?? []) {
      const question = questions().find((each) => ("own" in each.dataset ? each.dataset.question : `field.${each.dataset.question}`) === field);
      if (question) faults.set(question, [what, remedy].filter(Boolean).join("; "));
    }
    showFaults(faults, faults.size ? "" : answer.detail || say("The desk did not take it ({status}). Nothing was lost: try again later, or take another way below.", { status: request.status }));
  });
  bar.hidden = false;
  bar.value = 0;
  button.disabled = true;
  request.send(data);
}

function taken(store, answer) {
  store.drop();
  const line = make("p", { role: "status" });
  const lines = [say("The answer comes by mail.")];
  finish(say("We have your request"), lines, line);
  follow(answer, line, 0);
}

async function follow({ reference, receipt }, line, tries) {
  if (reference) { line.replaceChildren(`${say("Its reference is")} `, make("strong", {}, reference)); return; }
  line.textContent = say("It is safe. Its reference comes in a moment, and by mail.");
  if (!receipt || tries > 5) return;
  await new Promise((ready) => setTimeout(ready, 3000));
  const answer = await fetch(receipt, { headers: { Accept: "application/json" } }).then((each) => each.json()).catch(() => ({}));
  follow({ reference: answer.reference, receipt }, line, tries + 1);
}
