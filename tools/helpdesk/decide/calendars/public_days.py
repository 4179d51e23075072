"""Public holidays by place and year. They are a function of the library alone, which is slow to load: what was asked
before can be given back to a later process."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from helpdesk.model.calendar import HolidaySource

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_SUBDIVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,39}|", re.ASCII)

Place = tuple[str, str, int]
"""Country, subdivision and year."""

_given_back: dict[Place, frozenset[date]] = {}


def public_days(source: HolidaySource, year: int) -> frozenset[date]:
    """The public holidays of a place in a year. Raises NotImplementedError for a place the library does not know."""
    place = (source.country, source.subdivision, year)
    return _given_back[place] if place in _given_back else _of_library(*place)


def known(sources: Iterable[HolidaySource], years: Iterable[int]) -> dict[Place, frozenset[date]]:
    """What the library says of these places and years, to be given back later; places it does not know are left
    out."""
    found = {}
    wanted = list(years)
    for source in sources:
        for year in wanted:
            try:
                found[source.country, source.subdivision, year] = public_days(source, year)
            except NotImplementedError:
                break
    return found


def give_back(days: Mapping[Place, frozenset[date]]) -> None:
    """What `known` found in another process, with the same version of the library."""
    _given_back.update(days)


@lru_cache(maxsize=4096)
def _of_library(country: str, subdivision: str, year: int) -> frozenset[date]:
    if not _COUNTRY.fullmatch(country) or not _SUBDIVISION.fullmatch(subdivision):
        raise NotImplementedError
    import holidays  # 140 ms with its countries, of which it loads all for any one

    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year, expand=False))
