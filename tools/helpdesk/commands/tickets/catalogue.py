"""What a person asks for from the catalogue, checked while they can still say it otherwise."""

from collections.abc import Iterable

from helpdesk.commands.clone.refusal import Refused, unknown
from helpdesk.commands.tickets.fields import known_name
from helpdesk.decide.directory import Directory
from helpdesk.decide.requests.answers import flaws
from helpdesk.model.rules import Rules
from helpdesk.model.rules.catalog import Field, FieldType
from helpdesk.model.ticket import FieldValue, Form


def asked_for(item: str, answers: Iterable[str], rules: Rules) -> Form | None:
    """The form as filled in. Refuses an unknown item or field and an answer that cannot be right; one that is missing
    is asked for by the desk."""
    if not item:
        if any(answers):
            raise Refused("answers to what?", "say which item: --item NAME")
        return None
    known = rules.catalog[known_name("catalogue item", item, rules.catalog)]
    fields = {field.id: field for field in known.fields}
    given: dict[str, FieldValue] = {}
    for text in answers:
        name, equals, value = text.partition("=")
        if not equals:
            raise Refused(f"not an answer: {text!r}", "write it like --answer size=14")
        if name not in fields:
            raise unknown(f"field of {known.id}", name, fields)
        given[name] = _typed(fields[name], value.strip())
    wrong = [str(flaw) for flaw in flaws(known, given, Directory(rules.people.values())) if not flaw.missing]
    if wrong:
        raise Refused("; ".join(wrong))
    return Form(known.id, given)


def unanswered(form: Form | None, rules: Rules) -> list[str]:
    """What the desk will have to ask for, a line each."""
    if form is None:
        return []
    found = flaws(rules.catalog[form.item], form.answers, Directory(rules.people.values()))
    return [
        f"warning: not answered: {flaw.label} The ticket will wait for it; --answer {flaw.field}=... says it at once"
        for flaw in found
        if flaw.missing
    ]


def _typed(field: Field, value: str) -> FieldValue:
    if field.type is FieldType.MULTISELECT and value not in field.options:
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value
