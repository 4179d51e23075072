"""rules/notices.yml and rules/notices/<name>.<language>.md.j2: who is told what, in which words."""

from helpdesk.load.places import compose, place
from helpdesk.load.rules.condition import read_condition
from helpdesk.load.rules.source import Source
from helpdesk.model.finding import Finding
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules.notices import NoticeRule, Template

PATH = "rules/notices.yml"
_SUFFIX = ".md.j2"


def read_templates(source: Source) -> dict[str, Template]:
    """Every text by `<name>.<language>`."""
    templates = {}
    for path in source.paths("notices", _SUFFIX):
        name = path.rsplit("/", 1)[1].removesuffix(_SUFFIX)
        origin, text = source.text(path)
        if "." not in name or not text.startswith("Subject:"):
            what = "not a text of a notice"
            remedy = "name it <name>.<language>.md.j2 and begin it with a line `Subject: ...` and an empty line"
            source.findings.append(Finding(origin, 1, 1, "R024", what, remedy))
            continue
        templates[name] = Template(name, text, origin)
    return templates


def read_notices(source: Source, templates: dict[str, Template]) -> tuple[NoticeRule, ...]:
    """The rules, each with the line it begins on; every template is there in some language."""
    document = source.sound(PATH, "notices")
    if document is None or not isinstance(document.value, list):
        return ()
    root = compose(document.data)
    worded = {name.rsplit(".", 1)[0] for name in templates}
    rules = []
    for index, value in enumerate(document.value):
        if value["template"] not in worded:
            what = f"unknown template: {value['template']!r}"
            remedy = did_you_mean(value["template"], sorted(worded))
            source.findings.append(document.finding((index, "template"), "R016", what, remedy))
        rules.append(
            NoticeRule(
                id=value["id"],
                on=value["on"],
                to=tuple(value["to"]),
                template=value["template"],
                channel=value.get("channel", "mail"),
                when=read_condition(value.get("when"), document, (index, "when"), source.findings),
                origin=f"{document.path}:{place(root, (index,))[0]}",
            )
        )
    return tuple(rules)
