"""Where a ticket stands, as the last paragraph of its acknowledgement: one comment, edited in place, bothers nobody."""

import re

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.api import Refused
from helpdesk.channels.github.desired import phase_of
from helpdesk.channels.github.wire import Comment
from helpdesk.channels.github.words import harmless, said
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import Told

_BEGIN = "\n\n---\n"
_KEY = re.compile(r"github:([^#]+)#[0-9]+/comment/([0-9]+)\Z")


def show_standing(account: Account, record: Record, rules: Rules, *, outside: bool) -> None:
    """Edit the acknowledgement when the status is another than when it was written. Raises NotNow or Refused."""
    key = _acknowledgement(record)
    match = _KEY.match(key)
    if match is None or (phase_of(record.ticket, rules) is Phase.NEW and not account.notebook.said(key)):
        return
    line = _line(record, rules, outside=outside)
    if account.notebook.said(key) == said(line):
        return
    path = f"/repos/{match[1]}/issues/comments/{match[2]}"
    try:
        body = account.api.get(path, Comment).body or ""
    except Refused as refused:
        # Somebody deleted our comment: that is theirs to do.
        if refused.status not in (404, 410):
            raise
    else:
        wanted = f"{body.partition(_BEGIN)[0].rstrip()}{_BEGIN}{line}"
        if body.rstrip() != wanted:
            account.api.ask("PATCH", path, json={"body": wanted})
    account.notebook.keep_said(key, said(line))


def _acknowledgement(record: Record) -> str:
    told = (entry for entry in record.timeline if isinstance(entry, Told) and entry.notice.startswith("acknowledge-"))
    return next((entry.message_id for entry in told if entry.message_id), "")


def _line(record: Record, rules: Rules, *, outside: bool) -> str:
    ticket = record.ticket
    lifecycle = rules.lifecycles.get(ticket.type)
    state = lifecycle.states.get(ticket.status) if lifecycle else None
    assignee = rules.people.get(ticket.assignee)
    line = f"{record.reference} is now: **{harmless(state.name if state else ticket.status)}**"
    if assignee is not None and not outside:
        line += f", with {harmless(assignee.name)}"
    return f"{line}. {harmless(state.next)}" if state is not None and state.next else f"{line}."
