"""How far the chances of suggested articles are off on a desk, in words and as data."""

from helpdesk.model.rules.desk import ArticleChances
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Json


def article_chances(now: ArticleChances, snapshot: Snapshot) -> tuple[dict[str, Json] | None, list[str]]:
    """How far the chances of articles are off on this desk, and what to write so that they are not. It stands in the
    rules, because what a pass says has to be the same on every machine."""
    from helpdesk.learn.article_answers import answers
    from helpdesk.learn.article_chances import FEWEST_RIGHT, corrected, learned
    from helpdesk.learn.articles import ArticleIndex

    found = answers(ArticleIndex.of(snapshot.articles.values()), list(snapshot.all_tickets()), snapshot.articles)
    wanted, right = learned(found), sum(was for _, was in found)
    if wanted is None:
        why = f"too few suggestions were right to correct their chances by ({right}, wanted {FEWEST_RIGHT})"
        return None, [f"articles: {why}; they are shown as shipped"]
    means = [sum(corrected(chance, by) for chance, _ in found) / len(found) for by in (now, wanted)]
    lines = [
        f"articles: {right} of {len(found)} suggestions were right ({right / len(found):.0%}); "
        f"said {means[0]:.0%} on average, corrected {means[1]:.0%}"
    ]
    if now != wanted:
        setting = f"{{article_chances: {{shift: {wanted.shift:g}, slope: {wanted.slope:g}}}}}"
        lines.append(f"  write `learning: {setting}` in rules/desk.yml")
    return {"shift": wanted.shift, "slope": wanted.slope, "right": right, "suggestions": len(found)}, lines
