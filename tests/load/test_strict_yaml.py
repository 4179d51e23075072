"""YAML is read strictly: nothing surprises, nothing is lost silently, nothing takes long."""

import time

import pytest
import ryaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpdesk.load.asset import read_asset
from helpdesk.load.cursors import read_cursors
from helpdesk.load.guards import LARGEST_RULES
from helpdesk.load.rules import read_rules
from helpdesk.load.strict_yaml import read_yaml
from helpdesk.load.ticket import read_ticket
from helpdesk.load.timeline import read_timeline

MERGE_BOMB = b"a: &a {k0: v}\nm0: &m0 {<<: [*a, *a], k1: v}\n" + b"".join(
    b"m%d: &m%d {<<: [*m%d, *m%d], k%d: v}\n" % (n, n, n - 1, n - 1, n) for n in range(1, 24)
)
LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
)
HOSTILE = {
    "merge keys that double": MERGE_BOMB,
    "aliases that multiply": LAUGHS,
    "thirty thousand brackets, closed": b"a: [" + b"[]," * 30_000 + b"]",
    "ten thousand brackets": b"a: " + b"[" * 10_000,
    "ten thousand braces": b"{a: " * 10_000,
    "ten thousand lists": b"- " * 10_000 + b"a",
    "ten thousand keys asked": b"? " * 10_000,
    "a staircase": b"\n".join(b" " * n + b"a:" for n in range(400)),
    "a scalar of ten million signs": b"a: " + b"x" * 10_000_000,
    "fifty thousand keys": b"".join(b"key%d: v\n" % n for n in range(50_000)),
    "as many keys as fit": b"".join(b"k%d: v\n" % n for n in range(7_000)),
    "as many brackets as fit": b"a: [" + b"[]," * 4_900 + b"]",
    "as many aliases as fit": b"a: &a b\nc: [" + b"*a," * 15_000 + b"]",
    "a key given twice": b"title: a\ntitle: b\n",
    "a key given twice, deep": b"a:\n  - {b: 1, c: 2, b: 3}\n",
    "an object": b"a: !!python/object/apply:os.system [id]\n",
    "a tag": b"a: !secret x\n",
    "a bare tag": b"a: ! 12\n",
    "a directive": b"%YAML 1.1\n---\na: 1\n",
    "a merge key": b"a: &a {b: 1}\nc:\n  <<: *a\n",
    "numbers as keys": b"1: x\ntrue: y\n",
    "a list as key": b"? [a]\n: b\n",
    "two documents": b"a: 1\n---\nb: 2\n",
    "a zero byte": b"a: \0\n",
    "latin-1": b"a: caf\xe9\n",
    "UTF-16": "a: é\n".encode("utf-16"),
    "a tab": b"a:\n\t- b\n",
    "conflict markers": b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> theirs\n",
    "infinity": b"a: .inf\n",
    "a line that never ends": b'a: "' + b"\\" * 50_000,
    "an alias to itself": b"&a a: *a\nb: &b [*b]\n",
    "half a surrogate": b'a: "\\ud800"\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_finding_and_stops_nobody(name: str) -> None:
    data = HOSTILE[name]
    wrapped = b"---\n" + data + b"\n---\n"
    readers = {
        "YAML": lambda: read_yaml("x.yml", data, LARGEST_RULES)[1] if "as fit" not in name else ["fits"],
        "ticket": lambda: read_ticket("ticket.md", wrapped)[2],
        "asset": lambda: read_asset("assets/devices/x.yml", data)[1],
        "cursors": lambda: read_cursors("tickets/cursors.yml", data)[1],
        "timeline": lambda: read_timeline("timeline.yml", data)[1],
        "rules": lambda: read_rules({"rules/desk.yml": data}, {}, "")[1],
    }
    for kind, read in readers.items():
        read_rules({}, {}, "")
        best = min(_seconds(read) for _ in range(2))
        assert read(), f"{kind}: no finding"
        # What is meant is a tenth of a second (tests/bench/hostile.py); a reader that hangs takes thirty.
        assert best < 5, f"{kind}: {best:.3f} s"


def _seconds(read) -> float:
    start = time.process_time()  # other work on this machine is not ours to answer for
    read()
    return time.process_time() - start


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a: 1\nb: 2\na: 3\n", "x.yml:3:1: Y007 key given twice: 'a'; it stands in line 1 too"),
        (
            b"a: [1, 2\nb: 3\n",
            "x.yml:2:2: Y010 not YAML: did not find expected ',' or ']', while parsing a flow sequence",
        ),
        (b"a:\n\t- b\n", "x.yml:2:1: Y009 a tab where spaces are needed; indent with spaces"),
        (b"a: 1\n<<<<<<< HEAD\nb: 2\n", "x.yml:2:1: Y006 conflict markers of a merge; decide which side holds"),
        (b"a: 1\n2: b\n", "x.yml:2:1: Y011 a key that is not text; put the key in quotes"),
        (b"a: !x y\n", "x.yml:1:4: Y004 unknown tag: '!x'; write plain values, or quote the text"),
        (b"a: caf\xe9\n", "x.yml:1:7: Y002 not UTF-8 text: byte 0xe9; save the file as UTF-8"),
        (b"b: &b {c: 1}\na:\n  <<: *b\n", "x.yml:3:3: Y012 a merge key '<<'; write the fields out"),
    ],
)
def test_a_finding_says_where_and_what_to_do(data: bytes, said: str) -> None:
    _, findings = read_yaml("x.yml", data, LARGEST_RULES)
    assert next(str(finding) for finding in findings).startswith(said)


def test_words_that_old_yaml_takes_for_values_stay_words() -> None:
    document, _ = read_yaml("x.yml", b"a: no\nb: 12:30:45\nc: 2026-03-02\non: off\ne: 1_000\n", LARGEST_RULES)
    assert document.value == {"a": "no", "b": "12:30:45", "c": "2026-03-02", "on": "off", "e": "1_000"}


def test_an_alias_or_two_in_a_rule_file_are_fine() -> None:
    document, _ = read_yaml("x.yml", b"a: &hours [9, 17]\nb: *hours\n", LARGEST_RULES)
    assert document.value == {"a": [9, 17], "b": [9, 17]}


def test_signs_of_anchors_in_plain_text_are_text() -> None:
    document, _ = read_yaml("x.yml", b"a: |\n  *bold* & [x] !now\nb: 'R&D *'\n", LARGEST_RULES)
    assert document.value == {"a": "*bold* & [x] !now\n", "b": "R&D *"}


@given(st.binary(max_size=200) | st.text("ab:-[]{}\n \t#&*!|>'\"%@,?\\<0.~", max_size=60).map(str.encode))
@example(b"\r\t")
@example("a: b\x85\tc".encode())
@settings(max_examples=400, deadline=None)
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    document, findings = read_yaml("x.yml", data, LARGEST_RULES)
    assert (document is None) == bool(findings)
    if document is not None:
        assert document.value == ryaml.loads(data.decode("utf-8-sig"))
    read_ticket("ticket.md", b"---\n" + data + b"\n---\n" + data)
    read_timeline("timeline.yml", b"- {" + data)
    read_rules({"rules/routing.yml": data, "rules/people/x.yml": data}, {}, "")
