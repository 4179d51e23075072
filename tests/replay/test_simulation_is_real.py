"""What `simulate` says is what happens: the same events through the real pass, over git, under either rules."""

from pathlib import Path

import pytest
from lived import LivedDesk, lived_through
from msgspec.structs import replace
from story import END, months_of, present_files, proposed_files

from helpdesk.demo.files import company
from helpdesk.replay.difference import Difference, compare, seen
from helpdesk.replay.outcome import outcome_of
from helpdesk.replay.replay import Replayed, Script, replay, script_of


@pytest.mark.slow
def test_a_replay_of_a_desks_own_ledgers_is_what_really_running_the_rules_does(tmp_path: Path) -> None:
    """A desk lives under the present rules; its ledgers alone, lived over again under others, tell what a copy of the
    desk that really has those rules does: routing, promises, breaches, notices, loads."""
    script = months_of(8, months=1)
    desk, copy = LivedDesk(tmp_path / "present", present_files()), LivedDesk(tmp_path / "copy", proposed_files())
    present, changed = lived_through(script, desk), lived_through(script, copy)

    recorded = script_of(desk.records, desk.rules.people, script.start, END)
    assets = company(present_files())[1]
    again, other = replay(recorded, desk.rules, assets), replay(recorded, copy.rules, assets)

    assert outcomes(again) == outcomes(present)
    assert outcomes(other) == outcomes(changed)
    said, happened = (
        compare(recorded, seen(again), seen(other)),
        compare(recorded, seen(present), seen(changed)),
    )
    assert seen_in_ledgers(said) == seen_in_ledgers(happened)
    assert said.routed and said.shifts and said.people, "the rules must differ, or this shows nothing"
    assert not any(said.unlike_record.values()), "the present rules decide as was recorded"


def outcomes(replayed: Replayed) -> dict[str, object]:
    return {record.reference: outcome_of(record) for record in replayed.records.values() if record is not None}


def seen_in_ledgers(difference: Difference) -> Difference:
    """How much people had at one time stands in no ledger."""
    people = tuple(replace(load, most_before=0.0, most_after=0.0) for load in difference.people)
    return replace(difference, people=people)


def test_the_same_rules_make_no_difference() -> None:
    script: Script = months_of(40, months=1)
    rules, assets = company(present_files())
    copy, _ = company(present_files())
    difference = compare(script, seen(replay(script, rules, assets)), seen(replay(script, copy, assets)))
    assert difference.none and difference.tickets == 40
