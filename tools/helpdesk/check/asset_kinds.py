"""Checks of assets by their kind, as rules/assets.yml defines it, and of licences by their count."""

from collections.abc import Iterator
from datetime import date

from helpdesk.check.check import Desk, Fault, Subject, check
from helpdesk.model.asset import Asset
from helpdesk.model.finding import Severity
from helpdesk.model.inventory import in_use, use_of
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules.assets import AssetField, AssetKind, FieldType

_WORDS = {
    FieldType.TEXT: "text",
    FieldType.NUMBER: "a number",
    FieldType.WHOLE: "a whole number",
    FieldType.YES_NO: "true or false",
    FieldType.DATE: "a date like 2026-03-02",
    FieldType.LIST: "a list",
}


@check("A016", Subject.ASSET)
def fields_fit_their_kind(asset: Asset, desk: Desk) -> Iterator[Fault]:
    """The own fields of an asset hold what rules/assets.yml says of its kind, and no others where it allows none."""
    kind = desk.rules.assets.kinds.get(asset.kind, AssetKind())
    for name, value in asset.fields.items():
        rule = kind.fields.get(name)
        if rule is None:
            if not kind.others:
                remedy = did_you_mean(name, sorted(kind.fields))
                yield Fault(("fields", name), f"a field that {asset.kind} do not have: {name!r}", remedy)
        elif value is not None and not _holds(rule, value):
            yield Fault(("fields", name), f"{name} is not {_WORDS[rule.type]}: {value!r}", "see rules/assets.yml")
        elif value is not None and rule.one_of:
            said = value if isinstance(value, list | tuple) else (value,)
            for one in said:
                if str(one) not in rule.one_of:
                    remedy = did_you_mean(str(one), rule.one_of)
                    yield Fault(("fields", name), f"no value of {name}: {one!r}", remedy)


@check("A017", Subject.ASSET, Severity.WARNING)
def nothing_is_missing(asset: Asset, desk: Desk) -> Iterator[Fault]:
    """An asset in use has the fields that rules/assets.yml asks of its kind."""
    kind = desk.rules.assets.kinds.get(asset.kind)
    if kind is None or not in_use(asset):
        return
    lacking = [name for name in kind.requires if getattr(asset, name) in ("", None)]
    lacking += [name for name, rule in kind.fields.items() if rule.required and asset.fields.get(name) in ("", None)]
    for name in lacking:
        yield Fault((), f"no {name}, which {asset.kind} must have", f"add {name}")


@check("A018", Subject.ASSET, Severity.WARNING)
def no_more_used_than_owned(asset: Asset, desk: Desk) -> Iterator[Fault]:
    """No more of a licence is used than owned."""
    use = use_of(asset, desk.assets)
    if use is not None and use.over:
        what = f"{use.used} of {use.owned} used: {use.over} too many"
        yield Fault(("seats",), what, "buy more, or take it off where nobody uses it")


def _holds(rule: AssetField, value: object) -> bool:
    match rule.type:
        case FieldType.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case FieldType.WHOLE:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldType.YES_NO:
            return isinstance(value, bool)
        case FieldType.LIST:
            return isinstance(value, list | tuple)
        case FieldType.DATE:
            return isinstance(value, str) and _is_day(value)
        case FieldType.TEXT:
            return isinstance(value, str)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
