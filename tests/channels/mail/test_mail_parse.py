"""A raw mail becomes a message: who, what, when, which files; and what was wrong with it."""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime

import pytest

from helpdesk.channels.mail import parse_mail
from helpdesk.model.message import Message, Party

RECEIVED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
HEAD = b"From: Ana <ana@example.org>\nDate: Tue, 3 Mar 2026 10:00:00 +0100\n"


def read(raw: bytes) -> Message:
    return parse_mail(raw, received=RECEIVED)


def multipart(kind: str, *parts: bytes) -> bytes:
    lines = b"".join(b"--cut\n" + part + b"\n" for part in parts)
    return HEAD + b"Content-Type: multipart/" + kind.encode() + b"; boundary=cut\n\n" + lines + b"--cut--\n"


def test_a_plain_mail_is_read_as_it_was_meant() -> None:
    message = read(
        b"From: =?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <Juergen@Example.ORG>\nTo: Desk <help@example.org>, b@example.org\n"
        b"Cc: c@example.org\nReply-To: Office <office@example.org>\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?= aus\n Wien\n"
        b"Date: Tue, 3 Mar 2026 10:00:00 +0100\nMessage-ID: <1@example.org>\nIn-Reply-To: <0@example.org>\n"
        b"References: <a@example.org>\n <0@example.org>\n\nDer Drucker brennt.\n"
    )
    assert message.sender == Party(name="Jürgen Müller", email="juergen@example.org")
    assert message.to == (Party(name="Desk", email="help@example.org"), Party(email="b@example.org"))
    assert message.cc == (Party(email="c@example.org"),)
    assert message.reply_to == (Party(name="Office", email="office@example.org"),)
    assert message.subject == "Grüße aus Wien"
    assert message.date == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert message.key == "mail:<1@example.org>"
    assert (message.in_reply_to, message.references) == ("<0@example.org>", ("<a@example.org>", "<0@example.org>"))
    assert message.text == message.visible_reply == "Der Drucker brennt."
    assert (message.channel, message.received, message.defects) == ("mail", RECEIVED, ())


def test_a_mail_without_message_id_is_known_by_its_bytes() -> None:
    raw = HEAD + b"\nhello"
    assert read(raw).key == "mail:sha256:" + hashlib.sha256(raw).hexdigest()


def test_the_same_mail_under_two_ids_has_one_content_hash() -> None:
    first, second, other = (
        read(HEAD + b"Message-ID: <" + number + b"@x>\n\n" + words)
        for number, words in ((b"1", b"hello"), (b"2", b"hello"), (b"2", b"hallo"))
    )
    assert first.content_hash == second.content_hash != other.content_hash


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Grüße – 使って"),
        ("iso-8859-1", "Grüße"),
        ("windows-1251", "Принтер горит"),
        ("koi8-r", "Принтер горит"),
        ("iso-2022-jp", "プリンターが燃えています"),
        ("shift_jis", "プリンター①"),
        ("gb2312", "打印机镕"),
        ("big5", "印表機"),
        ("euc-kr", "프린터가 똠방"),
        ("iso-8859-2", "Tiskárna hoří"),
        ("iso-8859-9", "Yazıcı yanıyor"),
        ("windows-1255", "המדפסת בוערת"),
        ("windows-1256", "الطابعة تحترق"),
        ("tis-620", "เครื่องพิมพ์"),
        ("utf-7", "Grüße"),
        ("utf-16", "Grüße"),
    ],
)
def test_text_in_any_character_set_is_read(charset: str, text: str) -> None:
    real = {"shift_jis": "cp932", "gb2312": "gb18030", "euc-kr": "cp949"}.get(charset, charset)
    body = b64encode(text.encode(real))
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n".encode()
    word = b"Subject: =?" + charset.encode() + b"?B?" + body + b"?=\n"
    message = read(HEAD + word + head + b"\n" + body)
    assert (message.text, message.subject, message.defects) == (text, text, ())


@pytest.mark.parametrize(
    ("declared", "data", "text"),
    [
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("iso-8859-1", "Grüße – ok".encode(), "Grüße – ok"),
        ("iso-8859-1", "“Grüße”".encode("cp1252"), "“Grüße”"),
        ("utf-8", "Grüße aus Wien".encode("cp1252"), "Grüße aus Wien"),
        ("x-unknown", "Grüße".encode(), "Grüße"),
        ("", "Принтер горит".encode("cp1251"), "Принтер горит"),
        ("", "打印机坏了".encode("gb2312"), "打印机坏了"),
        ("iso-2022-jp", "プリンター".encode("cp932"), "プリンター"),
        ("iso-2022-jp", "Grüße".encode(), "Grüße"),
        ("iso-2022-jp", b"\x1b$B-!\x1b(B ok", "① ok"),
        ("unicode_escape", b"a\\nb", "a\\nb"),
    ],
)
def test_a_wrong_or_missing_character_set_is_seen_through(declared: str, data: bytes, text: str) -> None:
    head = f"Content-Type: text/plain; charset={declared}\n\n".encode() if declared else b"\n"
    assert read(HEAD + head + data).text == text


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?B?R3LDvMOf?= =?utf-8?B?ZQ==?=", "Grüße"),
        (b"=?utf-8?B?R3LDvM==?= =?utf-8?B?w59l?=", "Grüße"),
        (b"=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
        (b"=?UTF-8?Q?Gr=C3=BC=C3=9Fe an alle?=", "Grüße an alle"),
        (b"Re:=?utf-8?Q?Gr=C3=BC=C3=9Fe?=!", "Re:Grüße!"),
        (b"=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?nope-8?Q?abc?= x", "abc x"),
        (b"=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        ("打印机坏了".encode("gb2312"), "打印机坏了"),
        (b"a\x00b\x1b[31m", "ab[31m"),
        (b"=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        (b"=?=?=??=", "=?=?=??="),
    ],
)
def test_a_subject_is_readable_however_it_was_encoded(raw: bytes, subject: str) -> None:
    assert read(HEAD + b"Subject: " + raw + b"\n\nx").subject == subject


@pytest.mark.parametrize(
    ("header", "people"),
    [
        (b'"Doe, Jane" <jane@example.org>, bob@example.org', [("Doe, Jane", "jane"), ("", "bob")]),
        (b"jane@example.org (Jane Doe)", [("Jane Doe", "jane")]),
        (b"Jane (jane@example.org)", [("Jane", "jane")]),
        (b"'Jane' <jane@example.org>", [("Jane", "jane")]),
        (b"jane@example.org <jane@example.org>", [("", "jane")]),
        (b"Team: jane@example.org, bob@example.org;", [("", "jane"), ("", "bob")]),
        (b"undisclosed-recipients:;", []),
        (b"=?utf-8?Q?Jane_=3Cjane=40example=2Eorg=3E?=", [("Jane", "jane")]),
        (b"=?utf-8?Q?Doe=2C_Jane?= <jane@example.org>", [("Doe, Jane", "jane")]),
        (b"Jane <mailto:jane@example.org>", [("Jane", "jane")]),
        (b"jane@example.org; bob@example.org", [("", "jane"), ("", "bob")]),
        (b"<jane@example.org", [("", "jane")]),
        (b"Jane jane@example.org", [("Jane", "jane")]),
        (b'"Jane \\"J\\" Doe" <jane@example.org>', [("Jane J Doe", "jane")]),
    ],
)
def test_address_lists_are_read_as_their_writers_meant(header: bytes, people: list[tuple[str, str]]) -> None:
    expected = tuple(Party(name=name, email=f"{local}@example.org") for name, local in people)
    assert read(HEAD + b"To: " + header + b"\n\nx").to == expected


def test_html_is_preferred_and_its_quotations_are_left_out_of_the_reply() -> None:
    message = read(
        multipart(
            "alternative",
            b"Content-Type: text/plain\n\nIt works.\n",
            b"Content-Type: text/html\n\n<p>It <b>works</b>.</p><blockquote type=cite>Does it?</blockquote>",
        )
    )
    assert message.text == "It **works**.\n\n> Does it?"
    assert message.visible_reply == "It **works**."


def test_an_empty_html_part_does_not_hide_the_plain_one() -> None:
    html = b"Content-Type: text/html\n\n<html><body><br>&nbsp;</body></html>"
    assert read(multipart("alternative", b"Content-Type: text/plain\n\nhello", html)).text == "hello"


def test_files_keep_their_bytes_and_get_a_name() -> None:
    pixel = b64encode(b"\x89PNG")
    message = read(
        multipart(
            "mixed",
            b"\nSee files.\n",
            b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + pixel,
            b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + pixel,
            b"Content-Type: application/pdf; name*=utf-8''B%C3%BCro.pdf\n\nPDF",
            b'Content-Disposition: attachment; filename*0="long ";\n filename*1="name.txt"\n\nabc',
            b"Content-Type: application/ms-tnef\n\nTNEF",
            b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR",
            b"Content-Type: message/rfc822\n\nSubject: Old =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nold text",
            b'Content-Disposition: attachment; filename="=?utf-8?B?R3LDvMOfZS50eHQ=?="\n\nabc',
            b'Content-Disposition: attachment; filename="../../etc/\x00pass\xe2\x80\xaewd"\n\nabc',
        )
    )
    assert message.text == "See files."
    assert [(file.name, file.content) for file in message.attachments] == [
        ("image.png", b"\x89PNG"),
        ("image1.png", b"\x89PNG"),
        ("Büro.pdf", b"PDF"),
        ("long name.txt", b"abc"),
        ("winmail.dat", b"TNEF"),
        ("invitation.ics", b"BEGIN:VCALENDAR"),
        ("Old Grüße.eml", b"Subject: Old =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nold text"),
        ("Grüße.txt", b"abc"),
        ("../../etc/passwd", b"abc"),
    ]
    assert message.attachments[0].sha256 == hashlib.sha256(b"\x89PNG").hexdigest()


def test_an_inline_image_is_named_where_it_stood() -> None:
    message = read(
        multipart(
            "related",
            b"Content-Type: text/html\n\nBefore<img src='cid:a1@x'>after<img src='http://track.example/x.gif'>",
            b"Content-Type: image/png; name=screen.png\nContent-ID: <a1@x>\n\nPNG",
        )
    )
    assert message.text == "Before[image: screen.png]after"
    assert [file.name for file in message.attachments] == ["screen.png"]


def test_a_picture_pasted_into_the_html_becomes_a_file() -> None:
    html = b"Content-Type: text/html\n\nSee <img src='data:image/png;base64," + b64encode(b"\x89PNG") + b"'>."
    message = read(HEAD + html)
    assert message.text == "See [image: image.png]."
    assert [(file.name, file.content) for file in message.attachments] == [("image.png", b"\x89PNG")]


def test_html_too_long_to_show_is_kept_whole_as_a_file() -> None:
    html = b"<p>start</p>" + b"x" * 5_000_000 + b"the end"
    message = read(HEAD + b"Content-Type: text/html\n\n" + html)
    assert message.text.startswith("start")
    assert [(file.name, file.content) for file in message.attachments] == [("document.html", html)]


@pytest.mark.parametrize(
    "body",
    [
        b"--other\nContent-Type: text/plain\n\nhello\n--other--\n",
        b"--cut\nContent-Type: text/plain\n\nhello",
        b"--cut\n\nhello\n--cut\n",
        b"hello",
    ],
)
def test_a_broken_multipart_is_read_and_says_so(body: bytes) -> None:
    message = read(HEAD + b"Content-Type: multipart/mixed; boundary=cut\n\n" + body)
    assert message.text == "hello"
    assert any("multipart" in defect for defect in message.defects)


def test_flowed_paragraphs_are_joined() -> None:
    body = b"One long \nparagraph.\n> quoted \n> too\n-- \nAna"
    assert read(HEAD + b"Content-Type: text/plain; format=flowed\n\n" + body).text == (
        "One long paragraph.\n> quoted too\n-- \nAna"
    )


def test_a_mail_with_no_text_is_no_less_a_mail() -> None:
    message = read(HEAD + b"Subject: call me\n\n")
    assert (message.subject, message.text, message.visible_reply, message.attachments) == ("call me", "", "", ())


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_any_line_end_will_do(ends: bytes) -> None:
    raw = b"From: a@example.org\nSubject: x\n\nline 1\nline 2\n".replace(b"\n", ends)
    assert (read(raw).subject, read(raw).text) == ("x", "line 1\nline 2")


def test_headers_go_on_after_a_line_that_is_none() -> None:
    message = read(b"From: a@example.org\nthis is no header\nSubject: still read\n\nbody")
    assert (message.subject, message.text) == ("still read", "body")
    assert "a header line without a colon" in message.defects


@pytest.mark.parametrize("date", [b"", b"yesterday", b"Tue, 99 Mar 2026 10:00", b"Tue, 3 Mar 99999 10:00 +9999"])
def test_a_date_that_cannot_be_read_is_no_date(date: bytes) -> None:
    message = read(b"From: a@example.org\nDate: " + date + b"\n\nx")
    assert message.date is None
    assert "no date that can be read" in message.defects


def test_tags_that_people_type_stay_words() -> None:
    assert read(HEAD + b"\n<b>bold</b> <ana@example.org> <script>x</script>").text == (
        "\\<b>bold\\</b> <ana@example.org> \\<script>x\\</script>"
    )
    assert read(HEAD + b"\n\\<b> \\\\<b>").text == "\\<b> \\\\\\<b>"
    assert read(HEAD + b"\n```\n<b>\n```\n<b>").text == "```\n<b>\n```\n\\<b>"


@pytest.mark.parametrize(
    ("header", "name", "email"),
    [
        (b"John <@relay.example:john@example.net>", "John", "john@example.net"),
        (b"John (at home) <john (office) @example.net>", "John", "john@example.net"),
    ],
)
def test_rare_forms_of_an_address_are_addresses_too(header: bytes, name: str, email: str) -> None:
    sender = read(b"From: " + header + b"\n\nhello").sender
    assert (sender.name, sender.email) == (name, email)


@pytest.mark.parametrize(
    "date", ["2026-03-03T11:00:00+01:00", "2026-03-03 10:00:00", "Tue, 3 Mar 2026 11:00:00 +01:00"]
)
def test_a_date_in_another_standards_words_is_read(date: str) -> None:
    assert read(f"From: a@example.org\nDate: {date}\n\nx".encode()).date == datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
