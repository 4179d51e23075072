"""What is owed: notice rules over the entries of a pass become `owed` entries in the same commit.

The ids follow from the cause, so that deciding again owes the same notice and not a second one. Who may be told is in
`audience`, through which channel in `notice_channel`, what the text needs in `notice_data`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from helpdesk.decide.audience import told_not, unreachable
from helpdesk.decide.conditions import judge
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.facts import Facts
from helpdesk.decide.notice_channel import MAIL, channel_of
from helpdesk.decide.notice_data import notice_data, with_cause
from helpdesk.model import fold
from helpdesk.model.rules.notices import NoticeRule
from helpdesk.model.timeline import AnyEntry, Entry, Json, Owed, Step, Told

_SETTING = {"remind": "remind_after", "warn": "warn_before_close"}
# What the requester is told when a step of waiting is due.
REMINDERS = {step: template for template, step in fold.REMINDERS.items()}


def owe(this: DeskPass, draft: Draft) -> None:
    """Add what is owed for everything this pass did to the ticket."""
    causes = [entry for entry in draft.entries if not isinstance(entry, Owed | Told)]
    rules = [(rule, cause) for cause in causes for rule in this.rules.notices if _asks(rule, cause)]
    if not rules:
        return
    facts = this.facts(draft)
    known = {*draft.state.told, *(owed.notice for owed in draft.state.owed)}
    for rule, cause in rules:
        for owed in _owed(this, draft, rule, cause, facts, causes):
            if owed.notice not in known:
                known.add(owed.notice)
                draft.add(owed)


def _asks(rule: NoticeRule, cause: AnyEntry) -> bool:
    """Whether a rule is about this. Reminders are owed by the agenda, when their time has come."""
    return rule.on == event_of(cause) and rule.template not in REMINDERS.values()


def _owed(
    this: DeskPass, draft: Draft, rule: NoticeRule, cause: AnyEntry, facts: Facts, causes: Sequence[AnyEntry]
) -> Iterator[Owed]:
    if not judge(rule.when, with_cause(facts, cause)).holds:
        return
    cause_word = event_of(cause)
    for role in rule.to:
        channel = channel_of(draft, rule, role)
        if told_not(this, draft, role, cause, causes):
            continue
        data = notice_data(this, draft, role, cause)
        yield Owed(
            at=cause.at,
            notice=notice_id(rule.template, role, channel, cause),
            template=rule.template,
            role=role,
            channel=channel,
            data=data,
            hash=_hash(rule.template, role, channel, data),
            rule=f"{rule.origin} {rule.id}".strip(),
            why=f"{cause_word}: the {role} is told",
        )


def owe_reminder(this: DeskPass, draft: Draft, step: Step) -> None:
    """The requester is reminded that we wait for them, or that the ticket will close. Who can't be told is not; the
    step is done all the same."""
    template = REMINDERS[step.do]
    rule = next((rule for rule in this.rules.notices if rule.template == template), None)
    role = step.to or "requester"
    channel = channel_of(draft, rule or MAIL, role)
    owed = Owed(
        at=step.at,
        notice=f"{template}-{role}-{_short(step.at.isoformat())}",
        template=template,
        role=role,
        channel=channel,
        hash=_hash(template, role, channel, {}),
        rule=this.rules.desk.where(_SETTING[step.do]),
        why="we wait for an answer" if step.do == "remind" else "it closes soon by itself",
    )
    draft.add(owed)
    why = unreachable(this, draft, role)
    if why:
        draft.add(Told(at=step.at, notice=owed.notice, result="dropped", why=why))


def owe_to(
    this: DeskPass, draft: Draft, who: str, template: str, about: str, data: dict[str, Json], *, rule: str = ""
) -> None:
    """Owe one notice to a person, or a role, that follows from no entry of its own: once for each `about`."""
    notice = f"{template}-{who}-{_short(about)}"
    if notice in draft.state.told or any(owed.notice == notice for owed in draft.state.owed):
        return
    given = next((one for one in this.rules.notices if one.template == template), None)
    channel = channel_of(draft, given or MAIL, who)
    hash_ = _hash(template, who, channel, data)
    at = this.now
    draft.add(
        Owed(at=at, notice=notice, template=template, role=who, channel=channel, data=data, hash=hash_, rule=rule)
    )
    why = unreachable(this, draft, who)
    if why:
        draft.add(Told(at=at, notice=notice, result="dropped", why=why))


def event_of(entry: Entry) -> str:
    """The event's name, as the timeline writes it."""
    return str(type(entry).__struct_config__.tag)


def notice_id(template: str, role: str, channel: str, cause: AnyEntry) -> str:
    """`acknowledgement-requester-1f2e3d4c`: what is told to whom, and the cause in short."""
    detail: Iterable[object] = (
        event_of(cause),
        cause.at.isoformat(),
        getattr(cause, "key", ""),
        getattr(cause, "comment", ""),
        getattr(cause, "target", ""),
        getattr(cause, "to", ""),
        getattr(cause, "assignee", ""),
        channel,
    )
    return f"{template}-{role}-{_short('|'.join(map(str, detail)))}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _hash(template: str, role: str, channel: str, data: dict[str, Json]) -> str:
    text = msgspec.json.encode([template, role, channel, data], order="deterministic")
    return hashlib.sha256(text).hexdigest()[:16]
