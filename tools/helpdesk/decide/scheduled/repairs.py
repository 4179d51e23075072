"""What is broken in the desk itself is somebody's work: a ticket for the default team, exactly one for each time.

The pass says it too, by its exit status, and so does the health page; but a machine's log is read by nobody at night,
and a ticket has an owner, a clock and an end.
"""

import hashlib

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.lifecycle.states import initial
from helpdesk.model.finding import Finding
from helpdesk.model.message import Party
from helpdesk.model.ticket import Ticket, TicketType
from helpdesk.model.timeline import Opened

CHANNEL = "repair"
RULE = "built-in practice: what is broken in the desk itself is somebody's work"
# Findings that concern everybody, and what their ticket is called.
TITLES = {
    "R090": "The desk's rules cannot be read",
    "T062": "Tickets are gone from the remote",
}
_MOST = 20


def open_repairs(this: DeskPass) -> None:
    """A ticket for each such finding that has none yet."""
    for finding in this.snapshot.findings:
        if finding.code in TITLES and this.number_of_key(_key(this, finding)) is None:
            _open(this, finding)


def _key(this: DeskPass, finding: Finding) -> str:
    """The same for as long as the same is wrong, in whichever clone it is seen: by the rules that hold on meanwhile,
    and by the tickets that are missing."""
    about = this.rules.version if finding.code == "R090" else finding.what
    return f"repair:{finding.code}:{hashlib.sha256(about.encode()).hexdigest()[:16]}"


def _open(this: DeskPass, finding: Finding) -> None:
    from helpdesk.decide.triage import triage_new

    number = this.next_number()
    ticket = Ticket(
        id=this.reference(number),
        type=TicketType.INCIDENT,
        title=TITLES[finding.code],
        status=initial(this.rules, TicketType.INCIDENT),
        team=this.rules.desk.default_team,
        requester=Party(name=this.rules.desk.name),
        channel=CHANNEL,
        opened=this.now,
    )
    draft = this.begin(number, ticket, _request(this, finding))
    key = _key(this, finding)
    given = {"title", "type", "team"} if ticket.team else {"title", "type"}
    triage_new(this, draft, Opened(at=this.now, via=CHANNEL, key=key, rule=RULE, why=finding.what), given=given)
    draft.messages.append(key)
    this.remember(number, (f"key {key}",))


def _request(this: DeskPass, finding: Finding) -> str:
    """The finding, and those beside it in the same files, as they are printed."""
    beside = [one for one in this.snapshot.findings if one != finding and one.path.startswith(finding.path)]
    lines = [str(one) for one in (finding, *beside)[:_MOST]]
    more = [f"and {len(beside) + 1 - _MOST} more"] if len(beside) >= _MOST else []
    listed = "\n".join(f"    {line}" for line in (*lines, *more))
    return f"{finding.what[0].upper()}{finding.what[1:]}.\n\n{listed}\n\nMend it, and resolve this ticket.\n"
