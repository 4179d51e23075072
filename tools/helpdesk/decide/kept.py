"""What every pass needs of a desk's rules, made once for the same rules and kept for the passes after it."""

from collections.abc import Mapping
from functools import lru_cache

from helpdesk.decide.alerting.match import Register
from helpdesk.decide.classifying.classify import Classifier
from helpdesk.decide.classifying.gazetteer import Gazetteer
from helpdesk.decide.directory import Directory
from helpdesk.model.asset import Asset
from helpdesk.model.rules import Rules


class _Same:
    """Values as a key: the very same ones, not equal ones, which would have to be compared field by field. They are
    frozen, and held here, so that no other value can take their place in memory."""

    def __init__(self, *values: object) -> None:
        self.values = values

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.values)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and all(a is b for a, b in zip(self.values, other.values, strict=True))


def directory_of(rules: Rules) -> Directory:
    """The people of these rules."""
    return _directory(_Same(rules))


def classifier_of(rules: Rules, assets: Mapping[str, Asset]) -> Classifier:
    """What classifies by these rules and assets."""
    return _classifier(_Same(rules, assets))


def register_of(assets: Mapping[str, Asset]) -> Register:
    """These assets as alerts name them."""
    return _register(_Same(assets))


@lru_cache(maxsize=4)
def _directory(same: _Same) -> Directory:
    (rules,) = same.values
    assert isinstance(rules, Rules)
    return Directory(rules.people.values())


@lru_cache(maxsize=4)
def _classifier(same: _Same) -> Classifier:
    rules, assets = same.values
    assert isinstance(rules, Rules) and isinstance(assets, Mapping)
    return Classifier(rules, assets, Gazetteer(rules, assets))


@lru_cache(maxsize=4)
def _register(same: _Same) -> Register:
    (assets,) = same.values
    assert isinstance(assets, Mapping)
    return Register(assets)
