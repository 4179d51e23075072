"""`helpdesk new`: log what somebody said on the phone or at the door."""

import uuid
from collections.abc import Iterable
from email.utils import parseaddr

import click
from msgspec.structs import replace

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.identity import find_person
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import NewTicket
from helpdesk.commands.terminal.completing import (
    complete_category,
    complete_item,
    complete_person,
    complete_priority,
    complete_service,
    complete_team,
)
from helpdesk.commands.terminal.text import written_text
from helpdesk.commands.tickets.catalogue import asked_for, unanswered
from helpdesk.commands.tickets.fields import known_name, one_of, person_id
from helpdesk.model.message import Party
from helpdesk.model.ticket import DropBoxItem, Level, TicketType, Visibility

_LONGEST_TITLE = 256


@click.command()
@click.argument("title")
@click.option(
    "--from",
    "sender",
    default="",
    metavar="NAME <MAIL>",
    help="Who asks; a person's handle will do.",
    shell_complete=complete_person,
)
@click.option("--phone", default="", help="The number to call back.")
@click.option(
    "--type",
    "kind",
    type=click.Choice([each.value for each in TicketType], case_sensitive=False),
    help="Instead of what the desk would say.",
)
@click.option(
    "--impact", type=click.Choice([each.value for each in Level], case_sensitive=False), help="How many it hits."
)
@click.option(
    "--urgency", type=click.Choice([each.value for each in Level], case_sensitive=False), help="How soon it hurts."
)
@click.option(
    "--priority", default="", help="Instead of what impact and urgency give.", shell_complete=complete_priority
)
@click.option("--category", default="", help="Instead of what the desk would say.", shell_complete=complete_category)
@click.option("--service", default="", help="What is affected.", shell_complete=complete_service)
@click.option("--team", default="", help="Instead of what routing would choose.", shell_complete=complete_team)
@click.option(
    "--assignee",
    default="",
    metavar="WHO",
    help="Instead of whom the desk would choose.",
    shell_complete=complete_person,
)
@click.option("--item", default="", help="What of the catalogue is asked for.", shell_complete=complete_item)
@click.option("--answer", "answers", multiple=True, metavar="FIELD=VALUE", help="An answer that the item asks for.")
@click.option("--tag", "tags", multiple=True, help="May be given more than once.")
@click.option("--public", is_flag=True, help="Everybody may read it.")
@click.option("-m", "--message", help="What was said; - reads standard input; without it the editor opens.")
@writes
def new(
    desk: Desk,
    title: str,
    sender: str,
    phone: str,
    kind: str | None,
    message: str | None,
    item: str,
    answers: tuple[str, ...],
    **given: str | tuple[str, ...] | bool | None,
) -> None:
    """Log a request: it goes to the drop box, and the next pass numbers and routes it. Works offline.

    \b
    Example:
      helpdesk new "Scanner makes no sound" --from "Ana Reis <ana@example.org>" \\
          --phone "+351 21 000" --impact low -m "Since this morning, in room 4."
      helpdesk new "A laptop for Ana" --from ana --item laptop --answer size="14 inch" -m ""
    """
    me = desk.staff
    title = " ".join(title.split())
    if not title or len(title) > _LONGEST_TITLE:
        raise Refused("a title has 1 to 256 characters", "put the rest into the text: -m")
    dropped = replace(
        _decided(desk, given, title),
        type=TicketType(one_of(TicketType, "type", kind)) if kind else None,
        requester=_requester(desk, sender, phone),
        channel="phone" if phone else "desk",
        opened=desk.now.replace(microsecond=0),
        by=me.id,
        form=asked_for(item, answers, desk.rules),
    )
    text = written_text(message, f"{title}\nfrom {sender or 'nobody named'}", required=False)
    then = "git push, and the next pass numbers it" if not desk.pushes else "helpdesk list --unassigned"
    said = f"logged: {title} (the next pass gives it a number, a team and a clock)"
    lines = [said, *unanswered(dropped.form, desk.rules)]
    desk.write([NewTicket(dropped, text)], f"Log a request: {title}", lines, then, {"uuid": dropped.uuid})


def _requester(desk: Desk, sender: str, phone: str) -> Party:
    """A person the desk knows, or the name and address as given."""
    person = find_person(sender, desk.rules) or find_person(parseaddr(sender)[1], desk.rules)
    if person is not None:
        return Party(name=person.name, email=person.email, github=person.github, phone=phone or person.phone)
    name, address = parseaddr(sender)
    if "@" not in address:
        name, address = sender.strip(), ""
    return Party(name=name, email=address, phone=phone)


def _decided(desk: Desk, given: dict[str, str | tuple[str, ...] | bool | None], title: str) -> DropBoxItem:
    """The item with the fields that the person decided, checked; the rest is the desk's to decide."""
    rules = desk.rules

    def named(field: str, known: Iterable[str]) -> str:
        return known_name(field, str(given[field]), known) if given[field] else ""

    def level(field: str) -> Level | None:
        return Level(str(given[field]).lower()) if given[field] else None

    assignee, tags = str(given["assignee"]), given["tags"]
    return DropBoxItem(
        uuid=str(uuid.uuid4()),
        title=title,
        priority=named("priority", rules.priority.levels),
        category=named("category", rules.categories),
        service=named("service", [asset.id for asset in desk.snapshot.assets.values() if asset.is_service]),
        team=named("team", rules.teams),
        impact=level("impact"),
        urgency=level("urgency"),
        assignee=desk.me.id if assignee == "me" else person_id(assignee, rules) if assignee else "",
        tags=tags if isinstance(tags, tuple) else (),
        visibility=Visibility.PUBLIC if given["public"] else None,
    )
