"""A review as Markdown: one comment on a pull request, and as JSON."""

import msgspec

from helpdesk.commands.proposals.check import count_line
from helpdesk.commands.proposals.reviewing import Review
from helpdesk.commands.terminal.step_summary import literal
from helpdesk.model.plan_words import as_json as plan_json
from helpdesk.model.plan_words import as_markdown as plan_markdown
from helpdesk.replay.difference_words import as_markdown as difference_markdown

# GitHub takes 65,536 characters a comment.
LARGEST = 60_000
_MOST_FINDINGS = 60


def as_markdown(review: Review, *, landed: str = "") -> str:
    """What a reviewer has to know, the verdict first. What strangers wrote is no markup and no mention."""
    parts = [f"### {_verdict(review, landed)}", literal(map(str, review.report.findings), _MOST_FINDINGS)]
    if review.refused:
        parts.append("Mend these and push again. The rules of the base judge, not those of the proposal.")
    parts += _of_conflicts(review)
    if review.plan is not None:
        parts += ["#### What merging would do", _fitting(plan_markdown(review.plan))]
    if review.rules is not None:
        parts += ["#### What the changed rules would have done", _fitting(difference_markdown(review.rules))]
    parts += [review.trouble] if review.trouble else []
    parts.append(f"<sub>{review.head[:10]} on {review.base[:10]}: {count_line(review.report, 'changed file')}.</sub>")
    return "\n\n".join(part.strip() for part in parts if part.strip())[:LARGEST] + "\n"


def as_json(review: Review) -> str:
    """Every part as data."""
    plan = msgspec.Raw(plan_json(review.plan)) if review.plan is not None else None
    return msgspec.json.encode(
        {
            "base": review.base,
            "head": review.head,
            "refused": review.refused,
            "findings": review.report.findings,
            "conflicts": review.conflicts,
            "choices": review.choices,
            "can_land": review.can_land,
            "plan": plan,
            "rules": review.rules,
        }
    ).decode()


def _verdict(review: Review, landed: str) -> str:
    if landed:
        return f"Landed as {landed[:10]}, field by field"
    if review.refused:
        return "Refused by the desk's rules"
    if review.choices:
        return "Others changed the same meanwhile: choose"
    if review.conflicts:
        return "git cannot merge this; the desk can" if review.can_land else "In conflict with the base"
    return "The desk's rules allow this"


def _of_conflicts(review: Review) -> list[str]:
    if review.choices:
        what = "Set these on your branch to what shall hold, or merge the base and decide there; then push."
        return ["#### To choose", literal(review.choices), what]
    if review.conflicts and not review.can_land:
        return ["#### In conflict", literal(review.conflicts), "Merge the base into your branch, decide, and push."]
    return []


def _fitting(text: str, most: int = 25_000) -> str:
    """At most so much, cut at a line; a fold that is open is closed."""
    if len(text) <= most:
        return text
    cut = text[:most].rpartition("\n")[0]
    open_folds = cut.count("<details>") - cut.count("</details>")
    return cut + "\n\n</details>" * max(0, open_folds) + "\n\n_... and more: `helpdesk review` prints it all._"
