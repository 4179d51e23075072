"""The requester's own pages: found by nobody who was not told, and with nothing of anybody else on them."""

import re

import pytest
from msgspec.structs import replace
from northwind import DAY, NOW, rich_record, rules, sample_desk
from test_portal_audiences import SECRETS, everything, planted

from helpdesk.decide.notifying.unlisted import PageKey, page_keys, person_page_of, ticket_page_of
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation
from helpdesk.model.ticket import Comment, Visibility
from helpdesk.model.timeline import Changed, Closed
from helpdesk.publish import Audience, build
from helpdesk.publish.extras import Extras
from helpdesk.publish.output import MANIFEST

KEY, OLD = PageKey("k2", b"a secret of some length"), PageKey("k1", b"another secret, an old one")


def portal(out, *records, audience=Audience.PUBLIC, keys=(KEY,)):
    return build(MemoryDesk(rules(), records), out, NOW, audience, extras=Extras(page_keys=keys))


def test_the_page_has_the_conversation_of_requester_and_desk_and_how_it_stands(out):
    record = rich_record(61)
    portal(out, record)
    html = (out / ticket_page_of(record, KEY)).read_text()
    for shown in (
        "Nobody in Lisbon",
        "In progress",
        "The technician answers next",
        "the gateway does not answer",
        "trace you",
    ):
        assert shown in html
    assert 'name="referrer" content="no-referrer"' in html
    assert "noindex" in html


def test_no_note_file_or_name_of_anybody_is_on_it(out):
    record = rich_record(61)
    other = Party(name="Bo Other", email="bo@elsewhere.example")
    said = Conversation("9.md", Comment(at=NOW, by="participant", sender=other), "What Bo wrote")
    portal(out, replace(record, conversation=(*record.conversation, said)))
    html = (out / ticket_page_of(record, KEY)).read_text()
    for hidden in (
        "The certificate ran out",
        "Kim Park",
        "Inês",
        "trace.zip",
        "error",
        "Bo Other",
        "What Bo wrote",
        "away until",
    ):
        assert hidden not in html


def test_its_address_stands_nowhere_in_the_portal_its_manifest_or_the_report(out):
    records = [planted(1, Visibility.INTERNAL), planted(2, Visibility.PUBLIC)]
    report = portal(out, *records)
    pages = [path.relative_to(out).as_posix() for path in (out / "r").iterdir()]
    assert len(pages) == 3
    listed = {path: content for path, content in everything(out).items() if not path.startswith("r/")}
    assert [name for name in pages for content in listed.values() if name[2:-5].encode() in content] == []
    assert MANIFEST in listed
    assert not [path for path in report.written if path in pages]


def test_what_is_secret_stays_so_in_every_other_byte_and_the_rest_of_it_on_the_page_too(out):
    record = planted(1, Visibility.INTERNAL)
    portal(out, record)
    own = {"title", "request", "reply", "resolution"}
    status = {"status", "priority"}
    for path, content in everything(out).items():
        allowed = own | status if path.startswith("r/") else set[str]()
        found = {name for name, word in SECRETS.items() if word.lower().encode() in content.lower()}
        assert found <= allowed, path


def test_my_tickets_are_those_of_one_address_whatever_its_case(out):
    mine = [replace(rich_record(n), ticket=replace(rich_record(n).ticket, title=f"My {n}")) for n in (1, 2)]
    loud = replace(mine[1].ticket, requester=Party(email="ADA.lind@Northwind.example"))
    other = rich_record(3)
    theirs = replace(
        other, ticket=replace(other.ticket, title="Not mine", requester=Party(email="bo@northwind.example"))
    )
    portal(out, mine[0], replace(mine[1], ticket=loud), theirs)
    html = (out / person_page_of("ada.lind@northwind.example", KEY)).read_text()
    assert "My 1" in html
    assert "My 2" in html
    assert "Not mine" not in html
    assert f'href="../{ticket_page_of(mine[0], KEY)}"' in html


def test_a_ticket_page_does_not_lead_to_the_other_tickets(out):
    portal(out, rich_record(1))
    html = (out / ticket_page_of(rich_record(1), KEY)).read_text()
    assert re.findall(r'href="[^"]*r/', html) == []


def test_another_requester_gets_another_address():
    record = rich_record(61)
    moved = Changed(at=NOW, by="kim", set={"requester": {"email": "bo@northwind.example"}})
    assert ticket_page_of(record, KEY) != ticket_page_of(replace(record, timeline=(*record.timeline, moved)), KEY)


def test_an_old_key_holds_until_it_is_taken_out(out):
    record = rich_record(61)
    portal(out, record, keys=(KEY, OLD))
    assert (out / ticket_page_of(record, OLD)).is_file()
    portal(out, record, keys=(KEY,))
    assert not (out / ticket_page_of(record, OLD)).exists()
    assert (out / ticket_page_of(record, KEY)).is_file()


def test_the_page_goes_ninety_days_after_the_ticket_was_closed(out):
    record = rich_record(61)
    closed = Closed(at=NOW - 91 * DAY)
    state = replace(record.state, closed=closed.at)
    gone = replace(record, ticket=replace(record.ticket, status="closed"), state=state)
    portal(out, record)
    portal(out, gone)
    assert not (out / "r").exists()


@pytest.mark.parametrize("audience", [Audience.STAFF, Audience.MANAGERS])
def test_the_portal_for_staff_has_none(out, audience):
    portal(out, rich_record(61), audience=audience)
    assert not (out / "r").exists()


def test_a_second_build_writes_nothing_and_without_keys_they_go(out):
    desk = sample_desk(30)
    first = build(desk, out, NOW, Audience.PUBLIC, extras=Extras(page_keys=(KEY,)))
    again = build(desk, out, NOW, Audience.PUBLIC, extras=Extras(page_keys=(KEY,)))
    assert (again.written, again.unchanged) == ((), len(first.written))
    build(desk, out, NOW, Audience.PUBLIC)
    assert not (out / "r").exists()


def test_a_key_is_a_name_and_a_long_secret_and_what_is_none_is_not_repeated():
    assert page_keys(" k2:0123456789abcdef, k1:fedcba9876543210 ")[0].id == "k2"
    with pytest.raises(ValueError, match="16 characters") as refused:
        page_keys("onlyasecretwithoutname")
    assert "onlyasecret" not in str(refused.value)
