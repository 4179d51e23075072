"""Issue forms: written from the catalogue, and read back out of an issue's body."""

from helpdesk.channels.forms.definition import Definition, Element, ElementType, define
from helpdesk.channels.forms.faults import FormFault, faults
from helpdesk.channels.forms.from_catalogue import config_of, definition_of, form_label, form_of, offered, report_form
from helpdesk.channels.forms.parse import Reading, parse
from helpdesk.channels.forms.recognise import FormReader, Recognised, form_reader, recognise
from helpdesk.channels.forms.validity import wrong
from helpdesk.channels.forms.values import Answer

__all__ = [
    "Answer",
    "Definition",
    "Element",
    "ElementType",
    "FormFault",
    "FormReader",
    "Reading",
    "Recognised",
    "config_of",
    "define",
    "definition_of",
    "faults",
    "form_label",
    "form_of",
    "form_reader",
    "offered",
    "parse",
    "recognise",
    "report_form",
    "wrong",
]
