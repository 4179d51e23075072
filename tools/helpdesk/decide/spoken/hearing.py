"""A message's commands, carried out in the order in which they were said, each standing by itself; what was not done is
recorded, and answered to its writer alone."""

import dataclasses
import difflib
from datetime import datetime

import msgspec
from msgspec.structs import replace

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.notifying.notices import owe_to
from helpdesk.decide.spoken import consent
from helpdesk.decide.spoken.command import Command, NotDone, Order, Who
from helpdesk.decide.spoken.reading import Line, Said, lines_of, own_words, said_in
from helpdesk.decide.spoken.speaker import Speaker, speaker_of
from helpdesk.decide.spoken.table import BY_WORD, COMMANDS, nearest
from helpdesk.model.message import Message
from helpdesk.model.rules.permissions import ANYONE, REQUESTER
from helpdesk.model.timeline import DESK, Json, Refused

MOST = 20
TEMPLATE = "commands"
LONGEST_SAID = 200
# No rules file decides this: who may not, or has mistyped, is told so.
PRACTICE = "built-in practice: a command that is not carried out is answered to its writer"
_HERS = [word for one in COMMANDS if one.who is Who.REQUESTER for word in (one.name, *one.also)]


class Heard(msgspec.Struct, frozen=True):
    """What a message says on a ticket. `lines` are its commands, `text` its words without those, `whole` its words as
    typed, `notes` what is for staff alone."""

    speaker: Speaker
    lines: tuple[Line, ...] = ()
    text: str = ""
    whole: str = ""
    notes: tuple[str, ...] = ()

    @property
    def only_commands(self) -> bool:
        """Whether it says nothing else."""
        return bool(self.lines) and not self.text.strip()

    @property
    def to_the_desk(self) -> bool:
        """Whether it holds what an approver says to the desk, which is nothing for the requester."""
        return any(line.verb in consent.VERBS for line in self.lines)

    def says(self, *names: str) -> bool:
        """Whether one of these commands is among them."""
        return any(line.verb in BY_WORD and BY_WORD[line.verb].name in names for line in self.lines)


def listen(this: DeskPass, draft: Draft, message: Message, *, replied: bool = False) -> Heard:
    """What of a message is for the desk, and what for people. Whoever works here says a command with every line that
    begins with a slash and a word, so that a mistyped one does not go out; others with those that there are."""
    said = said_in(message)
    speaker = speaker_of(this, draft, message, replied=replied)
    whole = own_words(message) or "\n".join(message.commands)
    if not said.lines:
        return Heard(speaker, (), said.text, whole)
    if speaker.staff:
        return Heard(speaker, said.lines, said.without(said.lines), whole, said.internal())
    own = [line for line in said.lines if speaker.asks and _hers(line.verb)]
    meant = tuple(line for line in said.lines if line.verb in BY_WORD or line in own)
    return Heard(speaker, meant, said.without(own), whole)


def words_for_people(this: DeskPass, message: Message) -> str:
    """The text of a message that opens a ticket: without its commands where somebody of staff wrote it."""
    person = this.directory.person(message.sender)
    said: Said = said_in(message)
    if not said.lines or person is None or not this.directory.is_staff(person.id):
        return message.text
    lines = lines_of(own_words(message))
    taken = {lines[n].strip() for line in said.lines if line.first >= 0 for n in range(line.first, line.last + 1)} - {
        ""
    }
    return "\n".join(line for line in lines_of(message.text) if line.strip() not in taken).strip()


def obey(this: DeskPass, draft: Draft, message: Message, heard: Heard, at: datetime) -> None:
    """Carry out what was heard, and answer."""
    outcomes: list[dict[str, Json]] = []
    for place, line in enumerate(heard.lines[: MOST + 1]):
        order = Order(this, draft, heard.speaker, line, at, message, heard.text, place)
        try:
            told = _carry_out(order)
            text, *listed = (told or "").split("\n")
            outcomes.append({"said": line.raw[:LONGEST_SAID], "done": True, "text": text, "list": listed})
        except NotDone as wrong:
            outcomes.append({"said": line.raw[:LONGEST_SAID], "done": False, "text": wrong.words, "list": []})
            draft.add(wrong.entry or _not_taken(order, wrong))
    if any(one["text"] for one in outcomes):
        _answer(this, draft, message, heard.speaker, outcomes)


def _carry_out(order: Order) -> str | None:
    if order.place >= MOST:
        raise NotDone(f"only the first {MOST} commands of a message are carried out", "say the rest in another one")
    command = BY_WORD.get(order.line.verb)
    if command is None:
        raise NotDone(f"there is no command /{order.line.verb}", nearest(order.line.verb))
    if order.message.edited:
        raise NotDone("the message was changed after it was sent, so nobody can be held to it", "say it in a new one")
    if order.draft.locked:
        raise NotDone("the ticket's file cannot be read", "it has to be mended first")
    return command.carry_out(dataclasses.replace(order, speaker=_entitled(command, order.speaker)))


def _entitled(command: Command, speaker: Speaker) -> Speaker:
    """The speaker as what they may give this command. Raises NotDone where they may not."""
    if command.who is Who.ASKED or (speaker.staff and speaker.proved):
        return speaker
    if command.who is Who.REQUESTER and speaker.asks and speaker.takes_part:
        # The address alone makes nobody staff, on their own ticket neither.
        return replace(speaker, who="requester", person=None, roles=frozenset({ANYONE, REQUESTER}))
    if speaker.staff:
        raise NotDone(speaker.doubt, "send it from where your own server vouches for you, or use the command line")
    if command.who is Who.REQUESTER and speaker.asks:
        raise NotDone(speaker.doubt or "nothing proves who wrote it", "answer the desk's last mail, at its own address")
    hers = ", ".join(f"/{one.name}" for one in COMMANDS if one.who is Who.REQUESTER)
    raise NotDone(f"/{command.name} is for staff", f"whoever asked can say {hers}" if speaker.asks else speaker.doubt)


def _not_taken(order: Order, wrong: NotDone) -> Refused:
    who, said = order.speaker, order.line.raw[:LONGEST_SAID]
    what = f"{said} by {who.who}" if who.who else said
    return Refused(at=order.at, by=DESK, via=who.via, what=what, rule=PRACTICE, why=wrong.words)


def _answer(this: DeskPass, draft: Draft, message: Message, who: Speaker, outcomes: list[dict[str, Json]]) -> None:
    """One notice to the writer, and to nobody else. In an issue everybody would read it, so that staff get it by mail;
    strangers get none, who could have anybody written to."""
    if who.person is not None and (who.staff or not who.asks):
        role = who.person.id
        channel = message.channel if message.sender.chat else "mail"
    elif who.asks:
        role, channel = "requester", ""
    else:
        return
    data: dict[str, Json] = {"lines": outcomes}
    owe_to(
        this,
        draft,
        role,
        TEMPLATE,
        message.key,
        data,
        rule=PRACTICE,
        channel=channel,
        why="answers a command",
        at_once=True,
    )


def _hers(word: str) -> bool:
    """Whether it is a requester's command, or one mistyped; anything else is a path, or whatever they meant to say."""
    if word in BY_WORD:
        return word in _HERS
    return bool(difflib.get_close_matches(word, _HERS, n=1, cutoff=0.75))
