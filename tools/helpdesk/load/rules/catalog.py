"""rules/catalog/*.yml: what can be asked for."""

from collections.abc import Iterator

from msgspec.structs import replace

from helpdesk.load.rules.condition import pattern_error
from helpdesk.load.rules.source import Source
from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules.catalog import FieldType, Item

_CHOICES = (FieldType.SELECT, FieldType.MULTISELECT)


def read_catalog(source: Source) -> dict[str, Item]:
    """Every item by id; its fields and tasks are sound in themselves."""
    items = {}
    for name, document, item in source.records("catalog", "catalog", Item):
        items[name] = replace(item, origin=document.path)
        source.findings += _fields(item, document)
        source.findings += _tasks(item, document)
    return items


def _fields(item: Item, document: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    sections = [""]
    for index, field in enumerate(item.fields):
        keys = ("fields", index)
        if field.id in seen:
            yield document.finding((*keys, "id"), "R050", f"a field of the same id: {field.id!r}", "give it another id")
        seen.add(field.id)
        if field.section in sections[:-1] and field.section:
            what = f"a section that was over: {field.section!r}"
            yield document.finding((*keys, "section"), "R056", what, "put the fields of a section together")
        sections.append(field.section or sections[-1])
        if (field.type in _CHOICES) != bool(field.options):
            what = f"a {field.type} {'without' if field.type in _CHOICES else 'with'} options: {field.id!r}"
            remedy = "list its `options:`" if field.type in _CHOICES else "make it `type: select`, or leave them out"
            yield document.finding((*keys, "type"), "R051", what, remedy)
        wrong = pattern_error(field.pattern) if field.pattern else ""
        if wrong:
            what = f"a pattern that RE2 does not take: {field.pattern[:80]!r} ({wrong})"
            yield document.finding((*keys, "pattern"), "R020", what, "see https://github.com/google/re2/wiki/Syntax")


def _tasks(item: Item, document: Document) -> Iterator[Finding]:
    """Tasks have different ids, wait for tasks there are, and none waits for itself."""
    ids = [task.id for task in item.tasks]
    for index, task in enumerate(item.tasks):
        if task.id in ids[:index]:
            what = f"a task of the same id: {task.id!r}"
            yield document.finding(("tasks", index, "id"), "R050", what, "give it another id")
        for place, name in enumerate(task.after):
            if name not in ids:
                what = f"unknown task: {name!r}"
                yield document.finding(("tasks", index, "after", place), "R052", what, did_you_mean(name, ids))
    done: set[str] = set()
    while news := {t.id for t in item.tasks if t.id not in done and done.issuperset(set(t.after) & set(ids))}:
        done |= news
    for index, task in enumerate(item.tasks):
        if task.id not in done:
            what = f"a task that waits for itself: {task.id!r}"
            yield document.finding(("tasks", index, "after"), "R053", what, "let one of the circle wait for nothing")
