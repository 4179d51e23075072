"""`helpdesk texts`: what the portal says and a language of the desk's own lacks."""

import json
import sys
from pathlib import Path

import click


@click.command()
@click.argument("language", metavar="LANGUAGE")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def texts(language: str, as_json: bool) -> None:
    """Print the portal's texts that rules/texts/LANGUAGE.yml lacks, to be translated.

    Each line is a text by its English; write the translation behind the colon and keep what stands in braces. For a
    language that is built in (en, de, fr, es) a file holds only the words that the desk wants otherwise.

    \b
    Example:
      helpdesk texts ar >> rules/texts/ar.yml
    """
    from helpdesk.load.rules.texts import missing
    from helpdesk.load.strict_yaml import read_yaml

    if not (language.isascii() and language.isalpha() and 2 <= len(language) <= 8 and language.islower()):
        raise click.UsageError(f"no language: {language!r}; a tag of small letters, like ar or pl")
    file = Path("rules/texts") / f"{language}.yml"
    document, wrong = read_yaml(str(file), file.read_bytes(), 1_000_000) if file.is_file() else (None, [])
    for finding in wrong:
        click.echo(str(finding), err=True)
    if wrong:
        sys.exit(1)
    said = document.value if document is not None and isinstance(document.value, dict) else {}
    lacks = missing(said)
    if as_json:
        click.echo(json.dumps({"language": language, "missing": lacks}, ensure_ascii=False))
        return
    for text in lacks:
        quoted = json.dumps(text, ensure_ascii=False)
        click.echo(f"{quoted}: {quoted}")
    if not lacks:
        click.echo(f"{file} has every text of the portal.", err=True)
