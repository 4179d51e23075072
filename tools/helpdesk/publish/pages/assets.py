"""The register of assets: a page each, and an index by kind. For staff only: it says who holds what."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import quote

import msgspec

from helpdesk.model.asset import Asset
from helpdesk.model.impact import Graph, Impact
from helpdesk.model.inventory import cost, ends, held, holder, use_of
from helpdesk.publish.pages.labels import label_pages
from helpdesk.publish.pages.problems import known_curves
from helpdesk.publish.places import asset_page, model_page, report_page
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.survey import Survey

MOST_TICKETS = 100
ENDS_SOON = timedelta(days=60)
Related = tuple[str, str, str]
"""The relation in words, the other asset's name, and its place ("" when the register does not have it)."""


def asset_pages(site: Site, survey: Survey) -> None:
    """`assets/index.html` and every asset."""
    made_of = (survey.figures_key, survey.lines_key, site.now.date())
    site.group("assets", made_of, lambda: _draw(site, survey))


def _draw(site: Site, survey: Survey) -> None:
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
        labels=defaultdict(str, label_pages(site)),
        names=site.names,
        as_data={"assets": assets, "open_tickets": {name: count for name, count in open_count.items() if count}},
    )
    towards = _towards(site)
    graph = Graph(site.snapshot.assets, site.snapshot.rules.assets.relations)
    models = known_curves(site, survey)
    for each in assets:
        to = model_page(each.model) if each.model in models else ""
        _page(site, survey, each, towards[each.id], warranty[each.id], graph.impact(each.id), to)


def _page(
    site: Site, survey: Survey, asset: Asset, towards: list[Related], warranty: str, impact: Impact, to: str
) -> None:
    tickets = sorted(survey.by_asset[asset.id], key=lambda row: (row.open, row.opened, row.reference), reverse=True)
    relations = [_related(site, relation.kind, relation.to) for relation in asset.relations]
    names = [site.names.service(asset.location), site.names.person(holder(asset))]
    shown, more = tickets[:MOST_TICKETS], max(0, len(tickets) - MOST_TICKETS)
    falls = _falls(site, survey, impact)
    use = use_of(asset, site.snapshot.assets)
    made_of = (asset, warranty, relations, towards, names, shown, more, falls, use, to)
    site.keyed_page("pages/asset.html", asset_page(asset.kind, asset.id), asset.name, made_of, lambda: {
        "asset": asset,
        "warranty": warranty,
        "ends": list(ends(asset)),
        "cost": cost(asset),
        "use": use,
        "falls": falls,
        "held": held(asset)[::-1],
        "relations": relations,
        "towards": towards,
        "tickets": shown,
        "more": more,
        "holder": site.names.person(holder(asset)),
        "names": site.names,
        "model_page": to,
        "report": _report(site.snapshot.rules.desk.mail.address, asset),
        "form": report_page(asset.kind, asset.id),
    }, lambda: {
        "asset": asset,
        "warranty": warranty,
        "cost": cost(asset),
        "falls": falls,
        "towards": towards,
        "tickets": [row.reference for row in tickets],
    })  # fmt: skip


class Falls(msgspec.Struct, frozen=True):
    """What falls over with an asset, in words: `others` (name, place, by what relation, through whom), `people` who
    hold something of it, `open` tickets that are about one of them but not about the asset itself."""

    others: tuple[tuple[str, str, str, str], ...]
    people: tuple[str, ...]
    open: tuple[Row, ...]


def _falls(site: Site, survey: Survey, impact: Impact) -> Falls:
    assets = site.snapshot.assets
    others = tuple(
        (assets[hit.asset].name, asset_page(assets[hit.asset].kind, hit.asset), hit.relation.replace("_", " "), through)
        for hit in impact.hits[:MOST_TICKETS]
        for through in ("" if hit.through == impact.asset else site.names.service(hit.through),)
    )
    own = {row.reference for row in survey.by_asset.get(impact.asset, ())}
    rows = {
        row.reference: row
        for hit in impact.hits
        for row in survey.by_asset.get(hit.asset, ())
        if row.open and row.reference not in own
    }
    people = tuple(map(site.names.person, impact.people)) if impact.hits else ()
    return Falls(others, people, tuple(sorted(rows.values(), key=lambda row: row.order))[:MOST_TICKETS])


def _report(address: str, asset: Asset) -> str:
    """A link that begins a mail to the desk which names the asset; "" where the desk has no address."""
    if not address:
        return ""
    subject, body = f"Problem with {asset.name} ({asset.id})", f"Asset: {asset.id}\n\nWhat happens:\n"
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(body)}"


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
