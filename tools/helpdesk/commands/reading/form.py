"""`helpdesk read form`: what the desk reads out of an issue that was opened by a form, without a desk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from helpdesk.commands.terminal.input import input_bytes

if TYPE_CHECKING:
    from helpdesk.channels.forms import Answer, Definition, Element, Reading
    from helpdesk.model.finding import Finding


@click.command(
    "form",
    epilog="""\b
Example:
  helpdesk read form --template .github/ISSUE_TEMPLATE/laptop.yml body.md --json
  helpdesk read form --template .github/ISSUE_TEMPLATE/laptop.yml     (the form itself)
  helpdesk read form body.md                                          (by its headings alone)
""",
)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--template", metavar="FORM.yml", help="The form's own definition.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, one line a file.")
def form_command(files: tuple[str, ...], template: str | None, as_json: bool) -> None:
    """Show the answers in bodies of issues that were opened by an issue form; FILE "-" is standard input.

    With --json, each answer stands under its question's id (its label, where it has no id): text, a list where several
    may be chosen or ticked, null where nothing was said. What the form does not ask stands under its heading, and what
    is odd is told on standard error. Without a FILE the form itself is shown and checked.

    Exit status: 0 read, 1 the form is wrong, 2 a file cannot be opened.
    """
    from helpdesk.channels.forms import parse

    if template is None and not files:
        raise click.UsageError("nothing to read: name the body of an issue, or a form with --template FORM.yml")
    form = _form(template, strict=not files) if template is not None else None
    if form is not None and not files:
        click.echo(_definition(form) if as_json else _shown_form(form))
    for file in files:
        text = input_bytes(file, "the body of an issue").decode("utf-8", "replace").removeprefix("\ufeff")
        reading = parse(text, form)
        click.echo(_json(reading) if as_json else _summary(file, reading, form))
        if as_json:
            _tell(file, reading)


def _form(path: str, *, strict: bool) -> Definition:
    """The form in a file. Ends with status 1 and every fault where its answers cannot be told apart; `strict`: where
    GitHub would not show it, too."""
    from helpdesk.channels.forms import define, faults
    from helpdesk.commands.terminal.visible import one_line
    from helpdesk.load.guards import LARGEST_RULES
    from helpdesk.load.strict_yaml import read_yaml

    document, findings = read_yaml(path, input_bytes(path, "an issue form"), LARGEST_RULES)
    wrong: list[Finding] = list(findings)
    refused = document is None
    for fault in faults(document.value) if document else ():
        wrong.append(document.finding(fault.keys, "F001", fault.what, fault.remedy))  # type: ignore[union-attr]
        refused = refused or strict or not fault.harmless
    for finding in wrong:
        click.echo(one_line(str(finding)), err=True)
    if refused or document is None:
        raise SystemExit(1)
    return define(document.value)


def _json(reading: Reading) -> str:
    return json.dumps(reading.everything, ensure_ascii=False)


def _tell(file: str, reading: Reading) -> None:
    """What the answers alone do not say, on standard error."""
    from helpdesk.commands.terminal.visible import one_line

    said = [*reading.odd, *(f"{label}: not answered" for label in reading.unanswered)]
    said += [f"outside the form: {reading.before[:200]!r}"] if reading.before else []
    for what in said:
        click.echo(one_line(f"{file}: {what}"), err=True)


def _summary(file: str, reading: Reading, form: Definition | None) -> str:
    from helpdesk.commands.terminal.visible import block

    labels = {element.key: element.label for element in form.questions} if form else {}
    lines = [f"{file}:"]
    for key, answer in reading.everything.items():
        lines += [f"  {labels.get(key, key)}", *(f"    {line}" for line in _lines(answer))]
    lines += [f"  not answered: {label}" for label in reading.unanswered]
    lines += [f"  odd: {what}" for what in reading.odd]
    lines += ["  outside the form:", *(f"    {line}" for line in reading.before.split("\n"))] if reading.before else []
    return block("\n".join(lines))


def _lines(answer: Answer) -> list[str]:
    if answer is None:
        return ["-"]
    return answer.split("\n") if isinstance(answer, str) else [f"- {one}" for one in answer]


def _definition(form: Definition) -> str:
    import msgspec

    elements = [_element(element) for element in form.elements]
    fields = {"name": form.name, "description": form.description, "title": form.title, "labels": list(form.labels)}
    return json.dumps(msgspec.to_builtins({**fields, "elements": elements}), ensure_ascii=False)


def _element(element: Element) -> dict[str, object]:
    """An element as JSON: boxes with what each requires, choices as texts."""
    import msgspec

    fields: dict[str, object] = msgspec.to_builtins(element)
    if element.type == "dropdown":
        fields["options"] = list(element.choices)
    return fields


def _shown_form(form: Definition) -> str:
    from helpdesk.commands.terminal.visible import block

    lines = [form.name, f"  {form.description}"]
    for element in form.questions:
        lines.append(f"  {element.key}: {element.label} ({element.type}{', required' if element.required else ''})")
        lines += [f"    - {choice}" for choice in element.choices]
    return block("\n".join(lines))
