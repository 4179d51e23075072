"""Sheets of labels to print, a page a kind: each has a QR code that opens the form in which a problem with the thing is
reported. For staff only."""

from collections.abc import Sequence
from itertools import groupby

from helpdesk.model.asset import Asset
from helpdesk.model.inventory import in_use
from helpdesk.publish.labels import address, code_of
from helpdesk.publish.places import label_page
from helpdesk.publish.site import Site

# So many labels a page: 3 by 8 on a sheet of A4, ten sheets.
A_PAGE = 240


def labelled(assets: Sequence[Asset]) -> dict[str, tuple[Asset, ...]]:
    """By kind the assets that one can stick a label on: those in use that have a serial number, a model or a holder."""
    things = sorted(
        (one for one in assets if in_use(one) and (one.serial or one.model or one.holders)),
        key=lambda one: (one.kind, one.id),
    )
    return {kind: tuple(group) for kind, group in groupby(things, key=lambda one: one.kind)}


def label_pages(site: Site) -> dict[str, str]:
    """Write them; the first page of each kind."""
    firsts = {}
    for kind, things in labelled(tuple(site.snapshot.assets.values())).items():
        sheets = [things[start : start + A_PAGE] for start in range(0, len(things), A_PAGE)]
        firsts[kind] = label_page(kind)
        for number, sheet in enumerate(sheets, start=1):
            _sheet(site, kind, sheet, number, len(sheets))
    return firsts


def _sheet(site: Site, kind: str, things: Sequence[Asset], number: int, sheets: int) -> None:
    portal = site.snapshot.rules.desk.portal or site.base_url
    known = portal.startswith(("https://", "http://"))
    made_of = (portal, [(one.id, one.name) for one in things], number, sheets)
    title = site.texts.plain("Labels: {kind}", kind=site.texts.plain(kind.capitalize()))
    site.keyed_page("pages/labels.html", label_page(kind, number), title, made_of, lambda: {
        "title_said": title,
        "kind": kind,
        "labels": [(one.id.upper(), one.name, code_of(one, portal)) for one in things] if known else [],
        "others": [(each, label_page(kind, each)) for each in range(1, sheets + 1)] if sheets > 1 else [],
        "number": number,
    }, lambda: {
        "kind": kind,
        "labels": [
            {"id": one.id, "name": one.name, "address": address(one, portal) if known else ""} for one in things
        ],
    })  # fmt: skip
