"""rules/views.yml: queues of the desk's own, saved for everybody."""

from helpdesk.load.places import compose, place
from helpdesk.load.rules.condition import read_condition
from helpdesk.load.rules.source import Source
from helpdesk.model.rules.views import Order, View

PATH = "rules/views.yml"


def read_views(source: Source) -> tuple[View, ...]:
    """The views in the order of the file, each with the line it begins on."""
    document = source.sound(PATH, "views")
    if document is None or not isinstance(document.value, list):
        return ()
    root = compose(document.data)
    views: dict[str, View] = {}
    for index, value in enumerate(document.value):
        view = View(
            id=value["id"],
            name=value["name"],
            about=value.get("about", ""),
            when=read_condition(value.get("when"), document, (index, "when"), source.findings),
            late=value.get("late"),
            unassigned=value.get("unassigned"),
            untouched=value.get("untouched", ""),
            sort=Order(value.get("sort", Order.DUE)),
            origin=f"{document.path}:{place(root, (index,))[0]}",
        )
        if view.id in views:
            what = f"a view of the same id: {view.id!r}"
            source.findings.append(
                document.finding((index, "id"), "R025", what, f"the first is at {views[view.id].origin}")
            )
        views.setdefault(view.id, view)
    return tuple(views.values())
