"""A catalogue item as an issue form: the same questions, as GitHub can ask them.

A form cannot hide anything in an issue, so its label says which item it was; where the label does not exist in the
repository, its headings do.
"""

from collections.abc import Iterator

from helpdesk.channels.forms.definition import Definition, define
from helpdesk.model.rules.catalog import Audience, Field, FieldType, Item
from helpdesk.model.rules.desk import Desk

FormValue = dict[str, object]
# GitHub shows no form that offers this as a choice.
_RESERVED = "none"
_LONGEST_LABEL = 50
_HINTS = {
    FieldType.DATE: "A day, like 2026-03-02.",
    FieldType.PERSON: "A mail address.",
    FieldType.NUMBER: "A number.",
    FieldType.UPLOAD: "Drop files into the box.",
}
_TYPES = {
    FieldType.TEXTAREA: "textarea",
    FieldType.UPLOAD: "textarea",
    FieldType.SELECT: "dropdown",
    FieldType.MULTISELECT: "dropdown",
    FieldType.CHECKBOX: "checkboxes",
}


def offered(items: dict[str, Item], *, everybody: bool) -> list[Item]:
    """The items that have a form, by name. `everybody` may open issues: only what everybody may ask for."""
    seen = (item for item in items.values() if item.audience is Audience.EVERYBODY or not everybody)
    return sorted((item for item in seen if item.fields), key=lambda item: (item.name.casefold(), item.id))


def form_label(item: str) -> str:
    """The label by which an issue is known as a request for this item: `form:laptop`; empty where GitHub takes none."""
    label = f"form:{item}"
    return label if len(label) <= _LONGEST_LABEL else ""


def form_of(item: Item) -> FormValue:
    """The form's YAML value."""
    label = form_label(item.id)
    return {
        "name": item.name,
        "description": item.description or item.name,
        "title": f"{item.name}: ",
        **({"labels": [label]} if label else {}),
        "body": list(_body(item)),
    }


def _body(item: Item) -> Iterator[FormValue]:
    """The questions, each section under its heading."""
    current = ""
    for field in item.fields:
        if field.section and field.section != current:
            current = field.section
            yield {"type": "markdown", "attributes": {"value": f"## {current}"}}
        yield _element(field)


def definition_of(item: Item) -> Definition:
    """The form as bodies are read by it."""
    return define(form_of(item))


def report_form() -> FormValue:
    """The form for what is in no catalogue: something does not work."""
    what = {"label": "What is wrong?", "description": "What did you do, what came, and what should have come?"}
    where = {"label": "Which device, program or room?", "description": "The name on its label, if it has one."}
    return {
        "name": "Something does not work",
        "description": "Tell us what is wrong. You get an answer here.",
        "body": [
            {"type": "textarea", "id": "what", "attributes": what, "validations": {"required": True}},
            {"type": "input", "id": "where", "attributes": where},
        ],
    }


def config_of(desk: Desk) -> FormValue:
    """The chooser's own settings: whether empty issues may be opened, and where else to go."""
    portal = {"name": f"{desk.name}: the portal", "url": desk.portal, "about": "Answers, services and how they stand."}
    links = [portal] if desk.portal.startswith(("https://", "http://")) else []
    return {"blank_issues_enabled": desk.forms.blank_issues, **({"contact_links": links} if links else {})}


def choice_of(option: str) -> str:
    """A choice as the form offers it."""
    return f"({option})" if option.strip().casefold() == _RESERVED else option


def box_of(field: Field) -> str:
    """The text beside a yes-or-no box, which must be its own among all boxes of the form."""
    return f"Yes: {field.label}"


def _element(field: Field) -> FormValue:
    attributes: dict[str, object] = {"label": field.label}
    hint = " ".join(filter(None, (field.description, _HINTS.get(field.type, ""), _bounds(field))))
    if hint:
        attributes["description"] = hint
    if field.type is FieldType.CHECKBOX:
        attributes["options"] = [{"label": box_of(field)}]
    elif field.options:
        attributes["options"] = [choice_of(option) for option in field.options]
        if field.type is FieldType.MULTISELECT:
            attributes["multiple"] = True
    elif field.placeholder:
        attributes["placeholder"] = field.placeholder
    element: FormValue = {"type": _TYPES.get(field.type, "input"), "id": field.id, "attributes": attributes}
    # A box that has to be ticked is another question than yes or no.
    required = field.required and field.type is not FieldType.CHECKBOX
    return {**element, **({"validations": {"required": True}} if required else {})}


def _bounds(field: Field) -> str:
    """What `least` and `most` ask for, as a sentence."""
    what = "Choose" if field.type is FieldType.MULTISELECT else "It is"
    match (field.least, field.most):
        case (None, None):
            return ""
        case (least, None):
            return f"{what} at least {least:g}."
        case (None, most):
            return f"{what} at most {most:g}."
        case (least, most):
            return f"{what} {least:g} to {most:g}."
