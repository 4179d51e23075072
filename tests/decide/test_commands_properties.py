"""Whatever people, and strangers, write: the desk goes on, strangers command nothing, and order is kept."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from builders import Scene, a_desk, mail, staff_mail
from helpdesk.decide.spoken.table import BY_WORD
from helpdesk.model.front_matter import front_matter
from helpdesk.model.message import Message, Proof
from helpdesk.model.timeline import Changed, Refused

FEW = settings(max_examples=40, deadline=None)
ARGUMENTS = st.one_of(
    st.sampled_from(
        ["", "me", "@kim", "p1", "HD-2", "3d for the vendor", "5", "open", "of 2", "-x", "until 2026-13-45"]
    ),
    st.text(max_size=60),
)
COMMANDS = st.tuples(st.sampled_from(sorted(BY_WORD)), ARGUMENTS).map(lambda pair: f"/{pair[0]} {pair[1]}")
TEXTS = st.lists(st.one_of(COMMANDS, st.text(max_size=60), st.sampled_from(["", "> /take", "```"])), max_size=8)


def two_tickets() -> Scene:
    desk = a_desk().practice().team("network", "kim", lead="mia").category("network", "wifi", team="network")
    scene = desk.open()
    scene.receive(mail("anna@example.org", "wifi", name="a"), mail("bob@example.org", "wifi too", name="b"))
    return scene


def written(who: Message, lines: list[str], proof: Proof) -> Message:
    text = "\n".join(lines)
    return replace(who, text=text, visible_reply=text, proof=proof, in_reply_to="<a@example.org>")


@FEW
@given(TEXTS, st.sampled_from(["kim", "mia"]), st.booleans())
def test_whatever_staff_write_the_pass_goes_on_and_the_next_one_finds_nothing_to_do(
    lines: list[str], who: str, edited: bool
) -> None:
    scene = two_tickets()
    message = written(staff_mail(who, "Re", "", at="2026-03-02T10:00", edited=edited), lines, Proof.DMARC)
    scene.receive(message)  # which holds a second pass to nothing
    assert len(scene.ticket().conversation) >= 1


@FEW
@given(TEXTS, st.sampled_from(list(Proof)))
def test_a_stranger_changes_nothing_on_a_ticket(lines: list[str], proof: Proof) -> None:
    scene = two_tickets()
    before = front_matter(scene.ticket().ticket)
    scene.receive(written(mail("mallory@elsewhere.example", "Re", at="2026-03-02T10:00"), lines, proof))
    assert front_matter(scene.ticket().ticket) | {"links": {}} == before | {"links": {}}


@FEW
@given(TEXTS)
def test_a_staff_address_that_nothing_proves_changes_nothing(lines: list[str]) -> None:
    scene = two_tickets()
    before = front_matter(scene.ticket().ticket)
    scene.receive(written(mail("kim@desk.example", "Re", at="2026-03-02T10:00"), lines, Proof.NONE))
    assert front_matter(scene.ticket().ticket) == before


@FEW
@given(TEXTS)
def test_what_is_quoted_is_carried_out_for_nobody(lines: list[str]) -> None:
    scene = two_tickets()
    before = front_matter(scene.ticket().ticket)
    quoted = [f"> {part}" for line in lines for part in line.replace("\r", "\n").split("\n")]
    scene.receive(written(staff_mail("kim", "Re", "", at="2026-03-02T10:00"), ["See below.", *quoted], Proof.DMARC))
    assert front_matter(scene.ticket().ticket) == before and scene.entries(Refused) == []


@FEW
@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True))
def test_commands_are_carried_out_in_the_order_in_which_they_were_said(tags: list[str]) -> None:
    scene = two_tickets()
    lines = [f"/tag {tag}" for tag in tags]
    scene.receive(written(staff_mail("kim", "Re", "", at="2026-03-02T10:00"), lines, Proof.DMARC))
    assert list(scene.ticket().ticket.tags) == tags
    assert [entry.why for entry in scene.entries(Changed)] == [f"said {line}" for line in lines]
