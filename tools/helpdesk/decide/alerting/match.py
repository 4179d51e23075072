"""Whether an alert is one of those that a rule means, and where in the assets it belongs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

import msgspec

from helpdesk.decide.classifying.gazetteer import SERVICE
from helpdesk.decide.classifying.words import fold_text
from helpdesk.model.alert import Alert
from helpdesk.model.asset import Asset
from helpdesk.model.rules.alerts import AlertMatch

# Labels that name what an alert is about, the most telling first.
_SERVICE_LABELS = ("service", "app", "application", "component", "job", "namespace", "project")
_HOST_LABELS = ("host", "hostname", "instance", "node", "server", "device", "exported_instance")


class Register:
    """Assets by what an alert calls them, and the services that each carries. Built once for the same assets."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self.assets = assets
        self.named = {fold_text(word): asset.id for asset in assets.values() for word in (asset.id, asset.name) if word}
        self.carried: dict[str, set[str]] = defaultdict(set)
        for one in assets.values():
            for relation in one.relations if one.kind == SERVICE else ():
                self.carried[relation.to].add(one.id)


class Struck(msgspec.Struct, frozen=True):
    """What an alert strikes: the service, the other assets, and the words that said so."""

    service: str = ""
    assets: tuple[str, ...] = ()
    why: str = ""


def matches(match: AlertMatch, alert: Alert, service: str) -> bool:
    """All that the rule names holds. `service` is the asset that the alert was found to be about."""
    if match.source and alert.source not in match.source:
        return False
    if match.severity and alert.severity not in match.severity:
        return False
    if match.service and not {fold_text(alert.service), fold_text(service)} & set(map(fold_text, match.service)):
        return False
    return all(
        any(fnmatchcase(alert.labels.get(name, ""), glob) for glob in globs) for name, globs in match.labels.items()
    )


def struck(alert: Alert, register: Register) -> Struck:
    """The assets that the alert names by id or name; of a device with one service on top, that service."""
    service, others, why = "", list[str](), list[str]()
    for where, word in _names(alert):
        found = register.named.get(fold_text(word))
        if found is None:
            continue
        if register.assets[found].kind == SERVICE:
            if not service:
                service = found
                why.append(f"{where} {word!r} is {found}")
        elif found not in others:
            others.append(found)
            why.append(f"{where} {word!r} is {found}")
    if not service:
        carried = {name for asset in others for name in register.carried.get(asset, ())}
        if len(carried) == 1:
            service = carried.pop()
            why.append(f"{service} runs on it")
    return Struck(service, tuple(others), "; ".join(why))


def _names(alert: Alert) -> Iterator[tuple[str, str]]:
    if alert.service:
        yield "service", alert.service
    for label in (*_SERVICE_LABELS, *_HOST_LABELS):
        word = alert.labels.get(label, "")
        if word:
            yield f"label {label}", word
            host = word.rpartition("://")[2].partition("/")[0]
            host = host.partition(":")[0] if host.count(":") == 1 else host
            if host != word:
                yield f"label {label}", host
            short = host.partition(".")[0]
            if short != host and not short.isdecimal():
                yield f"label {label}", short
