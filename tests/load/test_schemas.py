"""The schemas say what the records are: same fields, every one explained, both validators of one mind."""

import json
from pathlib import Path

import jsonschema
import jsonschema_rs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import COMMENT, JSON, TICKET

from helpdesk.model.asset import Asset
from helpdesk.model.calendar import CalendarRule
from helpdesk.model.front_matter import plain
from helpdesk.model.knowledge import Article
from helpdesk.model.rules.alerts import AlertMapping, AlertRules
from helpdesk.model.rules.approvals import Approvals
from helpdesk.model.rules.assignment import Assignment
from helpdesk.model.rules.catalog import Item
from helpdesk.model.rules.condition import Operator
from helpdesk.model.rules.desk import Desk
from helpdesk.model.rules.lifecycle import Lifecycle
from helpdesk.model.rules.notices import NoticeRule
from helpdesk.model.rules.people import Person, Team
from helpdesk.model.rules.recurring import Recurrence
from helpdesk.model.rules.routing import Category, PriorityMatrix, RoutingRule
from helpdesk.model.rules.sla import ServiceLevel
from helpdesk.model.rules.views import View
from helpdesk.model.snapshot import Cursors
from helpdesk.model.ticket import Comment, DropBoxItem, Ticket
from helpdesk.resources import data_folder

FOLDER = data_folder("schemas")
# What people write; what only the desk writes is made from the types (test_generated_schemas.py).
GENERATED = {"timeline.schema.json", "plan.schema.json"}
SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text())
    for path in sorted(FOLDER.glob("*.json"))
    if path.name not in GENERATED
}
# Kind of file: its record, and the fields that follow from the path or the loader and are not written.
KINDS = {
    "ticket": (Ticket, set()),
    "comment": (Comment, set()),
    "drop-box": (DropBoxItem, set()),
    "cursors": (Cursors, set()),
    "article": (Article, {"id", "path", "body"}),
    "asset": (Asset, {"id", "path", "kind"}),
    "desk": (Desk, {"lines"}),
    "person": (Person, {"id"}),
    "assignment": (Assignment, {"origin", "lines"}),
    "team": (Team, {"id", "origin"}),
    "calendar": (CalendarRule, {"id"}),
    "categories": (Category, {"id", "origin"}),
    "priority": (PriorityMatrix, {"origin"}),
    "routing": (RoutingRule, {"origin"}),
    "sla": (ServiceLevel, {"id", "origin"}),
    "lifecycle": (Lifecycle, {"origin"}),
    "notices": (NoticeRule, {"origin"}),
    "approvals": (Approvals, set()),
    "catalog": (Item, {"id", "origin"}),
    "recurring": (Recurrence, {"origin"}),
    "views": (View, {"origin"}),
    "alerts": (AlertRules, {"mappings", "lines"}),
    "alert-mapping": (AlertMapping, {"name"}),
}


def record_schema(name: str) -> dict:
    schema = SCHEMAS[name]
    if name == "categories":
        return schema["additionalProperties"]
    return schema["items"] if name in ("routing", "notices", "recurring", "views") else schema


def compare(kind: type, schema: dict, hidden: set[str], where: str) -> None:
    """Names of fields are the names of properties, in every nested record too."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    assert set(schema["properties"]) == set(fields) - hidden, where
    required = {name for name, field in fields.items() if field.required} - hidden
    assert set(schema.get("required", ())) == required, where
    assert schema["additionalProperties"] is False, where
    for name in set(fields) - hidden:
        nested = msgspec.inspect.type_info(fields[name].type)
        options = nested.types if isinstance(nested, msgspec.inspect.UnionType) else (nested,)
        for option in options:
            here, inner = option, schema["properties"][name]
            if isinstance(here, msgspec.inspect.VarTupleType) and "items" in inner:
                here, inner = here.item_type, inner["items"]
            if isinstance(here, msgspec.inspect.StructType) and name != "when" and here.cls.__name__ not in ("State",):
                if here.cls.__name__ == "Transition":
                    continue  # written `from` and `to`, which are no names in Python
                compare(
                    here.cls,
                    inner,
                    {"origin"} & {field.name for field in msgspec.structs.fields(here.cls)},
                    f"{where}.{name}",
                )


@pytest.mark.parametrize("name", KINDS)
def test_a_schemas_properties_are_the_records_fields(name: str) -> None:
    kind, hidden = KINDS[name]
    compare(kind, record_schema(name), hidden, name)


def properties(schema: object, where: str = ""):
    """Every property described anywhere in a schema."""
    if isinstance(schema, dict):
        for name, inner in (schema.get("properties") or {}).items():
            if isinstance(inner, dict):
                yield f"{where}.{name}", inner
        for name, inner in schema.items():
            if name not in ("examples", "enum", "const"):
                yield from properties(inner, f"{where}.{name}")
    elif isinstance(schema, list):
        for inner in schema:
            yield from properties(inner, where)


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_editor_can_explain_every_field(name: str) -> None:
    schema = SCHEMAS[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] and schema["description"] and schema["examples"]
    assert all(jsonschema_rs.Draft202012Validator(schema).is_valid(example) for example in schema["examples"])
    for where, described in properties(schema):
        assert described.get("title") and described.get("description"), f"{name}{where}"
        assert described.get("examples") is not None, f"{name}{where}"
        validator = jsonschema_rs.Draft202012Validator({**described, "$defs": schema.get("$defs", {})})
        for example in described["examples"]:
            assert validator.is_valid(example), f"{name}{where}: its example {example!r} is not valid"


def test_conditions_name_every_operator() -> None:
    for name in ("routing", "sla", "notices", "approvals"):
        assert set(SCHEMAS[name]["$defs"]["test"]["properties"]) == {operator.value for operator in Operator}


def test_every_schema_has_a_kind_of_file() -> None:
    missing = {path.name.removesuffix(".schema.json") for path in Path(FOLDER).glob("*.json")} - set(KINDS)
    assert all(name not in SCHEMAS or SCHEMAS[name]["title"] for name in missing)
    assert set(KINDS) <= set(SCHEMAS)


JUNK = JSON | st.sampled_from(
    ["open\n", "HD-000001\n", "2026-03-02T09:30:00Z\n", "2026-03-02", "P1", "high", [], {}, -1, 10**20]
)
FAST = {name: jsonschema_rs.Draft202012Validator(schema) for name, schema in SCHEMAS.items()}
SLOW = {name: jsonschema.Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


@given(TICKET, COMMENT, st.data())
@settings(max_examples=150, deadline=None)
def test_both_validators_are_of_one_mind(ticket: Ticket, comment: Comment, data: st.DataObject) -> None:
    for name, record in (("ticket", ticket), ("comment", comment)):
        value = plain(record)
        assert FAST[name].is_valid(value) and SLOW[name].is_valid(value)
        field = data.draw(st.sampled_from([*SCHEMAS[name]["properties"], "unknown"]))
        value[field] = data.draw(JUNK)
        assert FAST[name].is_valid(value) == SLOW[name].is_valid(value), (field, value[field])


@given(st.sampled_from(sorted(SCHEMAS)), st.data())
@settings(max_examples=200, deadline=None)
def test_both_validators_judge_rules_alike(name: str, data: st.DataObject) -> None:
    value = json.loads(json.dumps(SCHEMAS[name]["examples"][0]))
    target = value[0] if isinstance(value, list) else value
    names = list(record_schema(name)["properties"]) if "properties" in record_schema(name) else ["x"]
    target[data.draw(st.sampled_from([*names, "unknown"]))] = data.draw(JUNK)
    assert FAST[name].is_valid(value) == SLOW[name].is_valid(value), value
