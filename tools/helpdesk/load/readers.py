"""readers/<month>/...: what readers of the portal said, counted by the desk."""

import re

from helpdesk.load.convert import convert
from helpdesk.load.guards import LARGEST_RECORD
from helpdesk.load.strict_yaml import read_yaml
from helpdesk.load.yaml_text import field, flow, scalar
from helpdesk.model.finding import Finding
from helpdesk.model.readers import FOLDER, ArticleMonth, Month, SearchMonth
from helpdesk.model.timeline import Json

_MONTH = r"(?P<month>[0-9]{4}-(?:0[1-9]|1[0-2]))"
_ARTICLE = re.compile(rf"{FOLDER}{_MONTH}/articles/(?P<article>[^\0]{{1,200}})\.yml\Z")
_SEARCHES = re.compile(rf"{FOLDER}{_MONTH}/searches\.yml\Z")


def read_month(path: str, data: bytes) -> tuple[Month | None, list[Finding]]:
    """The month at `path`: which one, and of which article, is said by the path alone."""
    document, findings = read_yaml(path, data, LARGEST_RECORD)
    if document is None:
        return None, findings
    if found := _ARTICLE.match(path):
        return convert(document, "readers-article", ArticleMonth, found.groupdict())
    if found := _SEARCHES.match(path):
        return convert(document, "readers-searches", SearchMonth, found.groupdict())
    remedy = f"only the desk writes in {FOLDER}; take the file out"
    return None, [Finding(path, 0, 0, "Q001", "nothing that readers said", remedy)]


def write_month(month: Month) -> bytes:
    """The file that reads back as this month, a line a day and a search."""
    return (_of_article(month) if isinstance(month, ArticleMonth) else _of_searches(month)).encode()


def _of_article(month: ArticleMonth) -> str:
    days: dict[str, Json] = {}
    for day, said in sorted(month.days.items()):
        counts = {"helped": said.helped, "not_helped": said.not_helped, "spared": said.spared}
        days[day] = {name: count for name, count in counts.items() if count}
    text = _lines("days", days)
    if month.remarks:
        remarks = [{"day": each.day.isoformat(), "helped": each.helped, "words": each.words} for each in month.remarks]
        text += field("remarks", remarks)
    return text + (field("left_out", month.left_out) if month.left_out else "")


def _of_searches(month: SearchMonth) -> str:
    text = _lines("days", dict(sorted(month.days.items())))
    sought: dict[str, Json] = {}
    for mark, one in sorted(month.sought.items()):
        sought[mark] = {"times": one.times, "days": one.days, "last": one.last.isoformat()}
        if one.words:
            sought[mark] = {"words": one.words, **sought[mark]}
    return text + _lines("sought", sought)


def _lines(name: str, values: dict[str, Json]) -> str:
    """A mapping with each of its values on one line."""
    if not values:
        return ""
    return f"{name}:\n" + "".join(f"  {scalar(key)}: {flow(value)}\n" for key, value in values.items())
