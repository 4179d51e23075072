"""A message that belongs to no ticket opens one."""

import re

import msgspec

from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.directory import fold_address, own_addresses, without_detail
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.attachments import keep
from helpdesk.decide.incoming.comments import write_notes
from helpdesk.decide.incoming.content import title_of, words_of
from helpdesk.decide.incoming.passed_on import note_first_writer
from helpdesk.decide.incoming.threading import Place
from helpdesk.decide.incoming.tongue import spoken
from helpdesk.decide.lifecycle.states import initial
from helpdesk.decide.spoken.hearing import listen, obey, words_for_people
from helpdesk.decide.triage import triage_new
from helpdesk.model.message import Message
from helpdesk.model.ticket import Form, Links, Ticket, TicketType
from helpdesk.model.timeline import Opened

MOST_WATCHERS = 20
_ITEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z")


def open_ticket(this: DeskPass, message: Message, where: Place) -> Draft:
    """The new ticket, triaged, routed and promised."""
    number = this.next_number()
    opened = to_second(min(message.received, this.now))
    text = words_for_people(this, message)
    words = words_of(text, message, this.rules.desk.attachments)
    kept = keep(message.attachments, this.rules.desk.attachments)
    ticket = Ticket(
        id=this.reference(number),
        title=title_of(msgspec.structs.replace(message, text=text)),
        status=initial(this.rules, TicketType.INCIDENT),
        requester=message.sender,
        channel=message.channel,
        source=message.source,
        opened=opened,
        watchers=watchers(this, message),
        links=Links(related=(this.reference(where.number),)) if where.number is not None else Links(),
        tags=marks(message),
        form=_form(message),
    )
    draft = this.begin(number, ticket, words.text)
    draft.files.update((new.name, new) for new in kept.files)
    opening = Opened(
        at=opened,
        via=message.channel,
        key=message.key,
        message_id=message.message_id,
        content_hash=message.content_hash,
        attachments=kept.refs,
        withheld=words.withheld,
        language=spoken(message, this.rules.desk.languages),
        why=where.why,
    )
    triage_new(this, draft, opening, message)
    note_first_writer(this, draft, message)
    heard = listen(this, draft, message, replied=where.replied)
    if heard.speaker.staff:  # others have no ticket yet that they could say something to
        write_notes(this, draft, message, heard.notes, opened, heard.speaker.who)
        obey(this, draft, message, heard, opened)
    return draft


def marks(message: Message) -> tuple[str, ...]:
    """Tags that say what not to answer."""
    found = (("spam", message.spam), ("undeliverable", message.bounce), ("automatic", message.automatic))
    return tuple(tag for tag, holds in found if holds)


def watchers(this: DeskPass, message: Message) -> tuple[str, ...]:
    """Whom the sender put in copy takes part; robots bring nobody along, and a mailing list is nobody."""
    if message.spam or message.automatic or message.bounce:
        return ()
    others = {fold_address(message.sender.email), without_detail(message.fields.get("list", ""))}
    ours = own_addresses(this.rules.desk.mail) | others
    copied = (fold_address(party.email) for party in message.cc if "@" in party.email)
    names = (this.directory.handle(address) for address in copied if without_detail(address) not in ours)
    return tuple(dict.fromkeys(names))[:MOST_WATCHERS]


def _form(message: Message) -> Form | None:
    """What was asked for through a form: the item, and the answers by field."""
    item = message.fields.get("form", "")
    if not _ITEM.match(item):
        return None
    return Form(item=item, answers={name: value for name, value in message.fields.items() if name != "form"})
