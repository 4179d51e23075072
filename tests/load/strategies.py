"""Records of every shape, for property tests."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from helpdesk.model.message import Party
from helpdesk.model.ticket import (
    Change,
    Comment,
    Form,
    Level,
    Links,
    Problem,
    Resolution,
    Task,
    Ticket,
    TicketType,
    Visibility,
    Window,
)
from helpdesk.model.timeline import Changed, Closed, Commented, Opened, Promised, Step, Target

# Anything a mail may bring, and more of what YAML could misread.
TRICKY = st.sampled_from(
    [
        "no",
        "~",
        "null",
        "12:30",
        "2026-03-02",
        "1e3",
        "0x1f",
        "- a",
        "a: b",
        "a #b",
        "#",
        "'",
        '"',
        "---",
        "...",
        "\t",
        "\r\n",
        "&a",
        "*a",
        "!tag",
        "|",
        ">",
        "%",
        "@",
        "`",
        "{a",
        "[",
        "?",
        "? x",
        ": ",
        "<<",
        "=",
        " x",
        "x ",
        "x\n",
        "\n",
        "a\n b\n",
        "\x00",
        "\x07",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffe",
        "\U0001f600",
        "a\x85b\nc",
        "\\",
        "\\n",
    ]
)
TEXT = (
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
    | TRICKY
    | st.builds("".join, st.lists(TRICKY, max_size=4))
)
LINE = TEXT.filter(bool)
MOMENT = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - hypothesis adds the zone
    lambda at: at.replace(microsecond=0)
)
SCALAR = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
)
FIELDS = st.dictionaries(LINE, SCALAR | st.lists(SCALAR, max_size=3).map(tuple), max_size=3)
PARTY = st.builds(Party, name=TEXT, email=TEXT, github=st.none() | st.integers(1, 10**12), phone=TEXT)
WORDS = st.lists(LINE, max_size=3).map(tuple)
REFERENCE = st.integers(1, 10**9).map(lambda number: f"HD-{number:06d}")

TICKET = st.builds(
    Ticket,
    id=REFERENCE,
    type=st.sampled_from(TicketType),
    title=LINE,
    status=st.sampled_from(["new", "open", "on-hold"]),
    priority=st.sampled_from(["", "P1"]),
    impact=st.sampled_from(Level),
    watchers=WORDS,
    requester=PARTY,
    channel=TEXT,
    source=TEXT,
    opened=MOMENT,
    visibility=st.sampled_from(Visibility),
    summary=TEXT,
    links=st.builds(Links, parent=st.just("") | REFERENCE, related=st.lists(REFERENCE, max_size=2).map(tuple)),
    tags=WORDS,
    form=st.none() | st.builds(Form, item=st.just("laptop"), answers=FIELDS),
    tasks=st.lists(st.builds(Task, id=st.just("a"), title=LINE, done=st.booleans()), max_size=2).map(tuple),
    resolution=st.none() | st.builds(Resolution, code=st.sampled_from(["", "fixed"]), summary=TEXT),
    problem=st.none() | st.builds(Problem, cause=TEXT, workaround=TEXT, known_error=st.booleans()),
    change=st.none()
    | st.builds(Change, plan=TEXT, rollback=TEXT, window=st.none() | st.builds(Window, start=MOMENT, end=MOMENT)),
    due=st.none() | st.dates(),
    fields=FIELDS,
)
COMMENT = st.builds(Comment, at=MOMENT, by=LINE, sender=PARTY, key=TEXT, message_id=TEXT, subject=TEXT, defects=WORDS)
JSON = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
SET = st.dictionaries(TEXT, JSON, max_size=3)
ENTRY = st.one_of(
    st.builds(Opened, at=MOMENT, key=TEXT, set=SET, why=TEXT),
    st.builds(Changed, at=MOMENT, by=TEXT, seen=st.none() | MOMENT, set=SET, was=SET),
    st.builds(Commented, at=MOMENT, comment=TEXT, sender=TEXT),
    st.builds(
        Promised,
        at=MOMENT,
        target=st.sampled_from(Target),
        due=MOMENT,
        sla=TEXT,
        calendar=TEXT,
        allowed=st.integers(0, 10**7),
        steps=st.lists(st.builds(Step, at=MOMENT, do=st.just("warn")), max_size=2).map(tuple),
    ),
    st.builds(Closed, at=MOMENT, reason=TEXT),
)
