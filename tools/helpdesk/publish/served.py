"""The theme's stylesheet and scripts as they are served: the same to a browser as what lies in the theme, without its
comments and indentation. Same input, same bytes."""

from functools import lru_cache
from pathlib import Path


def served(file: Path) -> bytes:
    """The bytes of a file of the theme; fewer where it is a stylesheet or a script."""
    return _smaller(file.suffix, file.read_bytes())


@lru_cache(maxsize=64)
def _smaller(suffix: str, content: bytes) -> bytes:
    if suffix == ".css":
        from rcssmin import cssmin

        return f"{cssmin(content.decode())}\n".encode()
    if suffix == ".js":
        from rjsmin import jsmin

        return f"{jsmin(content.decode())}\n".encode()
    return content
