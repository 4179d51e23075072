"""What happens again and again: the patterns with their evidence, and how long models last. For staff only."""

from collections.abc import Mapping, Sequence

import msgspec

from helpdesk.figures.patterns.find import Found, Pattern, find_patterns
from helpdesk.figures.patterns.standing import Logged, logged, problem_of
from helpdesk.figures.patterns.survival import Curve, curves
from helpdesk.figures.window import zone_of
from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.ticket import TicketType
from helpdesk.publish.dashboards import vega
from helpdesk.publish.names import Names
from helpdesk.publish.pattern_words import about_a_person, evidence, title
from helpdesk.publish.places import asset_page, model_page
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.survey import Survey

PLACE = "problems/index.html"
MOST_TICKETS = 100
_FEWEST = 2


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern as its page shows it; `more` tickets are left out, `person`: it is about one person; `problem` is the
    open problem ticket that it has already; `waits`: it is logged, and has no number yet."""

    number: int
    title: str
    evidence: str
    tickets: tuple[Row, ...]
    more: int
    person: bool
    problem: Row | None = None
    waits: bool = False


def problem_pages(site: Site, survey: Survey) -> None:
    """`problems/index.html`, and a page for each model. What is about one person is for managers."""
    # A pattern shows any ticket, so that a changed line may be one of it.
    open_problems = [row for row in survey.open_rows if row.type == TicketType.PROBLEM]
    numbers = [TicketNumber(_number(row.reference)) for row in open_problems]
    linked = [glance.page_of for each in numbers if (glance := survey.glances.of(each))]
    waiting = list(logged((), site.snapshot.drop_box()))
    made_of = (survey.figures_key, survey.lines_key, linked, waiting, site.now.date())

    def draw() -> None:
        _draw(site, survey, open_problems, [*logged(site.snapshot.these(numbers), ()), *waiting])

    site.group("problems", made_of, draw)


def _draw(site: Site, survey: Survey, open_problems: Sequence[Row], problems: Sequence[Logged]) -> None:
    zone = zone_of(site.snapshot.rules.desk.timezone)
    found = site.worked_out(
        "patterns",
        survey.figures_key,
        Found,
        lambda: find_patterns(survey.facts, site.snapshot.assets, survey.figures_at, zone),
    )
    shown = [one for one in found.patterns if site.audience.managers or not about_a_person(one)]
    rows = {row.reference: row for given in (survey.rows, *survey.archived.values()) for row in given}
    known = {_number(each): row for each, row in rows.items()}
    patterns = [_shown(site, number, one, known, problems) for number, one in enumerate(shown, start=1)]
    site.page(
        "pages/problems.html",
        PLACE,
        site.texts.plain("Problems"),
        patterns=patterns,
        tickets=found.tickets,
        looked=found.looked,
        since=found.window.start.astimezone(zone).date(),
        open=open_problems,
        as_data={"patterns": patterns, "looked": found.looked, "tickets": found.tickets},
    )
    _models(site, survey)


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])


def _problem(site: Site, pattern: Pattern, problems: Sequence[Logged]) -> Logged | None:
    """The problem that a pattern has. Problem tickets are opened under its English name."""
    prefix = site.snapshot.rules.desk.prefix
    references = [reference(prefix, TicketNumber(each)) for each in pattern.cell.tickets]
    return problem_of(references, title(pattern.cell, Names(site.names.rules, site.names.assets))[:256], problems)


def _shown(site: Site, number: int, pattern: Pattern, known: Mapping[int, Row], problems: Sequence[Logged]) -> Shown:
    has = None if about_a_person(pattern) else _problem(site, pattern, problems)
    tickets = [known[each] for each in sorted(pattern.cell.tickets, reverse=True)[:MOST_TICKETS] if each in known]
    return Shown(
        number=number,
        title=title(pattern.cell, site.names),
        evidence=evidence(pattern, site.names),
        tickets=tuple(tickets),
        more=len(pattern.cell.tickets) - len(tickets),
        person=about_a_person(pattern),
        problem=known.get(_number(has.reference)) if has and has.reference else None,
        waits=bool(has and not has.reference),
    )


def known_curves(site: Site, survey: Survey) -> dict[str, Curve]:
    """The models that have a page: those of which there are several."""
    today = site.now.date()
    everything = site.worked_out(
        "curves",
        (survey.glances.digest, today),
        dict[str, Curve],
        lambda: curves(site.snapshot.assets, survey.facts, today),
    )
    return {model: curve for model, curve in everything.items() if curve.assets >= _FEWEST}


def _models(site: Site, survey: Survey) -> None:
    whole = list(known_curves(site, survey).values())
    for curve in whole:
        others = [one for one in whole if one.model != curve.model and _kinds(site, one) & _kinds(site, curve)]
        _model_page(site, curve, sorted(others, key=lambda one: (-one.assets, one.model))[:3])


def _model_page(site: Site, curve: Curve, others: Sequence[Curve]) -> None:
    mine = sorted((one for one in site.snapshot.assets.values() if one.model == curve.model), key=lambda one: one.id)
    drawn, assets = _chart([curve, *others]), [(one.name, asset_page(one.kind, one.id), one.status) for one in mine]
    site.keyed_page("pages/model.html", model_page(curve.model), curve.model, (curve, drawn, assets), lambda: {
        "curve": curve,
        "chart": drawn,
        "assets": assets,
        "after": [(days, curve.share_after(days)) for days in (90, 365, 730) if days <= curve.points[-1].days],
    }, lambda: curve)  # fmt: skip


def _kinds(site: Site, curve: Curve) -> set[str]:
    return {one.kind for one in site.snapshot.assets.values() if one.model == curve.model}


def _chart(given: Sequence[Curve]) -> vega.Chart:
    """All on one axis of days, each model a line."""
    last = max((curve.points[-1].days for curve in given), default=0)
    step = max(last // 12, 1)
    data: list[vega.Data] = [
        {"days": f"{days}", "model": curve.model, "share": round(curve.share_after(days), 4)}
        for days in range(0, last + step, step)
        for curve in given
    ]
    text = "Share of assets without an incident, by their age in days."
    return vega.lines("Without an incident", text, data, "days", "share", "model", share=True)
