"""The guide says what is so: its examples are read by the desk, its commands exist, its links lead somewhere, and every
verb, check, rules file and template variable has its place in it."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from guide_pages import DOCS, ROOT, Fence, Typed, examples, fences, pages, play, session

from helpdesk.commands import VERBS, main
from helpdesk.commands.setup.generate import GENERATED
from helpdesk.load.strict_yaml import read_yaml
from helpdesk.resources import data_folder, default_rules

PAGES = pages()
README = (ROOT / "README.md").read_text()
FENCES = [fence for page, text in PAGES.items() for fence in fences(page, text)]
# These two show one whole desk between them; what other pages show is laid over it.
WHOLE = examples("records.md", PAGES["records.md"]) | examples("rules.md", PAGES["rules.md"])
# Typed one after another, in one folder.
SESSIONS = ("getting-started.md", "technician.md")


def findings(folder: Path, files: dict[str, str]) -> str:
    """What `helpdesk check` says to a desk of these files."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return CliRunner().invoke(main, ["check", "-C", str(folder)]).output


def test_the_records_and_rules_of_the_guide_are_one_desk_without_a_finding(tmp_path):
    assert ", no findings" in findings(tmp_path, WHOLE)


def test_that_desk_does_what_its_own_examples_say(tmp_path):
    findings(tmp_path, WHOLE)
    done = CliRunner().invoke(main, ["test-rules", "-C", str(tmp_path)])
    assert done.exit_code == 0, done.output


def test_what_other_pages_show_fits_that_desk(tmp_path):
    wrong = []
    for page, text in PAGES.items():
        shown = examples(page, text)
        if shown and page not in ("records.md", "rules.md"):
            said = findings(tmp_path / page.replace("/", "-"), WHOLE | shown)
            wrong += [f"{page}: {line}" for line in said.splitlines() if line.startswith(tuple(shown))]
    assert not wrong


@pytest.mark.parametrize("fence", [f for f in FENCES if f.kind in ("yaml", "yml")], ids=lambda f: f"{f.page}:{f.path}")
def test_yaml_in_the_guide_is_yaml_that_the_desk_reads(fence: Fence):
    document, wrong = read_yaml(fence.path or fence.page, fence.text.encode(), 1_000_000)
    assert document is not None, wrong


@pytest.mark.parametrize("page", ["records.md", "rules.md"])
def test_every_yaml_example_of_the_two_reference_pages_names_its_file(page):
    assert not [f.text[:60] for f in fences(page, PAGES[page]) if f.kind == "yaml" and not f.path]


def commands() -> Iterator[tuple[str, str]]:
    """(page, command) of every line that begins with helpdesk in a fence, and of every `helpdesk ...` in a sentence."""
    for fence in FENCES:
        if fence.page != "commands.md":
            joined = fence.text.replace("\\\n", " ")
            for line in joined.splitlines():
                words = line.strip().removeprefix("$ ").removeprefix("- run: ")
                for part in re.split(r"&&|\|\||[|;]", words):
                    if part.strip().startswith("helpdesk "):
                        yield fence.page, part.strip()
    for page, text in {**PAGES, "README.md": README}.items():
        prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
        for typed in re.findall(r"`(helpdesk [^`\n]+)`|^    (helpdesk .+)$", prose, flags=re.M):
            yield page, "".join(typed)


@pytest.mark.parametrize(("page", "command"), sorted(set(commands())))
def test_every_command_line_of_the_guide_is_one_the_desk_takes(page, command):
    words = shlex.split(command.replace("...", "x"), comments=True)
    words = words[1 : next((at for at, word in enumerate(words) if word.startswith((">", "<"))), len(words))]
    parsed: click.Command = main
    context = click.Context(main, info_name="helpdesk")
    while isinstance(parsed, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = parsed.get_command(context, name)
        assert found is not None, f"{page}: no verb {name!r} in {command!r}"
        parsed, context = found, click.Context(found, info_name=name, parent=context)
    try:
        parsed.make_parser(context).parse_args(list(words))
    except click.BadOptionUsage:
        return  # a sentence may name an option without its value
    except click.UsageError as problem:
        pytest.fail(f"{page}: {command!r}: {problem.message}")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_place(verb):
    assert f"## helpdesk {verb}\n" in PAGES["commands.md"]


def test_every_check_has_its_place():
    assert PAGES["checks.md"].encode() == GENERATED["site/docs/checks.md"]()


def kinds_of_rules() -> Iterator[str]:
    """`desk.yml`, `people/`, ...: one for every file or folder that rules/ can hold."""
    for path in sorted(default_rules()):
        parts = path.split("/")
        yield parts[1] if len(parts) == 2 else f"{parts[1]}/"
    yield from ("people/", "teams/", "calendars/", "sla/", "lifecycle/")
    for schema in data_folder("schemas").glob("*.schema.json"):
        found = re.search(r'"description": "rules/([a-z_-]+(?:/|\.yml))', schema.read_text())
        if found:
            yield found[1]


@pytest.mark.parametrize("kind", sorted(set(kinds_of_rules())))
def test_every_kind_of_rules_file_has_a_full_example(kind):
    assert any(path.startswith(f"rules/{kind}") for path in WHOLE)


def test_the_limits_that_the_guide_names_are_the_built_in_ones():
    from helpdesk.model.rules.desk import Limits

    usual = Limits()
    assert f"| {usual.notices_per_pass}, {usual.closings_per_pass} |" in PAGES["rules.md"]
    assert any(
        "`limits.messages_per_turn`" in line and line.endswith(f"| {usual.messages_per_turn} |")
        for line in PAGES["rules.md"].splitlines()
    )


def test_every_kind_of_record_has_a_full_example():
    kinds = ("ticket.md", "timeline.yml", "/comments/", "tickets/new/", "tickets/cursors.yml", "kb/", "assets/")
    assert not [kind for kind in kinds if not any(kind in path for path in WHOLE)]


def test_every_event_of_the_timeline_is_named():
    from typing import get_args

    from helpdesk.model.timeline import AnyEntry

    events = [kind.__struct_config__.tag for kind in get_args(AnyEntry)]
    assert not [event for event in events if f"`{event}`" not in PAGES["records.md"]]


def test_every_variable_of_a_template_has_its_place():
    source = (ROOT / "tools/helpdesk/decide/notifying/wording.py").read_text()
    body = source[source.index("def notice_values(") : source.index("def link_of(")]
    names = set(re.findall(r'^        "([a-z_]+)":', body, flags=re.M))
    assert {"reference", "promises", "link"} <= names
    assert not [name for name in sorted(names) if f"`{name}`" not in PAGES["rules.md"]]


def test_every_field_and_test_of_a_condition_has_its_place():
    import json

    condition = json.loads((data_folder("schemas") / "routing.schema.json").read_text())["$defs"]
    names = [*condition["condition"]["properties"], *condition["test"]["properties"]]
    assert not [name for name in names if f"`{name}`" not in PAGES["rules.md"]]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_link_of_the_guide_leads_somewhere(page):
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```", "", PAGES[page], flags=re.M | re.S)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (DOCS / page).parent / path if path else DOCS / page
        known = anchors(other.read_text()) if other.is_file() and other.suffix == ".md" else set()
        if not other.is_file() or (anchor and anchor not in known):
            wrong.append(target)
    assert not wrong


@pytest.mark.parametrize("page", sorted(PAGES))
def test_no_file_is_shown_twice_on_a_page_and_no_heading_is(page):
    shown = [fence.path for fence in fences(page, PAGES[page]) if fence.path]
    headings = re.findall(r"^## (.+)$", re.sub(r"^```.*?^```", "", PAGES[page], flags=re.M | re.S), flags=re.M)
    assert (len(shown), len(headings)) == (len(set(shown)), len(set(headings)))


def test_every_link_of_the_readme_leads_somewhere():
    linked = re.findall(r"\]\(([^)\s]+)\)", README)
    assert linked
    assert not [target for target in linked if "://" not in target and not (ROOT / target).is_file()]


def anchors(text: str) -> set[str]:
    from markdown.extensions.toc import slugify

    return {slugify(heading, "-") for heading in re.findall(r"^#+ (.+)$", text, flags=re.M)}


def test_every_page_is_in_the_navigation():
    navigation = (ROOT / "mkdocs.yml").read_text()
    assert not [page for page in PAGES if f" {page}\n" not in navigation]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Typed, str]]:
    """Everything that the two tutorials type, and what the shell printed to it."""
    typed = [each for page in SESSIONS for each in session(page, PAGES[page])]
    return list(zip(typed, play(typed, tmp_path_factory.mktemp("guide")), strict=True))


def test_the_tutorials_print_what_they_show(played):
    """Line by line, but for figures, times and the names of days and months."""
    different = []
    for typed, printed in played:
        real = [_words(line) for line in printed.splitlines()]
        different += [(typed.line, line, printed) for line in typed.shown if _words(line) not in real]
    assert not different


def _words(line: str) -> str:
    """What stays the same whenever it is typed: the whole words of a line."""
    plain = re.sub(
        r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\b", "", line
    )
    return " ".join(re.findall(r"(?<![\w-])[A-Za-z]{2,}(?![\w])", plain))
