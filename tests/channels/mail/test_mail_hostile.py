"""No mail stops the desk: whatever the bytes, reading ends, soon, with a message."""

import base64
import io
import time
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.channels.mail import parse_mail
from helpdesk.model.message import Message

RECEIVED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
HEAD = b"From: a@example.org\nSubject: x\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
SEED = (
    b'From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\nTo: "a, b" <a@example.org>, c (d) <e@example.org>\n'
    b"Date: Tue, 3 Mar 2026 10:00:00 +0100\nMessage-ID: <1@x>\nSubject: =?gb2312?B?vKjQp7nc?=\n"
    b"Authentication-Results: mx; dmarc=pass header.from=example.org\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="cut"\n\n--cut\nContent-Type: text/html; charset=iso-2022-jp\n'
    b"Content-Transfer-Encoding: quoted-printable\n\n<div class=gmail_quote>On 1 Jan 2026 wrote:<blockquote>=E3=81"
    b"</blockquote></div>\n--cut\nContent-Disposition: attachment; filename*0*=utf-8''%e2; filename*1=x\n"
    b"Content-Transfer-Encoding: base64\n\nAAA=\n--cut\nContent-Type: message/rfc822\n\nSubject: y\n\n> z\n--cut--\n"
)


def read(raw: bytes) -> Message:
    return parse_mail(raw, received=RECEIVED, trusted_authserv="mx")


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert read(raw).key.startswith("mail:")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 40), st.binary(max_size=12)), max_size=8))
def test_any_damage_to_a_mail_is_survived(damages: list[tuple[int, int, bytes]]) -> None:
    raw = SEED
    for start, length, junk in damages:
        raw = raw[:start] + junk + raw[start + length :]
    message = read(raw)
    everything = message.text + message.visible_reply + message.subject + message.sender.name
    assert not any(character < " " and character not in "\n\t" for character in everything)
    everything.encode("utf-8")  # no lone surrogates: what is read can be written


def deep(levels: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (each, each) for each in range(levels))


HOSTILE = {
    "one line of 100 KB of quote marks": HEAD + b"\n" + b">" * 100_000,
    "lines of quote marks": HEAD + b"\n" + b">\n" * 50_000,
    "10,000 levels of MIME": HEAD + deep(10_000) + b"\nhi",
    "10,000 levels of one boundary": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 10_000,
    "10,000 embedded mails": HEAD + b"Content-Type: message/rfc822\n\n" * 10_000,
    "10,000 files": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: image/png\n\nAAAA\n" * 10_000,
    "deep HTML": HTML + b"<div>" * 50_000,
    "deep lists": HTML + b"<ul><li>x" * 900,
    "open tags": HTML + b"<a " * 50_000,
    "comments that never end": HTML + b"<!--" * 50_000,
    "encoded words that never end": HEAD + b"Subject: " + b"=?a?q?" * 20_000 + b"\n\nx",
    "an address of apostrophes": b"From: " + b"a'" * 50_000 + b"\n\nx",
    "a list of brackets": b"From: " + b"(" * 50_000 + b"<" * 50_000 + b"\n\nx",
    "quotes that never end": b"From: " + b'"\\' * 50_001 + b"\n\nx",
    "parameters without end": HEAD + b"Content-Type: text/plain" + b';a="' * 30_000 + b"\n\nx",
    "headers without colons": b"abc\nA: b\n" * 30_000 + b"From: x\n\nx",
    "folds": b"Subject: a" + b"\n b" * 50_000 + b"\n\nx",
    "labels": HEAD + b"\n" + b"From: a\nTo: b\n" * 10_000,
    "attributions": HEAD + b"\n" + (b"a On 1 Jan" * 40 + b" wrote: x:\n") * 300,
    "links": HEAD + b"\n" + b"<http://" * 20_000,
    "rules": HEAD + b"\n" + b"___\n" * 30_000 + b"- " * 50_000,
    "200,000 headers": HEAD + b"X-A: b\n" * 200_000 + b"\nx",
    "200,000 headers of a Windows": HEAD + b"X-A: b\r\n" * 200_000 + b"\r\nx",
    "1,000 parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: text/html\n\n<p>x</p>\n" * 1_000,
    "a header of 5 MB": HEAD + b"X-A: " + b"a" * 5_000_000 + b"\n\nx",
    "a subject of 2 MB": b"From: a@example.org\nSubject: " + b"=?utf-8?q?a?= " * 140_000 + b"\n\nx",
    "boundary lines": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 20_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_a_hostile_mail_costs_is_bounded(raw: bytes) -> None:
    before = time.process_time()
    read(raw)
    milliseconds = (time.process_time() - before) * 1000
    assert milliseconds < 100 * len(raw) / 1024
    assert milliseconds < 8000


def test_the_cost_of_headers_grows_with_their_number_and_no_faster() -> None:
    def cost(many: int) -> float:
        raw = HEAD + b"X-A: b\n" * many + b"\nx"
        before = time.process_time()
        read(raw)
        return time.process_time() - before

    cost(1000)
    # Twenty times as many; if it grew with the square, it would be four hundred times as much.
    assert cost(400_000) < 100 * cost(20_000)


def bomb(levels: int) -> bytes:
    """A zip of a hundred zips of zips of nothing but zeros: kilobytes that would unfold to terabytes."""
    data = b"\0" * 1_000_000
    for _ in range(levels):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(100):
                packed.writestr(f"{number}.zip", data)
        data = file.getvalue()
    return data


def test_what_is_packed_stays_packed() -> None:
    packed = bomb(2)
    head = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nLook.\n--b\n"
    file = b"Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\nContent-Encoding: gzip\n\n"
    message = read(HEAD + head + file + base64.encodebytes(packed) + b"--b--\n")
    (kept,) = message.attachments
    assert kept.content == packed
    assert message.text == "Look."


def test_what_is_nested_too_deep_is_kept_as_a_file() -> None:
    message = read(HEAD + deep(200) + b"\nthe words at the bottom")
    assert b"the words at the bottom" in message.attachments[0].content
    assert any("levels" in defect for defect in message.defects)
