"""`helpdesk assets`: the register on the command line."""

from datetime import date
from pathlib import Path

import click
import msgspec

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import Refused, unknown
from helpdesk.commands.registers import asset_words as words
from helpdesk.model.asset import Asset
from helpdesk.model.impact import Graph
from helpdesk.model.inventory import ends, held, held_on, holder, use_of
from helpdesk.model.record import Record
from helpdesk.model.timeline import Json


class _Assets(click.Group):
    """Says what was meant by an asset where a verb is wanted."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        found = super().get_command(ctx, name)
        if found is None and not ctx.resilient_parsing:
            ctx.fail(f"no such command: {name!r}; of an asset say: helpdesk assets show {name}")
        return found


@click.group(cls=_Assets)
def assets() -> None:
    """Look up assets: who has them, what hangs on them, what ends; print labels.

    Assets are files, assets/KIND/ID.yml. `helpdesk sync assets` brings them from other systems.

    \b
    Example:
      helpdesk assets show lt-0042
      helpdesk assets holder lt-0042 --at 2026-03-15
      helpdesk assets impact sw-berlin-core
    """


@assets.command("list")
@click.option("--kind", metavar="KIND", help="Of one kind, the folder's name.")
@click.option("--holder", "held_by", metavar="WHO", help="Held by one person now.")
@click.option(
    "--ends-within", "within", type=click.IntRange(min=0), metavar="DAYS", help="With an end in so many days."
)
@reads
def list_(desk: Desk, kind: str | None, held_by: str | None, within: int | None) -> None:
    """List assets, with who has them and what ends next.

    \b
    Example:
      helpdesk assets list --kind devices
      helpdesk assets list --ends-within 60
    """
    register = desk.snapshot.assets
    kinds = {one.kind for one in register.values()}
    if kind and kind not in kinds:
        raise unknown("kind", kind, kinds)
    today = desk.now.date()
    found = [
        one
        for one in sorted(register.values(), key=lambda one: (one.kind, one.id))
        if (not kind or one.kind == kind)
        and (not held_by or holder(one).casefold() == held_by.casefold())
        and (within is None or any(0 <= (end.until - today).days <= within for end in ends(one)))
    ]
    if desk.as_json:
        desk.answer({"assets": [_summary(one) for one in found]}, ())
        return
    none = "no assets like that" if register else "no assets yet; they are files, assets/KIND/ID.yml"
    desk.answer(None, (words.line(one, today) for one in found) if found else (none,))


@assets.command()
@click.argument("asset", metavar="ID")
@reads
def show(desk: Desk, asset: str) -> None:
    """Show one asset: holders, ends, cost, history, open tickets.

    \b
    Example:
      helpdesk assets show lt-0042
    """
    one = _asset(desk, asset)
    tickets = [record for record in desk.snapshot.open_tickets() if _about(record, {one.id})]
    use = use_of(one, desk.snapshot.assets)
    data = {
        **msgspec.to_builtins(one),
        "ends": [msgspec.to_builtins(end) for end in ends(one)],
        "licences": msgspec.to_builtins(use) if use else None,
        "open_tickets": [record.reference for record in tickets],
    }
    desk.answer(data, words.shown(desk, one, tickets))


@assets.command()
@click.argument("asset", metavar="ID")
@reads
def impact(desk: Desk, asset: str) -> None:
    """Show what falls over with an asset, who is affected, which tickets are open.

    \b
    Example:
      helpdesk assets impact sw-berlin-core
    """
    one = _asset(desk, asset)
    found = Graph(desk.snapshot.assets, desk.rules.assets.relations).impact(one.id)
    concerned = set(found.assets)
    tickets = [record for record in desk.snapshot.open_tickets() if _about(record, concerned)]
    data = {**msgspec.to_builtins(found), "open_tickets": [record.reference for record in tickets]}
    desk.answer(data, words.impact(desk, one, found, tickets))


@assets.command("holder")
@click.argument("asset", metavar="ID")
@click.option("--at", "day", metavar="DATE", help="On this day; left out, everybody who had it. 2026-03 is a month.")
@reads
def holder_(desk: Desk, asset: str, day: str | None) -> None:
    """Say who has or had an asset.

    \b
    Example:
      helpdesk assets holder lt-0042
      helpdesk assets holder lt-0042 --at 2026-03-15
      helpdesk assets holder lt-0042 --at 2026-03
    """
    one = _asset(desk, asset)
    everybody = held(one)
    if day is None:
        found = list(everybody)
    elif len(day) == 7:
        first, last = _month(day)
        found = [each for each in everybody if each.during(first, last)]
    else:
        found = [each for each in (held_on(one, _day(day)),) if each]
    lines = (
        f"{words.who(desk, each.who)}  {words.span(each.since, each.until)}  {each.note}".rstrip() for each in found
    )
    data = {"asset": one.id, "holders": [msgspec.to_builtins(each) for each in found]}
    desk.answer(data, lines if found else (f"nobody is known to have had {one.id}" + (f" in {day}" if day else ""),))


@assets.command()
@click.argument("chosen", nargs=-1, metavar="[ID]...")
@click.option("--kind", metavar="KIND", help="All of one kind.")
@click.option("--url", default="", metavar="ADDRESS", help="Where the portal is served, instead of desk.yml's portal.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("labels.html"), show_default=True)
@reads
def labels(desk: Desk, chosen: tuple[str, ...], kind: str | None, url: str, out: Path) -> None:
    """Write a sheet of labels with QR codes, to print.

    Each code opens the portal's form that reports a problem with that asset;
    it is on the public portal too, for whoever has the thing in hand.

    \b
    Example:
      helpdesk assets labels --kind devices --url https://help.example.org
      helpdesk assets labels lt-0042 lt-0043 --out two.html
    """
    from helpdesk.publish.labels import labels as sheet

    portal = url or desk.rules.desk.portal
    if not portal.startswith(("https://", "http://")):
        raise Refused("where is the portal?", "say --url https://..., or set portal in rules/desk.yml")
    register = desk.snapshot.assets
    of_kind = [one for one in register.values() if one.kind == kind]
    if kind and not of_kind:
        raise unknown("kind", kind, {one.kind for one in register.values()})
    wanted = [_asset(desk, each) for each in chosen] + sorted(of_kind, key=lambda one: one.id)
    if not wanted:
        raise click.UsageError("say which assets: ids, or --kind devices")
    try:
        out.write_text(sheet(wanted, portal, desk.rules.desk.name), encoding="utf-8")
    except OSError as problem:
        raise Refused(f"{out} can't be written: {problem.strerror or problem}", "name another place") from None
    desk.answer({"written": str(out), "labels": len(wanted)}, (f"{len(wanted)} labels in {out}; print it at 100%",))


def _asset(desk: Desk, text: str) -> Asset:
    """An asset by its id, in capitals or not, as a label has it."""
    register = desk.snapshot.assets
    found = register.get(text) or next((one for one in register.values() if one.id.casefold() == text.casefold()), None)
    if found is None:
        raise unknown("asset", text, register)
    return found


def _about(record: Record, concerned: set[str]) -> bool:
    return record.ticket.service in concerned or not concerned.isdisjoint(record.ticket.assets)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"--at takes a day like 2026-03-15 or a month like 2026-03, and not {text!r}") from None


def _month(text: str) -> tuple[date, date]:
    first = _day(f"{text}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


def _summary(one: Asset) -> dict[str, Json]:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "status": one.status,
        "holder": holder(one),
        "ends": [msgspec.to_builtins(end) for end in ends(one)],
    }
