"""Whatever people type into a form comes back as they typed it, and whatever they do to the issue breaks nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.channels.forms import Definition, Element, ElementType, parse
from helpdesk.channels.forms.definition import Option

FORM = Definition(
    elements=(
        Element(type=ElementType.INPUT, id="name", label="Name"),
        Element(type=ElementType.TEXTAREA, id="what", label="What?"),
        Element(type=ElementType.TEXTAREA, id="log", label="Log", render="shell"),
        Element(type=ElementType.CHECKBOXES, id="boxes", label="Boxes", options=(Option("one"), Option("two"))),
        Element(
            type=ElementType.DROPDOWN,
            id="many",
            label="Many",
            multiple=True,
            options=(Option("a, b"), Option("a"), Option("b")),
        ),
    )
)
LINE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30).map(str.strip)
TEXT = st.lists(LINE | st.sampled_from(["### Mine", "- [x] one", "> ### Name", "#### Name"]), min_size=1).map("\n".join)
NOTHING = {"", "_no response_", r"\_no response\_", "*no response*"}


def body(name: str, what: str, log: str, ticked: bool, many: tuple[str, ...]) -> str:
    box = "x" if ticked else " "
    return (
        f"### Name\r\n\r\n{name}\r\n\r\n### What?\r\n\r\n{what}\r\n\r\n### Log\r\n\r\n```shell\r\n{log}\r\n```\r\n\r\n"
        f"### Boxes\r\n\r\n- [{box}] one\r\n- [ ] two\r\n\r\n### Many\r\n\r\n{', '.join(many) or '_No response_'}"
    )


@settings(max_examples=150, deadline=None)
@given(LINE, TEXT, TEXT, st.booleans(), st.lists(st.sampled_from(["a, b", "a", "b"]), unique=True).map(tuple))
def test_answers_come_back_as_they_were_typed(
    name: str, what: str, log: str, ticked: bool, many: tuple[str, ...]
) -> None:
    fences = ("```", "~~~", "### Name", "### What", "### Log", "### Boxes", "### Many")
    if any(line.lstrip().startswith(fences) for text in (name, what, log) for line in text.split("\n")):
        return
    answers = parse(body(name, what, log, ticked, many), FORM).answers
    for key, typed in (("name", name), ("what", what), ("log", log)):
        wanted = None if typed.strip().casefold() in NOTHING else typed.strip()
        assert ((answers[key] or "").strip() or None) == wanted
    assert answers["boxes"] == (("one",) if ticked else None)
    # `a, b` may have been one choice or two: nothing in the text tells.
    assert ", ".join(answers["many"] or ()) == ", ".join(many)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from([*body("n", "w", "l", True, ("a",)).split("\n"), "```"])).map("\n".join)
)
def test_nothing_that_is_done_to_an_issue_breaks_the_reading(text: str) -> None:
    reading = parse(text, FORM)
    assert set(reading.answers) == {"name", "what", "log", "boxes", "many"}
    parse(text)


def test_a_heading_as_wide_as_an_issue_may_be_is_read_at_once() -> None:
    wide = f"a{' ' * 65_000}b"
    assert list(parse(f"### {wide}\n\nx").others) == [wide]
