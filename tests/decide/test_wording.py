"""What a notice says: in the reader's language, with what strangers wrote as words and nothing more."""

from pathlib import Path

import pytest
from msgspec.structs import replace

import helpdesk
from builders import Scene, a_desk, mail
from helpdesk.decide.notifying.unlisted import PageKey, person_page_of, ticket_page_of
from helpdesk.decide.notifying.wording import message_id, word
from helpdesk.load.rules import read_rules
from helpdesk.model.notice import Notice
from helpdesk.model.rules.notices import Template
from helpdesk.model.timeline import Owed
from helpdesk.resources import default_rules

ANNA = "anna@example.org"
NOTICES = Path(helpdesk.__file__).parent / "_data/defaults/notices"
ENGLISH = """Subject: [{{ reference }}] About {{ title }}

Dear {{ requester_name }}, {{ title }}
{% for promise in promises %}{{ promise.target }} by {{ promise.due }}
{% endfor %}"""


def worded(scene: Scene, text: str = ENGLISH, role: str = "requester", **templates: str) -> Notice:
    texts = {"acknowledgement.en": text, **{name.replace("_", "."): given for name, given in templates.items()}}
    known = {name: Template(name, given) for name, given in texts.items()}
    desk = scene.change_rules(replace(scene.rules, templates=known)).desk
    owed = Owed(at=scene.record().ticket.opened, notice="a-1", template="acknowledgement", role=role, channel="mail")
    result = word(owed, scene.record(), desk)
    assert isinstance(result, Notice), result
    return result


def received(title: str = "No wifi", **settings: object) -> Scene:
    scene = a_desk().settings(**settings).level(response="1h", resolve="8h").open()
    scene.receive(mail(ANNA, title))
    return scene


def test_the_same_notice_has_the_same_message_id_and_answers_the_mail_that_began_it() -> None:
    scene = received()
    notice = worded(scene)
    assert notice.message_id == message_id("HD-000001", "a-1", scene.rules)
    assert notice.in_reply_to in scene.record().state.message_ids
    assert notice.recipients[0].email == ANNA


def test_the_first_answer_is_named_before_the_solution() -> None:
    text = worded(received()).text
    assert 0 < text.index("response by") < text.index("resolve by")


def test_dates_are_in_the_language_of_the_text_that_holds_them() -> None:
    text = worded(received(languages=("pt", "en"))).text
    assert "Mar" in text
    assert "de mar" not in text


def test_a_reader_gets_the_text_of_the_desks_language_where_there_is_one() -> None:
    german = "Subject: Hallo\n\nGuten Tag"
    assert worded(received(languages=("de", "en")), acknowledgement_de=german).text == "Guten Tag\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Der Drucker geht nicht, mein Passwort ist Otter88x und die Karte 4111 1111 1111 1111.",
            "(Passwort, Kartennummer)",
        ),
        ("Je ne peux pas ouvrir ma boîte, mon mot de passe est Otter88x, merci.", "(mot de passe)"),
        ("Hola, no puedo abrir mi correo, mi contraseña es Otter88x, por favor.", "(contraseña)"),
        ("I can not open my mail with this, the password is Otter88x.", "(password)"),
    ],
)
def test_who_sends_a_secret_is_told_so_in_their_language_and_never_sent_it_back(text: str, said: str) -> None:
    scene = a_desk().settings(languages=("en", "de", "fr", "es")).open()
    scene.receive(mail(ANNA, "?", text))
    (owed,) = [entry for entry in scene.entries(Owed) if entry.template == "acknowledgement"]
    shipped = {
        path.name.removesuffix(".md.j2"): path.read_text("utf-8") for path in NOTICES.glob("acknowledge.*.md.j2")
    }
    templates = {name: Template(name, given) for name, given in shipped.items()}
    desk = scene.change_rules(replace(scene.rules, templates=templates)).desk
    notice = word(replace(owed, template="acknowledge"), scene.record(), desk)
    assert isinstance(notice, Notice), notice
    assert said in notice.text
    assert "Otter" not in notice.text


def test_the_reference_is_in_every_subject() -> None:
    assert worded(received(), "Subject: Hello\n\nHi").subject == "[HD-000001] Hello"


def test_a_strangers_title_makes_no_markup_in_somebody_elses_mail() -> None:
    notice = worded(received("[click](http://evil.example) `x` **now**"))
    assert "[click](http://evil.example)" in notice.text
    assert "[click]" not in notice.markdown.replace("\\", "\0")


def test_a_template_cannot_reach_what_it_is_not_given() -> None:
    notice = worded(received(), "Subject: x\n\n{{ ticket.__class__.__mro__ }}{{ ''.__class__ }}")
    assert "class" not in notice.text.replace("broken", "")
    assert "object" not in notice.text.split("broken")[0]


def test_a_broken_template_still_tells_that_there_is_news() -> None:
    assert "HD-000001" in worded(received(), "Subject: x\n\n{{ 1 / 0 }}").text


def test_nobody_to_tell_and_no_template_are_said_in_words() -> None:
    scene = received()
    owed = Owed(at=scene.record().ticket.opened, notice="n", template="nothing", role="requester", channel="mail")
    assert "no template 'nothing'" in str(word(owed, scene.record(), scene.desk))
    nobody = replace(owed, role="manager")
    assert "nobody to tell" in str(word(nobody, scene.record(), scene.desk))


def test_whoever_asked_gets_a_link_to_say_how_it_was_and_nobody_else_does() -> None:
    settings = {"gateway": "https://help.example.org/", "mail": {"address": "support@desk.example"}}
    scene = a_desk().settings(**settings).person("kim", email="kim@example.org").team("desk", "kim").open()
    scene.receive(mail(ANNA))
    known = {"solved.en": Template("solved.en", "Subject: Solved\n\nOver. {{ answer }}")}
    snapshot = scene.change_rules(replace(scene.rules, templates=known)).desk
    for role, keys, shown in (("requester", (b"key",), True), ("requester", (), False), ("assignee", (b"key",), False)):
        owed = Owed(at=scene.record().ticket.opened, notice="a-1", template="solved", role=role, channel="mail")
        notice = word(owed, scene.record(), snapshot, keys)
        assert isinstance(notice, Notice), notice
        assert ("https://help.example.org/feedback/HD-000001." in notice.text) is shown


def test_only_a_mail_to_whoever_asked_names_their_own_unlisted_pages() -> None:
    keys = (PageKey("k1", b"a secret of some length"),)
    scene = received(portal="https://help.example.org")
    text = "Subject: [{{ reference }}] x\n\n{{ link }} {{ mine }}"
    desk = scene.change_rules(replace(scene.rules, templates={"note.en": Template("note.en", text)})).desk
    owed = Owed(at=scene.record().ticket.opened, notice="a-1", template="note", role="requester", channel="mail")

    def said(owed: Owed, keys: tuple[PageKey, ...] = keys) -> str:
        result = word(owed, scene.record(), desk, page_keys=keys)
        return result.text if isinstance(result, Notice) else ""

    assert f"https://help.example.org/{ticket_page_of(scene.record(), keys[0])}" in said(owed)
    assert f"https://help.example.org/{person_page_of(ANNA, keys[0])}" in said(owed)
    assert "/r/" not in said(owed, keys=())
    assert "/r/" not in said(replace(owed, role="assignee"))
    assert "/r/" not in said(replace(owed, channel="github"))


def shipped(scene: Scene, template: str, role: str, language: str = "en", **data: object) -> Notice:
    """A notice in the words that the desk has without rules of its own."""
    built_in, _ = read_rules({}, default_rules(), "")
    desk = scene.change_rules(replace(scene.rules, templates=built_in.templates)).desk
    at = scene.record().ticket.opened
    owed = Owed(at=at, notice="n-1", template=template, role=role, channel="mail", data=data)
    result = word(owed, scene.record(), desk, language=language)
    assert isinstance(result, Notice), result
    return result


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_word_on_a_finished_ticket_asks_nobody_to_answer(language: str) -> None:
    scene = received()
    working = shipped(scene, "answered", "lee", language).text
    scene.edit(by="kim", status="closed", at="2026-03-02T10:00").run("2026-03-02T10:01")
    finished = shipped(scene, "answered", "lee", language).text
    assert working.splitlines()[0].partition(":")[0] == finished.splitlines()[0].partition(":")[0]
    assert "{" not in finished and working.splitlines()[0] != finished.splitlines()[0].replace("Closed", "New")
    if language == "en":
        assert "read it and answer" in working and "nothing, unless it asks for more" in finished


def test_a_command_in_a_notice_can_be_copied_as_it_stands() -> None:
    assert "`helpdesk assign HD-000001 NAME`" in shipped(received(), "assigned", "lee").markdown
    assert "- Asked by: " in shipped(received(), "assigned", "lee").text


def test_nobody_asked_is_no_empty_line() -> None:
    scene = received()
    scene.edit(by="kim", requester={}, at="2026-03-02T10:00").run("2026-03-02T10:01")
    assert "Asked by" not in shipped(scene, "assigned", "lee").text


@pytest.mark.parametrize("template", ["approve", "approve-again"])
def test_who_is_to_approve_reads_in_words_what_for(template: str) -> None:
    said = shipped(received(), template, "lee", hash="1234", **{"as": "requester-manager"}).text
    assert "as manager of whoever asks" in said and "requester-manager" not in said
    assert "as mia" in shipped(received(), template, "lee", hash="1234", **{"as": "mia"}).text
