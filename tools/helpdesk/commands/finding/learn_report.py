"""How well learning goes, in lines for people."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpdesk.learn.report import FieldReport

_MOST_RULES = 5
_NEARLY_ALL = 0.95


def report_lines(found: Sequence["FieldReport"], *, rules: bool = True) -> Iterator[str]:
    """Each field's figures, a line for each of its answers, and with `rules` what to write a rule for."""
    for each in found:
        yield (
            f"{each.field}: {each.accuracy:.0%} right of {each.texts} (always the most frequent: {each.usual:.0%}), "
            f"macro-F1 {each.macro_f1:.2f}, "
            f"calibration error {each.calibration_error:.2f} ({each.calibration_chance:.2f} would be chance); "
            f"{each.filled:.0%} would be filled in"
            + (f", {each.filled_right:.0%} of them right" if each.filled else "")
        )
        for name in sorted(each.answers, key=lambda name: (-each.answers[name].texts, name)):
            score = each.answers[name]
            taken = each.taken_for.get(name, "") if score.recall < _NEARLY_ALL else ""
            yield (
                f"    {name}: precision {score.precision:.0%}, recall {score.recall:.0%}, F1 {score.f1:.2f}, "
                f"{score.texts} tickets" + (f"; most often taken for {taken}" if taken else "")
            )
        if rules and each.wants_a_rule():
            yield f"  write a rule for: {', '.join(each.wants_a_rule()[:_MOST_RULES])}"
