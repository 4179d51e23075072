"""rules/notices.yml and rules/notices/*.md.j2: who is told what, when, in which words."""

import msgspec

from helpdesk.model.rules.condition import ALWAYS, Condition


class NoticeRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`on` is an event of the timeline (opened, commented, resolved, warned, breached, escalated, closed, reopened,
    routed); `to` roles: requester, assignee, team, lead, watchers, manager; `template` a name in notices/."""

    id: str
    on: str
    to: tuple[str, ...]
    template: str
    channel: str = "mail"
    when: Condition = ALWAYS
    origin: str = ""


class Template(msgspec.Struct, frozen=True):
    """A Jinja2 text, rendered in a sandbox: the first line `Subject: ...`, a blank line, then Markdown.
    `id` is `<name>.<language>`."""

    id: str
    text: str
    origin: str = ""
