"""What the public may see, and that it sees nothing else."""

import json
from datetime import timedelta

import msgspec
from msgspec.structs import replace
from northwind import NOW, articles, assets, random_record, rules, sample_desk, ticket_record

from helpdesk.model.asset import Holding
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation
from helpdesk.model.ticket import Comment, FileRef, Form, Resolution, Ticket, TicketType, Visibility
from helpdesk.model.timeline import Candidate, Commented, Opened, Promised, Routed, Target, Triaged
from helpdesk.publish.public_ticket import PublicTicket

SECRETS = {
    "requester": "Q7NAME-requester",
    "mail": "q7mail@secret.example",
    "phone": "+00 Q7PHONE",
    "title": "Q7TITLE",
    "request": "Q7REQUEST",
    "note": "Q7NOTE",
    "reply": "Q7REPLY",
    "file": "Q7FILE.pdf",
    "why": "Q7WHY",
    "candidate": "Q7CANDIDATE",
    "watcher": "q7watcher",
    "assignee": "q7assignee",
    "team": "q7team",
    "tag": "q7tag",
    "answer": "Q7ANSWER",
    "field": "Q7FIELD",
    "resolution": "Q7RESOLUTION",
    "category": "q7category",
    "service": "q7service",
    "priority": "q7priority",
    "status": "q7status",
    "source": "https://q7source.example",
}


def planted(number: int, visibility: Visibility, *, summary: str = "") -> object:
    """A ticket with a secret in every field that a person fills in."""
    opened = NOW - timedelta(hours=3)
    requester = Party(name=SECRETS["requester"], email=SECRETS["mail"], phone=SECRETS["phone"])
    file = FileRef(SECRETS["file"], "application/pdf", 10, "ab" * 32, file="abababababababab.pdf")
    ticket = Ticket(
        id=f"HD-{number:06d}",
        title=SECRETS["title"],
        status=SECRETS["status"],
        priority=SECRETS["priority"],
        category=SECRETS["category"],
        service=SECRETS["service"],
        team=SECRETS["team"],
        assignee=SECRETS["assignee"],
        watchers=(SECRETS["watcher"],),
        requester=requester,
        source=SECRETS["source"],
        opened=opened,
        visibility=visibility,
        summary=summary,
        tags=(SECRETS["tag"],),
        form=Form("access", {"why": SECRETS["answer"]}),
        resolution=Resolution("fixed", SECRETS["resolution"]),
        fields={"own": SECRETS["field"]},
    )
    said = (
        Conversation("1.md", Comment(at=opened, by="kim", visibility=Visibility.INTERNAL), SECRETS["note"]),
        Conversation(
            "2.md", Comment(at=opened, by="requester", sender=requester, attachments=(file,)), SECRETS["reply"]
        ),
    )
    entries = (
        Opened(at=opened, key="k", set={"title": SECRETS["title"]}, attachments=(file,)),
        Triaged(at=opened, set={"category": SECRETS["category"]}, because={"category": SECRETS["why"]}),
        Routed(at=opened, team=SECRETS["team"], why=SECRETS["why"], candidates=(Candidate(SECRETS["candidate"], "x"),)),
        Promised(at=opened, target=Target.RESOLVE, due=NOW, sla="standard", calendar="berlin", allowed=60),
        *(Commented(at=opened, by=each.comment.by, comment=each.name) for each in said),
    )
    return ticket_record(ticket, *entries, request=SECRETS["request"], said=said)


def everything(out) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_no_byte_of_the_public_portal_holds_what_people_told_the_desk(public, out):
    internal_article = replace(articles()["workplace/imaging"], body="Q7ARTICLE", title="Q7ARTICLETITLE")
    holding = replace(assets()["lt-0042"], holders=(Holding(NOW.date(), "Q7HOLDER"),), serial="Q7SERIAL")
    desk = MemoryDesk(
        rules(),
        [
            planted(1, Visibility.INTERNAL, summary="Q7SUMMARY"),
            planted(2, Visibility.PUBLIC),
            planted(3, Visibility.PUBLIC, summary="Mail is slow for some people."),
        ],
        articles={**articles(), internal_article.id: internal_article},
        assets={"lt-0042": holding},
    )
    public(desk)
    pages = everything(out)
    assert b"Mail is slow for some people." in pages["tickets/000/HD-000003.html"]
    assert "tickets/000/HD-000001.html" not in pages
    found = [(path, word) for path, content in pages.items() for word in _words() if word in content.lower()]
    assert found == []


def _words() -> list[bytes]:
    return [*(secret.lower().encode() for secret in SECRETS.values()), b"q7", b"hd-000001"]


def test_nobody_of_the_desk_is_named_to_the_public(public, out):
    public(sample_desk())
    names = [name.encode() for name in ("Kim Park", "Marek", "Hannah", "Ada Lind", "northwind.example/", "user1@")]
    assert [(path, name) for path, content in everything(out).items() for name in names if name in content] == []


def test_a_public_ticket_has_no_place_for_anything_but_these_fields():
    assert {field.name for field in msgspec.structs.fields(PublicTicket)} == {
        "reference", "place", "type", "heading", "phase", "status", "next_step", "priority", "rank",
        "opened", "answered", "resolved", "closed", "clocks", "clock",
    }  # fmt: skip


def test_a_public_ticket_without_a_summary_shows_the_desks_own_words_and_not_the_requesters_title(public, out):
    record = sample_desk().records[61]
    ticket = replace(record.ticket, visibility=Visibility.PUBLIC, summary="", type=TicketType.INCIDENT)
    public(MemoryDesk(rules(), [replace(record, ticket=ticket)], assets=assets()))
    page = (out / "tickets/000/HD-000061.html").read_text()
    assert "Incident · Network / vpn · Remote access (VPN)" in page
    assert "Nobody in Lisbon" not in page


def test_the_public_sees_status_next_step_dates_and_promises(public, out):
    record = sample_desk().records[61]
    ticket = replace(record.ticket, visibility=Visibility.PUBLIC, summary="The VPN is down in Lisbon.")
    public(MemoryDesk(rules(), [replace(record, ticket=ticket)]))
    page = (out / "tickets/000/HD-000061.html").read_text()
    for shown in ("HD-000061", "In progress", "The technician answers next", "First response", "P1 Critical", "Opened"):
        assert shown in page


def test_a_ticket_in_quarantine_is_not_public_whatever_its_file_said(public, out):
    record = sample_desk().records[61]
    ticket = replace(record.ticket, visibility=Visibility.PUBLIC, summary="Maybe meant for all")
    public(MemoryDesk(rules(), [replace(record, ticket=ticket, quarantined=True)]))
    assert not (out / "tickets/000").exists()


def test_an_article_is_public_only_when_it_says_exactly_so(public, out):
    made = {
        f"a/{word}": replace(articles()["network/vpn"], id=f"a/{word}", audience=word)
        for word in ("public", "Public", "staff", "")
    }
    public(MemoryDesk(rules(), articles=made))
    assert sorted(path.name for path in (out / "articles/a").iterdir()) == ["public.html", "public.json"]


def test_the_public_has_no_queues_assets_or_health_page(public, out):
    public(sample_desk())
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == [
        "analytics",
        "api",
        "articles",
        "request",
        "search",
        "services",
        "static",
        "tickets",
    ]


def test_search_and_api_speak_of_the_same_tickets_as_the_pages(public, out):
    public(sample_desk())
    pages = {path.stem for path in (out / "tickets/000").iterdir()}
    api = json.loads((out / "api/v1/tickets.json").read_text())["tickets"]
    index = json.loads((out / "search/tickets/all.json").read_text())
    searched = {shown[2] for name, block in index.items() if name.startswith("d-") for shown in block.values()}
    assert {ticket["reference"] for ticket in api} == searched == pages


def test_figures_of_the_public_count_public_tickets_only(public, out):
    from random import Random

    internal = [replace(random_record(n, Random(n)), number=n) for n in range(1, 20)]
    hidden = [replace(each, ticket=replace(each.ticket, visibility=Visibility.INTERNAL)) for each in internal]
    public(MemoryDesk(rules(), hidden))
    assert "No figures yet." in (out / "analytics/index.html").read_text()
