"""What only the desk writes is described too, from the types it writes it with."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest
import ryaml

from builders import a_desk, mail
from helpdesk.load.generated import TEXTS, plan_schema, timeline_schema
from helpdesk.load.timeline import write_entries
from helpdesk.model.plan_words import as_json
from helpdesk.model.timeline import Target, Warned

ROOT = Path(__file__).parents[2]
MADE = {"timeline": timeline_schema, "plan": plan_schema}


def test_every_generated_file_is_current() -> None:
    # In a process of its own: click keeps the help option of whoever asked a command first.
    command = [sys.executable, "-m", "helpdesk.commands", "generate", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", MADE)
def test_every_field_is_explained_and_no_text_is_left_over(name: str) -> None:
    schema = json.loads(MADE[name]())
    jsonschema.Draft202012Validator.check_schema(schema)
    fields = {
        field: described
        for part in [schema, *schema["$defs"].values()]
        for field, described in part.get("properties", {}).items()
    }
    assert {field for field, described in fields.items() if not described.get("description")} == set()
    assert all(part.get("description") for part in schema["$defs"].values() if "properties" in part)
    if name == "plan":
        assert set(TEXTS) == set(fields)


def test_what_the_desk_writes_is_valid_by_its_schema() -> None:
    scene = a_desk().level(response="1h", resolve="8h").open()
    plan = scene.receive(mail("anna@example.org", "No wifi"))
    entries = ryaml.loads(write_entries(scene.record().timeline).decode())
    timeline = jsonschema_rs.Draft202012Validator(json.loads(timeline_schema()))
    assert timeline.is_valid(entries)
    assert not timeline.is_valid([*entries, {"at": "2026-03-02T09:00:00Z", "event": "guessed"}])
    assert jsonschema_rs.Draft202012Validator(json.loads(plan_schema())).is_valid(json.loads(as_json(plan)))


def test_an_entry_that_lacks_what_its_event_needs_is_not_valid() -> None:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    (entry,) = ryaml.loads(write_entries([Warned(at=moment, target=Target.RESOLVE, due=moment)]).decode())
    timeline = jsonschema_rs.Draft202012Validator(json.loads(timeline_schema()))
    assert timeline.is_valid([entry])
    assert not timeline.is_valid([{name: value for name, value in entry.items() if name != "due"}])
