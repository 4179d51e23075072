"""What people say to the desk within a message: what each command does, who may give it, and what is answered."""

from typing import Any

import pytest
from msgspec.structs import replace

from builders import DeskBuilder, Scene, a_desk, attachment, mail, staff_mail
from helpdesk.decide.explain import explain
from helpdesk.decide.notifying.wording import word
from helpdesk.decide.spoken.reading import read
from helpdesk.decide.spoken.table import COMMANDS
from helpdesk.load.rules import read_rules
from helpdesk.model.message import Message, Party, Proof
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.rules.people import Role
from helpdesk.model.rules.permissions import Grant, Permissions
from helpdesk.model.ticket import Ticket, Visibility
from helpdesk.model.timeline import Changed, Commented, Confirmed, Escalated, Owed, Rated, Refused, Reopened, Resolved
from helpdesk.resources import default_rules

ANNA = "anna@example.org"
TEN, ELEVEN, NOON = "2026-03-02T10:00", "2026-03-02T11:00", "2026-03-02T12:00"


def the_desk() -> DeskBuilder:
    """Kim and lou are the network team, mia its lead; second is its next tier. The built-in lifecycles hold."""
    return (
        a_desk()
        .practice()
        .team("second", "zoe")
        .team("network", "kim", "lou", lead="mia", next_tier="second")
        .category("network", "wifi", team="network")
        .category("network/vpn")
        .asset("vpn", "service", "VPN gateway")
        .asset("lt-0042", "device", "Anna's laptop")
        .article("network/vpn-certificate", "Renew the certificate")
    )


def a_ticket(desk: DeskBuilder | None = None) -> Scene:
    """Anna has asked by mail; the network team has it."""
    scene = (desk or the_desk()).open()
    scene.receive(mail(ANNA, "wifi is slow", "Since Monday.", name="a"))
    return scene


def says(who: str, text: str, at: str = TEN, **values: Any) -> Message:
    """Somebody of staff writes to ticket 1."""
    return staff_mail(who, "Re: [HD-000001]", text, at=at, answers="<a@example.org>", **values)


def asks(text: str, at: str = TEN, proof: Proof = Proof.DMARC, **values: Any) -> Message:
    """Anna writes again."""
    return mail(ANNA, "Re: [HD-000001]", text, at=at, answers="<a@example.org>", proof=proof, **values)


def after(text: str, who: str = "kim", scene: Scene | None = None) -> Ticket:
    scene = scene or a_ticket()
    scene.receive(says(who, text))
    assert scene.entries(Refused) == [], scene.entries(Refused)
    return scene.ticket().ticket


def declined(text: str, who: str = "kim", scene: Scene | None = None) -> str:
    """Why a command was not carried out."""
    scene = scene or a_ticket()
    scene.receive(says(who, text))
    (entry,) = scene.entries(Refused)
    return entry.why


def answers(scene: Scene) -> list[Owed]:
    return [entry for entry in scene.entries(Owed) if entry.template == "commands"]


def test_take_gives_the_ticket_to_the_writer_and_begins_the_work() -> None:
    ticket = after("/take")
    assert (ticket.assignee, ticket.status) == ("kim", "open")


@pytest.mark.parametrize("typed", ["@lou", "lou", "Lou", "to lou", "lou@desk.example", "LOU."])
def test_assign_knows_a_person_as_people_type_them(typed: str) -> None:
    assert after(f"/assign {typed}").assignee == "lou"


def test_me_is_the_writer_and_a_chats_mention_the_account_behind_it() -> None:
    assert after("/assign me", who="lou").assignee == "lou"
    scene = a_ticket(the_desk().person("lou", chat=("slack:U123",)))
    assert after("/assign <@U123|lou>", scene=scene).assignee == "lou"


def test_assign_and_team_move_it_to_a_team_and_somebody_of_it_gets_it() -> None:
    for typed in ("/assign second", "/team Second"):
        ticket = after(typed)
        assert (ticket.team, ticket.assignee) == ("second", "zoe")


def test_who_is_away_gets_it_all_the_same_and_the_writer_is_told() -> None:
    scene = a_ticket(the_desk().person("lou", away="2026-03-01..2026-03-09"))
    assert after("/assign lou", scene=scene).assignee == "lou"
    (answer,) = answers(scene)
    assert answer.data["lines"] == [
        {"said": "/assign lou", "done": True, "text": "lou is away until 2026-03-09", "list": []}
    ]


def test_who_gives_a_ticket_back_has_the_desk_look_for_another() -> None:
    scene = a_ticket()
    has_it = scene.ticket().ticket.assignee
    assert after("/unassign", scene=scene).assignee not in ("", has_it)


def clicks(scene: Scene, *commands: str) -> Ticket:
    """Kim clicks, which says the same in no words."""
    key = f"click {commands}"
    silent = replace(says("kim", "", ELEVEN, name=key), key=key, content_hash=key, text="", visible_reply="")
    scene.receive(replace(silent, commands=commands))
    return scene.ticket(1).ticket


def test_who_is_taken_off_gives_it_back_and_somebody_else_taken_off_changes_nothing() -> None:
    scene = a_ticket()
    has_it = scene.ticket(1).ticket.assignee
    other = {"kim": "lou", "lou": "kim"}[has_it]
    assert clicks(scene, f"/unassign {other}").assignee == has_it
    assert not scene.entries(Refused)
    assert clicks(scene, f"/unassign {has_it}").assignee == other
    scene = a_ticket()
    scene.receive(says("kim", f"/unassign {other}"))
    assert scene.entries(Refused)[0].why == f"it is with {has_it} and not with {other}; /unassign gives it back"


def test_a_priority_taken_away_is_what_impact_and_urgency_say() -> None:
    scene = a_ticket()
    usual = scene.ticket(1).ticket.priority
    assert after("/priority P1", scene=scene).priority == "P1" != usual
    assert clicks(scene, "/priority -P4").priority == "P1"
    assert clicks(scene, "/priority -P1").priority == usual


def test_a_category_taken_away_leaves_none() -> None:
    scene = a_ticket()
    assert after("/category vpn", scene=scene).category == "network/vpn"
    assert clicks(scene, "/category -network").category == "network/vpn"
    assert clicks(scene, "/category -network/vpn").category == ""


def test_somebody_called_by_their_name_on_github_is_who_they_are_here() -> None:
    scene = a_ticket(the_desk().person("lou", email="lou@example.org", github=77))
    mentions = (Party(name="Lou-at-Home", github=77), Party(name="kim", github=78))
    scene.receive(replace(says("mia", "/assign @lou-at-home"), mentions=mentions))
    assert scene.ticket(1).ticket.assignee == "lou"
    scene.receive(replace(says("mia", "/assign @kim", at=ELEVEN, name="b"), mentions=mentions))
    assert scene.ticket(1).ticket.assignee == "kim", "whom nobody knows by their number goes by their name here"


def test_watchers_come_and_go() -> None:
    scene = a_ticket()
    assert after("/watch\n/watch @lou, boss@elsewhere.example", scene=scene).watchers == (
        "kim",
        "lou",
        "boss@elsewhere.example",
    )
    scene.receive(says("kim", "/unwatch lou", at=ELEVEN))
    assert scene.ticket().ticket.watchers == ("kim", "boss@elsewhere.example")


def test_escalate_passes_it_to_the_next_tier_and_where_there_is_none_tells_the_lead() -> None:
    scene = a_ticket()
    assert after("/escalate needs a router admin", scene=scene).team == "second"
    (entry,) = scene.entries(Escalated)
    assert (entry.by, entry.to, entry.who, entry.why) == (
        "kim",
        "next-tier",
        "second",
        "said /escalate needs a router admin",
    )
    scene.receive(says("zoe", "/escalate", at=ELEVEN))
    assert scene.entries(Escalated)[-1].who == "lee"


@pytest.mark.parametrize("typed", ["P1", "p1", "1", "Critical", "critical."])
def test_priority_goes_by_id_by_name_and_by_number(typed: str) -> None:
    assert after(f"/priority {typed}").priority == "P1"


def test_what_a_ticket_is_about_can_be_said() -> None:
    ticket = after(
        "/category VPN\n/service vpn gateway\n/impact high\n/urgency high\n/tag vip, #branch\n/asset LT-0042"
    )
    assert (ticket.category, ticket.service, ticket.impact, ticket.urgency) == ("network/vpn", "vpn", "high", "high")
    assert (ticket.priority, ticket.tags, ticket.assets) == ("P1", ("vip", "branch"), ("lt-0042",))


@pytest.mark.parametrize("folder", ["service", "services"])
def test_a_service_is_one_whichever_way_its_folder_is_named(folder: str) -> None:
    scene = a_ticket(the_desk().asset("radio", folder, "Wireless network"))
    assert after("/service wireless network", scene=scene).service == "radio"


def test_tags_and_assets_are_taken_away_again() -> None:
    scene = a_ticket()
    after("/tag vip\n/tag old\n/asset lt-0042", scene=scene)
    scene.receive(says("kim", "/untag VIP\n/tag -old\n/asset remove lt-0042", at=ELEVEN))
    assert (scene.ticket().ticket.tags, scene.ticket().ticket.assets) == ((), ())


def test_a_ticket_of_another_type_goes_on_in_the_same_phase() -> None:
    scene = a_ticket()
    ticket = after("/take\n/type problem", scene=scene)
    assert (ticket.type, ticket.status) == ("problem", "investigating")


def test_an_article_goes_with_the_resolution_and_does_not_resolve() -> None:
    ticket = after("/kb vpn-certificate")
    assert ticket.resolution is not None and ticket.resolution.article == "network/vpn-certificate"
    assert ticket.status == "new"


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("/wait for the vendor", "on-hold"),
        ("/wait 3d for the vendor", "on-hold"),
        ("/hold", "waiting"),
        ("/wait for Anna to answer", "waiting"),
        ("/wait", "waiting"),
        ("/wait on-hold", "on-hold"),
    ],
)
def test_wait_goes_where_one_waits_for_whom_it_says(typed: str, status: str) -> None:
    assert after(f"Which room are you in?\n\n/take\n{typed}").status == status


def test_without_a_question_nobody_waits_for_the_requester() -> None:
    why = declined("/wait")
    assert why.startswith("it cannot become 'waiting' yet: it has no public reply; write to the requester")


def test_after_the_time_it_goes_on_by_itself() -> None:
    scene = a_ticket()
    after("/take\n/wait 2d for the vendor", scene=scene)
    scene.run("2026-03-04T09:30")
    assert scene.ticket().ticket.status == "on-hold"
    scene.run("2026-03-04T10:00")
    assert scene.ticket().ticket.status == "open"
    assert any("the time it was put to wait for is over" in line for line in explain(scene.ticket(), scene.rules))


def test_the_time_can_be_a_day_and_be_moved_while_it_waits() -> None:
    scene = a_ticket()
    after("/take\n/wait until 2026-03-04 for the vendor", scene=scene)
    scene.receive(says("kim", "/wait 1w for the vendor", at="2026-03-03T10:00"))
    scene.run("2026-03-09T12:00")
    assert scene.ticket().ticket.status == "on-hold"
    scene.run("2026-03-10T12:00")
    assert scene.ticket().ticket.status == "open"


def test_a_day_that_is_none_is_answered() -> None:
    assert declined("/wait until next summer").startswith("no date: 'next'; write it like /wait until 2026-03-09")


def test_resolve_takes_what_was_done_and_tells_it() -> None:
    scene = a_ticket()
    ticket = after("/resolve fixed the proxy", scene=scene)
    assert ticket.resolution is not None
    assert (ticket.status, ticket.resolution.code, ticket.resolution.summary) == (
        "resolved",
        "fixed",
        "fixed the proxy",
    )
    assert [(entry.by, entry.via) for entry in scene.entries(Resolved)] == [("kim", "mail")]


def test_resolve_reads_a_code_and_alone_takes_the_messages_own_words() -> None:
    done = after("/resolve workaround: use the cable").resolution
    assert done is not None and (done.code, done.summary) == ("workaround", "use the cable")
    done = after("The proxy is back.\n\n/resolve").resolution
    assert done is not None and done.summary == "The proxy is back."
    assert declined("/resolve").startswith("/resolve wants to know what was done")


def test_a_resolved_ticket_is_closed_and_reopened() -> None:
    scene = a_ticket()
    assert after("/resolve done: new cable\n/close", scene=scene).status == "closed"
    scene.receive(says("kim", "/reopen it broke again", at=ELEVEN))
    assert scene.ticket().ticket.status == "open"
    assert scene.entries(Reopened)[0].by == "kim"


def test_open_work_is_not_closed_without_saying_what_was_done() -> None:
    assert declined("/close") == "from 'new' it cannot be closed; /resolve <what was done> comes first"


def test_spam_is_closed_without_a_word_to_its_sender() -> None:
    scene = a_ticket()
    ticket = after("/spam", scene=scene)
    assert (ticket.status, ticket.tags) == ("closed", ("spam",))
    assert [entry.template for entry in scene.entries(Owed) if entry.at.isoformat() >= "2026-03-02T10"] == []


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("/link HD-2", "related", ("HD-000002",)),
        ("/link to #2", "related", ("HD-000002",)),
        ("/link caused-by HD-2", "caused_by", "HD-000002"),
        ("/link caused by 2", "caused_by", "HD-000002"),
        ("/link part of HD-000002.", "parent", "HD-000002"),
        ("/duplicate of HD-2", "duplicate_of", "HD-000002"),
        ("/dup 2", "duplicate_of", "HD-000002"),
    ],
)
def test_tickets_are_linked_as_people_say_it(typed: str, field: str, value: object) -> None:
    scene = a_ticket()
    scene.receive(mail("bob@example.org", "Another", name="b"))
    assert getattr(after(typed, scene=scene).links, field) == value


def test_a_duplicate_goes_on_in_the_other() -> None:
    scene = a_ticket()
    scene.receive(mail("bob@example.org", "wifi is slow too", name="b"))
    scene.receive(says("kim", "/duplicate of HD-2"))
    assert (scene.ticket().ticket.status, scene.ticket().state.merged_into) == ("closed", "HD-000002")


def test_a_duplicate_of_what_is_over_is_answered_at_once() -> None:
    scene = a_ticket()
    scene.receive(mail("bob@example.org", "wifi is slow too", name="b"))
    scene.edit(2, by="kim", at="2026-03-02T09:30", status="closed").run("2026-03-02T09:30")
    assert declined("/duplicate of HD-2", scene=scene).startswith("it cannot go on in HD-000002; it is closed: reopen")


def test_links_are_taken_away() -> None:
    scene = a_ticket()
    scene.receive(mail("bob@example.org", "Another", name="b"))
    after("/link HD-2\n/link caused-by HD-2", scene=scene)
    scene.receive(says("kim", "/unlink HD-2", at=ELEVEN))
    links = scene.ticket().ticket.links
    assert (links.related, links.caused_by, scene.ticket(2).ticket.links.related) == ((), "", ())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("/link HD-1", "a ticket is not linked to itself; name another one"),
        ("/link HD-99", "there is no HD-000099; look at the number again"),
        ("/link problem HD-2", "HD-000002 is of type incident, no problem; /link alone says related"),
        (
            "/link twin HD-2",
            "unknown kind of link: 'twin'; one of related, duplicate-of, parent, caused-by, problem, change",
        ),
        ("/link to the other", "no ticket is named in 'to the other'; write its reference, such as HD-12"),
        ("/priority urgent", "unknown priority: 'urgent'; one of P1, P2, P3, P4"),
        ("/assign kimm", "nobody here is called 'kimm'; did you mean 'kim'?"),
        ("/status opne", "unknown status: 'opne'; did you mean 'open'?"),
        (
            "/status closed",
            "only requester may bring it to 'closed' (built-in rules/lifecycle/incident.yml:25); from 'new' it",
        ),
        ("/asign kim", "there is no command /asign; did you mean '/assign'?"),
        ("/xyzzy", "there is no command /xyzzy; /help lists them"),
        ("/rate 4", "it has not ended yet; rate it when it is resolved"),
        ("/confirm", "that is the requester's to say; /close ends it without them"),
        ("/assign", "/assign wants a person or a team; such as /assign ..."),
        ("/note", "/note wants words; /note The vendor calls back on Monday"),
        ("/split", "/split wants a title; /split The printer jams, too"),
        ("/approve", "it needs nobody's approval"),
    ],
)
def test_what_cannot_be_done_is_answered_with_what_would_be_right(typed: str, why: str) -> None:
    scene = a_ticket()
    scene.receive(mail("bob@example.org", "Another", name="b"))
    assert declined(typed, scene=scene).startswith(why)
    (answer,) = answers(scene)
    assert (answer.role, answer.channel) == ("kim", "mail")


def test_split_makes_a_ticket_of_the_last_words_from_outside() -> None:
    scene = a_ticket()
    scene.receive(asks("It works. And the printer jams."))
    scene.receive(says("kim", "/split The printer jams", at=ELEVEN))
    made = scene.ticket(2)
    assert (made.ticket.title, made.request.strip()) == ("The printer jams", "It works. And the printer jams.")
    assert made.ticket.requester.email == ANNA and made.ticket.links.related == ("HD-000001",)
    assert scene.ticket().ticket.links.related == ("HD-000002",)
    assert answers(scene)[0].data["lines"][0]["text"] == "HD-000002 is the new ticket"


def test_several_commands_stand_each_by_itself_in_their_order_and_are_answered_at_once() -> None:
    scene = a_ticket()
    scene.receive(says("kim", "/tag one\n/asign lou\n/tag two\n/priority p9\n/tag three"))
    assert scene.ticket().ticket.tags == ("one", "two", "three")
    assert [entry.set["tags"][-1] for entry in scene.entries(Changed)] == ["one", "two", "three"]
    (answer,) = answers(scene)
    assert [line["done"] for line in answer.data["lines"]] == [True, False, True, False, True]


def test_where_all_went_well_nothing_is_answered() -> None:
    scene = a_ticket()
    after("/take\n/priority p2", scene=scene)
    assert answers(scene) == []


def test_the_answer_says_what_was_done_and_what_not_in_words() -> None:
    scene = a_ticket()
    built_in, _ = read_rules({}, default_rules(), "")
    assert built_in is not None
    scene.change_rules(replace(scene.rules, templates=built_in.templates))
    scene.receive(says("kim", "/take\n/asign lou"))
    notice = word(answers(scene)[0], scene.ticket(), scene.desk)
    assert not isinstance(notice, str)
    assert [party.email for party in notice.recipients] == ["kim@desk.example"]
    assert "Not done: \"/asign lou\". there is no command /asign; did you mean '/assign'?" in notice.text
    assert 'Done: "/take"' in notice.text


def test_help_lists_what_its_writer_may_say() -> None:
    scene = a_ticket()
    after("/help", scene=scene)
    listed = answers(scene)[0].data["lines"][0]["list"]
    assert listed == [f"{one.line}: {one.about}" for one in COMMANDS]
    scene = a_ticket()
    scene.receive(asks("/help"))
    (answer,) = answers(scene)
    assert answer.role == "requester"
    words = [text.split()[0].strip(":") for text in answer.data["lines"][0]["list"]]
    assert words == ["/close", "/reopen", "/confirm", "/rate", "/helped", "/not-helped", "/help"]


def test_the_answer_itself_is_no_command_when_a_mail_program_repeats_it_without_marking_it() -> None:
    scene = a_ticket()
    built_in, _ = read_rules({}, default_rules(), "")
    assert built_in is not None
    scene.change_rules(replace(scene.rules, templates=built_in.templates))
    scene.receive(says("kim", "/help\n/asign"))
    answer = word(answers(scene)[0], scene.ticket(), scene.desk)
    assert not isinstance(answer, str) and "/take" in answer.text
    assert read(answer.text).lines == read(answer.markdown).lines == ()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_every_command_has_help_of_its_own_with_an_example_that_is_one(command: Any) -> None:
    scene = a_ticket()
    after(f"/help {command.name}", scene=scene)
    assert command.example in answers(scene)[0].data["lines"][0]["text"]
    assert command.example.startswith(f"/{command.name}")


def test_the_reason_of_a_change_is_the_command_and_its_author_whoever_said_it() -> None:
    scene = a_ticket()
    after("/priority p1", scene=scene)
    (entry,) = [entry for entry in scene.entries(Changed) if "priority" in entry.set]
    assert (entry.by, entry.via, entry.why) == ("kim", "mail", "said /priority p1")
    assert "    why: said /priority p1" in explain(scene.ticket(), scene.rules)


def test_the_desk_does_not_flip_a_choice_back() -> None:
    scene = a_ticket()
    after("/priority p4\n/assign lou", scene=scene)
    scene.receive(says("kim", "/impact high\n/urgency high\n/category network", at=ELEVEN))
    scene.run("2026-03-03T10:00")
    assert (scene.ticket().ticket.priority, scene.ticket().ticket.assignee) == ("P4", "lou")


def test_commands_do_not_go_out_with_the_answer() -> None:
    scene = a_ticket()
    scene.receive(says("kim", "Hello Anna,\n\n/take\nplease restart it.\n/asign kim\n\nKim"))
    (said,) = scene.ticket().conversation
    assert said.comment.visibility is Visibility.PUBLIC
    assert said.text == "Hello Anna,\n\nplease restart it.\n\nKim\n"


def test_a_message_of_nothing_but_commands_stays_inside_and_answers_no_promise() -> None:
    scene = a_ticket(the_desk().level(response="2h"))
    scene.receive(says("kim", "/take\n/priority p1"))
    (said,) = scene.ticket().conversation
    assert (said.comment.visibility, said.text) == (Visibility.INTERNAL, "/take\n/priority p1\n")
    assert scene.ticket().state.first_response is None
    assert [owed.template for owed in scene.entries(Owed) if owed.template == "reply"] == []


def test_a_file_with_a_command_goes_to_the_requester() -> None:
    scene = a_ticket()
    scene.receive(says("kim", "/take", attachments=(attachment("how.txt", b"Press it."),)))
    assert scene.ticket().conversation[0].comment.visibility is Visibility.PUBLIC


def test_a_note_is_a_comment_of_its_own_that_only_staff_read() -> None:
    scene = a_ticket()
    after("We order a new one.\n/note she broke it herself,\nsays the vendor\n\nIt comes on Friday.", scene=scene)
    public, internal = scene.ticket().conversation
    assert (public.comment.visibility, public.text) == (
        Visibility.PUBLIC,
        "We order a new one.\n\nIt comes on Friday.\n",
    )
    assert (internal.comment.visibility, internal.text) == (
        Visibility.INTERNAL,
        "she broke it herself,\nsays the vendor\n",
    )
    assert not any("broke" in str(owed.data) for owed in scene.entries(Owed))


def test_a_click_is_a_command_too_and_is_kept_inside() -> None:
    scene = a_ticket()
    click = Message(
        key="github:event:7",
        channel="github",
        received=staff_mail("kim", "", "", at=TEN).received,
        sender=Party(email="kim@desk.example"),
        subject="Re: [HD-000001]",
        text="",
        proof=Proof.GITHUB_ID,
        commands=("/assign lou", "/tag vip"),
    )
    scene.receive(click)
    scene.receive(click, now=ELEVEN)
    assert (scene.ticket().ticket.assignee, scene.ticket().ticket.tags) == ("lou", ("vip",))
    (said,) = scene.ticket().conversation
    assert (said.comment.visibility, said.text) == (Visibility.INTERNAL, "/assign lou\n/tag vip\n")


def test_an_edited_message_commands_nothing() -> None:
    scene = a_ticket()
    scene.receive(says("kim", "/priority p1", edited=True))
    assert scene.ticket().ticket.priority != "P1"
    assert scene.entries(Refused)[0].why.startswith("the message was changed after it was sent")


@pytest.mark.parametrize("proof", [Proof.NONE, Proof.REPLY_ADDRESS])
def test_a_staff_address_that_is_not_proved_commands_nothing(proof: Proof) -> None:
    scene = a_ticket()
    scene.receive(replace(says("kim", "/priority p1"), proof=proof))
    assert scene.ticket().ticket.priority != "P1"
    (entry,) = scene.entries(Refused)
    assert entry.what == "/priority p1 by kim"
    assert entry.why.startswith("nothing proves that it comes from kim@desk.example; send it from where")


def test_who_asked_cannot_do_what_staff_do_and_is_told_what_they_can() -> None:
    scene = a_ticket()
    scene.receive(asks("/priority p1"))
    assert scene.ticket().ticket.priority != "P1"
    assert scene.entries(Refused)[0].why.startswith("/priority is for staff; whoever asked can say /close, /reopen")
    assert [owed.role for owed in answers(scene)] == ["requester"]


def test_a_path_in_a_requesters_mail_is_no_command_and_stays_where_it_is() -> None:
    scene = a_ticket()
    scene.receive(asks("The disk is full:\n/var\n/tmp is too"))
    assert scene.entries(Refused) == [] and answers(scene) == []
    assert scene.ticket().conversation[0].text == "The disk is full:\n/var\n/tmp is too\n"


def resolved() -> Scene:
    scene = a_ticket()
    scene.receive(says("kim", "/resolve fixed the proxy"))
    return scene


def test_who_asked_confirms_rates_and_reopens_their_own_ticket() -> None:
    scene = resolved()
    scene.receive(asks("/confirm\n/rate 4 quick", at=ELEVEN))
    assert scene.ticket().ticket.status == "closed"
    assert len(scene.entries(Confirmed)) == 1
    assert [(entry.score, entry.comment, entry.by) for entry in scene.entries(Rated)] == [(4, "quick", "requester")]
    scene.receive(asks("/reopen", at=NOON))
    assert scene.ticket().ticket.status == "open"


def test_a_reopening_in_words_and_in_a_command_is_one() -> None:
    scene = resolved()
    scene.receive(asks("It is slow again.\n\n/reopen", at=ELEVEN))
    assert scene.ticket().ticket.status == "open"
    assert len(scene.entries(Reopened)) == 1 and scene.entries(Refused) == []


def test_who_asked_withdraws_what_they_asked_for_and_whoever_works_on_it_hears_of_it() -> None:
    scene = a_ticket()
    scene.receive(asks("/close I bought one myself."))
    ticket = scene.ticket(1).ticket
    assert (ticket.status, ticket.resolution.code) == ("closed", "withdrawn")
    assert ticket.resolution.summary == "Withdrawn by who asked: I bought one myself."
    (owed,) = [owed for owed in scene.entries(Owed) if owed.template == "withdrawn"]
    assert (owed.role, owed.data["why"]) == ("assignee", "I bought one myself.")
    assert [one.template for one in scene.entries(Owed) if one.role == "assignee"][-1:] == ["withdrawn"]
    assert "said" not in [one.template for one in scene.entries(Owed)], "one message is told once"


@pytest.mark.parametrize(("proof", "by"), [(Proof.NONE, ANNA), (Proof.DMARC, "bob@example.org")])
def test_nobody_withdraws_what_somebody_else_asked_for_nor_by_an_address_alone(proof: Proof, by: str) -> None:
    scene = a_ticket()
    scene.receive(replace(asks("/withdraw", proof=proof), sender=Party(email=by)))
    assert scene.ticket(1).ticket.status != "closed"


def test_where_the_lifecycle_gives_the_requester_no_way_out_open_work_is_for_staff_to_end() -> None:
    scene = a_ticket()
    lifecycles = {
        kind: replace(one, transitions=tuple(way for way in one.transitions if way.verb != "withdraw"))
        for kind, one in scene.rules.lifecycles.items()
    }
    scene.change_rules(replace(scene.rules, lifecycles=lifecycles))
    scene.receive(asks("/close"))
    assert scene.entries(Refused)[0].why.startswith("it is not resolved yet")


def test_who_asked_closes_what_is_resolved() -> None:
    scene = resolved()
    scene.receive(asks("/close", at=ELEVEN))
    assert scene.ticket().ticket.status == "closed"


def test_a_mistyped_word_of_a_requester_is_answered_to_them() -> None:
    scene = resolved()
    scene.receive(asks("/reopn", at=ELEVEN))
    assert scene.entries(Refused)[0].why == "there is no command /reopn; did you mean '/reopen'?"
    assert [owed.role for owed in answers(scene)] == ["requester"]
    assert scene.ticket().ticket.status == "resolved"


@pytest.mark.parametrize("text", ["/confirm", "/rate 1", "/close", "/reopen"])
def test_the_requesters_address_alone_proves_nothing(text: str) -> None:
    scene = resolved()
    scene.receive(asks(text, at=ELEVEN, proof=Proof.NONE))
    assert scene.ticket().ticket.status == "resolved" and scene.ticket().state.rating is None
    assert scene.entries(Refused)[0].why.endswith("answer the desk's last mail, at its own address")


def test_the_tickets_own_reply_address_proves_who_takes_part_and_nobody_to_be_staff() -> None:
    scene = the_desk().open()
    scene.receive(staff_mail("kim", "My own wifi", "is slow", name="a"))
    own = (Party(email="support+hd-000001.x@desk.example"),)
    spoofed = replace(says("kim", "/priority p1\n/resolve gone"), proof=Proof.REPLY_ADDRESS, to=own)
    scene.receive(spoofed)
    assert (scene.ticket().ticket.priority, scene.ticket().ticket.status) == ("P3", "new")


def test_somebody_elses_ticket_is_not_theirs_to_confirm() -> None:
    scene = resolved()
    scene.receive(replace(asks("/confirm", at=ELEVEN), sender=Party(email="bob@example.org")))
    assert scene.ticket().ticket.status == "resolved"


def test_the_desk_says_which_field_is_whose_to_change_by_a_command() -> None:
    scene = a_ticket()
    by_lead = Grant(who=("lead",), fields=("priority",), origin="rules/permissions.yml:3")
    by_pull = Grant(who=("staff",), fields=("priority", "tags"), by=("pull-request",), origin="rules/permissions.yml:5")  # type: ignore[arg-type]
    scene.change_rules(replace(scene.rules, permissions=Permissions(grants=(by_lead, by_pull))))
    scene.receive(says("kim", "/priority p1\n/tag vip"))
    whys = [entry.why for entry in scene.entries(Refused)]
    assert whys[0] == "priority is not for you to change: only lead may (rules/permissions.yml:3); ask one of them"
    assert whys[1].startswith("tags is not for you to change: nobody may")
    scene.receive(says("mia", "/priority p1", at=ELEVEN))
    assert scene.ticket().ticket.priority == "P1"


def test_a_ticket_whose_file_cannot_be_read_is_left_alone() -> None:
    scene = a_ticket().quarantine()
    scene.receive(says("kim", "/priority p1"))
    assert scene.entries(Refused)[0].why == "the ticket's file cannot be read; it has to be mended first"


def test_a_mail_of_staff_that_opens_a_ticket_says_whose_it_is() -> None:
    scene = the_desk().open()
    scene.receive(staff_mail("lee", "A new switch", "For room 7.\n\n/assign @lou\n/priority p2\n/note It is a secret."))
    record = scene.ticket()
    assert (record.ticket.assignee, record.ticket.priority, record.request) == ("lou", "P2", "For room 7.\n")
    assert [(one.comment.visibility, one.text) for one in record.conversation] == [
        (Visibility.INTERNAL, "It is a secret.\n")
    ]


def test_more_commands_than_anybody_means_are_not_carried_out() -> None:
    scene = a_ticket()
    scene.receive(says("kim", "\n".join(f"/tag t{number}" for number in range(40))))
    assert len(scene.ticket().ticket.tags) == 20
    assert scene.entries(Refused)[0].why.startswith("only the first 20 commands")


def test_a_manager_who_is_no_staff_of_the_team_still_goes_by_the_lifecycle() -> None:
    scene = a_ticket(the_desk().person("boss", role=Role.MANAGER))
    scene.receive(says("kim", "/resolve new cable"))
    scene.receive(says("boss", "/close", at=ELEVEN))
    assert (
        scene.rules.lifecycles[scene.ticket().ticket.type].states[scene.ticket().ticket.status].phase is Phase.RESOLVED
    )


def test_every_message_is_one_comment_that_the_ledger_knows() -> None:
    scene = a_ticket()
    message = says("kim", "Hello\n/tag a\n/note b")
    scene.receive(message)
    scene.receive(message, now=ELEVEN)
    assert [entry.key for entry in scene.entries(Commented)] == [message.key, f"{message.key}#note-1"]
