"""A sender with names of its own, read by the desk's mapping of them (`rules/alerts/NAME.yml`)."""

from collections.abc import Sequence

from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Unreadable
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert
from helpdesk.model.rules.alerts import AlertMapping


def mapped(body: Node, mapping: AlertMapping) -> list[tuple[Alert, Node]]:
    """The alerts in a request, by a mapping. Raises `Unreadable` that names the place where something should stand."""
    each = body.items(mapping.each) if mapping.each else body.items() or [body]
    if not each:
        raise Unreadable(
            f"rules/alerts/{mapping.name}.yml looks for a list of alerts in {mapping.each!r}; none is there"
        )
    return [(_alert(one, mapping), one) for one in each]


def _alert(body: Node, mapping: AlertMapping) -> Alert:
    title = titled(body.text(*mapping.title))
    key = "/".join(filter(None, (body.text(path) for path in mapping.key))) or title
    if not title:
        raise Unreadable(
            f"rules/alerts/{mapping.name}.yml looks for the title in {_places(mapping.title)}; nothing is there"
        )
    stands = _standing(body, mapping)
    over = stands.status is RESOLVED and not stands.event
    given = body.text(*mapping.severity) if mapping.severity else ""
    return Alert(
        source=mapping.name,
        key=key,
        status=stands.status,
        event=stands.event,
        title=title,
        text=paragraphs(body.text(*mapping.text)) if mapping.text else "",
        severity=severity(mapping.severities.get(given.casefold(), given)),
        service=body.text(*mapping.service) if mapping.service else "",
        starts_at=first_moment(body, *mapping.starts_at),
        ends_at=first_moment(body, *mapping.ends_at) if over else None,
        group=body.text(*mapping.group) if mapping.group else "",
        url=body.text(*mapping.url) if mapping.url else "",
        labels={name: text for name, path in mapping.labels.items() if (text := body.text(path))},
    )


def _standing(body: Node, mapping: AlertMapping) -> Standing:
    """The mapping's own words first, then those of monitors at large; a word nobody knows is an alarm."""
    word = body.text(*mapping.status).casefold() if mapping.status else ""
    if word in (each.casefold() for each in mapping.resolved):
        return Standing(RESOLVED)
    if word in (each.casefold() for each in mapping.firing):
        return Standing(FIRING)
    return standing(word) or Standing(FIRING)


def _places(paths: Sequence[str]) -> str:
    return " or ".join(repr(path) for path in paths)
