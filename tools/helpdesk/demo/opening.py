"""The first minute of a ticket: the request as received, what the desk made of it, and who got it."""

import hashlib
import random
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from helpdesk.demo.cast import Case
from helpdesk.demo.ledger import Ledger
from helpdesk.demo.roster import Roster
from helpdesk.demo.speech import request, slots_for, subject
from helpdesk.model.asset import Asset
from helpdesk.model.marks import MAJOR
from helpdesk.model.message import Party
from helpdesk.model.moment import format_utc
from helpdesk.model.rules import Rules
from helpdesk.model.rules.condition import AllOf, AnyOf, Condition, Operator, Test
from helpdesk.model.rules.people import Role
from helpdesk.model.rules.routing import RoutingRule
from helpdesk.model.ticket import Level
from helpdesk.model.timeline import Json

_MONITORING = Party(name="Monitoring", email="monitoring@example.org")
_TAKEN_BY_DESK = 0.35


def requester_of(case: Case) -> Party:
    """The requester as the message named them."""
    person = case.requester
    if person is None:
        return _MONITORING
    phone = person.phone if case.channel == "phone" else ""
    return Party(name=person.name, email=person.email, phone=phone)


def slots_of(case: Case, rules: Rules, assets: Mapping[str, Asset], rng: random.Random) -> dict[str, str]:
    """What the texts of this ticket can speak of."""
    person = case.requester
    manager = rules.people.get(person.manager) if person else None
    thing = assets.get(case.asset)
    place = person.location if person else "Lisbon"
    local = case.opened.astimezone(ZoneInfo(rules.desk.timezone))
    known = {
        "name": person.name if person else "Monitoring",
        "first": person.name.split()[0] if person else "all",
        "colleague": _colleague(case, rules, rng),
        "manager": manager.name.split()[0] if manager else "Anselm",
        "place": place,
        "dept": person.department if person else "IT",
        "device": _device(case, thing, rng),
        "device_id": case.asset or case.scenario.device,
        "asset": case.asset or "the laptop",
    }
    # What a scenario calls by these names itself goes before what is known of the requester.
    known = {name: value for name, value in known.items() if name not in case.scenario.slots}
    return {**slots_for(case.scenario, rng, known), **({"time": f"{local:%H:%M}"} if case.scenario.major else {})}


def _colleague(case: Case, rules: Rules, rng: random.Random) -> str:
    """The first name of somebody who works near the requester, or at least not in the team that helps."""
    asking = [p for p in rules.people.values() if p.role is Role.REQUESTER and p is not case.requester]
    near = [p for p in asking if case.requester and p.department == case.requester.department]
    return rng.choice(near or asking or list(rules.people.values())).name.split()[0]


def _device(case: Case, thing: Asset | None, rng: random.Random) -> str:
    """What people call the thing: a printer by its place, a laptop as theirs or by its label."""
    if case.scenario.asset == "printer":
        return thing.name if thing else "the printer"
    kind = "desktop" if case.scenario.asset == "desktop" else "laptop"
    if case.scenario.language != "en":
        return case.asset or "Laptop"
    named = (case.asset, f"my {kind}", f"my {kind} ({case.asset})") if thing else (f"my {kind}",)
    return rng.choice(named)


def begin(ledger: Ledger, case: Case, slots: Mapping[str, str], roster: Roster, rng: random.Random) -> str:
    """Open, triage, route and promise; returns the request's text."""
    rules, scenario, at = ledger.rules, case.scenario, case.opened
    title = subject(scenario, rng, slots)
    text = request(scenario, case.channel, rng, slots)
    key = hashlib.sha256(f"{case.reference}{title}{at.isoformat()}".encode()).hexdigest()
    mail = f"<{key[:20]}@example.org>" if case.channel == "mail" else ""
    ledger.open(at, _as_received(case, ledger, title), f"{case.channel}:{mail or key[:20]}", mail, text, case.channel)
    values, because = _triage(case, rules, f"{title}\n{text}".casefold())
    ledger.triage(at, values, because)
    category = rules.categories[scenario.category]
    team = category.team
    skills = category.skills
    first_contact = rules.desk.default_team
    if (
        case.channel == "phone"
        and first_contact in rules.teams
        and team != first_contact
        and rng.random() < _TAKEN_BY_DESK
    ):
        team, skills = first_contact, ()
    who, candidates = roster.choose(rules.teams[team], skills, at)
    ledger.route(at, team, who, candidates, why=f"category {category.id}")
    ledger.promise(at)
    return text


def _as_received(case: Case, ledger: Ledger, title: str) -> dict[str, Json]:
    scenario = case.scenario
    lifecycle = ledger.rules.lifecycles[scenario.type]
    person = requester_of(case)
    values: dict[str, Json] = {
        "id": case.reference,
        "type": scenario.type.value,
        "title": title,
        "status": lifecycle.initial,
        "requester": {k: v for k, v in (("name", person.name), ("email", person.email), ("phone", person.phone)) if v},
        "channel": case.channel,
        "opened": format_utc(case.opened),
    }
    if case.asset:
        values["assets"] = [case.asset]
    if scenario.tasks:
        values["tasks"] = [
            {"id": f"t{index}", "title": chore.title, "team": chore.team}
            for index, chore in enumerate(scenario.tasks, 1)
        ]
    if scenario.change:
        scheme = scenario.change
        values["change"] = {"kind": scheme.kind, "risk": scheme.risk, "plan": scheme.plan, "rollback": scheme.rollback}
    links: dict[str, Json] = {}
    if case.parent:
        links["parent"] = case.parent.reference
    if case.gathered:
        links["related"] = [incident.reference for incident in case.gathered]
    if links:
        values["links"] = links
    return values


def _triage(case: Case, rules: Rules, text: str) -> tuple[dict[str, Json], dict[str, str]]:
    """What the desk decided of a new ticket, and for each field the rule and the evidence."""
    scenario = case.scenario
    vip = case.requester is not None and case.requester.vip
    urgency = Level.HIGH if vip else scenario.urgency
    priority = rules.priority.matrix[scenario.impact][urgency]
    values: dict[str, Json] = {
        "category": scenario.category,
        "service": scenario.service,
        "impact": scenario.impact.value,
        "urgency": urgency.value,
        "priority": priority,
    }
    tags = [tag for tag, holds in (("vip", vip), (MAJOR, scenario.major)) if holds]
    if tags:
        values["tags"] = tags
    because = _evidence(rules, scenario.category, text)
    return values, {
        "category": because,
        "service": f"service of category {scenario.category}",
        "urgency": "the requester is one of the board" if vip else because,
        "priority": f"{rules.priority.origin}: impact {scenario.impact.value}, urgency {urgency.value}".lstrip(": "),
    }


def _evidence(rules: Rules, category: str, text: str) -> str:
    for rule in rules.routing:
        if rule.set.get("category") == category:
            found = [word for word in _words(rule) if word.casefold() in text]
            if found:
                return f"{rule.origin} {rule.name}: contains '{found[0]}'".strip()
    known = rules.categories[category]
    found = [word for word in known.words if word.casefold() in text]
    return f"words of {category}: {', '.join(found[:3])}" if found else f"chosen on the form: {known.name}"


def _words(rule: RoutingRule) -> list[str]:
    found: list[str] = []
    waiting: list[Condition] = [rule.when]
    while waiting:
        match waiting.pop():
            case AllOf(parts) | AnyOf(parts):
                waiting += parts
            case Test(operator=Operator.CONTAINS, values=values):
                found += values
            case _:
                pass
    return found
