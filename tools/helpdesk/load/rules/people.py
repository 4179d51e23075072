"""rules/people/*.yml, rules/teams/*.yml and rules/assignment.yml: who works here, and who gets what."""

from msgspec.structs import replace

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.load.strict_yaml import Document
from helpdesk.model.rules.assignment import Assignment
from helpdesk.model.rules.people import Person, Team

ASSIGNMENT = "rules/assignment.yml"


def read_people(source: Source) -> dict[str, Person]:
    """Everybody by handle."""
    return {name: person for name, _, person in source.records("people", "person", Person)}


def read_teams(source: Source) -> dict[str, Team]:
    """Every team by id, with the lines of what decisions name."""
    return {name: _placed(team, document) for name, document, team in source.records("teams", "team", Team)}


def _placed(team: Team, document: Document) -> Team:
    root = compose(document.data) if team.rota or team.targets else None

    def at(*keys: str) -> str:
        return f"{document.path}:{place(root, keys, of_key=True)[0] or 1}"

    targets = {name: replace(item, origin=at("targets", name)) for name, item in team.targets.items()}
    rota = replace(team.rota, origin=at("rota")) if team.rota else None
    return replace(team, rota=rota, targets=targets, origin=at())


def read_assignment(source: Source) -> Assignment:
    """What counts when somebody is chosen. Where the file is wrong its findings count, and the defaults stand in."""
    document = source.document(ASSIGNMENT)
    if document is None:
        return Assignment()
    found = source.record(document, "assignment", Assignment) if document.value is not None else Assignment()
    root = compose(document.data)
    lines = {name: place(root, (name,), of_key=True)[0] or 1 for name in ("leftovers", "sticky", "vip")}
    first = place(root, ())[0] or 1
    return replace(found or Assignment(), origin=f"{document.path}:{first}", lines=lines)
