"""What is said on any ticket, whatever it is about: `_data/demo/sayings.yml`, by occasion and language."""

import random
from functools import lru_cache

import msgspec
from ryaml import loads  # type: ignore[attr-defined]

from helpdesk.resources import data_folder


@lru_cache(maxsize=1)
def sayings() -> dict[str, dict[str, tuple[str, ...]]]:
    """Occasion -> language -> variants."""
    text = (data_folder("demo") / "sayings.yml").read_text(encoding="utf-8")
    return msgspec.convert(loads(text), dict[str, dict[str, tuple[str, ...]]])


def said(occasion: str, language: str, rng: random.Random) -> str:
    """One of the sayings for an occasion in this language, or in English."""
    variants = sayings()[occasion]
    return rng.choice(variants.get(language) or variants["en"])
