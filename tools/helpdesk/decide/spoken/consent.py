"""/approve and /refuse: taken only from whom was asked, who is proved to be that person, and for what stands there
now. Everything else is refused, and the ledger says why."""

import re
from datetime import datetime

from helpdesk.decide.approvals.approval import stands
from helpdesk.decide.approvals.approvers import need_of
from helpdesk.decide.approvals.questions import answered_question
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.decide.spoken.command import Command, NotDone, Order, Who
from helpdesk.decide.spoken.reading import LONGEST, Line, read
from helpdesk.decide.spoken.speaker import Speaker
from helpdesk.model.approval import Approval
from helpdesk.model.record import Conversation
from helpdesk.model.snapshot import Edit
from helpdesk.model.timeline import DESK, Approved, Refused

APPROVE, REFUSE = "approve", "refuse"
VERBS = frozenset({APPROVE, REFUSE, "approved", "reject", "refused", "lgtm"})
_SAYS_NO = frozenset({REFUSE, "reject", "refused"})
_HASH = re.compile(r"([0-9a-fA-F]{8,64})\b[ \t:,-]*(.*)\Z")
_HOW = ": approve by `helpdesk approve`, or from a proved address"


def approve(order: Order) -> str | None:
    """Say yes to what stands there."""
    take(order.this, order.draft, order.line, order.speaker, order.at)
    return None


def heard_file(this: DeskPass, draft: Draft, said: Conversation, edit: Edit | None, at: datetime) -> None:
    """A comment file has appeared: only the one who pushed it speaks in it. What else a file could say, its writer
    edits; so these two words are all that is heard there."""
    line = next((one for one in read(said.text).lines if one.verb in VERBS), None)
    if line is None:
        return
    brought = this.directory.handle(edit.by) if edit is not None else ""
    doubt = ""
    if edit is None or not edit.commit:
        doubt = "history does not say who brought it"
    elif brought != said.comment.by:
        doubt = f"it says it is by {said.comment.by}, and {brought or 'somebody unknown'} brought it"
    elif brought not in this.rules.people:
        doubt = f"nobody here is known as {brought}"
    person = this.rules.people.get(said.comment.by)
    speaker = Speaker(who=said.comment.by, person=person, proved=not doubt, doubt=doubt, via="file")
    try:
        take(this, draft, line, speaker, at)
    except NotDone as wrong:
        if wrong.entry is not None:
            draft.add(wrong.entry)


def take(this: DeskPass, draft: Draft, line: Line, speaker: Speaker, at: datetime) -> None:
    """Write what an approver said. Raises NotDone, with what the ledger is to say, where it does not count."""
    said = _HASH.match(line.rest)
    typed, why = (said[1].lower(), said[2]) if said else ("", line.rest)
    why = (why.strip() or " ".join(line.below.split()))[:LONGEST]
    who = speaker.person.id if speaker.person else speaker.who
    need = need_of(draft.ticket, this.facts(draft), this.rules)
    approval = stands(draft.ticket, need, draft.timeline, this.rules, this.directory, this.snapshot.assets, at)
    about = typed or answered_question(draft.timeline, who, speaker.answered, draft.reference, this.rules)
    wrong = _doubt(speaker) or _why_not(this, draft, approval, who, about)
    roles = ", ".join(dict.fromkeys(one.who for one in approval.asked if who in one.people))
    yes = line.verb not in _SAYS_NO
    if wrong:
        verb = "an approval" if yes else "a refusal"
        what = f"{verb} as {who}" if who else verb
        raise NotDone(wrong, "", Refused(at=at, by=DESK, via=speaker.via, what=what, hash=about, why=wrong))
    if not yes:
        draft.add(Refused(at=at, by=who, via=speaker.via, what=roles, hash=approval.hash, why=why))
    elif not all(who in one.agreed for one in approval.asked if who in one.people):
        draft.add(Approved(at=at, by=who, via=speaker.via, what=roles, hash=approval.hash, why=why))


def _doubt(speaker: Speaker) -> str:
    if speaker.via == "file" or speaker.person is None:
        return speaker.doubt or ("" if speaker.person else "nobody here is known by that address")
    return f"{speaker.doubt}{_HOW}" if speaker.doubt else ""


def _why_not(this: DeskPass, draft: Draft, approval: Approval, who: str, about: str) -> str:
    if not approval.asked:
        return "it needs nobody's approval"
    mine = [one for one in approval.asked if who in one.people]
    if not mine:
        return f"{who} is not asked; outstanding: {', '.join(approval.outstanding) or 'nobody'}"
    if not any(one.turn for one in mine):
        return "others are asked first"
    if finished(state_of(draft.ticket, this.rules)) and not approval.act_first:
        return "the ticket is finished"
    if approval.refused:
        return f"{approval.refused} has refused it already"
    if not about:
        return f"it does not say what: write `/approve {approval.hash}`, or answer the mail that asked"
    if about != approval.hash:
        return f"it is for {about}, which has changed since: it reads {approval.hash} now"
    return ""


COMMANDS = (
    Command(
        APPROVE,
        "[HASH]",
        "/approve",
        "Agree to exactly what stands there; in reply to the question no hash is needed.",
        approve,
        Who.ASKED,
        ("approved", "lgtm"),
    ),
    Command(
        REFUSE,
        "[HASH] WHY",
        "/refuse There is one in the cupboard.",
        "Say no, and why; it ends there.",
        approve,
        Who.ASKED,
        ("refused", "reject"),
    ),
)
