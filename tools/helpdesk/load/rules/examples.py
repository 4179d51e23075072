"""rules/tests/*.yml: examples of what the desk is to decide, each with its line."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parseaddr
from itertools import pairwise
from typing import Any

from helpdesk.load.guards import LARGEST_RULES
from helpdesk.load.places import compose, place
from helpdesk.load.rules.references import Names
from helpdesk.load.schema import violations
from helpdesk.load.strict_yaml import Document, read_yaml
from helpdesk.model.finding import Finding
from helpdesk.model.fold import REMINDERS
from helpdesk.model.message import Party
from helpdesk.model.moment import format_utc, parse_utc
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules import Rules
from helpdesk.model.rules.examples import DUE, Example, Filed, Happening, Letter, Remark, Want

FOLDER = "rules/tests/"
Keys = tuple[str | int, ...]
# What an expectation or an edit may name only if the desk has it.
_KINDS = {
    "team": "team",
    "assignee": "person",
    "by": "person",
    "category": "category",
    "priority": "priority",
    "sla": "service level",
    "type": "type",
}
_HAPPENS = {"reply", "mail", "comment", "edit"}
# Owed without a rule of its own.
_ALWAYS_NOTICES = tuple(REMINDERS)


def read_examples(files: Mapping[str, bytes], rules: Rules) -> tuple[tuple[Example, ...], list[Finding]]:
    """Every example below rules/tests/, in the order of the files; a file with findings has none."""
    examples: list[Example] = []
    findings: list[Finding] = []
    for path in sorted(path for path in files if path.startswith(FOLDER) and path.endswith(".yml")):
        document, wrong = read_yaml(path, files[path], LARGEST_RULES)
        if document is not None and document.value is not None:
            wrong = violations(document, "rule-tests")
            if not wrong:
                reading = _Reading(document, rules)
                found = reading.examples()
                wrong = reading.findings
                examples += () if wrong else found
        findings += wrong
    return tuple(examples), findings


class _Reading:
    """One file that its schema has accepted."""

    def __init__(self, document: Document, rules: Rules) -> None:
        self.document, self.rules, self.names = document, rules, Names(rules)
        self.findings: list[Finding] = []
        self.root = compose(document.data)

    def examples(self) -> tuple[Example, ...]:
        assert isinstance(self.document.value, list)
        return tuple(self._example(value, (index,)) for index, value in enumerate(self.document.value))

    def _say(self, keys: Keys, code: str, what: str, remedy: str) -> Finding:
        return self.document.finding(keys, code, what, remedy)

    def _line(self, keys: Keys) -> int:
        return place(self.root, keys, of_key=True)[0]

    def _example(self, value: dict[str, Any], keys: Keys) -> Example:
        now = self._time(value["now"], (*keys, "now"))
        given = value["given"]
        inside = (*keys, "given")
        if ("mail" in given) == ("ticket" in given):
            self.findings.append(self._say(inside, "R043", "one thing opens a ticket", "give `mail:` or `ticket:`"))
        if "ticket" in given:
            came: Letter | Filed = self._filed(given["ticket"], (*inside, "ticket"))
        else:
            came = self._letter(given.get("mail", {"from": ""}))
        load = {str(name): int(number) for name, number in given.get("load", {}).items()}
        for name in load:
            self._known("person", name, (*inside, "load", name))
        example = Example(
            name=value["name"],
            now=now,
            given=came,
            history=tuple(self._steps(given.get("history", []), (*inside, "history"))),
            load=load,
            wants=tuple(self._wants(value["expect"], (*keys, "expect"))),
            then=tuple(self._steps(value.get("then", []), (*keys, "then"))),
            origin=f"{self.document.path}:{place(self.root, keys)[0]}",
        )
        self._order(example, keys)
        return example

    def _order(self, example: Example, keys: Keys) -> None:
        """Time only goes on: opened, history, now, then."""
        opened = example.given.opened if isinstance(example.given, Filed) else None
        moments: list[tuple[Keys, datetime]] = [((*keys, "now"), opened)] if opened else []
        moments += [((*keys, "given", "history", n, "at"), step.at) for n, step in enumerate(example.history)]
        moments.append(((*keys, "now"), example.now))
        moments += [((*keys, "then", n, "at"), step.at) for n, step in enumerate(example.then)]
        for (_, before), (where, after) in pairwise(moments):
            if after < before:
                what = f"{format_utc(after)} is before {format_utc(before)}"
                self.findings.append(self._say(where, "R041", what, "put the steps in the order of their times"))

    def _steps(self, values: list[dict[str, Any]], keys: Keys) -> Iterator[Happening]:
        for index, value in enumerate(values):
            here = (*keys, index)
            if len(_HAPPENS & value.keys()) > 1:
                what = f"more than one thing in a step: {', '.join(sorted(_HAPPENS & value.keys()))}"
                self.findings.append(self._say(here, "R043", what, "make a step of each; they may have the same time"))
            edit = dict(value.get("edit", {}))
            by = str(edit.pop("by", ""))
            self._named({**edit, "by": by}, (*here, "edit"))
            yield Happening(
                at=self._time(value["at"], (*here, "at")),
                reply=self._letter(value["reply"]) if "reply" in value else None,
                mail=self._letter(value["mail"]) if "mail" in value else None,
                comment=self._remark(value["comment"], (*here, "comment")) if "comment" in value else None,
                by=by,
                edit=edit,
                wants=tuple(self._wants(value.get("expect", {}), (*here, "expect"))),
            )

    def _remark(self, value: dict[str, Any], keys: Keys) -> Remark:
        self._known("person", value["by"], (*keys, "by"))
        return Remark(by=value["by"], text=value.get("text", ""), internal=value.get("visibility") == "internal")

    def _letter(self, value: dict[str, Any]) -> Letter:
        form = value.get("form", {})
        return Letter(
            sender=_party(value["from"]),
            subject=value.get("subject", ""),
            text=value.get("text", ""),
            channel=value.get("channel", "mail"),
            to=tuple(value.get("to", ())),
            cc=tuple(value.get("cc", ())),
            automatic=value.get("automatic", False),
            proved=value.get("proved", False),
            form=form.get("item", ""),
            answers={name: str(answer) for name, answer in form.get("answers", {}).items()},
        )

    def _filed(self, value: dict[str, Any], keys: Keys) -> Filed:
        fields = dict(value)
        own = {name: fields.pop(name, "") for name in ("title", "text", "by", "requester", "channel", "opened")}
        self._named({**fields, "by": own["by"]}, keys)
        return Filed(
            title=own["title"],
            text=own["text"],
            by=own["by"],
            requester=_party(own["requester"]),
            channel=own["channel"] or "phone",
            opened=self._time(own["opened"], (*keys, "opened")) if own["opened"] else None,
            fields=fields,
        )

    def _wants(self, value: dict[str, Any], keys: Keys, *, holds: bool = True) -> Iterator[Want]:
        for name, given in value.items():
            here = (*keys, name)
            if name == "not":
                yield from self._wants(given, here, holds=False)
                continue
            words = tuple(_word(item) for item in (given if isinstance(given, list) else [given]))
            if name in DUE:
                words = tuple(word and format_utc(self._time(word, here)) for word in words)
            for word in words:
                self._named({name: word}, keys)
                if name == "notices":
                    self._notice(word, here)
            yield Want(name, words, holds, self._line(here))

    def _named(self, values: Mapping[str, Any], keys: Keys) -> None:
        """Fields may only hold what the desk has."""
        for name, value in values.items():
            if name in _KINDS and isinstance(value, str):
                self._known(_KINDS[name], value, (*keys, name))
            if name == "status" and isinstance(value, str):
                known = sorted({state for lifecycle in self.rules.lifecycles.values() for state in lifecycle.states})
                if value not in known:
                    what = f"unknown status: {value!r}"
                    self.findings.append(self._say((*keys, name), "R044", what, did_you_mean(value, known)))

    def _known(self, kind: str, name: str, keys: Keys) -> None:
        self.findings += self.names.missing(kind, name, keys, self._say)

    def _notice(self, word: str, keys: Keys) -> None:
        name = word.partition(" to ")[0]
        known = {rule.id for rule in self.rules.notices} | {rule.template for rule in self.rules.notices}
        known |= set(_ALWAYS_NOTICES)
        if name not in known:
            what = f"unknown notice: {name!r}"
            self.findings.append(self._say(keys, "R040", what, did_you_mean(name, sorted(known))))

    def _time(self, text: str, keys: Keys) -> datetime:
        try:
            return parse_utc(text)
        except ValueError:
            what = f"not a time: {text!r}"
            self.findings.append(self._say(keys, "R042", what, "write it like 2026-03-02T09:30:00+01:00"))
            return parse_utc("2000-01-01T00:00:00Z")


def _party(text: str) -> Party:
    """`Ana <ana@example.org>` or just the address."""
    name, address = parseaddr(text)
    return Party(name=name, email=address or text)


def _word(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
