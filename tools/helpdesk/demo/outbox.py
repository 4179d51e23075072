"""The notices of one ticket's story: owed by the desk's own rules, and told at once."""

from collections.abc import Mapping
from datetime import datetime

from helpdesk.decide.notifying.wording import message_id
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import AnyEntry, Json, Owed, Told

_STAFF_ROLES = ("assignee", "team", "lead", "manager")


class Outbox:
    """Writes into the ledger's `entries` what the ticket, as `values` has it now, makes the desk tell people."""

    def __init__(self, rules: Rules, reference: str, values: Mapping[str, Json], entries: list[AnyEntry]) -> None:
        self._rules = rules
        self._reference = reference
        self._values = values
        self._entries = entries
        self._told = 0

    def owe(self, event: str, at: datetime, data: Mapping[str, Json] | None = None, only: tuple[str, ...] = ()) -> None:
        """The notices that the desk's rules ask for on an event, to all roles or to some `only`; and that they went."""
        for rule in self._rules.notices:
            if rule.on == event:
                for role in rule.to:
                    if not only or role in only:
                        self.notice(rule.id, rule.template, role, rule.channel, at, dict(data or {}))

    def notice(self, name: str, template: str, role: str, channel: str, at: datetime, data: dict[str, Json]) -> None:
        """One notice to one role; none where nobody stands behind the role."""
        reachable = self.who(role) if role in _STAFF_ROLES else role == "requester" and self._mail_of_requester()
        if not reachable:
            return
        self._told += 1
        notice = f"{name}-{self._told}"
        self._entries.append(Owed(at=at, notice=notice, template=template, role=role, channel=channel, data=data))
        sent = message_id(self._reference, notice, self._rules)
        self._entries.append(Told(at=at, notice=notice, message_id=sent))

    def who(self, role: str) -> str:
        """The handle behind a role; empty where there is none."""
        team = self._rules.teams.get(self._values.get("team", ""))
        lead = self._rules.people.get(team.lead) if team else None
        match role:
            case "lead":
                return lead.id if lead else ""
            case "manager":
                return lead.manager if lead else ""
            case _:
                return str(self._values.get("assignee", ""))

    def _mail_of_requester(self) -> str:
        person: dict[str, str] = self._values.get("requester") or {}
        return "" if self._values.get("channel") == "alert" else person.get("email", "")
