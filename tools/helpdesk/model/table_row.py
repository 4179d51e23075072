"""A row of a list from another system: what each column says, in several values where a list there has them."""

from collections.abc import Mapping

Value = str | tuple[str, ...]
Row = Mapping[str, Value]
