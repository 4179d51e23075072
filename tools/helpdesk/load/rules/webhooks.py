"""rules/webhooks.yml: which other systems hear of what happens to tickets."""

from helpdesk.load.places import compose, place
from helpdesk.load.rules.condition import read_condition
from helpdesk.load.rules.source import Source
from helpdesk.model.rules.webhooks import Webhook

PATH = "rules/webhooks.yml"


def read_webhooks(source: Source) -> tuple[Webhook, ...]:
    """The webhooks, each with the line it begins on. What goes outside goes over TLS."""
    document = source.sound(PATH, "webhooks")
    if document is None or not isinstance(document.value, list):
        return ()
    root = compose(document.data)
    hooks: list[Webhook] = []
    for index, value in enumerate(document.value):
        hook = Webhook(
            id=value["id"],
            url=value["url"],
            secret=value["secret"],
            events=tuple(value["events"]),
            audience=value.get("audience", "staff"),
            fields=tuple(value.get("fields", ())),
            private=value.get("private", False),
            when=read_condition(value.get("when"), document, (index, "when"), source.findings),
            origin=f"{document.path}:{place(root, (index,))[0]}",
        )
        if hook.url.startswith("http://") and not hook.private:
            what, remedy = "a webhook over plain HTTP", "write https://, or say `private: true` for one of your own"
            source.findings.append(document.finding((index, "url"), "R060", what, remedy))
        if any(other.id == hook.id for other in hooks):
            what, remedy = f"a webhook of the same id: {hook.id!r}", "give each a name of its own"
            source.findings.append(document.finding((index, "id"), "R025", what, remedy))
        hooks.append(hook)
    return tuple(hooks)
