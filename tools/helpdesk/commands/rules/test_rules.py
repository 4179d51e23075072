"""`helpdesk test-rules`: the examples in rules/tests/, run."""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from helpdesk.commands.clone.folder import DeskFolder
    from helpdesk.model.asset import Asset
    from helpdesk.replay.examples import Failure, Result


@click.command(
    epilog="""\b
Example:
  helpdesk test-rules
  helpdesk test-rules vpn --verbose        (only examples whose name or file says "vpn")
  helpdesk test-rules --rules ../shorter-targets --json
""",
)
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's folder (here).")
@click.option("--rules", "changed", metavar="DIR|REV", help="Test these rules, with their own examples (your rules/).")
@click.option("-v", "--verbose", is_flag=True, help="Name the examples that pass, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def test_rules(words: tuple[str, ...], folder: str, changed: str | None, verbose: bool, as_json: bool) -> None:
    """Run the examples in rules/tests/: what comes in, and what must come of it. A failure shows what was expected,
    what came, and how the desk decided.

    Nothing is written and nobody is told. Exit status: 0 all pass, 1 an example fails or cannot be read, 2 usage.
    """
    from helpdesk.commands.clone.folder import DeskFolder, find_desk
    from helpdesk.commands.clone.rules_source import repository_of, rules_named
    from helpdesk.commands.terminal.visible import one_line
    from helpdesk.load.rules.examples import read_examples
    from helpdesk.replay.examples import run_example

    root = find_desk(Path(folder).resolve())
    if root is None:
        raise click.UsageError(f"no desk in {folder!r}: it has neither rules/ nor tickets/; `helpdesk init` makes one")
    rules, files = rules_named(changed or str(root / "rules"), repository_of(root) if changed else None)
    examples, findings = read_examples(files, rules)
    assets = _assets(DeskFolder(root))
    wanted = [one for one in examples if all(_says(word, f"{one.name} {one.origin}") for word in words)]
    zone = ZoneInfo(rules.desk.timezone)
    results = [run_example(example, rules, assets) for example in wanted]
    if as_json:
        click.echo(_json(results, [str(finding) for finding in findings]))
    else:
        for finding in findings:
            click.echo(one_line(str(finding)))
        for line in (line for result in results for line in _lines(result, zone, verbose=verbose)):
            click.echo(one_line(line))
        click.echo(_count(results, words))
    if findings or any(not result.passed for result in results):
        raise SystemExit(1)


def _says(word: str, text: str) -> bool:
    return word.casefold() in text.casefold()


def _assets(files: "DeskFolder") -> "dict[str, Asset]":
    """Every asset that can be read; what is wrong with the others is `check`'s to say."""
    from helpdesk.load.asset import read_asset

    paths = (path for path in files if path.startswith("assets/") and path.endswith(".yml"))
    found = (read_asset(path, files[path])[0] for path in paths)
    return {asset.id: asset for asset in found if asset is not None}


def _lines(result: "Result", zone: ZoneInfo, *, verbose: bool) -> Iterator[str]:
    if result.passed:
        if verbose:
            yield f"pass  {result.name}"
        return
    yield f"FAIL  {result.name}"
    for failure in result.failures:
        path = result.origin.rpartition(":")[0]
        yield from _wrapped(f"{path}:{failure.line}: {_told(failure, zone)}", "      ")
    yield "      how the desk decided:"
    for line in result.explained:
        yield from _wrapped(line.strip(), "        " if not line.startswith(" ") else "          ")


def _told(failure: "Failure", zone: ZoneInfo) -> str:
    """Times as the desk's own clocks show them."""
    from helpdesk.model.moment import parse_utc
    from helpdesk.model.rules.examples import DUE

    def shown(value: str) -> str:
        return parse_utc(value).astimezone(zone).isoformat() if value and failure.key in DUE else repr(value)

    expected = " or ".join(map(shown, failure.expected)) or "nothing"
    told = failure.actual if failure.key != "because" else ("the explanation below",)
    actual = ", ".join(map(shown, told)) or "nothing"
    at, negated = failure.at.astimezone(zone).isoformat(), "" if failure.holds else "not "
    return f"{failure.key} at {at}: expected {negated}{expected}, got {actual}"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        80,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(results: "list[Result]", words: tuple[str, ...]) -> str:
    failed = sum(not result.passed for result in results)
    if not results and words:
        return f"no example says {' and '.join(map(repr, words))}"
    if not results:
        return "no examples; write some in rules/tests/ (the guide's page on testing rules says how)"
    return f"{len(results)} example{'' if len(results) == 1 else 's'}, {failed or 'none'} failed"


def _json(results: "list[Result]", findings: list[str]) -> str:
    import msgspec

    data = {
        "passed": sum(result.passed for result in results),
        "failed": sum(not result.passed for result in results),
        "findings": findings,
        "examples": [{**msgspec.to_builtins(result), "passed": result.passed} for result in results],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
