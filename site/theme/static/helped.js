// Whether an article helped, and which search found nothing: told to the gateway without leaving the page. Without this
// file the form sends itself. Nothing of the reader goes with it: no cookie, no address of the page.

const posted = (address, values) => fetch(address, { method: "POST", body: new URLSearchParams(values), headers: { Accept: "application/json" }, credentials: "omit", referrerPolicy: "origin", keepalive: true });
const fresh = () => crypto.randomUUID?.() ?? `${String(Math.random()).slice(2)}${Date.now()}`;

// One key for an article and browser session: a page read again says the same thing, and not one more.
function keyOf(article) {
  try {
    const name = `said:${article}`, known = sessionStorage.getItem(name) ?? fresh();
    sessionStorage.setItem(name, known);
    return known;
  } catch { return fresh(); }
}

export const sayHelped = (address, article, helped, more = {}) => posted(address, { article, helped: helped ? "yes" : "no", key: keyOf(article), ...more });
export const saySought = (address, words) => posted(address, { words }).catch(() => { /* then it is not counted */ });
export const articleOf = (place) => place.replace(/^articles\//, "").replace(/\.html$/, "");

export function attach(form) {
  const { article, why } = form.elements, status = find("[data-status]", form), buttons = all("button", form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const button of buttons) button.disabled = true;
    try {
      const answer = await sayHelped(form.action, article.value, event.submitter?.value !== "no", { why: why.value });
      if (!answer.ok && answer.status !== 429) throw new Error(String(answer.status));
      form.replaceChildren(make("p", { role: "status", tabindex: "-1" }, say("Thank you. Your answer is counted, without your name.")));
      form.firstChild.focus();
    } catch {
      for (const button of buttons) button.disabled = false;
      status.textContent = say("Your answer could not be sent just now. Please try again in a minute.");
    }
  });
}
