"""`helpdesk read alert`: what the desk would read out of a monitor's request, without a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from helpdesk.commands.terminal.input import input_bytes
from helpdesk.commands.terminal.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from helpdesk.channels.alerts.reading import Reading
    from helpdesk.model.alert import Alert
    from helpdesk.model.rules.alerts import AlertMapping

_EPILOG = """\b
Example:
  helpdesk read alert --json firing.json
  helpdesk read alert --source zabbix --header "Content-Type: application/json" request.json
"""


@click.command("alert", epilog=_EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, one line an alert.")
@click.option("--source", default="", metavar="KIND", help="Which monitor it is, or which file of rules/alerts/.")
@click.option("--header", "headers", multiple=True, metavar="NAME:VALUE", help="A header that came with the request.")
@click.option("--rules", "rules", metavar="FOLDER", help="A desk whose rules/alerts/ say how its senders name things.")
def alert_command(
    files: tuple[str, ...], as_json: bool, source: str, headers: tuple[str, ...], rules: str | None
) -> None:
    """Show what the desk reads out of a monitor's requests; FILE is a request's body, "-" is standard input.

    Nothing is stored or sent. Exit code 1 when one is no alert: what and where is said on standard error; 2 when a
    file cannot be read.
    """
    from helpdesk.channels.alerts.read import read_alerts

    given = dict(map(_header, headers))
    mappings = _mappings(rules)
    refused = False
    for file in files:
        reading = read_alerts(input_bytes(file, "a monitor's request"), given, source, mappings)
        for alert in reading.alerts:
            click.echo(_json(file, alert) if as_json else _summary(file, alert))
        if not reading.alerts:
            refused |= _no_alert(file, reading)
    if refused:
        raise SystemExit(1)


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise click.UsageError(f"no header: {text!r}; write it like 'Content-Type: application/json'")
    return name.strip(), value.strip()


def _mappings(folder: str | None) -> Sequence[AlertMapping]:
    if folder is None:
        return ()
    from helpdesk.commands.clone.rules_source import rules_named

    return rules_named(folder, None)[0].alerts.mappings


def _no_alert(file: str, reading: Reading) -> bool:
    """Say what it is instead; whether it was refused."""
    from helpdesk.channels.alerts.reading import Outcome

    confirm = reading.handshake.confirm if reading.handshake is not None else ""
    words = f"{file}: {reading.outcome.value}: {reading.why}" + (f": {confirm}" if confirm else "")
    click.echo(one_line(words), err=True)
    return reading.outcome is Outcome.REJECTED


def _json(file: str, alert: Alert) -> str:
    import msgspec

    fields = {
        "source": alert.source,
        "key": alert.key,
        "status": alert.status,
        "title": alert.title,
        "severity": alert.severity,
        "service": alert.service,
        "starts_at": alert.starts_at,
        "ends_at": alert.ends_at,
        "labels": alert.labels,
        "event": alert.event,
        "group": alert.group,
        "url": alert.url,
        "text": alert.text,
        "file": file,
    }
    return msgspec.json.encode(fields).decode()


def _summary(file: str, alert: Alert) -> str:
    """The alert as a person reads it."""
    when = " to ".join(f"{at:%Y-%m-%d %H:%M} UTC" for at in (alert.starts_at, alert.ends_at) if at is not None)
    rows = (
        ("status", alert.status.value + (f" ({alert.event})" if alert.event else "")),
        ("title", alert.title),
        ("severity", alert.severity),
        ("service", alert.service),
        ("when", when),
        ("key", f"{alert.source} {alert.key}"),
        ("group", alert.group),
        ("labels", ", ".join(f"{name}={value}" for name, value in alert.labels.items())),
        ("see", alert.url),
    )
    return "\n".join([f"{file}:", *(f"  {name:<9} {one_line(text)}" for name, text in rows if text)])
