import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import ryaml

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.model.calendar import CalendarRule
from helpdesk.resources import data_folder

SCHEMA = json.loads((Path(data_folder("schemas")) / "calendar.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

OFFICE = """
name: Office hours
timezone: Europe/Berlin
weekly:
  mon: [["09:00", "17:00"]]
  sat: [["22:00", "06:00"]]
holidays: [{country: DE, subdivision: BY}]
days: {"2026-12-24": [["09:00", "12:00"]], 2026-12-31: []}
"""


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every subschema that describes a value, with the definitions it refers to."""
    if isinstance(schema, list):
        return [part for item in schema for part in parts(item)]
    if not isinstance(schema, dict):
        return []
    inner = [part for key, value in schema.items() if key not in ("examples", "required") for part in parts(value)]
    return [schema, *inner] if "description" in schema and "properties" not in schema.get("description", ()) else inner


def test_the_schema_is_sound():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_field_has_a_title_a_description_and_examples_that_it_accepts():
    described = parts(SCHEMA)
    assert len(described) >= 18
    for part in described:
        assert part["title"]
        assert part["examples"], part["title"]
        for example in part["examples"]:
            VALIDATOR.evolve(schema={**part, "$defs": SCHEMA["$defs"]}).validate(example)


@pytest.mark.parametrize("example", SCHEMA["examples"], ids=lambda example: example["name"])
def test_the_examples_are_calendars_that_work(example):
    BusinessClock.of(msgspec.convert({**example, "id": "example"}, CalendarRule))


def test_the_file_reads_as_the_record():
    record = ryaml.loads(OFFICE)
    VALIDATOR.validate(record)
    rule = msgspec.convert({**record, "id": "office"}, CalendarRule)
    assert rule.weekly["mon"] == (("09:00", "17:00"),)
    assert rule.holidays[0].subdivision == "BY"
    assert msgspec.convert(msgspec.to_builtins(rule), CalendarRule) == rule


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        ("timezone: Europe/Berlin", ""),
        ("timezone: Europe/Berlin", "timezone: ../../etc/passwd"),
        ("name:", "nmae:"),
        ("mon:", "monday:"),
        ('"09:00", "17:00"', '"9:00", "17:00"'),
        ('"09:00", "17:00"', '"24:00", "17:00"'),
        ('"09:00", "17:00"', '"09:00"'),
        ('"09:00", "17:00"', '"09:00", "12:00", "17:00"'),
        ("country: DE", "country: Germany"),
        ("2026-12-31", "31.12.2026"),
    ],
)
def test_a_file_with_a_slip_is_refused(was, is_now):
    assert was in OFFICE
    assert not VALIDATOR.is_valid(ryaml.loads(OFFICE.replace(was, is_now, 1)))
