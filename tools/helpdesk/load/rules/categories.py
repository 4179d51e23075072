"""rules/categories.yml: the category tree, by id."""

import msgspec

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.model.rules.routing import Category

PATH = "rules/categories.yml"


def read_categories(source: Source) -> dict[str, Category]:
    """Every category in the order of the file."""
    document = source.sound(PATH, "categories")
    if document is None or not isinstance(document.value, dict):
        return {}
    root = compose(document.data)
    return {
        name: msgspec.convert(
            {**value, "id": name, "origin": f"{document.path}:{place(root, (name,), of_key=True)[0]}"}, Category
        )
        for name, value in document.value.items()
    }
