"""`helpdesk init DIR`: a new desk that holds only data, and works at once."""

import re
import sys
from pathlib import Path

import click

from helpdesk import __version__
from helpdesk.resources import data_folder

_HANDLE = re.compile(r"[^a-z0-9-]+")


@click.command(
    epilog="""\b
Example:
  helpdesk init support --name "Support" --address support@example.org
  mkdir inbox && cd support && helpdesk run --mail-in folder:../inbox --mail-out folder:../sent
""",
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="Helpdesk", show_default=True, help="What people call this desk.")
@click.option("--address", default="helpdesk@example.org", show_default=True, help="The mail address it answers from.")
@click.option("--timezone", default="UTC", show_default=True, help="Its time zone, like Europe/Berlin.")
def init(folder: Path, name: str, address: str, timezone: str) -> None:
    """Make a new desk in FOLDER: ten lines of rules, the workflows, and a README for its users.

    You become its maintainer, by the name and mail address that git knows you by.
    """
    from helpdesk.store.create import NOBODY, FolderTakenError, create

    problem = _refused(name, address, timezone)
    if problem:
        raise click.UsageError(problem)
    you: list[str] = []

    def files(person: str, email: str) -> dict[str, bytes]:
        you.append(email)
        return _files(name, address, timezone, person, email)

    try:
        desk = create(folder, files)
    except FolderTakenError as taken:
        click.echo(f"{folder}: {taken}", err=True)
        sys.exit(1)
    click.echo(f"A new desk stands in {folder} ({desk} files, committed).")
    if you == [NOBODY[1]]:
        click.echo(f"git was never told who you are: in here you are {NOBODY[0]}, until you change")
        click.echo(f"rules/people/first.yml and run: git -C {folder} config user.email you@example.org")
    click.echo(f'next: cd {folder} && helpdesk new "My first ticket" -m "Does it work?" && helpdesk run')


def _refused(name: str, address: str, timezone: str) -> str:
    from zoneinfo import available_timezones

    if not name.strip():
        return "--name is empty; say what people call this desk, like Support"
    if not re.fullmatch(r"[^@\s\"'<>]+@[^@\s\"'<>]+", address):
        return f"--address {address!r} is not a mail address; write it like support@example.org"
    if timezone not in available_timezones():
        return f"--timezone {timezone!r} is not known; write it like Europe/Berlin"
    return ""


def _files(name: str, address: str, timezone: str, person: str, email: str) -> dict[str, bytes]:
    """Every file of the new desk by its path."""
    handle = _HANDLE.sub("-", email.partition("@")[0].casefold()).strip("-") or "me"
    words = {
        "@NAME@": _quoted(name),
        "@ADDRESS@": address,
        "@TIMEZONE@": timezone,
        "@HANDLE@": handle,
        "@PERSON@": _quoted(person),
        "@EMAIL@": email,
    }
    starter = data_folder("starter")
    places = {
        "rules/desk.yml": "rules/desk.yml",
        "rules/team.yml": "rules/teams/first-line.yml",
        "rules/person.yml": f"rules/people/{handle}.yml",
        "article.md": "kb/how-to/ask-for-help.md",
        "README.md": "README.md",
        **{f"workflows/{name}": f".github/workflows/{name}" for name in workflow_names()},
    }
    files = {to: _filled((starter / source).read_text(), words).encode() for source, to in places.items()}
    files["requirements.txt"] = f"gitops-helpdesk[mail]=={__version__}\n".encode()
    files["tickets/new/.gitkeep"] = b""
    files["assets/.gitkeep"] = b""
    files[".gitignore"] = b".venv/\npublic/\n"
    schemas = data_folder("schemas")
    files.update({f"schemas/{path.name}": path.read_bytes() for path in sorted(schemas.glob("*.schema.json"))})
    return files


def workflow_names() -> list[str]:
    """The workflow files that a desk on GitHub has."""
    return sorted(path.name for path in (data_folder("starter") / "workflows").glob("*.yml"))


def _filled(text: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def _quoted(text: str) -> str:
    """Text inside the double quotes of a YAML scalar, on one line."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
