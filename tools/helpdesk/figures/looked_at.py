"""Which articles requesters read on the portal before they asked. The request form writes their titles into what is
sent, below a sentence of its own, and the requester sees it there: nobody's reading is watched."""

from collections.abc import Iterable, Mapping

from helpdesk.model.knowledge import Article
from helpdesk.model.record import Record

# The sentence in each language of the portal.
SENTENCES = (
    "I looked at these first, and they did not solve it:",
    "Das habe ich vorher gelesen, es hat nicht geholfen:",
    "J'ai d'abord lu ceci, sans succès :",
    "Antes he leído esto, sin éxito:",
)
_MOST_TITLES = 20


def titles(text: str) -> tuple[str, ...]:
    """The titles in a request, in order; those of the last such list where there are several."""
    place, sentence = max((text.rfind(each), each) for each in SENTENCES)
    if place < 0:
        return ()
    found: list[str] = []
    for line in text[place + len(sentence) :].strip().splitlines()[:_MOST_TITLES]:
        if not line.strip().startswith("- "):
            break
        found.append(line.strip()[2:].strip())
    return tuple(found)


def read_in_vain(records: Iterable[Record], articles: Mapping[str, Article]) -> dict[int, tuple[str, ...]]:
    """For each ticket that names some, the ids of the articles that were read before it was written."""
    by_title = {article.title.strip(): name for name, article in sorted(articles.items(), reverse=True)}
    found = ((record.number, titles(record.request)) for record in records)
    return {number: tuple(by_title[one] for one in said if one in by_title) for number, said in found if said}
