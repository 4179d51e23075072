"""Each format as a function: (tickets, where) -> what was written. All are deterministic: same desk, same bytes."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from helpdesk.figures.facts import Facts
from helpdesk.model.moment import parse_utc
from helpdesk.publish.export.csv_text import csv_text
from helpdesk.publish.export.rows import COLUMNS, Row, row, waits

_IN_SQLITE = {"TIME": "TEXT", "BOOLEAN": "INTEGER"}


def write_csv(tickets: Iterable[Facts], out: Path) -> int:
    """One table for spreadsheets: UTF-8 with a byte order mark, for Excel. Returns how many tickets."""
    lines = [list(row(one).values()) for one in tickets]
    out.write_text("\ufeff" + csv_text([list(COLUMNS), *lines]), "utf-8", newline="")
    return len(lines)


def write_json(tickets: Iterable[Facts], out: Path) -> int:
    """JSON lines: an object a ticket, with its waiting times."""
    count = 0
    with out.open("w", encoding="utf-8", newline="\n") as file:
        for one in tickets:
            file.write(json.dumps({**row(one), "waits": list(waits(one))}, ensure_ascii=False) + "\n")
            count += 1
    return count


def write_sqlite(tickets: Iterable[Facts], out: Path) -> int:
    """Tables `tickets` and `waits`, indexed, as Datasette likes them. Written beside `out` and moved there whole."""
    half = out.with_name(out.name + ".half")
    half.unlink(missing_ok=True)
    count = 0
    with sqlite3.connect(half) as file:
        columns = ", ".join(f'"{name}" {_IN_SQLITE.get(kind, kind)}' for name, kind in COLUMNS.items())
        file.execute(f"CREATE TABLE tickets ({columns}, PRIMARY KEY (number)) WITHOUT ROWID")
        file.execute("CREATE TABLE waits (number INTEGER REFERENCES tickets, status TEXT, start TEXT, end TEXT)")
        marks = ", ".join("?" * len(COLUMNS))
        for one in tickets:
            file.execute(f"INSERT INTO tickets VALUES ({marks})", list(row(one).values()))  # noqa: S608
            file.executemany("INSERT INTO waits VALUES (?, ?, ?, ?)", [list(each.values()) for each in waits(one)])
            count += 1
        for name in ("opened", "team", "status", "category"):
            file.execute(f"CREATE INDEX tickets_{name} ON tickets ({name})")
    file.close()
    half.replace(out)
    return count


def write_parquet(tickets: Iterable[Facts], out: Path) -> int:
    """A folder partitioned by the month of opening (`month=2026-03/tickets.parquet`), as DuckDB, Spark and BigQuery
    read it. Raises ImportError without pyarrow. Months are written one by one and files of other months left alone."""
    import pyarrow
    from pyarrow import parquet

    time = pyarrow.timestamp("us", tz="UTC")
    kinds = {"INTEGER": pyarrow.int64(), "TEXT": pyarrow.string(), "TIME": time, "BOOLEAN": pyarrow.bool_()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    months: dict[str, list[dict[str, object]]] = defaultdict(list)
    for one in tickets:
        months[f"{one.opened:%Y-%m}"].append(_typed(row(one)))
    for month, rows in sorted(months.items()):
        folder = out / f"month={month}"
        folder.mkdir(parents=True, exist_ok=True)
        half = folder / "tickets.parquet.half"
        parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), half)
        half.replace(folder / "tickets.parquet")
    return sum(map(len, months.values()))


def _typed(values: Row) -> dict[str, object]:
    """A row with times as times, and yes or no as that."""
    typed: dict[str, object] = dict(values)
    for name, kind in COLUMNS.items():
        value = values[name]
        if kind == "TIME" and isinstance(value, str):
            typed[name] = parse_utc(value)
        elif kind == "BOOLEAN" and value is not None:
            typed[name] = bool(value)
    return typed
