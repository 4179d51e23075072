"""Checks of assets: what they hang together with, who held them, what happened to them."""

from collections.abc import Iterator
from itertools import pairwise

from helpdesk.check.check import Desk, Fault, Subject, check, missing
from helpdesk.model.asset import Asset


@check("A010", Subject.ASSET)
def id_is_its_own(asset: Asset, desk: Desk) -> Iterator[Fault]:
    """No two assets have one id, whatever their kinds."""
    others = [path for path in desk.asset_paths.get(asset.id, ()) if path != asset.path]
    if others:
        yield Fault((), f"an id used twice: {asset.id!r}", f"rename the file; {', '.join(others)} has it too")


@check("A011", Subject.ASSET)
def relations_lead_to_assets(asset: Asset, desk: Desk) -> Iterator[Fault]:
    """The relations of an asset lead to other assets that exist."""
    for index, relation in enumerate(asset.relations):
        yield from missing("asset", relation.to, desk.assets, "relations", index, "to")
        if relation.to == asset.id:
            yield Fault(("relations", index, "to"), f"a relation to the asset itself: {relation.to!r}", "remove it")


@check("A012", Subject.ASSET)
def holders_in_order(asset: Asset, _desk: Desk) -> Iterator[Fault]:
    """The holders of an asset stand in the order of their dates, oldest first."""
    for index, (before, after) in enumerate(pairwise(asset.holders), 1):
        if after.since < before.since:
            yield Fault(
                ("holders", index), f"held since {after.since}, before the one above", "sort them, oldest first"
            )


@check("A013", Subject.ASSET)
def events_in_order(asset: Asset, _desk: Desk) -> Iterator[Fault]:
    """The events of an asset stand in the order of their dates, oldest first."""
    for index, (before, after) in enumerate(pairwise(asset.events), 1):
        if after.on < before.on:
            yield Fault(("events", index), f"happened on {after.on}, before the one above", "sort them, oldest first")


@check("A014", Subject.ASSET)
def keepers_exist(asset: Asset, desk: Desk) -> Iterator[Fault]:
    """The owner and the team of an asset exist."""
    if asset.owner not in desk.rules.teams:
        yield from missing("person", asset.owner, desk.rules.people, "owner")
    yield from missing("team", asset.team, desk.rules.teams, "team")


@check("A015", Subject.ASSET)
def tickets_exist(asset: Asset, desk: Desk) -> Iterator[Fault]:
    """The tickets that an asset's events name exist."""
    for index, event in enumerate(asset.events):
        if event.ticket and event.ticket not in desk.references:
            yield Fault(("events", index, "ticket"), f"no such ticket: {event.ticket!r}", "correct the reference")
