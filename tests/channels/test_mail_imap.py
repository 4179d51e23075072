"""A mailbox on a real IMAP server: signing in, sizes, faults, and what the server changes behind our back."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.channels.doors import inbox
from helpdesk.channels.mail import imap_fetch
from helpdesk.model.rules.desk import AttachmentRule, Desk
from mail_servers import PASSWORD, TOKEN, Dovecot, dovecot

ATTACHED = (
    "From: Ana <ana@example.org>\nSubject: {name}\nMessage-ID: <{name}@example.org>\n"
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n\nSee the film.\n'
    '--x\nContent-Type: video/mp4; name="film.mp4"\n\n{data}\n--x--\n'
)


def raw(name: str, text: str = "It is broken.") -> bytes:
    return f"From: Ana <ana@example.org>\nSubject: {name}\nMessage-ID: <{name}@example.org>\n\n{text}\n".encode()


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running: Dovecot) -> Dovecot:
    """A server with an empty INBOX and no other folder."""
    running.empty()
    return running


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_IMAP_PASSWORD", PASSWORD)


def test_over_tls_the_servers_certificate_must_hold(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    server.deliver("1", raw("a"))
    with pytest.raises(ConnectionError, match="CERTIFICATE"):
        inbox(server.address(scheme="imaps"), Desk()).gather("")
    monkeypatch.setenv("SSL_CERT_FILE", str(server.folder / "cert.pem"))
    for address in (server.address(scheme="imaps"), server.address("INBOX?tls=starttls")):
        assert len(inbox(address, Desk()).gather("").messages) == 1


def test_a_token_command_signs_in_as_large_providers_ask(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    server.deliver("1", raw("a"))
    monkeypatch.delenv("HELPDESK_IMAP_PASSWORD")
    monkeypatch.setenv("HELPDESK_IMAP_TOKEN_COMMAND_SUPPORT", f"{sys.executable} -c \"print('{TOKEN}')\"")
    assert len(inbox(server.address("INBOX?account=SUPPORT"), Desk()).gather("").messages) == 1


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("no-such-program --secret-word", "did not run"),
        (f"{sys.executable} -c 'import sys; sys.exit(\"secret-word\")'", "status 1; run it by hand"),
        (f"{sys.executable} -c 'print(\"two secret-words\")'", "one access token, and nothing else"),
        (f"{sys.executable} -c 'print(\"secret-word\")'", "does not let support@example.org in"),
    ],
)
def test_a_token_that_is_none_is_said_and_never_shown(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, command: str, why: str
) -> None:
    monkeypatch.setenv("HELPDESK_IMAP_TOKEN_COMMAND", command)
    with pytest.raises(ConnectionError, match=why) as raised:
        inbox(server.address(), Desk()).gather("")
    assert "secret" not in str(raised.value)


def test_a_wrong_password_names_the_variable_and_not_the_password(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_IMAP_PASSWORD", "hunter2")
    with pytest.raises(ConnectionError, match="HELPDESK_IMAP_PASSWORD") as raised:
        inbox(server.address(), Desk()).gather("")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("imaps://ana:hunter2@example.org/INBOX", "take it out of the address"),
        ("imaps://example.org/INBOX", "imaps://user%40example.org@"),
        ("imaps://ana@example.org:port/INBOX", "imaps://user%40example.org@"),
        ("imaps://ana@example.org/INBOX?folder=x", "no such option .* 'folder'"),
        ("imaps://ana@example.org/INBOX?account=my-box", "capitals"),
        ("imaps://ana@example.org/INBOX?account=BOX", "set HELPDESK_IMAP_PASSWORD_BOX or HELPDESK_IMAP_TOKEN"),
    ],
)
def test_an_address_that_is_none_says_what_to_write_and_shows_no_password(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as raised:
        inbox(address, Desk())
    assert "hunter2" not in str(raised.value)


def test_beyond_this_machine_nobody_signs_in_without_tls(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpdesk.channels.mail.account import Account

    before = server.logins()
    monkeypatch.setattr(Account, "loopback", property(lambda self: False))
    with pytest.raises(ConnectionError, match="CERTIFICATE"):
        inbox(server.address(), Desk()).gather("")
    assert server.logins() == before


def test_a_mail_that_is_too_large_is_a_message_that_says_so_and_lies_whole_in_failed(server: Dovecot) -> None:
    desk = Desk(attachments=AttachmentRule(largest_message=5000))
    server.deliver("1", ATTACHED.format(name="big", data="x" * 9000).encode())
    server.deliver("2", raw("small"))
    door = inbox(server.address(), desk)
    big, small = sorted(door.gather("").messages, key=lambda message: message.subject)
    assert "withheld: the mail has 9,2" in big.defects[-1] and "more than the 5,000" in big.defects[-1]
    assert big.text.strip() == "See the film." and small.defects[-1:] != big.defects[-1:]
    assert [(file.name, file.content) for file in big.attachments] == [("film.mp4", b"")]
    door.settle([big, small])
    assert server.subjects("Helpdesk failed") == ["big"]
    assert server.subjects("Helpdesk done") == ["small"]
    assert server.subjects() == []


def test_what_another_client_only_marked_as_deleted_is_not_waiting(server: Dovecot) -> None:
    server.deliver("1", raw("a"))
    client = server.client()
    client.select_folder("INBOX")
    client.delete_messages(client.search("ALL"))
    client.logout()
    door = inbox(server.address(), Desk())
    assert door.gather("").messages == ()
    assert door.wait(0.0) is False
    server.deliver("2", raw("b"))
    assert door.wait(10.0)


def test_new_numbers_mean_reading_from_the_start_and_never_moving_the_wrong_mail(server: Dovecot) -> None:
    address = server.address("box?done=")
    client = server.client()
    for name in ("a", "b"):
        client.create_folder("box") if name == "a" else None
        client.append("box", raw(name))
    position = inbox(address, Desk()).gather("").position
    assert inbox(address, Desk()).gather(position).messages == ()
    moving = inbox(server.address("box"), Desk())
    old = moving.gather("")
    client.delete_folder("box")
    client.create_folder("box")
    client.append("box", raw("c"))
    client.logout()
    fresh = inbox(address, Desk()).gather(position)
    assert [message.subject for message in fresh.messages] == ["c"]
    assert fresh.position.split(":")[0] != position.split(":")[0]
    moving.settle(old.messages)
    assert server.subjects("box") == ["c"]


def test_a_server_that_restarts_between_reading_and_settling_is_met_again(server: Dovecot) -> None:
    server.deliver("1", raw("a"))
    door = inbox(server.address(), Desk())
    gathered = door.gather("")
    server.stop()
    with pytest.raises(ConnectionError, match="no mail from"):
        door.settle(gathered.messages)
    assert door.wait(0.0) is False
    server.start()
    server.deliver("2", raw("b"))
    assert {message.subject for message in door.gather("").messages} == {"a", "b"}


def test_a_mail_the_server_cannot_hand_out_is_still_a_message(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        server.deliver(name, raw(name))
    numbers = _numbers_of(server)
    fetched = imap_fetch.fetched

    def refuses(client: object, uid: int, section: str) -> bytes | None:
        return None if uid == numbers["b"] and section == "BODY.PEEK[]" else fetched(client, uid, section)

    monkeypatch.setattr(imap_fetch, "_together", lambda client, group: {})
    monkeypatch.setattr(imap_fetch, "fetched", refuses)
    messages = inbox(server.address(), Desk()).gather("").messages
    assert sorted(message.subject for message in messages) == ["a", "b", "c"]
    (unread,) = [message for message in messages if message.subject == "b"]
    assert "the mail server can't read it" in unread.defects[-1]
    assert unread.key == "mail:<b@example.org>"


def _numbers_of(server: Dovecot) -> dict[str, int]:
    client = server.client()
    client.select_folder("INBOX", readonly=True)
    found = client.fetch(client.search("ALL"), ["ENVELOPE"])
    client.logout()
    return {found[uid][b"ENVELOPE"].subject.decode(): uid for uid in found}


def test_a_server_without_move_gets_a_copy_and_a_deletion() -> None:
    with dovecot("imap_capability = IMAP4rev1 UIDPLUS") as server:
        server.deliver("1", raw("a"))
        door = inbox(server.address("INBOX?done=put away"), Desk())
        door.settle(door.gather("").messages)
        assert (server.subjects(), server.subjects("put away")) == ([], ["a"])
        assert door.wait(0.01) is False, "it has no IDLE either, so that only the next pass can tell"


def test_mail_that_cannot_be_moved_is_said_and_holds_up_nothing_behind_it(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_fetch, "MOST", 1)
    for number, name in enumerate(("a", "b")):
        server.deliver(str(number), raw(name))
        os.utime(server.inbox / "new" / str(number), (1_750_000_000 + number, 1_750_000_000 + number))
    client = server.client()
    client.create_folder("done")
    client.logout()
    door = inbox(server.address("INBOX?done=done/~bad//name"), Desk())
    seen = []
    for _ in range(2):
        gathered = door.gather("")
        seen += [message.subject for message in gathered.messages]
        with pytest.raises(ConnectionError, match="can't move mail to the folder 'done/~bad//name'"):
            door.settle(gathered.messages)
    assert sorted(seen) == ["a", "b"]


def test_several_mailboxes_have_names_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = ("imaps://a%40example.org@h/INBOX", "imaps://b%40example.org@h/INBOX", "imaps://a@h/IT%20Support")
    names = [inbox(address, Desk()).name for address in addresses]
    assert names == ["mail:a@example.org/INBOX", "mail:b@example.org/INBOX", "mail:a@h/IT Support"]


def test_deleted_mail_that_still_lies_there_is_not_read(server: Dovecot) -> None:
    for name in ("a", "b"):
        server.deliver(name, raw(name))
    client = server.client()
    client.select_folder("INBOX")
    client.delete_messages([_numbers_of(server)["a"]])
    client.logout()
    assert [message.subject for message in inbox(server.address(), Desk()).gather("").messages] == ["b"]


def test_a_folder_of_any_name_is_read(server: Dovecot) -> None:
    client = server.client()
    client.create_folder("Büro 東")
    client.append("Büro 東", raw("a"))
    client.logout()
    address = server.address("B%C3%BCro%20%E6%9D%B1")
    assert len(inbox(address, Desk()).gather("").messages) == 1


def test_a_folder_that_is_not_there_is_said(server: Dovecot) -> None:
    with pytest.raises(ConnectionError, match=r"no mail from 127\.0\.0\.1: .*doesn't exist"):
        inbox(server.address("Nowhere"), Desk()).gather("")


def test_a_path_is_no_part_of_this_machine(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such folder"):
        inbox(f"folder:{tmp_path}/nowhere", Desk())
