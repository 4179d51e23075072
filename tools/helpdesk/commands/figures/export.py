"""`helpdesk export`: tickets and figures for other programs."""

from pathlib import Path

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import Refused
from helpdesk.figures.facts import Reader

FORMATS = ("csv", "json", "sqlite", "parquet", "openmetrics")


@click.command("export")
@click.argument("format", type=click.Choice(FORMATS))
@click.argument("out", type=click.Path(path_type=Path))
@reads
def export(desk: Desk, format: str, out: Path) -> None:
    """Write every ticket with its figures to OUT, for spreadsheets, databases and monitoring.

    csv is a table, json an object a line; sqlite opens in Datasette; parquet is a folder by month for DuckDB or Spark
    (needs the extra "parquet"); openmetrics is a text file for Prometheus. Everything in it is for staff.

    \b
    Example:
      helpdesk export csv tickets.csv
      helpdesk export sqlite desk.db
      helpdesk export parquet warehouse/
    """
    from helpdesk.publish.export import files
    from helpdesk.publish.export.openmetrics import openmetrics

    if out.is_dir() != (format == "parquet") and out.exists():
        raise Refused(f"{out} is {'a folder' if out.is_dir() else 'a file'}", "name another place")
    tickets = Reader(desk.rules).read_all(desk.snapshot.all_tickets())
    try:
        if format == "openmetrics":
            known = list(tickets)
            out.write_text(openmetrics(known, desk.now), "utf-8", newline="\n")
            count = len(known)
        else:
            count = getattr(files, f"write_{format}")(tickets, out)
    except ImportError:
        raise Refused("parquet needs pyarrow", "pip install 'gitops-helpdesk[parquet]'") from None
    except OSError as problem:
        raise Refused(f"{out} can't be written: {problem.strerror or problem}", "name another place") from None
    desk.answer({"out": str(out), "tickets": count}, (f"{out}: {count:,} tickets",))
