"""Which language a text is in, by the small words that every sentence of a language needs.

Helpdesk texts are short, mixed with English product names and error messages; small words tell languages apart where
letters do not, and a text without any gets no answer rather than a guess.
"""

import re
from functools import lru_cache
from itertools import islice

_MOST_WORDS = 400
_LONGEST = 20_000
_FEWEST = 2
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = {
    "en": "the and is not to of it my have has been with for this that i we you please can cannot when from on are was "
    "does since after but at our your there what would could be an in",
    "de": "der die das und ist nicht ich mein meine wir sie es mit auf für bitte kann seit wenn ein eine einen dem den "
    "auch aber bei vom zum zur von zu im nach noch kein keine habe haben hat wird werden sich funktioniert mehr",
    "fr": "le la les et est ne pas je mon ma mes nous vous il elle avec pour sur merci depuis quand un une des du de "
    "au aux ce cette que qui dans mais plus bonjour peux peut fonctionne être ai avons notre votre",
    "es": "el la los las y es no mi mis nosotros usted con para sobre gracias desde cuando un una unos del de al que "
    "en pero más hola puedo puede funciona está tengo tenemos nuestro su se lo por favor",
    "it": "il lo la gli le e è non mio mia noi con per su grazie da quando un una dei del di al che in ma più ciao "
    "posso può funziona sono ho abbiamo nostro si della nella",
    "pt": "o a os as e é não meu minha nós com para sobre obrigado desde quando um uma dos do da de ao que em mas mais "
    "olá posso pode funciona está tenho temos nosso se por favor na no",
    "nl": "de het en is niet ik mijn wij met op voor alstublieft kan sinds als een van naar maar meer bij ook geen heb "
    "hebben heeft wordt werkt zijn ons onze dit dat er aan",
}
_SPEAKS_FOR: dict[str, tuple[str, ...]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _SPEAKS_FOR[_word] = (*_SPEAKS_FOR.get(_word, ()), _language)


def language_of(text: str) -> str:
    """ISO 639-1 code of en, de, fr, es, it, pt or nl; empty where too little speaks for one. A word that several
    languages share counts for each by its share."""
    return _language_of(text[:_LONGEST])


@lru_cache(maxsize=16)
def _language_of(text: str) -> str:
    score: dict[str, float] = {}
    for match in islice(_WORD.finditer(text.casefold()), _MOST_WORDS):
        languages = _SPEAKS_FOR.get(match.group(), ())
        for language in languages:
            score[language] = score.get(language, 0.0) + 1.0 / len(languages)
    ranked = sorted(score.items(), key=lambda each: (-each[1], each[0]))
    if not ranked or ranked[0][1] < _FEWEST or (len(ranked) > 1 and ranked[0][1] <= 1.2 * ranked[1][1]):
        return ""
    return ranked[0][0]
