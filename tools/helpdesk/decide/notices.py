"""Who is told what: notice rules over the entries of a pass become `owed` entries in the same commit.

The ids follow from the cause, so that deciding again owes the same notice and not a second one. Robots, spam, senders
whose mail came back, and whoever did it themselves are told nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from helpdesk.decide.conditions import judge
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.facts import Facts
from helpdesk.decide.major import last_update, major_of, spoken_for
from helpdesk.model import fold
from helpdesk.model.ids import typed_reference
from helpdesk.model.marks import is_known_error
from helpdesk.model.rules.notices import NoticeRule
from helpdesk.model.sensitive import kinds
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import (
    DESK,
    AnyEntry,
    Breached,
    Closed,
    Commented,
    Entry,
    Escalated,
    Json,
    Merged,
    Opened,
    Owed,
    Routed,
    Step,
    Target,
    Told,
    Warned,
)

NEVER_ANSWERED = frozenset({"spam", "automatic", "undeliverable"})
INSIDE = frozenset({"assignee", "team", "lead", "manager"})
OUTSIDE = frozenset({"requester", "participant"})
_SETTING = {"remind": "remind_after", "warn": "warn_before_close"}
# What the requester is told when a step of waiting is due.
REMINDERS = {step: template for template, step in fold.REMINDERS.items()}
# What happens to each part of a major incident because of the major.
_SPOKEN_FOR = (Opened, Routed, Warned, Breached, Escalated)
ONE_WAY = frozenset({"", "phone", "dropbox", "file", "alert"})


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
    if not judge(rule.when, _with_cause(facts, cause)).holds:
        return
    channel, cause_word = _channel(draft, rule), event_of(cause)
    for role in rule.to:
        if told_not(this, draft, role, cause, causes):
            continue
        data = _data(this, draft, role, cause)
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
    channel = rule.channel if rule else "mail"
    role = step.to or "requester"
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
    channel = _channel(draft, given) if given else "mail"
    hash_ = _hash(template, who, channel, data)
    at = this.now
    draft.add(
        Owed(at=at, notice=notice, template=template, role=who, channel=channel, data=data, hash=hash_, rule=rule)
    )
    why = unreachable(this, draft, who)
    if why:
        draft.add(Told(at=at, notice=notice, result="dropped", why=why))


def told_not(this: DeskPass, draft: Draft, role: str, cause: AnyEntry, causes: Sequence[AnyEntry]) -> str:
    """Why somebody in `role` is not told of `cause`, or nothing."""
    if unreachable(this, draft, role):
        return unreachable(this, draft, role)
    if getattr(cause, "target", None) is Target.TEAM and role not in INSIDE:
        return "promised to nobody"
    if isinstance(cause, Commented):
        why = _not_for_them(this, draft, role, cause)
        if why:
            return why
    if _did_it(this, draft, role, cause):
        return "did it"
    if isinstance(cause, Merged) and bool(cause.source) is not (role in INSIDE):
        return "what was merged is told to who asked, what it was merged into to who works on it"
    if isinstance(cause, Closed) and _merged_away(this, causes):
        return "told that it goes on elsewhere"
    if role in INSIDE and isinstance(cause, _SPOKEN_FOR) and cause.by == DESK and spoken_for(this, draft, cause.at):
        return "the major incident that it is part of speaks for it"
    if isinstance(cause, Routed) and role == "assignee":
        later = [entry for entry in causes if isinstance(entry, Routed) and entry.at >= cause.at and entry is not cause]
        if any(entry.assignee != cause.assignee for entry in later):
            return "has passed it on in the same pass"
    return ""


def _merged_away(this: DeskPass, causes: Sequence[AnyEntry]) -> bool:
    """Whether the ticket was closed by merging, and the rules have a text for that."""
    merged = any(isinstance(entry, Merged) and entry.into for entry in causes)
    return merged and any(rule.on == "merged" for rule in this.rules.notices)


def _not_for_them(this: DeskPass, draft: Draft, role: str, cause: Commented) -> str:
    """Outside only what staff said in public is told; what robots said is told to nobody, but for a bounce."""
    if role not in INSIDE:
        spoken = cause.visibility is Visibility.PUBLIC and this.directory.is_staff(cause.by)
        return "" if spoken else "not said by staff in public"
    if cause.by == DESK and not (role == "assignee" and "undeliverable" in draft.ticket.tags):
        return "said by a robot"
    return ""


def unreachable(this: DeskPass, draft: Draft, role: str) -> str:
    """Why nobody in `role` can be told anything on this ticket, or nothing."""
    ticket = draft.ticket
    team = this.rules.teams.get(ticket.team)
    match role:
        case "requester":
            silent = NEVER_ANSWERED & set(ticket.tags)
            if silent:
                return f"never answered: {', '.join(sorted(silent))}"
            party = ticket.requester
            return "" if party.email or party.github is not None else "the requester left no address"
        case "assignee":
            return "" if ticket.assignee in this.rules.people else "nobody has it"
        case "team":
            return "" if team else "it has no team"
        case "lead" | "manager":
            return "" if team and team.lead in this.rules.people else "its team has no lead"
        case "watchers":
            return "" if ticket.watchers else "nobody watches it"
        case _:
            return "" if role in this.rules.people else f"there is no {role}"


def _did_it(this: DeskPass, draft: Draft, role: str, cause: AnyEntry) -> bool:
    """Whether `role` is who caused it. What a requester's mail opened is acknowledged all the same."""
    if cause.by == DESK and not isinstance(cause, Opened):
        return False
    team = this.rules.teams.get(draft.ticket.team)
    match role:
        case "requester":
            person = this.directory.person(draft.ticket.requester)
            return cause.by == "requester" or (person is not None and cause.by == person.id)
        case "assignee":
            return cause.by == draft.ticket.assignee
        case "lead":
            return team is not None and cause.by == team.lead
        case _:
            return False


def _channel(draft: Draft, rule: NoticeRule) -> str:
    """`same` is the door the ticket came through; where nothing can be said through it, mail."""
    if rule.channel != "same":
        return rule.channel
    return draft.ticket.channel if draft.ticket.channel not in ONE_WAY else "mail"


def _with_cause(facts: Facts, cause: AnyEntry) -> Facts:
    """The ticket's facts, and of the cause: `by` (staff, requester, participant or desk), `target`, `escalated_to` and
    `comment_visibility`."""
    by = cause.by if cause.by in (DESK, *OUTSIDE) else "staff"
    facts.learn("by", by)
    facts.learn("target", *_texts(cause, "target"))
    facts.learn("escalated_to", *_texts(cause, "to"))
    facts.learn("comment_visibility", *_texts(cause, "visibility"))
    return facts


def _texts(cause: AnyEntry, name: str) -> tuple[str, ...]:
    value = getattr(cause, name, "")
    return (str(value),) if value else ()


def _data(this: DeskPass, draft: Draft, role: str, cause: AnyEntry) -> dict[str, Json]:
    """What the text needs beside the ticket."""
    data: dict[str, Json] = {}
    match cause:
        case Opened() if role == "requester":
            data = _known(this, draft)
            articles = [] if data else _articles(this, draft)
            data |= {"articles": articles} if articles else {}
            secrets = kinds(f"{draft.ticket.title}\n{draft.request}")
            data |= {"secrets": list(secrets)} if secrets else {}
        case Commented():
            data = {"comment": cause.comment, "by": cause.by}
        case Warned() | Breached():
            data = {"target": cause.target.value, "due": msgspec.to_builtins(cause.due)}
        case Merged():
            data = {"into": cause.into} if cause.into else {"source": cause.source}
        case Escalated():
            data = {"target": cause.target.value, "to": cause.to, "who": cause.who}
        case _:
            pass
    if role == "watchers" and cause.by != DESK:
        data["besides"] = cause.by
    return data


def _known(this: DeskPass, draft: Draft) -> dict[str, Json]:
    """What is going on already that the requester should hear of at once."""
    data: dict[str, Json] = {}
    major = major_of(this, draft)
    if major is not None:
        update = last_update(major, draft.ticket.opened)
        data = {"major": major.reference, **({"update": update} if update else {})}
    number = typed_reference(draft.ticket.links.problem, this.rules.desk.prefix)
    problem = this.snapshot.ticket(number) if number is not None else None
    if problem is not None and is_known_error(problem.ticket):
        data["problem"] = problem.reference
    return data


def _articles(this: DeskPass, draft: Draft) -> list[str]:
    """Published articles that may help right away."""
    most = this.rules.desk.suggest_articles
    if most <= 0:
        return []
    found = this.advise(f"{draft.ticket.title}\n{draft.request}", most)
    public = [hit.article for hit in found if _public(this, hit.article)]
    return public[:most]


def _public(this: DeskPass, article: str) -> bool:
    known = this.snapshot.articles.get(article)
    return known is not None and known.audience == "public"


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
