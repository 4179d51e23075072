"""`helpdesk/passes.jsonl` in the git directory: the passes that ran in this clone, one a line, the newest last."""

from collections.abc import Iterator

import msgspec

from helpdesk.model.pass_run import PassRun

FILE = "helpdesk/passes.jsonl"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(PassRun).decode


def line_of(run: PassRun) -> bytes:
    return _encode(run) + b"\n"


def read_passes(data: bytes) -> Iterator[PassRun]:
    """What can be read of it: a line that a crash cut short is left out."""
    for line in data.splitlines():
        try:
            yield _decode(line)
        except msgspec.MsgspecError:
            continue
