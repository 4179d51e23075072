"""`helpdesk read answer`: whether answers are allowed by their questions, without a desk."""

import json
from typing import Any

import click

from helpdesk.commands.terminal.input import input_bytes


@click.command(
    "answer",
    epilog="""\b
Example:
  echo '{"field": {"type": "dropdown", "options": ["a", "b"]}, "answer": "c"}' | helpdesk read answer -
""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def answer_command(files: tuple[str, ...]) -> None:
    """Judge answers to questions of issue forms: JSON lines of `field` (type, label, options, required, multiple) and
    `answer`; FILE "-" is standard input.

    Prints `{"valid": ..., "wrong": [...]}` for each. Exit status: 0 all lines were read, 2 one is no such question.
    """
    for file in files:
        for number, line in enumerate(input_bytes(file, "JSON lines").splitlines(), 1):
            if line.strip():
                click.echo(json.dumps(_judged(f"{file}:{number}", line), ensure_ascii=False))


def _judged(where: str, line: bytes) -> dict[str, Any]:
    from helpdesk.channels.forms import define, wrong

    try:
        case = json.loads(line)
        field = dict(case["field"])
        top = {name: field.pop(name) for name in ("id", "type") if name in field}
        validations = {"required": field.pop("required", False)}
        form = define({"body": [{**top, "attributes": field, "validations": validations}]})
        found = wrong(form.questions[0], case.get("answer"))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        what = "not a question and its answer; write {'field': {'type': 'input'}, 'answer': 'text'}"
        raise click.UsageError(f"{where}: {what}") from error
    return {"valid": not found, "wrong": list(found)}
