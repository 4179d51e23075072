"""A build over an older one gives the very bytes of a build from nothing, whatever happened between them."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from northwind import NOW, random_record, sample_desk

from helpdesk.decide.notifying.unlisted import PageKey
from helpdesk.model.kept import Kept
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.record import Record
from helpdesk.model.rules.approvals import ApprovalRule, Approvals, Approver
from helpdesk.model.rules.condition import Operator
from helpdesk.model.rules.condition import Test as Asks
from helpdesk.model.rules.views import View
from helpdesk.model.ticket import Links, Resolution, TicketType
from helpdesk.publish import Audience, build
from helpdesk.publish.extras import Extras
from helpdesk.publish.output import MANIFEST

KEYS = (PageKey("k1", b"a secret of sixteen"),)
Shelves = dict[tuple[str, str], Kept]


class World:
    """A desk and its moment, to which things happen; `shelves` is what builds keep beside it."""

    def __init__(self) -> None:
        self.desk, self.now, self.shelves = sample_desk(12), NOW, dict[tuple[str, str], Kept]()

    def having(self, **changed: object) -> None:
        old = self.desk
        whole = {"articles": old.articles, "assets": old.assets, "findings": old.findings, **changed}
        records = whole.pop("records", old.records.values())
        self.desk = MemoryDesk(whole.pop("rules", old.rules), records, commit=f"{old.commit}x", **whole)

    def with_record(self, record: Record) -> None:
        self.having(records={**dict(self.desk.records.items()), record.number: record}.values())

    def some(self, dice: Random) -> Record:
        return self.desk.records[dice.choice(sorted(self.desk.records))]


def a_ticket_is_edited(world: World, dice: Random) -> None:
    record = world.some(dice)
    edits = dice.choice(
        [{"title": f"Now {dice.random()}"}, {"assignee": "kim"}, {"service": "mail"}, {"priority": "P1"}]
    )
    world.with_record(replace(record, ticket=replace(record.ticket, **edits)))


def a_request_is_edited(world: World, dice: Random) -> None:
    world.with_record(replace(world.some(dice), request=f"One line more: {dice.random()}."))


def tickets_are_linked(world: World, dice: Random) -> None:
    one, other = world.some(dice), world.some(dice)
    world.with_record(replace(one, ticket=replace(one.ticket, links=Links(parent=other.reference))))


def an_article_solves_a_ticket(world: World, dice: Random) -> None:
    record = world.some(dice)
    solved = Resolution(code="fixed", summary="See there.", article="network/vpn")
    world.with_record(replace(record, ticket=replace(record.ticket, resolution=solved)))


def a_change_asks_for_approval(world: World, dice: Random) -> None:
    record = world.some(dice)
    world.with_record(replace(record, ticket=replace(record.ticket, type=TicketType.CHANGE)))


def a_ticket_comes(world: World, dice: Random) -> None:
    number = max(world.desk.records) + 1
    world.with_record(random_record(number, dice, world.now))


def a_ticket_is_removed(world: World, dice: Random) -> None:
    gone = world.some(dice).number
    world.having(records=[each for number, each in world.desk.records.items() if number != gone])


def an_article_is_edited(world: World, dice: Random) -> None:
    name = dice.choice(sorted(world.desk.articles))
    article = replace(world.desk.articles[name], title=f"How to, {dice.randrange(9)}", body=f"# New\n\n{dice.random()}")
    world.having(articles={**world.desk.articles, name: article})


def an_asset_is_renamed(world: World, dice: Random) -> None:
    name = dice.choice(sorted(world.desk.assets))
    world.having(assets={**world.desk.assets, name: replace(world.desk.assets[name], name=f"Thing {dice.random()}")})


def a_rule_changes(world: World, dice: Random) -> None:
    now = world.desk.rules
    network = replace(now.teams["network"], name=f"Network {dice.randrange(9)}")
    stale = View(id="stale", name="Nobody looked", untouched=dice.choice(["1h", "3d"]))
    night = View(id="night", name="At night", when=Asks("now", Operator.DURING, ("default",)))
    always = ApprovalRule(name="all", when=Asks("type", Operator.IS, ("change",)), approvers=(Approver("lead"),))
    # The same version: it stands for the committed files, and these edits may lie in a work tree.
    world.having(rules=replace(
        now,
        teams={**now.teams, "network": network},
        views=dice.choice([(), (stale,), (stale, night)]),
        approvals=Approvals(rules=dice.choice([(), (always,)])),
    ))  # fmt: skip


def minutes_pass(world: World, dice: Random) -> None:
    world.now += timedelta(minutes=dice.randrange(1, 50))


def a_day_passes(world: World, dice: Random) -> None:
    world.now += timedelta(hours=dice.randrange(9, 30))


def months_pass(world: World, dice: Random) -> None:
    world.now += timedelta(days=dice.randrange(20, 100))


def the_clock_goes_back(world: World, dice: Random) -> None:
    world.now -= timedelta(minutes=dice.randrange(1, 3000))


def what_was_kept_is_lost(world: World, dice: Random) -> None:
    for name in dice.sample(sorted(world.shelves), len(world.shelves) // 2):
        del world.shelves[name]


def what_was_kept_cannot_be_read(world: World, dice: Random) -> None:
    for (name, _), shelf in world.shelves.items():
        if name == "drawings":
            continue  # a text cut short is still a text: that one was damaged is the shelf's own to see
        entries = [(number, state, data[: dice.randrange(len(data))]) for number, state, data in shelf.entries()]
        shelf.keep(dice.sample(entries, len(entries) // 2))


HAPPENINGS: tuple[Callable[[World, Random], None], ...] = (
    a_ticket_is_edited,
    a_request_is_edited,
    tickets_are_linked,
    an_article_solves_a_ticket,
    a_change_asks_for_approval,
    a_ticket_comes,
    a_ticket_is_removed,
    an_article_is_edited,
    an_asset_is_renamed,
    a_rule_changes,
    minutes_pass,
    a_day_passes,
    months_pass,
    the_clock_goes_back,
    what_was_kept_is_lost,
    what_was_kept_cannot_be_read,
)


def pages(folder: Path) -> Mapping[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def built(world: World, folder: Path, audience: Audience) -> Mapping[str, bytes]:
    world.desk.shelves = world.shelves
    build(world.desk, folder, world.now, audience, extras=Extras(page_keys=KEYS))
    return pages(folder)


def from_nothing(world: World, audience: Audience) -> Mapping[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        world.desk.shelves = {}
        build(world.desk, Path(name) / "site", world.now, audience, extras=Extras(page_keys=KEYS))
        return pages(Path(name) / "site")


@pytest.mark.parametrize("audience", list(Audience))
@settings(
    max_examples=3,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(
    st.lists(st.lists(st.sampled_from(HAPPENINGS), min_size=1, max_size=3), min_size=1, max_size=3), st.integers(0, 999)
)
def test_a_build_over_an_older_one_is_a_build_from_nothing(audience, steps, seed) -> None:
    world, dice = World(), Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        built(world, folder, audience)
        for step in steps:
            for happens in step:
                happens(world, dice)
            assert differences(built(world, folder, audience), from_nothing(world, audience)) == []


@pytest.mark.parametrize("happens", HAPPENINGS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("audience", [Audience.MANAGERS, Audience.PUBLIC])
def test_whatever_happens_alone(happens: Callable[[World, Random], None], audience: Audience, tmp_path: Path) -> None:
    world = World()
    built(world, tmp_path / "site", audience)
    happens(world, Random(happens.__name__))
    assert differences(built(world, tmp_path / "site", audience), from_nothing(world, audience)) == []


def differences(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))
