"""rules/routing.yml: rules in the order in which they are asked."""

from helpdesk.load.places import compose, place
from helpdesk.load.rules.condition import read_condition
from helpdesk.load.rules.source import Source
from helpdesk.model.rules.routing import RoutingRule

PATH = "rules/routing.yml"


def read_routing(source: Source) -> tuple[RoutingRule, ...]:
    """The rules, each with the line it begins on."""
    document = source.sound(PATH, "routing")
    if document is None or not isinstance(document.value, list):
        return ()
    root = compose(document.data)
    rules = []
    for index, value in enumerate(document.value):
        rules.append(
            RoutingRule(
                name=value["name"],
                when=read_condition(value.get("when"), document, (index, "when"), source.findings),
                set={
                    key: tuple(item) if isinstance(item, list) else item for key, item in value.get("set", {}).items()
                },
                skills=tuple(value.get("skills", ())),
                origin=f"{document.path}:{place(root, (index,))[0]}",
            )
        )
    return tuple(rules)
