"""Whatever strangers are called and write, a notice has the headers that the desk gives it and no other."""

from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.channels.mail.compose import compose
from helpdesk.model.message import Party
from helpdesk.model.notice import Notice

ATTACKS = (
    "a\r\nBcc: victim@example.org",
    "a\nBcc: victim@example.org\n\nbody",
    "a\rBcc: victim@example.org",
    "a\u2028Bcc: victim@example.org",
    "a\x85Bcc: victim@example.org",
    "a\x0b\x0cBcc: victim@example.org",
    '"a" <victim@example.org>, "b',
    "=?utf-8?q?a=0D=0ABcc:_victim@example.org?=",
    "a" * 3000 + "\r\nBcc: victim@example.org",
)


def notice(words: str) -> Notice:
    return Notice(
        id="HD-000001/n1",
        reference="HD-000001",
        channel="mail",
        recipients=(Party(name=words, email="ana@example.org"),),
        sender=Party(name=words, email="help@example.org"),
        subject=words,
        text=words,
        message_id="<hd-000001.n1@example.org>",
    )


def headers(words: str) -> dict[str, str]:
    mail = message_from_bytes(compose(notice(words)), policy=policy.default)
    return {name.lower(): str(value) for name, value in mail.items()}


PLAIN = set(headers("plain words"))


@pytest.mark.parametrize("words", ATTACKS)
def test_no_name_and_no_subject_adds_a_header_or_a_recipient(words: str) -> None:
    found = headers(words)
    assert set(found) <= PLAIN
    mail = message_from_bytes(compose(notice(words)), policy=policy.default)
    assert [address.addr_spec for address in mail["To"].addresses] == ["ana@example.org"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from('a:\r\n\t \x85\u2028<>@,"=?é'), max_size=60))
def test_no_words_at_all_do(words: str) -> None:
    assert set(headers(words)) <= PLAIN
