"""What commands are answered with in other languages than English: `_data/command_answers/<language>.yml`."""

from collections.abc import Mapping
from functools import cache

from helpdesk.load.strict_yaml import read_yaml
from helpdesk.resources import data_folder

LANGUAGES = ("de", "fr", "es")
_LARGEST = 200_000


@cache
def command_answers(language: str) -> Mapping[str, str]:
    """Each answer by its English, `{}` where something is put in; nothing for English or a language without them."""
    if language not in LANGUAGES:
        return {}
    path = data_folder("command_answers") / f"{language}.yml"
    document, wrong = read_yaml(str(path), path.read_bytes(), _LARGEST)
    if wrong or document is None or not isinstance(document.value, dict):
        raise ValueError(f"{path}: it is damaged: reinstall helpdesk")
    return document.value
