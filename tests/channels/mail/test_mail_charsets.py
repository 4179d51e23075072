"""Text is read as it was written, whatever the mail says or fails to say about its character set."""

from datetime import UTC, datetime

import pytest

from helpdesk.channels.mail import parse_mail
from helpdesk.model.message import Message

RECEIVED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def read(headers: bytes, body: bytes) -> Message:
    return parse_mail(b"From: ana@example.org\n" + headers + b"\n\n" + body, received=RECEIVED)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("プリンタが動きません", "iso-2022-jp"),
        ("プリンタが動きません", "cp932"),
        ("お世話になっております。田中です", "euc-jp"),
        ("您好，我无法登录系统，请帮我重置密码。谢谢", "gb18030"),
        ("印表機壞了請幫忙", "big5"),
        ("안녕하세요. 비밀번호를 재설정해 주세요", "euc-kr"),
        ("Привет, принтер не работает", "koi8-r"),
        ("Привет, принтер не работает", "cp1251"),
        ("ОШИБКА СИСТЕМЫ", "koi8-r"),
        ("ОШИБКА СИСТЕМЫ", "cp1251"),
        ("Grüße – schönes Gerät für Überprüfung", "cp1252"),
        ("Contraseña caducada, ¿cómo la cambio?", "cp1252"),
        ("Não consigo, a impressão não está disponível", "cp1252"),
    ],
)
def test_text_without_a_character_set_is_read_by_its_shape(text: str, codec: str) -> None:
    message = read(b"Subject: " + text.encode(codec), text.encode(codec))
    assert (message.text, message.subject) == (text, text)


def test_a_few_damaged_bytes_do_not_make_it_another_character_set() -> None:
    whole = "Привет, принтер на втором этаже не работает".encode()
    assert "принтер на втором" in read(b"X: y", whole[:-1] + b"\xff").text


def test_an_encoded_word_may_be_cut_within_a_character_under_two_names_of_its_set() -> None:
    assert read(b"Subject: =?utf8?b?R3LD?=\n =?UTF-8?b?vMOfZQ==?=", b"").subject == "Grüße"


def test_a_byte_order_mark_is_no_text() -> None:
    assert read(b"Content-Type: text/plain; charset=utf-8", b"\xef\xbb\xbfHello").text == "Hello"
