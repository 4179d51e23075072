"""Mail comes in from folders, Maildirs and mbox files, and nothing moves before it is safe."""

import sys
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from outlet_contract import notice

from helpdesk.channels.doors import inbox, outlet
from helpdesk.channels.mail.compose import compose
from helpdesk.channels.mail.outlet import FolderOutlet
from helpdesk.channels.mail.smtp import SmtpOutlet
from helpdesk.commands.passes.door_options import MailAddresses
from helpdesk.model.message import Party
from helpdesk.model.rules.desk import AttachmentRule, Desk

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def mail(number: int, text: str = "The printer is on fire.") -> bytes:
    return (
        f"From: Ana <ana@example.org>\nTo: help@example.org\nSubject: Mail {number}\n"
        f"Message-ID: <m{number}@example.org>\n\n{text}\n"
    ).encode()


def test_a_folder_gives_every_mail_and_keeps_it_until_it_is_settled(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.eml").write_bytes(mail(number))
    door = inbox(f"folder:{tmp_path}", Desk())
    gathered = door.gather("")
    assert [message.subject for message in gathered.messages] == ["Mail 0", "Mail 1", "Mail 2"]
    assert len(list(tmp_path.glob("*.eml"))) == 3
    door.settle(gathered.messages[:2])
    assert [path.name for path in tmp_path.glob("*.eml")] == ["2.eml"]
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["0.eml", "1.eml"]


def test_settling_never_overwrites_an_earlier_mail_of_the_same_file_name(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / "mail.eml").write_bytes(mail(number))
        door = inbox(f"folder:{tmp_path}", Desk())
        door.settle(door.gather("").messages)
    assert len(list((tmp_path / "done").iterdir())) == 2


def test_a_mail_over_the_size_limit_is_still_a_message_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "big.eml").write_bytes(mail(1, "x" * 5000))
    desk = Desk(attachments=AttachmentRule(largest_message=1000))
    (message,) = inbox(f"folder:{tmp_path}", desk).gather("").messages
    assert message.subject == "Mail 1"
    assert any("withheld" in defect for defect in message.defects)


def test_a_maildir_is_read_from_new_and_settled_into_cur_as_seen(tmp_path: Path) -> None:
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(mail(1))
    (tmp_path / "tmp" / "2.host").write_bytes(mail(2))
    door = inbox(f"maildir:{tmp_path}", Desk())
    gathered = door.gather("")
    assert [message.subject for message in gathered.messages] == ["Mail 1"]
    door.settle(gathered.messages)
    assert [path.name for path in (tmp_path / "cur").iterdir()] == ["1.host:2,S"]


def test_an_mbox_is_read_from_its_cursor_and_from_the_start_when_it_was_rotated(tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_bytes(b"From a Mon\n" + mail(1, ">From the start") + b"\nFrom b Mon\n" + mail(2))
    door = inbox(f"mbox:{box}", Desk())
    first = door.gather("")
    assert [message.subject for message in first.messages] == ["Mail 1", "Mail 2"]
    assert first.messages[0].text.strip() == "From the start"
    with box.open("ab") as file:
        file.write(b"\nFrom c Mon\n" + mail(3))
    assert [message.subject for message in door.gather(first.position).messages] == ["Mail 3"]
    box.write_bytes(b"From z Tue\n" + mail(4))
    assert [message.subject for message in door.gather(first.position).messages] == ["Mail 4"]


def test_a_mailbox_address_that_is_none_says_how_to_write_one() -> None:
    with pytest.raises(ValueError, match="folder:PATH"):
        inbox("/var/mail", Desk())
    with pytest.raises(ValueError, match="smtp://"):
        outlet("mail.example.org")


def test_a_notice_is_the_same_bytes_each_time_it_is_composed() -> None:
    assert compose(notice()) == compose(notice())


def test_a_hostile_subject_cannot_add_a_header() -> None:
    composed = compose(notice(subject="Hi\r\nBcc: all@example.org\n\nbody", in_reply_to="<x@y>\nBcc: b@example.org"))
    parsed = message_from_bytes(composed)
    assert parsed["Bcc"] is None
    assert parsed["Auto-Submitted"] == "auto-replied"


def test_what_a_stranger_wrote_is_no_markup_in_the_html_part() -> None:
    composed = compose(notice(text='<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror="a()">'))
    html = message_from_bytes(composed, policy=default).get_body(("html",)).get_content()
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_a_name_and_a_text_in_any_alphabet_arrive_as_written() -> None:
    to = (Party(name='Åsa 王, "Ops"', email="asa@example.org"),)
    sent = compose(notice(recipients=to, subject="Grüße von 王" * 9, text="Zeile über Größe\n.\nFrom here\n" * 30))
    parsed = message_from_bytes(sent, policy=default)
    assert parsed["To"].addresses[0].display_name == 'Åsa 王, "Ops"'
    assert parsed["Subject"] == "Grüße von 王" * 9
    assert parsed.get_body(("plain",)).get_content().replace("\r\n", "\n") == "Zeile über Größe\n.\nFrom here\n" * 30
    assert max(map(len, sent.splitlines())) < 998


def test_the_folder_writes_a_notice_once_however_often_it_is_sent(tmp_path: Path) -> None:
    door = FolderOutlet(tmp_path)
    assert [sent.result for sent in door.send([notice(), notice()])] == ["sent", "sent"]
    assert len(list(tmp_path.iterdir())) == 1


def test_an_address_that_is_none_is_undeliverable_and_stops_nobody_else(tmp_path: Path) -> None:
    bad = notice(recipients=(Party(email="not an address"),), message_id="<bad@example.org>")
    assert [sent.result for sent in FolderOutlet(tmp_path).send([bad, notice()])] == ["undeliverable", "sent"]


def test_without_a_mail_server_every_notice_waits() -> None:
    (sent,) = SmtpOutlet("smtp://127.0.0.1:1").send([notice()])
    assert sent.result == "later"
    assert "no connection" in sent.why


def test_addresses_in_the_environment_may_have_blanks_in_their_paths() -> None:
    split = MailAddresses().split_envvar_value
    assert split("folder:/srv/new mail imaps://a%40x@h/IT Support\nmbox:/var/mail/it desk\n") == [
        "folder:/srv/new mail",
        "imaps://a%40x@h/IT Support",
        "mbox:/var/mail/it desk",
    ]
    assert split("  ") == []
