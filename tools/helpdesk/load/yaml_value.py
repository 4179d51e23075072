"""The parser that decides what a record says."""

# The package has types but does not mark what it exports.
from ryaml import InvalidYamlError, loads  # type: ignore[attr-defined]

NOT_YAML: tuple[type[Exception], ...] = (InvalidYamlError, ValueError, TypeError)


def parse(text: str) -> object:
    """The value of one YAML 1.2 document. Raises one of NOT_YAML. For texts that have passed the guards."""
    return loads(text)
