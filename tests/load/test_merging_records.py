"""Two people edited one ticket: what each changed holds, and only what both set differently is asked."""

from helpdesk.load.merge import BODY, merge_ledger, merge_record

BASE = """---
id: HD-000007
title: VPN drops   # as she said
status: open
priority: P3
tags: [vpn, berlin]
links: {parent: HD-000001}
tasks:
  - {id: a, title: Look}
---

It drops.
"""


def merged(ours: dict[str, str], theirs: dict[str, str]):
    def side(changes: dict[str, str]) -> bytes:
        text = BASE
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        return text.encode()

    return merge_record("ticket.md", BASE.encode(), side(ours), side(theirs))


def test_fields_that_one_side_changed_hold_and_the_rest_stays_byte_for_byte():
    done = merged({"status: open": "status: waiting"}, {"priority: P3": "priority: P1"})
    assert done.choices == ()
    assert done.data.decode() == BASE.replace("open", "waiting").replace("P3", "P1")


def test_a_field_that_both_set_differently_is_a_choice_in_words():
    done = merged({"P3": "P2"}, {"P3": "P1"})
    assert [choice.said() for choice in done.choices] == ["priority was set to 'P1' by others, and to 'P2' by you"]
    assert b"priority: P1" in done.data


def test_a_field_that_both_set_alike_is_none():
    assert merged({"P3": "P1"}, {"P3": "P1"}).choices == ()


def test_lists_grow_and_shrink_by_what_either_did():
    done = merged({"[vpn, berlin]": "[vpn, wifi]"}, {"[vpn, berlin]": "[vpn, berlin, urgent]"})
    assert b"tags: [vpn, urgent, wifi]" in done.data
    assert done.choices == ()


def test_parts_of_a_field_are_fields_of_their_own():
    done = merged({"parent: HD-000001": "parent: HD-000001, problem: HD-000002"}, {"HD-000001": "HD-000003"})
    assert done.choices == ()
    assert b"parent: HD-000003" in done.data
    assert b"problem: HD-000002" in done.data


def test_tasks_are_told_apart_by_their_ids():
    done = merged(
        {"title: Look}": "title: Look, done: true}"}, {"title: Look}": "title: Look}\n  - {id: b, title: Do}"}
    )
    assert done.choices == ()
    assert b"done: true" in done.data
    assert b"id: b" in done.data


def test_the_text_changed_on_one_side_holds_and_on_both_is_a_choice():
    assert merged({"It drops.": "It drops daily."}, {"P3": "P1"}).data.endswith(b"It drops daily.\n")
    assert [c.field for c in merged({"It drops.": "a"}, {"It drops.": "b"}).choices] == [BODY]


def test_what_cannot_be_read_is_left_alone_and_said():
    done = merge_record("ticket.md", BASE.encode(), b"no front matter", BASE.encode())
    assert done.data == BASE.encode()
    assert "can't be read" in done.trouble


def test_two_timelines_keep_every_line_once():
    assert merge_ledger(b"a\nb\nours\n", b"a\nb\ntheirs") == b"a\nb\ntheirs\nours\n"
