"""`helpdesk learn`: train on the desk's own resolved tickets, and report how well that goes."""

from datetime import datetime

import click
import msgspec

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import Refused
from helpdesk.model.question import OPEN_FIELDS
from helpdesk.model.snapshot import Snapshot


@click.command()
@click.option("--report", "reports", is_flag=True, help="Try it: train on older tickets, answer for the newest fifth.")
@reads
def learn(desk: Desk, reports: bool) -> None:
    """Learn category, service, type, impact, urgency and team from the desk's own resolved tickets.

    A pass does this by itself once a week where rules/desk.yml says `learning: {use: true}`. What was learned lies
    in the git directory and can be made again from the commit: the same commit gives the same model everywhere.

    \b
    Example:
      helpdesk learn
      helpdesk learn --report
    """
    from helpdesk.commands.finding.learned import NEEDS, model_at, until_of
    from helpdesk.commands.finding.search_index import measure_chances

    try:
        from helpdesk.learn import classifier  # noqa: F401 - only whether it can be
    except ImportError as missing:
        raise Refused(f"learning needs {missing.name}, which is not here", NEEDS) from None
    repository, snapshot = desk.handle.committed()
    if reports:
        _report(desk, snapshot, until_of(repository, snapshot.commit))
        return
    model = model_at(repository, snapshot)
    steps = measure_chances(repository, snapshot)
    alike = (
        f"tickets that look alike: by what people linked, the likeliest are the same trouble in {steps[-1][1]:.0%}"
        if steps
        else "tickets that look alike: too few are linked to say how often they are the same trouble; words are said"
    )
    if model is None:
        desk.answer(
            {"model": None, "alike": [list(each) for each in steps]},
            [
                alike,
                "too little to learn from yet: a field needs two values that five resolved tickets have; rules decide",
            ],
        )
        return
    lines = [f"learned model {model.id} of {model.lessons:,} resolved tickets"]
    lines += [f"  {field}: {len(values)} values" for field, values in model.questions.items()]
    lines.append(alike)
    if not desk.rules.desk.learning.use:
        lines.append("not in use: write `learning: {use: true}` in rules/desk.yml")
    questions = {field: list(values) for field, values in model.questions.items()}
    desk.answer(
        {"model": model.id, "tickets": model.lessons, "fields": questions, "alike": [list(each) for each in steps]},
        lines,
    )


def _report(desk: Desk, snapshot: Snapshot, until: datetime) -> None:
    from helpdesk.learn.lessons import lessons_of, newest
    from helpdesk.learn.report import report

    rule = desk.rules.desk.learning
    lessons = newest(lessons_of(snapshot.all_tickets(), until))
    found = report(lessons, {field: rule.fields.get(field, rule.sure) for field in OPEN_FIELDS})
    lines = [f"trained on the older four fifths of {len(lessons):,} resolved tickets, tried on the newest fifth"]
    for each in found:
        lines.append(
            f"{each.field}: {each.accuracy:.0%} right of {each.texts}, macro-F1 {each.macro_f1:.2f}, "
            f"calibration error {each.calibration_error:.2f}; {each.filled:.0%} would be filled in, "
            f"{each.filled_right:.0%} of them right"
        )
        for name in sorted(each.answers, key=lambda name: (-each.answers[name].texts, name)):
            score = each.answers[name]
            lines.append(
                f"    {name}: precision {score.precision:.0%}, recall {score.recall:.0%}, F1 {score.f1:.2f}, "
                f"{score.texts} tickets"
            )
        if each.wants_a_rule():
            lines.append(f"  write a rule for: {', '.join(each.wants_a_rule()[:5])}")
    if not found:
        lines = ["too little to learn from yet: 20 resolved tickets, and two values of a field given five times"]
    desk.answer({"tickets": len(lessons), "fields": msgspec.to_builtins(found)}, lines)
