"""Which of the desk's languages a message is written in, by the small words that every sentence needs."""

import re
from collections import Counter
from collections.abc import Sequence

from helpdesk.model.message import Message

_LONGEST = 10_000
_FEWEST = 3
_CODE = re.compile(r"[a-z]{2,3}")
_WORD = re.compile(r"[^\W\d_]+")
# Function words that the other languages here do not have, so that each counts for one language alone.
_WORDS = {
    "en": """the and is are was were this that with you your have has from not it my we our they please could would
        should when what which there hello thanks after before again any does cannot""",
    "de": """der die das und ist sind nicht ich wir ein eine einen mit für auf dem den sich bitte kann mein meine ihr
        ihre haben habe wird nach bei auch noch seit wenn wie hallo danke guten kein keine zum zur""",
    "fr": """le les des est sont nous vous je une pour dans avec qui pas ne mon ma mes votre notre sur bonjour merci ce
        cette plus depuis être avez avons mais au aux du""",
    "es": """el los las es son nosotros usted yo una para con que por mi mis su sus nuestro hola gracias este esta
        desde puedo tengo hay pero del al como muy ya sin favor""",
}
_LANGUAGE = {word: language for language, words in _WORDS.items() for word in words.split()}


def spoken(message: Message, among: Sequence[str]) -> str:
    """What a message is written in: as its channel says (BCP 47, the language alone counts), else by its words."""
    said = message.language.casefold().replace("_", "-").partition("-")[0]
    return said if _CODE.fullmatch(said) else language_of(f"{message.subject}\n{message.text}", among)


def language_of(text: str, among: Sequence[str]) -> str:
    """The language of `text` among these; empty where there is no choice, too little to go by, or no clear answer."""
    if len(among) < 2:
        return ""
    words = _WORD.findall(text[:_LONGEST].casefold())
    counted = Counter(_LANGUAGE[word] for word in words if word in _LANGUAGE)
    ranked = [*counted.most_common(2), ("", 0), ("", 0)]
    (best, times), (_, second) = ranked[0], ranked[1]
    return best if best in among and times >= _FEWEST and times >= 2 * second else ""
