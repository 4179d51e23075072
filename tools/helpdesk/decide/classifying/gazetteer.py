"""The words that speak for something: categories by their words, services and other assets by their names."""

from collections import Counter
from collections.abc import Mapping

from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.classifying.words import Phrasebook, fold_text, has_phrase
from helpdesk.model.asset import Asset
from helpdesk.model.rules import Rules

SERVICE = "service"
_SHORTEST_NAME = 3


class Gazetteer:
    """Looks categories and assets up in a text. Built once a pass, when the first message needs it."""

    def __init__(self, rules: Rules, assets: Mapping[str, Asset]) -> None:
        self._categories = rules.categories
        self._assets = assets
        self._category_words = Phrasebook((word, c.id) for c in rules.categories.values() for word in c.words)
        self._asset_names = Phrasebook(_names(assets))

    def category(self, facts: Facts) -> tuple[str, str]:
        """(category, evidence): the most words count, longer phrases more, those in the subject twice; then the
        deeper category, then the id. Both empty where no word speaks for any."""
        subject = " ".join(facts.folded("subject"))
        weight: Counter[str] = Counter()
        words: dict[str, set[str]] = {}
        for phrase, category in self._category_words.found(facts.told, facts.words):
            twice = 2 if has_phrase(subject, phrase) else 1
            weight[category] += twice * len(phrase.split())
            words.setdefault(category, set()).add(phrase)
        if not weight:
            return "", ""
        best = min(weight, key=lambda name: (-weight[name], -name.count("/"), name))
        rest = sorted((name for name in weight if name != best), key=lambda name: (-weight[name], name))[:3]
        lost = f" (rather than {', '.join(rest)})" if rest else ""
        origin = self._categories[best].origin or "categories"
        return best, f"{origin}: says {', '.join(map(repr, sorted(words[best])))}{lost}"

    def assets(self, facts: Facts) -> dict[str, tuple[str, str]]:
        """Assets named in the text: id -> (kind, the words)."""
        found = self._asset_names.found(facts.told, facts.words)
        return {asset: (self._assets[asset].kind, phrase) for phrase, asset in sorted(found)}


def _names(assets: Mapping[str, Asset]) -> list[tuple[str, str]]:
    """A name that several assets have names none of them; an id counts only if no common word looks like it."""
    names: dict[str, set[str]] = {}
    for asset in assets.values():
        given = [asset.name, asset.serial]
        if any(char.isdigit() or char == "-" for char in asset.id):
            given.append(asset.id)
        for name in given:
            folded = fold_text(name)
            if len(folded) >= _SHORTEST_NAME:
                names.setdefault(folded, set()).add(asset.id)
    return [(name, next(iter(ids))) for name, ids in names.items() if len(ids) == 1]
