"""The register of assets: a page each, and an index by kind. For staff only: it says who holds what."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby

from helpdesk.model.asset import Asset
from helpdesk.publish.places import asset_page
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey

MOST_TICKETS = 100
ENDS_SOON = timedelta(days=60)
Related = tuple[str, str, str]
"""The relation in words, the other asset's name, and its place ("" when the register does not have it)."""


def asset_pages(site: Site, survey: Survey) -> None:
    """`assets/index.html` and every asset."""
    assets = sorted(site.snapshot.assets.values(), key=lambda each: (each.kind, each.name.casefold(), each.id))
    open_count = {name: sum(row.open for row in rows) for name, rows in survey.by_asset.items()}
    kinds = [(kind, list(group)) for kind, group in groupby(assets, key=lambda each: each.kind)]
    warranty = {each.id: warranty_state(each, site.now.date()) for each in assets}
    site.page(
        "pages/assets.html",
        "assets/index.html",
        site.texts.plain("Assets"),
        kinds=kinds,
        open_count=open_count,
        warranty=warranty,
        holder={each.id: site.names.person(holder(each)) for each in assets},
        place=asset_page,
        names=site.names,
    )
    towards = _towards(site)
    for each in assets:
        _page(site, survey, each, towards[each.id], warranty[each.id])


def _page(site: Site, survey: Survey, asset: Asset, towards: list[Related], warranty: str) -> None:
    tickets = sorted(survey.by_asset[asset.id], key=lambda row: (row.open, row.opened, row.reference), reverse=True)
    relations = [_related(site, relation.kind, relation.to) for relation in asset.relations]
    names = [site.names.service(asset.location), site.names.person(holder(asset))]
    shown, more = tickets[:MOST_TICKETS], max(0, len(tickets) - MOST_TICKETS)
    made_of = (asset, warranty, relations, towards, names, shown, more)
    site.keyed_page("pages/asset.html", asset_page(asset.kind, asset.id), asset.name, made_of, lambda: {
        "asset": asset,
        "warranty": warranty,
        "relations": relations,
        "towards": towards,
        "tickets": shown,
        "more": more,
        "holder": site.names.person(holder(asset)),
        "names": site.names,
    })  # fmt: skip


def holder(asset: Asset) -> str:
    """Who holds it now: the last holding; "" is in stock."""
    return asset.holders[-1].who if asset.holders else asset.owner


def warranty_state(asset: Asset, today: date) -> str:
    """none, valid, ending (within 60 days) or over. The last day still counts."""
    if asset.warranty is None or asset.warranty.until is None:
        return "none"
    left = asset.warranty.until - today
    return "over" if left < timedelta(0) else "ending" if left <= ENDS_SOON else "valid"


def _related(site: Site, kind: str, other: str) -> Related:
    known = site.snapshot.assets.get(other)
    words = kind.replace("_", " ")
    return (words, known.name, asset_page(known.kind, known.id)) if known else (words, other, "")


def _towards(site: Site) -> dict[str, list[Related]]:
    """Relations the other way round: what points at each asset."""
    found: dict[str, list[Related]] = defaultdict(list)
    for each in sorted(site.snapshot.assets.values(), key=lambda asset: (asset.name.casefold(), asset.id)):
        for relation in each.relations:
            found[relation.to].append(_related(site, relation.kind, each.id))
    return found
