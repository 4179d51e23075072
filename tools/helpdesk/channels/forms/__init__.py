"""Issue forms: written from the catalogue, and read back out of an issue's body."""

from helpdesk.channels.forms.definition import Definition, Element, ElementType, define
from helpdesk.channels.forms.faults import FormFault, faults
from helpdesk.channels.forms.parse import Reading, parse
from helpdesk.channels.forms.validity import wrong
from helpdesk.channels.forms.values import Answer

__all__ = [
    "Answer",
    "Definition",
    "Element",
    "ElementType",
    "FormFault",
    "Reading",
    "define",
    "faults",
    "parse",
    "wrong",
]
