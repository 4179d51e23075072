"""Where the demo lies: a bare remote, a clone, mail folders, the portal; and how they are set up."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from helpdesk.demo.files import company, desk_files
from helpdesk.demo.history import generate
from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landing
from helpdesk.store.create import create, publish_to
from helpdesk.store.git_store import open_store

SEED = 7
# Whoever tries the demo sits at this technician's desk.
PERSON = ("Kim Osterwald", "kim@example.org")
# So many tickets are written in one push: enough to be quick, few enough to show how it goes on.
CHUNK = 100


class Place:
    """The folders below the demo's own. Everything the demo makes lies in there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        self.desk = folder / "desk"
        self.mail_in = folder / "mail" / "in"
        self.mail_out = folder / "mail" / "out"
        self.public = folder / "public"
        self._ready = folder / "ready"

    @property
    def ready(self) -> bool:
        """Whether an earlier run set it up to the end."""
        return self._ready.is_file()

    def clear(self) -> None:
        """Take away what an earlier run left half done. Raises ValueError on a folder that is none of ours."""
        ours = {self.remote.name, self.desk.name, "mail", self.public.name, self._ready.name}
        others = sorted(path.name for path in self.folder.iterdir() if path.name not in ours)
        if others:
            names = ", ".join(others[:3])
            raise ValueError(f"{self.folder} holds things of somebody else ({names}); name another folder")
        for name in ours - {self._ready.name}:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def set_up(self, now: datetime, tickets: int, portal: str, progress: Callable[[int], None]) -> None:
        """Remote, clone, company and history, up to `now`; `portal` is the address that notices link to.

        `progress` is told how many tickets have been written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.clear()
        for mail in (self.mail_in, self.mail_out):
            mail.mkdir(parents=True)
        files = desk_files()
        files["rules/desk.yml"] += f"portal: {portal}\n".encode()
        create(self.desk, lambda _name, _email: files, person=PERSON)
        publish_to(self.remote, self.desk)
        store = open_store(self.desk)
        rules, assets = company(files)
        episodes = list(generate(rules, SEED, now, tickets, assets=assets))
        for start in range(0, len(episodes), CHUNK):
            part = tuple(episode.work for episode in episodes[start : start + CHUNK])
            snapshot = store.snapshot()
            plan = Plan(based_on=snapshot.commit, now=now, work=part, highest=part[-1].number)
            landed = store.carry_out(plan)
            if landed.landing is not Landing.LANDED:
                raise RuntimeError(f"the demo's history could not be written: {landed.why}")
            progress(start + len(part))
        self._ready.write_text("This folder is the demo's; remove it to begin anew.\n")
