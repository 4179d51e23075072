"""The few pages that the gateway shows itself. They work without a script, and what strangers typed is text in them."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.channels.gateway.tongue import speaker

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "templates"
STYLE = (_FOLDER / "style.css").read_text()
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CSP = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["style"] = STYLE
    return made


def page(template: str, language: str, *, title: str, **values: object) -> str:
    """A page of HTML, its own words in `language`. Everything in `values` is escaped."""
    say = speaker(language)
    return _environment().get_template(template).render(title=say(title), language=language, t=say, **values)
