"""What is measured: each row does one piece of a desk's work in turn with its yardstick."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench_desks import NOW, Copy, Desks, one_file
from hugo import hugo_site
from installed import DJANGO_HELPDESK, ROUNDUP, hugo, python_with
from mails import MAILS, one_mail, write_mails
from measure import HELPDESK, Samples, Taken, helpdesk, in_turn, run

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """One line of the table. `kept` is None where the budget is for another size, or the yardstick is missing."""

    work: str
    ours: Samples
    yardstick: str
    theirs: Samples | None
    budget: str
    kept: bool | None
    note: str = ""


@dataclass(frozen=True)
class Bench:
    """What a row is given: the desks, their size, how often to repeat."""

    desks: Desks
    tickets: int
    runs: int


def start_up(bench: Bench) -> list[Row]:
    """`helpdesk --help` and `show`."""
    copy = bench.desks.copy(bench.tickets)
    number = Path(copy.last()).name
    bare = run((sys.executable, "-c", "import click"))  # the first of all warms the files up
    assert not bare.out
    ours, shown, theirs = in_turn(
        max(9, bench.runs),
        lambda: helpdesk("--help"),
        lambda: helpdesk("show", number, folder=copy.clone),
        lambda: run((sys.executable, "-c", "import click")),
    )
    return [
        Row("helpdesk --help", ours, "python -c 'import click'", theirs, "150 ms", ours.cpu() < 0.15),
        Row("helpdesk show", shown, "helpdesk --help", ours, "150 ms", shown.cpu() < 0.15),
    ]


def nothing_to_do(bench: Bench) -> list[Row]:
    """A pass that finds nothing, and one that finds one ticket changed by somebody else."""
    copy = bench.desks.copy(bench.tickets)

    def passed() -> Taken:
        return helpdesk("run", "--now", NOW, folder=copy.clone)

    ours, help_ = in_turn(max(9, bench.runs), passed, lambda: helpdesk("--help"))
    over = ours.cpu() - help_.cpu()
    idle = Row(
        "run, nothing to do", ours, "helpdesk --help", help_, "+50 ms, 150 MB", over < 0.05 and ours.peak() < 150,
        f"+{over * 1000:.0f} ms, {ours.peak():.0f} MB",
    )  # fmt: skip
    first, numbers = copy.first(), iter(range(1000))

    def touched() -> Taken:
        # A colleague's push: a file more beside a closed ticket, which decides nothing.
        copy.put(f"{first}/files/note-{next(numbers)}.txt", "Seen.\n")
        return passed()

    # Without a work tree git has nothing to look at: no yardstick.
    status = [] if copy.bare else [lambda: run(("git", "status", "--short"), copy.clone)]
    changed, still, *looked = in_turn(bench.runs, touched, passed, *status)
    more = changed.cpu() - still.cpu()
    note = f"{more * 1000:+.0f} ms over a pass with nothing changed"
    theirs = looked[0] if looked else None
    kept = more < theirs.cpu() if theirs else None
    return [idle, Row("run, one ticket changed", changed, "git status", theirs, "git status", kept, note)]


def one_message(bench: Bench) -> list[Row]:
    """One mail in: decided, committed, pushed, acknowledged; beside git doing one commit and push."""
    copy = bench.desks.copy(bench.tickets)
    box, numbers = copy.doors / "in", iter(range(1000))
    box.mkdir()
    doors = ("--mail-in", f"folder:{box}", "--mail-out", f"folder:{copy.doors}/out")

    def ours() -> Taken:
        (box / "new.eml").write_bytes(one_mail(next(numbers)))
        return helpdesk("run", "--now", NOW, *doors, folder=copy.clone)

    def theirs() -> Taken:
        content = f"{next(numbers)}\n"
        if copy.bare:
            stream = copy.doors / "stream"
            stream.write_bytes(one_file("kb/bench.txt", content))
            write = f"git fetch -q origin +main:main && git fast-import --quiet <{stream}"
            return run(("sh", "-c", f"{write} && git push -q origin main"), copy.clone)
        (copy.clone / "kb/bench.txt").write_text(content)
        who = "-c user.name=Bench -c user.email=bench@example.org"
        return run(("sh", "-c", f"git add kb && git {who} commit -q -m One && git push -q"), copy.clone)

    taken, git = in_turn(bench.runs, ours, theirs)
    name = "git fetch, fast-import, push" if copy.bare else "git add, commit, push"
    return [Row("one mail in, decided, pushed", taken, name, git, "1 s", taken.cpu() < 1, _peak(taken))]


def cold_pass(bench: Bench) -> list[Row]:
    """A finished pass on a bare clone one commit deep without a cache, as CI does it; beside git reading all of it."""

    def ours() -> Taken:
        return helpdesk("run", "--now", NOW, folder=bench.desks.unread(bench.tickets, "cold"))

    everything = ("git", "cat-file", "--batch-all-objects", "--batch", "--unordered", "--buffer")
    taken, git = in_turn(bench.runs, ours, lambda: run(everything, bench.desks.desk(bench.tickets)))
    return [Row("run, CI-cold", taken, "git cat-file --batch, all", git, "30 s", taken.wall() < 30, _peak(taken))]


def thousand_mails(bench: Bench) -> list[Row]:
    """1,000 mails in 719 threads, each its own commit, acknowledged; beside other desks and a bare loop. Twice: telling
    all that our own rules tell, and as many people as django-helpdesk tells."""
    mails = bench.desks.folder / "mails"
    if not mails.exists():
        write_mails(mails)
    made = []

    def ours(notices: str = "") -> Taken:
        copy = bench.desks.copy(bench.tickets)
        if notices:
            _tell_only(copy, notices)
        before = len(copy.tickets())
        box, out = copy.doors / "in", copy.doors / "out"
        shutil.copytree(mails, box)
        doors = ("--mail-in", f"folder:{box}", "--mail-out", f"folder:{out}")
        taken = helpdesk("run", "--now", NOW, *doors, "--json", folder=copy.clone)
        made.append(len(copy.tickets()) - before)
        return taken

    def loop() -> Taken:
        return run((sys.executable, HERE / "peers/bare_loop.py", mails, bench.desks.fresh("loop")))

    taken, alike, bare, *theirs = in_turn(
        bench.runs, ours, lambda: ours(AS_OTHERS_TELL), loop, *_desks_of_others(bench, mails)
    )
    rows = []
    for work, samples in (("1,000 mails", taken), ("1,000 mails, told as theirs", alike)):
        sent = json.loads(samples.runs[-1].out.splitlines()[-1])["sent"]
        note = f"{MAILS / samples.cpu():.0f} mails/s, {made[-1]} new tickets, {sent} notices"
        rows += [Row(work, samples, "bare loop in Python", bare, "", None, note)]
        rows += _beside_others(work, samples, theirs, note)
    return rows


def _beside_others(work: str, ours: Samples, theirs: list[Samples], note: str) -> list[Row]:
    rows = []
    for (name, times), samples in zip(OTHERS.items(), theirs, strict=True):
        # Its start and its database's making are left out; ours are counted.
        said = [json.loads(one.out.splitlines()[-1]) for one in samples.runs]
        alone = Samples(tuple(replace(one, cpu=told["seconds"]) for one, told in zip(samples.runs, said, strict=True)))
        last = said[-1]
        more = f"{note}; theirs {MAILS / alone.cpu():.0f} mails/s, {last['tickets']} tickets, {last['notices']} notices"
        kept = ours.cpu() * times < alone.cpu()
        rows.append(Row(work, ours, name, alone, f"{times} times as fast", kept, more))
    return rows


# django-helpdesk tells whoever writes: that their request came in, and of each answer of their own that it came in.
# Ours tells nobody what they said themselves, so whoever works on the ticket hears of the answer instead: as many.
AS_OTHERS_TELL = """\
- {id: acknowledge, on: opened, to: [requester], template: acknowledge}
- {id: answered, on: commented, to: [assignee], template: answered, when: {by: {in: [requester, participant]}}}
"""


def _tell_only(copy: Copy, notices: str) -> None:
    """The copy with these rules of who is told, its clocks settled under them."""
    (copy.with_work_tree() / "rules/notices.yml").write_text(notices)
    copy.git("add", "rules")
    copy.git("commit", "-q", "-m", "Tell as others do")
    copy.git("push", "-q")
    helpdesk("run", "--now", NOW, "--mail-out", f"folder:{copy.doors}/settled", folder=copy.clone)


# Other desks, and how many times as fast as each a pass is wanted.
OTHERS = {"django-helpdesk": 3, "roundup": 20}


def _desks_of_others(bench: Bench, mails: Path) -> list[Callable[[], Taken]]:
    """The same mails given to each of OTHERS. Raises NotInstalled."""
    django, roundup = (python_with(one, bench.desks.folder) for one in (DJANGO_HELPDESK, ROUNDUP))

    def by(python: Path, script: str) -> Callable[[], Taken]:
        return lambda: run((python, "-I", HERE / "peers" / script, mails, bench.desks.fresh("peer")))

    return [by(django, "django_helpdesk.py"), by(roundup, "roundup_tracker.py")]


def check_all(bench: Bench) -> list[Row]:
    """`helpdesk check` of everything; beside git reading every file and the fastest sound YAML reader."""
    copy = bench.desks.copy(bench.tickets)
    ours, theirs = in_turn(
        bench.runs,
        lambda: run((*HELPDESK, "check", "--json"), copy.with_work_tree()),
        lambda: run((sys.executable, HERE / "peers/read_all.py", bench.desks.desk(bench.tickets))),
    )
    return [Row("check, everything", ours, "git cat-file + ryaml", theirs, "3 times", ours.cpu() < 3 * theirs.cpu())]


def check_change(bench: Bench) -> list[Row]:
    """`helpdesk check` of a pull request that touches one ticket, over what `helpdesk --help` costs."""
    copy = bench.desks.copy(bench.tickets)
    path = f"{copy.last()}/ticket.md"
    copy.put(path, copy.read(path) + "\nOne line more.\n", branch="proposal")
    copy.git("fetch", "-q", "origin", "+proposal:refs/heads/proposal")
    words = ("check", "--base", "proposal^", "--head", "proposal", "--author", "maren@northwind.example", "--json")

    def ours() -> Taken:
        taken = run(("sh", "-c", '"$@" || test $? = 1', "sh", *HELPDESK, *words), copy.clone)  # 1: something is found
        if '"records": 1' not in taken.out:
            raise RuntimeError(f"did not judge one file: {taken.out[-2000:]}")
        return taken

    judged, help_ = in_turn(max(9, bench.runs), ours, lambda: helpdesk("--help"))
    note = f"+{(judged.cpu() - help_.cpu()) * 1000:.0f} ms, {judged.peak():.0f} MB"
    return [Row("check, one ticket changed", judged, "helpdesk --help", help_, "", None, note)]


def portal(bench: Bench) -> list[Row]:
    """The portal in full beside Hugo, and after one ticket changed. Raises NotInstalled."""
    program = hugo(bench.desks.folder)
    copy = bench.desks.copy(bench.tickets)
    words = ("build", "--now", NOW, "--no-guide", "--out")

    def ours() -> Taken:
        return helpdesk(*words, bench.desks.fresh("portal-out") / "site", folder=copy.clone)

    def by_hugo() -> Taken:
        return run((program, "--quiet", "--source", site, "--destination", bench.desks.fresh("hugo-out")))

    site = hugo_site(copy.with_work_tree(), bench.desks.fresh("hugo"))
    full, theirs = in_turn(bench.runs, ours, by_hugo)
    out, numbers = bench.desks.folder / "work/portal-out/site", iter(range(100))

    def one() -> Taken:
        ticket = copy.clone / copy.last() / "ticket.md"
        ticket.write_text(ticket.read_text() + f"\nOne line more: {next(numbers)}.\n")
        return helpdesk(*words, out, folder=copy.clone)

    helpdesk(*words, out, folder=copy.clone)
    changed, still = in_turn(bench.runs, one, lambda: helpdesk(*words, out, folder=copy.clone))
    kept = full.cpu() * 2 < theirs.cpu() and full.peak() * 5 < theirs.peak()
    note = f"{_peak(full)}; theirs {_peak(theirs)}"
    budget, said = "half, and a fifth of memory", changed.runs[-1].out.strip().partition(": ")[2]
    return [
        Row("portal, full", full, "hugo", theirs, budget, kept, note),
        Row("portal, one changed", changed, "the same, unchanged", still, "1 s", changed.cpu() < 1, said),
    ]


def searching(bench: Bench) -> list[Row]:
    """Search and suggestions, over what `helpdesk --help` costs."""
    copy = bench.desks.copy(bench.tickets)
    made = helpdesk("search", "vpn", folder=copy.clone)  # the first one makes the index
    searched, suggested, help_ = in_turn(
        max(9, bench.runs),
        lambda: helpdesk("search", "vpn", "timeout", folder=copy.clone),
        lambda: helpdesk("suggest", "the vpn drops after the update", folder=copy.clone),
        lambda: helpdesk("--help"),
    )
    rows = []
    for name, ours in (("search", searched), ("suggest", suggested)):
        over = ours.cpu() - help_.cpu()
        note = f"+{over * 1000:.0f} ms, {ours.peak():.0f} MB; the first search {made.cpu:.1f} s, {made.peak:.0f} MB"
        rows.append(Row(f"helpdesk {name}", ours, "helpdesk --help", help_, "+50 ms", over < 0.05, note))
    return rows


def business_time(bench: Bench) -> list[Row]:
    """100,000 additions of business time; beside the import and one answer."""
    ours, theirs = in_turn(
        bench.runs,
        lambda: run((sys.executable, HERE / "business_time.py")),
        lambda: run((sys.executable, "-c", "import holidays")),
    )
    note = ours.runs[-1].out.splitlines()[-1]
    return [Row("100,000 business-time additions", ours, "import holidays", theirs, "2 s", ours.cpu() < 2, note)]


def _peak(samples: Samples) -> str:
    return f"{samples.wall():.1f} s by the clock, {samples.peak():.0f} MB"


ROWS: dict[str, Callable[[Bench], list[Row]]] = {
    "start": start_up,
    "idle": nothing_to_do,
    "one": one_message,
    "cold": cold_pass,
    "mails": thousand_mails,
    "check": check_all,
    "change": check_change,
    "portal": portal,
    "search": searching,
    "time": business_time,
}
# These do not depend on the size of the desk: they run on the smallest.
ONCE = ("mails", "time")
# These take minutes at 100,000 tickets and more: above this size they run only when they are asked for by name.
UP_TO = {"check": 10_000, "portal": 10_000}
