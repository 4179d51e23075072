"""What is owed: notice rules over the entries of a pass become `owed` entries in the same commit.

The ids follow from the cause, so that deciding again owes the same notice and not a second one. Who may be told is in
`audience`, through which channel in `notice_channel`, what the text needs in `notice_data`, when it goes out in
`delivery_time`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from helpdesk.decide.classifying.conditions import judge
from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.echo import acknowledged_enough
from helpdesk.decide.notifying.addressees import addressees
from helpdesk.decide.notifying.audience import told_not, unreachable
from helpdesk.decide.notifying.dead_letters import TEMPLATE as UNDELIVERED
from helpdesk.decide.notifying.dead_letters import dead_address
from helpdesk.decide.notifying.delivery_time import AT_ONCE, Held
from helpdesk.decide.notifying.notice_channel import MAIL, ONE_WAY, channel_for, channel_of
from helpdesk.decide.notifying.notice_data import event_of, notice_data, with_cause
from helpdesk.decide.notifying.notice_limits import hold, said_before
from helpdesk.model import fold
from helpdesk.model.rules.notices import NoticeRule
from helpdesk.model.timeline import DESK, AnyEntry, Closed, Json, Owed, Reopened, Resolved, Step, Told

# Owed where a command is carried out (`spoken.ending`), with the words of the message.
WITHDRAWN = "withdrawn"
_SETTING = {"remind": "remind_after", "warn": "warn_before_close"}
# What the requester is told when a step of waiting is due.
REMINDERS = {step: template for template, step in fold.REMINDERS.items()}


def owe(this: DeskPass, draft: Draft) -> None:
    """Add what is owed for everything this pass did to the ticket."""
    causes = [entry for entry in _stands(draft.entries) if not isinstance(entry, Owed | Told)]
    rules = [(rule, cause) for cause in causes for rule in this.rules.notices if _asks(rule, cause)]
    if not rules:
        return
    facts = this.facts(draft)
    known = {*draft.state.told, *(owed.notice for owed in draft.state.owed)}
    for rule, cause in rules:
        for owed in _owed(this, draft, rule, cause, facts, causes):
            if owed.notice not in known:
                known.add(owed.notice)
                _add(this, draft, owed)


def _stands(entries: Sequence[AnyEntry]) -> Iterator[AnyEntry]:
    """The entries of a pass without an end that the desk itself took back in the same pass: nobody hears of it."""
    back = max(
        (place for place, entry in enumerate(entries) if isinstance(entry, Reopened) and entry.by == DESK), default=-1
    )
    for place, entry in enumerate(entries):
        if not (isinstance(entry, Resolved | Closed) and place < back):
            yield entry


def _asks(rule: NoticeRule, cause: AnyEntry) -> bool:
    """Whether a rule is about this. Reminders are owed by the agenda, when their time has come."""
    return rule.on == event_of(cause) and rule.template not in REMINDERS.values()


def _owed(
    this: DeskPass, draft: Draft, rule: NoticeRule, cause: AnyEntry, facts: Facts, causes: Sequence[AnyEntry]
) -> Iterator[Owed]:
    if not judge(rule.when, with_cause(facts, cause)).holds:
        return
    told: set[str] = set()
    for role in rule.to:
        if told_not(this, draft, role, cause, causes):
            if role == "requester":
                _say_that_the_address_is_dead(this, draft)
            continue
        data = notice_data(this, draft, role, cause)
        for who, besides in addressees(this, draft, role, told):
            if _told_of_all_of_it(draft, who, cause):
                continue
            left_out = list(dict.fromkeys((*data.get("besides", ()), *besides)))
            whole = {**data, "besides": left_out} if left_out else data
            channel = channel_for(this, draft, who, channel_of(draft, rule, role))
            yield Owed(
                at=cause.at,
                notice=notice_id(rule.template, who, channel, cause),
                template=rule.template,
                role=who,
                channel=channel,
                data=whole,
                hash=_hash(rule.template, who, channel, whole),
                rule=f"{rule.origin} {rule.id}".strip(),
                why=f"{event_of(cause)}: {'' if who in this.rules.people else 'the '}{who} is told",
            )


def _told_of_all_of_it(draft: Draft, who: str, cause: AnyEntry) -> bool:
    """Whether the same message is told to them by a notice that says more: that it withdraws what was asked for."""
    key = getattr(cause, "key", "")
    return bool(key) and any(owed.notice == f"{WITHDRAWN}-{who}-{_short(key)}" for owed in draft.state.owed)


def _say_that_the_address_is_dead(this: DeskPass, draft: Draft) -> None:
    """Whoever works on a ticket hears once that its requester can't be reached there."""
    why = dead_address(this, draft)
    if why and draft.ticket.channel in ("mail", *ONE_WAY):
        who = "lead" if unreachable(this, draft, "assignee") else "assignee"
        party = draft.ticket.requester
        owe_to(this, draft, who, UNDELIVERED, why, {"why": why, "whom": party.name or party.email})


def _add(this: DeskPass, draft: Draft, owed: Owed) -> None:
    """Owe it now or for later; what somebody has just been told is not told again."""
    before = said_before(draft, owed) or acknowledged_enough(this, draft, owed)
    waits = AT_ONCE if before else hold(this, draft, owed)
    _write(draft, owed, waits)
    if before:
        draft.add(Told(at=owed.at, notice=owed.notice, result="dropped", why=before))


def _write(draft: Draft, owed: Owed, waits: Held) -> None:
    if waits.until is not None:
        why = f"{owed.why}; {waits.why}" if owed.why else waits.why
        owed = msgspec.structs.replace(owed, after=waits.until, why=why)
    draft.add(owed)


def owe_reminder(this: DeskPass, draft: Draft, step: Step) -> None:
    """The requester is reminded that we wait for them, or that the ticket will close. Who can't be told is not; the
    step is done all the same."""
    template = REMINDERS[step.do]
    rule = next((rule for rule in this.rules.notices if rule.template == template), None)
    role = step.to or "requester"
    channel = channel_for(this, draft, role, channel_of(draft, rule or MAIL, role))
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
    _write_to(this, draft, owed, role)


def owe_to(
    this: DeskPass,
    draft: Draft,
    who: str,
    template: str,
    about: str,
    data: dict[str, Json],
    *,
    rule: str = "",
    why: str = "",
    channel: str = "",
    at_once: bool = False,
    after: datetime | None = None,
) -> None:
    """Owe one notice to a person, or a role, that follows from no entry of its own: once for each `about`. `channel` is
    where the cause itself says how they are told; `at_once` is for the answer to what they did themselves, which no
    digest holds back; `after` for what is told only if it is still so by then (see `settle`)."""
    notice = f"{template}-{who}-{_short(about)}"
    if notice in draft.state.told or any(owed.notice == notice for owed in draft.state.owed):
        return
    given = next((one for one in this.rules.notices if one.template == template), None)
    channel = channel or channel_for(this, draft, who, channel_of(draft, given or MAIL, who))
    owed = Owed(
        at=this.now,
        notice=notice,
        template=template,
        role=who,
        channel=channel,
        data=data,
        hash=_hash(template, who, channel, data),
        rule=rule,
        why=why,
        after=after,
    )
    _write_to(this, draft, owed, who, at_once=at_once)


def settle(draft: Draft, template: str, why: str, about: Callable[[Owed], bool] = lambda _: True) -> None:
    """What was to be told later need not be told any more."""
    for owed in draft.state.owed:
        if owed.template == template and owed.after is not None and not owed.claim and about(owed):
            draft.add(Told(at=draft.now, notice=owed.notice, result="dropped", why=why))


def _write_to(this: DeskPass, draft: Draft, owed: Owed, who: str, *, at_once: bool = False) -> None:
    why = unreachable(this, draft, who)
    _write(draft, owed, AT_ONCE if why or at_once else hold(this, draft, owed))
    if why:
        draft.add(Told(at=owed.at, notice=owed.notice, result="dropped", why=why))


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
