"""Group commit: requests that come at the same time share one flush to disk, and each is answered after it."""

import asyncio
import contextlib
import queue
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from helpdesk.channels.gateway.spool import RECEIPTS_LAST, Accepted, Known, Spool

Told = TypeVar("Told")
MOST_AT_ONCE = 256
MOST_IN_LINE = 2000
# How often landings are looked for while somebody waits for one.
LOOK = 0.05
# With more in wait than this the desk is behind, and nobody is kept waiting for a reference.
MOST_WAITERS = 200
HOUR = 3600.0


Item = tuple[Sequence[Accepted], "asyncio.Future[list[Known]]"]


class Busy(Exception):
    """Nothing can be kept at the moment; the sender should try again."""


class Keeper:
    """The spool as the event loop sees it. One thread writes; `start` and `stop` frame its life."""

    def __init__(self, folder: Path, keep_free: int) -> None:
        """`keep_free` bytes of the disk are never used: with less, everything is refused before it is read."""
        self._folder, self._keep_free = folder, keep_free
        self._line: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._spool = Spool(folder)
        self.secret = self._spool.secret()
        self._reader = Spool(folder)
        self._writer = threading.Thread(target=self._write, name="spool", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiters: dict[str, list[asyncio.Future[str]]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._looked, self._room = 0.0, True
        self._forgot = 0.0

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._writer.start()

    async def stop(self) -> None:
        """Everything in line is written first."""
        self._line.put(None)
        await asyncio.to_thread(self._writer.join)
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        self._spool.close()
        self._reader.close()

    @property
    def has_room(self) -> bool:
        """Whether the disk has room, as it was a second ago at most."""
        now = time.monotonic()
        if now - self._looked > 1.0:
            self._looked = now
            try:
                self._room = shutil.disk_usage(self._folder).free >= self._keep_free
            except OSError:
                self._room = False
        return self._room

    async def keep(self, accepted: Sequence[Accepted]) -> list[Known]:
        """All of one request on disk when this returns, or none. Raises Busy where that could not be."""
        if self._loop is None or not self._writer.is_alive() or self._line.qsize() >= MOST_IN_LINE:
            raise Busy("more is waiting to be written than the disk takes")
        future: asyncio.Future[list[Known]] = self._loop.create_future()
        self._line.put((accepted, future))
        return await future

    def known(self, key: str) -> Known | None:
        return self._reader.known(key)

    def ring(self) -> None:
        self._reader.ring()

    async def landing(self, key: str, seconds: float) -> str:
        """The reference of the ticket that a kept message became; empty where that takes longer than `seconds`."""
        known = self.known(key)
        if known is not None and known.reference:
            return known.reference
        if known is None or seconds <= 0 or len(self._waiters) >= MOST_WAITERS:
            return ""
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(key, []).append(future)
        if self._watch is None or self._watch.done():
            # Begun before what the message may have landed as while we asked.
            self._watch = asyncio.create_task(self._look(max(0, self._reader.last_place() - MOST_IN_LINE)))
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return ""
        finally:
            left = [other for other in self._waiters.pop(key, []) if other is not future]
            if left:
                self._waiters[key] = left

    async def _look(self, place: int) -> None:
        while self._waiters:
            place, landed = self._reader.landed_since(place)
            for key in landed.keys() & self._waiters.keys():
                for future in self._waiters[key]:
                    if not future.done():
                        future.set_result(landed[key])
            await asyncio.sleep(LOOK)

    def _write(self) -> None:
        while True:
            first = self._line.get()
            if first is None:
                return
            batch, ends = [first], False
            with contextlib.suppress(queue.Empty):
                while len(batch) < MOST_AT_ONCE:
                    item = self._line.get_nowait()
                    if item is None:
                        ends = True
                        break
                    batch.append(item)
            self._write_batch(batch)
            if ends:
                return

    def _write_batch(self, batch: list[Item]) -> None:
        try:
            known = iter(self._spool.keep([one for accepted, _ in batch for one in accepted]))
        except Exception as problem:
            for _, future in batch:
                self._tell(future.set_exception, Busy(f"the spool cannot be written: {problem}"), future)
            return
        for accepted, future in batch:
            self._tell(future.set_result, list(islice(known, len(accepted))), future)
        if time.monotonic() - self._forgot > HOUR:
            self._forgot = time.monotonic()
            with contextlib.suppress(Exception):
                self._spool.forget(datetime.now(UTC) - RECEIPTS_LAST)

    def _tell(self, settle: Callable[[Told], object], value: Told, future: "asyncio.Future[list[Known]]") -> None:
        assert self._loop is not None
        # Who asked may have gone meanwhile.
        self._loop.call_soon_threadsafe(lambda: None if future.done() else settle(value))
