"""Signed mail shows its words; what is encrypted says so, and what to do."""

from datetime import UTC, datetime

from helpdesk.channels.mail import parse_mail
from helpdesk.model.message import Message

RECEIVED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe printer is on fire\r\n"
SIGNED_DATA, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")


def read(content_type: str, body: bytes) -> Message:
    head = f"From: ana@example.org\nDate: Tue, 3 Mar 2026 09:00:00 +0000\nContent-Type: {content_type}\n\n"
    return parse_mail(head.encode() + body, received=RECEIVED)


def of(tag: int, *values: bytes) -> bytes:
    """A value of BER whose length is said."""
    content = b"".join(values)
    size = len(content).to_bytes(2)
    return bytes([tag, 0x82]) + size + content


def open_ended(tag: int, *values: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(values) + b"\0\0"


def test_an_opaque_signature_shows_the_mail_inside() -> None:
    held = of(0x30, DATA, of(0xA0, of(0x04, INNER)))
    data = of(0x30, SIGNED_DATA, of(0xA0, of(0x30, b"\x02\x01\x01", of(0x31), held, of(0x31))))
    message = read("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", data)
    assert (message.text, message.defects) == ("The printer is on fire", ())
    assert [(file.name, file.content) for file in message.attachments] == [("smime.p7m", data)]


def test_so_does_one_that_was_written_in_pieces() -> None:
    pieces = open_ended(0x24, of(0x04, INNER[:30]), of(0x04, INNER[30:]))
    held = open_ended(0x30, DATA, open_ended(0xA0, pieces))
    body = open_ended(0x30, b"\x02\x01\x01", of(0x31), held)
    data = open_ended(0x30, SIGNED_DATA, open_ended(0xA0, body))
    assert read("application/pkcs7-mime; name=smime.p7m", data).text == "The printer is on fire"


def test_an_encrypted_mail_says_that_it_is() -> None:
    message = read("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"0\x80\x06\x09")
    assert message.text == "" and "encrypted (S/MIME)" in message.defects[0]
    assert [file.name for file in message.attachments] == ["smime.p7m"]
    parts = b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n\nx\n--b--\n"
    assert any("encrypted (PGP)" in each for each in read("multipart/encrypted; boundary=b", parts).defects)


SIGNED = """\
-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

The printer is on fire
- -----
really
-----BEGIN PGP SIGNATURE-----
Version: GnuPG v2

iQEzBAEBCAAdFiEE
=abcd
-----END PGP SIGNATURE-----
"""


def test_an_inline_signature_is_no_part_of_the_words() -> None:
    assert read("text/plain", SIGNED.encode()).text == "The printer is on fire\n-----\nreally"


def test_words_put_in_place_of_a_signature_are_not_hidden() -> None:
    assert "please read me" in read("text/plain", SIGNED.replace("=abcd", "please read me").encode()).text


def test_text_of_a_kind_that_nobody_knows_is_shown_where_it_is_all_there_is() -> None:
    assert read("text/markdown", b"It *burns*").text == "It *burns*"
    assert [file.type for file in read("text/csv", b"a;b").attachments] == ["text/csv"]


def test_a_remark_in_a_header_is_no_part_of_its_value() -> None:
    assert read("text/html (made by hand); charset=utf-8", b"<b>fire</b>").text == "**fire**"
    qp = "text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable (safe)"
    assert read(qp, b"Gr=C3=BC=C3=9Fe").text == "Grüße"
