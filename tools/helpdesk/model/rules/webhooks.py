"""rules/webhooks.yml: which other systems hear of what happens to tickets."""

import msgspec

from helpdesk.model.rules.condition import ALWAYS, Condition


class Webhook(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`events` are those of the timeline; `audience` is "staff" or "public" and chooses what is said of a ticket
    (public: of public tickets alone, and no persons), `fields` what of that (none named: all); `secret` is the NAME of
    the environment variable that holds it; `private`: the address may lie inside our own network, and be plain HTTP."""

    id: str
    url: str
    secret: str
    events: tuple[str, ...]
    audience: str = "staff"
    fields: tuple[str, ...] = ()
    private: bool = False
    when: Condition = ALWAYS
    origin: str = ""
