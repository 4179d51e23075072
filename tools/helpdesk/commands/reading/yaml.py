"""`helpdesk read yaml`: what the desk reads out of a YAML file, without a desk."""

import json

import click

from helpdesk.commands.terminal.input import input_bytes


@click.command(
    "yaml",
    epilog="""\b
Example:
  helpdesk read yaml rules/routing.yml --json
""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, one line a file.")
def yaml_command(files: tuple[str, ...], as_json: bool) -> None:
    """Show the value that the desk reads out of YAML files, or why it refuses them; FILE "-" is standard input.

    No schema is applied. Exit status: 0 all read, 1 one refused, 2 a file cannot be opened.
    """
    from helpdesk.commands.terminal.visible import block
    from helpdesk.load.guards import LARGEST_RULES
    from helpdesk.load.strict_yaml import read_yaml

    refused = False
    for file in files:
        document, findings = read_yaml(file, input_bytes(file, "a YAML file"), LARGEST_RULES)
        refused = refused or bool(findings)
        value = document.value if document else None
        if as_json:
            found = [{"code": one.code, "line": one.line, "column": one.column, "what": one.what} for one in findings]
            click.echo(json.dumps({"file": file, "value": value, "findings": found}))
        else:
            lines = [str(finding) for finding in findings] or [json.dumps(value, indent=2, ensure_ascii=False)]
            click.echo(block("\n".join(lines)))
    if refused:
        raise SystemExit(1)
