"""rules/people/*.yml and rules/teams/*.yml."""

from helpdesk.load.rules.source import Source
from helpdesk.model.rules.people import Person, Team


def read_people(source: Source) -> dict[str, Person]:
    """Everybody by handle."""
    return {name: person for name, _, person in source.records("people", "person", Person)}


def read_teams(source: Source) -> dict[str, Team]:
    """Every team by id."""
    return {name: team for name, _, team in source.records("teams", "team", Team)}
