"""What a verb is given to read: a file, or - for standard input."""

import click


def input_bytes(file: str, what: str) -> bytes:
    """All of it. A file that cannot be read is a usage error that says what was wanted, such as "a raw mail"."""
    try:
        with click.open_file(file, "rb") as stream:
            content: bytes = stream.read()
            return content
    except OSError as error:
        raise click.UsageError(f"cannot read {file!r}: {error.strerror}; give the path of {what}") from error
