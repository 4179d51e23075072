"""The demo's history: believable, the same for the same seed, and with nothing left for a pass to correct."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.decide.plan import decide
from helpdesk.demo.files import company, desk_files
from helpdesk.demo.history import Episode, generate
from helpdesk.figures.facts import Reader
from helpdesk.figures.patterns.cell import Kind
from helpdesk.figures.patterns.find import find_patterns
from helpdesk.load.comment import read_comment, write_comment
from helpdesk.load.ticket import read_ticket, write_ticket
from helpdesk.load.timeline import read_timeline, write_entries
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.plan import Plan, Work
from helpdesk.model.record import Record
from helpdesk.model.rules.assets import AssetRules, Renewals
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.shelf import phase_of
from helpdesk.model.ticket import Ticket, TicketType
from helpdesk.model.timeline import Breached, Merged, Paused, Promised, Rated, Reopened, Resumed, Target
from helpdesk.model.unsynced import differences

E = TypeVar("E")
MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)
RULES, ASSETS = company(desk_files(), "v1")


class WideAwake(MemoryDesk):
    """A desk whose pass looks at every ticket, not only at those that say that something is due."""

    def awake(self, now: datetime) -> list[Record]:
        return list(self.all_tickets())


def told(seed: int = 1, until: datetime = MONDAY, tickets: int = 400) -> list[Episode]:
    return list(generate(RULES, seed, until, tickets, 6, ASSETS))


@pytest.fixture(scope="module")
def history() -> list[Episode]:
    return told()


@pytest.fixture(scope="module")
def desk(history: list[Episode]) -> MemoryDesk:
    return desk_of(history)


def desk_of(history: list[Episode], until: datetime = MONDAY) -> MemoryDesk:
    plan = Plan(based_on="0", now=until, work=tuple(episode.work for episode in history))
    return MemoryDesk(RULES, assets=ASSETS).apply(plan)


def ticket(episode: Episode) -> Ticket:
    assert episode.work.create is not None
    return episode.work.create


def entries(history: list[Episode], kind: type[E]) -> Iterator[tuple[Work, E]]:
    return ((episode.work, entry) for episode in history for entry in episode.work.entries if isinstance(entry, kind))


def test_the_same_seed_tells_the_same_history(history: list[Episode]) -> None:
    assert told() == history


def test_another_seed_tells_another(history: list[Episode]) -> None:
    assert [ticket(episode).title for episode in told(seed=2)] != [ticket(episode).title for episode in history]


def test_every_ledger_folds_to_its_ticket(desk: MemoryDesk) -> None:
    assert {record.reference: differences(record) for record in desk.all_tickets() if differences(record)} == {}


@pytest.mark.parametrize(
    "until",
    [MONDAY, datetime(2026, 3, 29, 2, 30, tzinfo=UTC), datetime(2026, 12, 25, 22, tzinfo=UTC)],
    ids=["a Monday", "the night the clocks change", "Christmas"],
)
def test_a_pass_over_every_ticket_finds_nothing_to_do(until: datetime) -> None:
    records = desk_of(told(seed=7, until=until, tickets=250), until).all_tickets()
    # What ends in the register is told of by the calendar, and no part of the history.
    rules = replace(RULES, assets=AssetRules(renewals=Renewals(ahead=0)))
    plan = decide(WideAwake(rules, records, assets=ASSETS), (), until, lambda text, most: ())
    assert [(work.subject, work.actions) for work in plan.work] == []


def test_nothing_happens_after_the_present(history: list[Episode]) -> None:
    assert max(episode.last for episode in history) <= MONDAY
    assert all(comment.comment.at <= MONDAY for episode in history for comment in episode.work.comments)


def test_numbers_follow_the_order_of_opening(history: list[Episode]) -> None:
    assert [episode.work.number for episode in history] == list(range(1, 401))
    opened = [ticket(episode).opened for episode in history]
    assert opened == sorted(opened)


def test_the_four_types_come_in_the_shares_of_a_real_desk(history: list[Episode]) -> None:
    counted = Counter(ticket(episode).type for episode in history)
    assert 220 <= counted[TicketType.INCIDENT] <= 300
    assert 70 <= counted[TicketType.REQUEST] <= 140
    assert 5 <= counted[TicketType.PROBLEM] <= 30
    assert 10 <= counted[TicketType.CHANGE] <= 40


def test_tickets_come_in_by_every_channel_and_mostly_in_office_hours(history: list[Episode]) -> None:
    assert {ticket(episode).channel for episode in history} == {"mail", "phone", "portal", "github", "alert"}
    clock = BusinessClock.of(RULES.calendars["berlin"])
    assert sum(clock.is_open(ticket(episode).opened) for episode in history) > 300


def test_some_work_is_left_some_of_it_late_some_waiting_some_new_today(desk: MemoryDesk) -> None:
    left = [record for record in desk.all_tickets() if phase_of(record.ticket, RULES) is not Phase.CLOSED]
    phases = Counter(phase_of(record.ticket, RULES) for record in left)
    assert 25 <= len(left) <= 50
    assert all(phases[phase] for phase in (Phase.NEW, Phase.ACTIVE, Phase.WAITING, Phase.RESOLVED))
    late = [r for r in left if any(p.breached_at and not p.met_at for p in r.state.promises.values())]
    assert len(late) >= 3
    assert any(record.ticket.opened > MONDAY - timedelta(hours=8) for record in left)


def test_every_ticket_has_an_owner_of_its_team(history: list[Episode]) -> None:
    for episode in history:
        assert ticket(episode).assignee in RULES.teams[ticket(episode).team].members


def test_nobody_works_on_tickets_on_a_day_away(history: list[Episode]) -> None:
    days = {(name, absence) for name, person in RULES.people.items() for absence in person.away}
    for episode in history:
        for new in episode.work.comments:
            for name, absence in days:
                if new.comment.by == name and ticket(episode).type in (TicketType.INCIDENT, TicketType.REQUEST):
                    assert not absence.first <= new.comment.at.date() <= absence.last, episode.work.reference


def test_promises_are_due_by_the_business_calendar(history: list[Episode]) -> None:
    for work, promised in entries(history, Promised):
        due = BusinessClock.of(RULES.calendars[promised.calendar]).add(promised.at, promised.allowed)
        assert abs(due - promised.due) < timedelta(seconds=1), work.reference


def test_what_was_left_at_a_pause_is_left_when_the_clock_goes_on(history: list[Episode]) -> None:
    checked = 0
    for episode in history:
        calendars = {e.target: RULES.calendars[e.calendar] for e in episode.work.entries if isinstance(e, Promised)}
        left: dict[str, int] = {}
        for entry in episode.work.entries:
            if isinstance(entry, Paused):
                left = entry.left
            elif isinstance(entry, Resumed) and left:
                for name, due in entry.due.items():
                    if left[name] < 0:
                        continue  # broken already: its due time stays where it was
                    clock = BusinessClock.of(calendars[Target(name)])
                    assert abs(clock.between(entry.at, due) - left[name]) <= 1, episode.work.reference
                    checked += 1
                left = {}
    assert checked > 50


def test_breaches_happen_now_and_then_and_at_their_due_time(history: list[Episode]) -> None:
    breaches = list(entries(history, Breached))
    assert 20 <= len(breaches) <= 140
    assert all(breach.at == breach.due for _, breach in breaches)


def test_tickets_are_reopened_rated_and_merged_now_and_then(history: list[Episode]) -> None:
    assert 5 <= len(list(entries(history, Reopened))) <= 45
    scores = [rated.score for _, rated in entries(history, Rated)]
    assert len(scores) > 50 and {1, 2, 3, 4, 5} >= set(scores) and sum(scores) / len(scores) > 3.5
    known = {episode.work.reference: ticket(episode) for episode in history}
    merged = [(work, entry) for work, entry in entries(history, Merged) if entry.into]
    assert merged
    for work, entry in merged:
        assert known[work.reference].links.duplicate_of == entry.into in known


def test_one_great_outage_has_its_reports_and_its_problem(history: list[Episode]) -> None:
    major = next(episode for episode in history if ticket(episode).title.startswith("Major incident"))
    children = [episode for episode in history if ticket(episode).links.parent == major.work.reference]
    assert ticket(major).priority == "P1" and len(children) == 8
    problem = next(episode for episode in history if episode.work.reference == ticket(major).links.problem)
    assert ticket(problem).type is TicketType.PROBLEM
    assert major.work.reference in ticket(problem).links.related


def test_links_lead_to_tickets_that_exist(history: list[Episode]) -> None:
    known = {episode.work.reference for episode in history}
    for episode in history:
        links = ticket(episode).links
        named = {links.parent, links.problem, links.duplicate_of, links.change, links.caused_by, *links.related}
        assert named - {""} <= known


def test_changes_have_a_window_and_are_not_done_before_it(history: list[Episode]) -> None:
    changes = [episode for episode in history if ticket(episode).type is TicketType.CHANGE]
    done = [change for change in changes if (c := ticket(change).change) and c.outcome]
    assert done
    for episode in done:
        scheme = ticket(episode).change
        assert scheme is not None and scheme.window is not None
        assert scheme.window.start < scheme.window.end
        outcome = [
            e for e in episode.work.entries if "change" in getattr(e, "set", {}) and e.set["change"].get("outcome")
        ]
        assert outcome[-1].at > scheme.window.start


def test_no_text_has_an_empty_slot(history: list[Episode]) -> None:
    for episode in history:
        done = ticket(episode).resolution
        texts = [
            ticket(episode).title,
            episode.work.request,
            done.summary if done else "",
            *(comment.text for comment in episode.work.comments),
        ]
        assert not [text for text in texts if "{" in text], episode.work.reference


def test_what_is_written_reads_back_the_same(history: list[Episode]) -> None:
    for episode in history[::7]:
        work = episode.work
        assert read_ticket("ticket.md", write_ticket(ticket(episode), work.request)) == (work.create, work.request, [])
        assert read_timeline("timeline.yml", write_entries(work.entries)) == (work.entries, [])
        for new in work.comments:
            assert read_comment(new.name, write_comment(new.comment, new.text)) == (new.comment, new.text, [])


def test_message_keys_are_unique(history: list[Episode]) -> None:
    keys = [key for episode in history for key in episode.work.messages]
    assert len(keys) == len(set(keys))


def test_a_pattern_is_there_to_be_found_and_a_problem_that_has_it(history: list[Episode], desk: MemoryDesk) -> None:
    found = find_patterns(
        Reader(RULES).read_all(desk.all_tickets()), ASSETS, MONDAY, ZoneInfo(RULES.desk.timezone)
    ).patterns
    (mondays,) = [one.cell for one in found if one.cell.kind is Kind.WEEKDAY]
    assert mondays.what == {"service": "erp", "weekday": "0"}
    problem = next(ticket(each) for each in history if ticket(each).title.endswith("every Monday morning"))
    numbers = {int(reference.rpartition("-")[2]) for reference in problem.links.related}
    assert len(numbers) == 8 and numbers <= set(mondays.tickets)
    assert RULES.lifecycles[problem.type].states[problem.status].phase is not Phase.CLOSED
