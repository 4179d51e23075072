"""The public command line, as a family asks it: one process for a whole file of questions."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_TOOLS = Path(__file__).resolve().parents[2] / "tools"


def helpdesk(*arguments: str, lines: Iterable[str] = (), seconds: float = 300) -> list[str]:
    """What `helpdesk ARGUMENTS` prints, by line, when `lines` are its standard input.

    Raises subprocess.CalledProcessError for an exit status other than 0, TimeoutExpired when it takes longer.
    """
    path = os.pathsep.join(filter(None, (str(_TOOLS), os.environ.get("PYTHONPATH", ""))))
    done = subprocess.run(
        [sys.executable, "-m", "helpdesk.commands", *arguments],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    return done.stdout.splitlines()
