// A long form, one thing after the other: the browser's own Back works, what is wrong is said on the step that it is
// on, and all answers stand together before anything is sent. Without this file the form is one page.
// `make`, `find`, `all` and `say` are those of first.js and desk.js.

// `checks` are wizard.js's: what is wrong with an answer, how that is shown, what was answered, what a question is called.
export function walk(form, checks) {
  const steps = all("[data-step]", form), last = steps.length - 1, title = document.title;
  const forward = find("[data-continue]", form), back = find("[data-back]", form);
  let now = 0, checked = false;

  const faultsOf = (step) => new Map(all("[data-question]", step).map((each) => [each, checks.faultOf(each)]).filter(([, fault]) => fault));
  const place = () => location.hash ? steps.findIndex((step) => `#${step.id}` === location.hash) : 0;
  // Nobody gets beyond a step that is not done: not by an address, and not by Forward.
  const reached = (wanted) => {
    const unfinished = steps.slice(0, wanted).findIndex((step) => faultsOf(step).size);
    return unfinished < 0 ? wanted : unfinished;
  };

  function show(wanted, { focus = true, keep = false } = {}) {
    now = wanted;
    steps.forEach((step, each) => step.classList.toggle("now", each === now));
    form.classList.toggle("at-check", now === last);
    forward.hidden = now === last;
    back.hidden = now === 0;
    if (!keep) checks.clearFaults();
    if (now === last) { checked = true; summarise(); }
    const heading = find(".step-title", steps[now]);
    document.title = `${heading.textContent.trim()} · ${title}`;
    if (!focus) return;
    heading.focus({ preventScroll: true });
    const { top, bottom } = heading.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) heading.scrollIntoView();
  }

  function go(wanted, how = {}) {
    history.pushState({ within: true }, "", `#${steps[wanted].id}`);
    show(wanted, how);
  }

  function onward() {
    const faults = faultsOf(steps[now]);
    if (!checks.showFaults(faults)) { document.title = `${say("Error")}: ${title}`; return; }
    go(checked ? reached(last) : now + 1);
  }

  function reveal(question) {
    const wanted = steps.indexOf(question.closest("[data-step]"));
    if (wanted !== now) go(wanted, { keep: true });
    (find("fieldset", question) ?? find("input, textarea, select", question)).focus();
  }

  function summarise() {
    find("[data-answers]", form).replaceChildren(...steps.slice(0, last).flatMap((step) => all("[data-question]", step)).map((question) => {
      const name = checks.labelOf(question), given = inWords(question, checks.answersTo(question));
      const change = make("a", { href: `#${question.closest("[data-step]").id}` }, say("Edit"), make("span", { class: "hidden" }, ` ${name}`));
      change.addEventListener("click", (event) => { event.preventDefault(); reveal(question); });
      return make("div", {}, make("dt", {}, name), given ? make("dd", { class: "given", dir: "auto" }, given) : make("dd", { class: "quiet" }, say("Not answered")), make("dd", {}, change));
    }));
  }

  addEventListener("popstate", () => {
    const wanted = place();
    if (wanted < 0 || form.hidden) return;
    const there = reached(wanted);
    if (there !== wanted) history.replaceState(history.state, "", `#${steps[there].id}`);
    show(there);
  });
  back.addEventListener("click", () => { if (history.state?.within) history.back(); else go(now - 1); });
  form.dataset.walked = "";
  const begun = reached(Math.max(place(), 0));
  show(begun, { focus: begun > 0 });
  return { atEnd: () => now === last, onward, reveal, restart: () => { checked = false; go(0); } };
}

function inWords(question, answers) {
  const { kind } = question.dataset;
  if (kind === "checkbox") return answers.length ? say("Yes") : say("No");
  if (kind !== "date" || !answers.length) return answers.join(", ");
  const day = new Date(`${answers[0]}T12:00:00Z`);
  return new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(day);
}
