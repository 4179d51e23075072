"""Whether this person may write this, by rules/permissions.yml: the command line asks what a pull request is asked."""

from helpdesk.check.against_base.fields import decided
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import AnyWriting, ArticleEdit, FieldEdit, NewArticle, NewMessage, NewTicket
from helpdesk.model.rights import Denied, field_denied, files_denied, roles_of
from helpdesk.model.rules.people import Person
from helpdesk.model.rules.permissions import FileKind, Way
from helpdesk.model.snapshot import Snapshot

_HERE = Way.COMMAND_LINE


def permit(writing: AnyWriting, person: Person, snapshot: Snapshot, *, proposes: bool = False) -> None:
    """Refuse what the person may not write. An article that they propose is judged as a pull request is."""
    rules = snapshot.rules
    match writing:
        case NewTicket(item):
            roles = roles_of(person, rules)
            _refuse(files_denied(FileKind.NEW_TICKETS, roles, rules, _HERE), "a new ticket", person)
            for name in decided(item):
                _refuse(field_denied(name, roles, rules, _HERE), name, person)
        case FieldEdit(number, edits):
            record = snapshot.ticket(number)
            roles = roles_of(person, rules, record.ticket if record else None)
            for name in edits:
                _refuse(field_denied(name, roles, rules, _HERE), name, person)
        case NewMessage(number):
            record = snapshot.ticket(number)
            roles = roles_of(person, rules, record.ticket if record else None)
            _refuse(files_denied(FileKind.COMMENTS, roles, rules, _HERE), "a comment", person)
        case NewArticle() | ArticleEdit():
            way = Way.PULL_REQUEST if proposes else _HERE
            denied = files_denied(FileKind.ARTICLES, roles_of(person, rules), rules, way)
            by_review = not files_denied(FileKind.ARTICLES, roles_of(person, rules), rules, Way.PULL_REQUEST)
            _refuse(denied, "an article", person, "propose it with --pr" if by_review else "ask one of them")


def _refuse(denied: Denied | None, what: str, person: Person, remedy: str = "ask one of them") -> None:
    if denied is not None:
        raise Refused(f"{what} is not for {person.id}, a {person.role}, to write: {denied.only}", remedy)
