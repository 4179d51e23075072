"""Which of the desk's languages a message is written in."""

import re
from collections.abc import Sequence

from helpdesk.model.language import language_of
from helpdesk.model.message import Message

_CODE = re.compile(r"[a-z]{2,3}")


def spoken(message: Message, among: Sequence[str]) -> str:
    """What a message is written in: as its channel says (BCP 47, the language alone counts), else by its words, where
    that is one of the desk's languages and there is a choice."""
    said = message.language.casefold().replace("_", "-").partition("-")[0]
    if _CODE.fullmatch(said):
        return said
    found = language_of(f"{message.subject}\n{message.text}") if len(among) > 1 else ""
    return found if found in among else ""
