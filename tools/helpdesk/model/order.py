"""The order in which the entries of a ledger happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import get_args

import msgspec

from helpdesk.model.timeline import AnyEntry

# Entries of one moment fold in the order in which a ticket lives, which is the order of the union.
_RANK = {kind: rank for rank, kind in enumerate(get_args(AnyEntry))}
_json = msgspec.json.Encoder(order="deterministic")


def in_order(entries: Iterable[AnyEntry]) -> list[AnyEntry]:
    """Entries by the time they happened; at one moment by kind; then by their text, so that no order is left open."""
    given = list(entries)
    keys = [moment_and_kind(entry) for entry in given]
    places = sorted(range(len(given)), key=keys.__getitem__)
    result = [given[place] for place in places]
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or keys[places[end]] != keys[places[start]]:
            if end - start > 1:
                result[start:end] = sorted(result[start:end], key=_json.encode)
            start = end
    return result


def moment_and_kind(entry: AnyEntry) -> tuple[datetime, int]:
    """Where an entry stands in the order of folding, but for its text."""
    return entry.at, _RANK[type(entry)]
