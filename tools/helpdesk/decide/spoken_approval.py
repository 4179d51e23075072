"""`/approve` and `/refuse` in what somebody wrote: taken only from whom was asked, who is proved to be that person, and
for what stands there now. Everything else is refused, and the ledger says why."""

import re
from datetime import datetime

import msgspec

from helpdesk.decide.approval import stands
from helpdesk.decide.approvers import need_of
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.questions import answered_question
from helpdesk.decide.states import finished, state_of
from helpdesk.model.approval import Approval
from helpdesk.model.message import Message, Proof
from helpdesk.model.record import Conversation
from helpdesk.model.snapshot import Edit
from helpdesk.model.timeline import DESK, Approved, Refused

# What proves a person. A reply address proves which ticket is meant, not who writes: everybody who was ever told
# anything on the ticket has had one.
_PROVES = frozenset({Proof.DMARC, Proof.GITHUB_ID, Proof.LOCAL})
_COMMAND = re.compile(r"/(approve|refuse)\b[ \t]*([0-9a-fA-F]{8,64}\b)?[ \t]*(.*)\Z", re.IGNORECASE)
_FENCE = ("```", "~~~")
LONGEST_WHY = 500


class Spoken(msgspec.Struct, frozen=True):
    """The command: `hash` as typed (empty: none), `why` what follows on the same line, or below it."""

    approves: bool
    hash: str = ""
    why: str = ""


class Speaker(msgspec.Struct, frozen=True):
    """Who says so: a person's id, or why that is not proved. `answered` is the Message-ID it replies to."""

    who: str
    doubt: str = ""
    via: str = ""
    answered: str = ""


def spoken(text: str) -> Spoken | None:
    """The first command on a line of its own, outside quotations and code."""
    lines = text.splitlines()[:500]
    fenced = False
    for index, line in enumerate(lines):
        if line.lstrip().startswith(_FENCE):
            fenced = not fenced
        match = None if fenced or line.startswith(("    ", "\t", ">")) else _COMMAND.match(line.strip())
        if match is not None:
            why = match[3].strip() or " ".join(" ".join(lines[index + 1 :]).split())
            return Spoken(match[1].lower() == "approve", (match[2] or "").lower(), why[:LONGEST_WHY])
    return None


def heard_message(this: DeskPass, draft: Draft, message: Message, at: datetime) -> None:
    """A message has joined the ticket: its own words may hold a command."""
    command = spoken(message.visible_reply or message.text)
    if command is None or message.automatic or message.bounce or message.spam:
        return
    person = this.directory.person(message.sender)
    address = message.sender.email or "somebody"
    if person is None:
        speaker = Speaker("", f"nobody here is known as {address}", message.channel)
    elif message.proof not in _PROVES:
        doubt = f"nothing proves that it comes from {address}: approve by `helpdesk approve`, or from a proved address"
        speaker = Speaker(person.id, doubt, message.channel)
    else:
        speaker = Speaker(person.id, "", message.channel, message.in_reply_to)
    take(this, draft, command, speaker, at)


def heard_file(this: DeskPass, draft: Draft, said: Conversation, edit: Edit | None, at: datetime) -> None:
    """A comment file has appeared: only the one who pushed it speaks in it."""
    command = spoken(said.text)
    if command is None or said.comment.key:
        return
    brought = this.directory.handle(edit.by) if edit is not None else ""
    doubt = ""
    if edit is None or not edit.commit:
        doubt = "history does not say who brought it"
    elif brought != said.comment.by:
        doubt = f"it says it is by {said.comment.by}, and {brought or 'somebody unknown'} brought it"
    elif brought not in this.rules.people:
        doubt = f"nobody here is known as {brought}"
    take(this, draft, command, Speaker(said.comment.by, doubt, "file"), at)


def take(this: DeskPass, draft: Draft, command: Spoken, speaker: Speaker, at: datetime) -> None:
    """Write what came of it."""
    need = need_of(draft.ticket, this.facts(draft), this.rules)
    approval = stands(draft.ticket, need, draft.timeline, this.rules, this.directory, this.snapshot.assets, at)
    about = command.hash or answered_question(
        draft.timeline, speaker.who, speaker.answered, draft.reference, this.rules
    )
    why = speaker.doubt or _why_not(this, draft, approval, speaker.who, about)
    roles = ", ".join(dict.fromkeys(one.who for one in approval.asked if speaker.who in one.people))
    if why:
        verb = "an approval" if command.approves else "a refusal"
        what = f"{verb} as {speaker.who}" if speaker.who else verb
        draft.add(Refused(at=at, by=DESK, via=speaker.via, what=what, hash=about, why=why))
    elif not command.approves:
        draft.add(Refused(at=at, by=speaker.who, via=speaker.via, what=roles, hash=approval.hash, why=command.why))
    elif not all(speaker.who in one.agreed for one in approval.asked if speaker.who in one.people):
        draft.add(Approved(at=at, by=speaker.who, via=speaker.via, what=roles, hash=approval.hash, why=command.why))


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
