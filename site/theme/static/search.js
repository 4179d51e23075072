// The search: loads the few small files of the index that a query needs, and ranks what they name. Imported by desk.js
// when somebody goes to a search box, and by wizard.js. See publish/finding/index.py for the files.

const BLOCK = 32, LONGEST = 40, MOST_CHUNKS = 30, MOST_FORESEEN = 3;

export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
export const termsOf = (text) => [...new Set(fold(text).match(/[\p{L}\p{N}]+/gu) ?? [])].map((word) => word.slice(0, LONGEST)).filter((word) => word.length > 1).slice(0, 12);

// Whether `typed` is the beginning of `word` but for one slip: a letter more, fewer, another, or two swapped.
export function nearly(typed, word, whole = false) {
  let at = 0;
  while (at < typed.length && at < word.length && typed[at] === word[at]) at += 1;
  if (at === typed.length) return true;
  const rest = typed.slice(at), other = word.slice(at);
  const fits = (a, b) => whole ? a === b : b.startsWith(a);
  return fits(rest.slice(1), other) || fits(rest, other.slice(1)) || fits(rest.slice(1), other.slice(1))
    || (rest.length > 1 && rest[0] === other[1] && rest[1] === other[0] && fits(rest.slice(2), other.slice(2)));
}

const nameOf = (key) => [...key].map((letter) => /[a-z0-9]/.test(letter) ? letter : `~${letter.codePointAt(0).toString(16)}~`).join("");

class Collection {
  constructor(folder, head) {
    this.folder = folder;
    this.version = head.v;
    this.count = head.count;
    this.keys = new Set(head.keys ? head.keys.split(" ") : []);
    this.small = head.small;
    this.files = new Map();
  }

  load(name) {
    if (this.small && name !== "all") return this.load("all").then((files) => files[name] ?? {});
    if (!this.files.has(name)) {
      const asked = fetch(`${this.folder}${encodeURIComponent(name)}.json?v=${this.version}`).then((answer) => answer.ok ? answer.json() : {});
      this.files.set(name, asked);
      asked.catch(() => this.files.delete(name));
    }
    return this.files.get(name);
  }

  // Before the first letter: all there is, where that is little.
  async ready() { if (this.small) await this.load("all"); }

  // While the first letters are typed: the words that may come of them, unless they are many.
  foresee(term) {
    const keys = this.chunksOf(term);
    if (keys.length <= MOST_FORESEEN) for (const key of keys) this.load(`w-${nameOf(key)}`).catch(() => {});
  }

  chunksOf(term) {
    const letters = [...term];
    for (let length = letters.length; length > 0; length -= 1) {
      const key = letters.slice(0, length).join("");
      if (this.keys.has(key)) return [key];
    }
    const longer = [...this.keys].filter((key) => key.startsWith(term));
    return longer.length <= 8 ? longer : [];
  }

  // The chunks in which the word may be when the slip is in its first letters; the likeliest first.
  chunksNear(term) {
    const likely = (key) => (key[0] === term[1] && key[1] === term[0] ? 0 : key[0] === term[0] ? 1 : 2);
    return [...this.keys].filter((key) => nearly(key, term)).sort((a, b) => likely(a) - likely(b) || (a < b ? -1 : 1)).slice(0, MOST_CHUNKS);
  }

  // Points by document for one term: a whole word counts more than its beginning, a slip least, a rare word more.
  async points(term) {
    const exact = await this.matches(this.chunksOf(term), term, (word) => word === term ? 3 : word.startsWith(term) ? 2 - Math.min(word.length - term.length, 8) / 10 : 0);
    if (exact.size || term.length < 4) return exact;
    const slip = (word) => nearly(term, word) ? 0.6 : 0;
    const close = await this.matches(this.chunksOf(term), term, slip);
    return close.size ? close : this.matches(this.chunksNear(term), term, slip);
  }

  async matches(keys, term, worth) {
    const found = new Map();
    for (const chunk of await Promise.all(keys.map((key) => this.load(`w-${nameOf(key)}`)))) {
      for (const [word, ranks] of Object.entries(chunk)) {
        const value = worth(word);
        if (!value) continue;
        const total = ranks.reduce((sum, rank) => sum + rank.length, 0);
        const rare = Math.log(1 + this.count / total);
        ranks.forEach((differences, rank) => {
          let number = 0;
          for (const difference of differences) {
            number += difference;
            const points = value * rare * [6, 3, 1][rank];
            if (points > (found.get(number) ?? 0)) found.set(number, points);
          }
        });
      }
    }
    return found;
  }

  async find(terms, most) {
    if (!terms.length || !this.count) return [];
    const each = await Promise.all(terms.map((term) => this.points(term)));
    const known = each.filter((points) => points.size);
    if (!known.length) return [];
    const sums = new Map();
    for (const points of known) for (const [number, value] of points) {
      const [sum, hits] = sums.get(number) ?? [0, 0];
      sums.set(number, [sum + value, hits + 1]);
    }
    const wanted = Math.max(...[...sums.values()].map(([, hits]) => hits));
    const full = [...sums].filter(([, [, hits]]) => hits === wanted).sort(([a, [x]], [b, [y]]) => y - x || b - a);
    const best = full.filter(([, [points]]) => points > full[0][1][0] / 4).slice(0, most);
    const blocks = await Promise.all(best.map(([number]) => this.load(`d-${Math.floor(number / BLOCK)}`)));
    return best.map(([number, [points]], place) => [blocks[place][number], points / terms.length, wanted / terms.length])
      .filter(([shown]) => shown)
      .map(([[title, place, kind, more], points, share]) => ({ title, place, kind, more, points, share }));
  }
}

let opened;

export function open(root) {
  opened ??= fetch(`${root}search/head.json`).then((answer) => answer.json()).then((head) => ({
    prefix: head.prefix,
    help: new Collection(`${root}search/help/`, head.help),
    tickets: new Collection(`${root}search/tickets/`, head.tickets),
  }));
  opened.catch(() => { opened = undefined; });
  return opened;
}

// What a person who has come to a search box will need in any case.
export const prepare = async (root) => (await open(root)).help.ready();

export function ticketPlace(query, prefix) {
  const match = new RegExp(`^(?:${prefix}-|#)?0*([1-9][0-9]{0,11})$`, "i").exec(query.trim());
  if (!match) return null;
  const reference = `${prefix}-${match[1].padStart(6, "0")}`;
  return { reference, place: `tickets/${String(Math.floor(match[1] / 1000)).padStart(3, "0")}/${reference}.html` };
}

// [kind, results] for each kind that has any, what helps oneself first. `early` is told what is known before the tickets
// are, where that takes a moment.
export async function search(root, query, most = 5, early = undefined) {
  const { prefix, help, tickets } = await open(root);
  const terms = termsOf(query);
  const direct = ticketPlace(query, prefix);
  const begun = fold(query).match(/[\p{L}\p{N}]+$/u)?.[0];
  if (begun?.length === 1) tickets.foresee(begun);
  const coming = tickets.find(terms, most + 1);
  const helps = await help.find(terms, most * 4);
  if (early && helps.some((each) => each.share === 1) && await Promise.race([coming, soon()]) === LATER) early(grouped(helps, [], direct, most));
  return grouped(helps, await coming, direct, most);
}

const LATER = {};
const soon = () => new Promise((ready) => setTimeout(() => ready(LATER), 8));

function grouped(helps, found, direct, most) {
  // What has all the words hides what has only some.
  const share = Math.max(0, ...[...helps, ...found].map((each) => each.share));
  const whole = (each) => each.share === share;
  const named = (kind) => helps.filter((each) => whole(each) && each.kind === kind).slice(0, most);
  const rest = found.filter((each) => whole(each) && each.kind !== direct?.reference).slice(0, most);
  return [
    ["direct", direct ? [{ title: direct.reference, place: direct.place, kind: direct.reference, more: found.find((each) => each.kind === direct.reference)?.title ?? "" }] : []],
    ["article", named("article")], ["request", named("request")], ["service", named("service")], ["ticket", rest],
  ].filter(([, results]) => results.length);
}
