"""Much reading done by two processes side by side: parsing is nearly all of the time of a first reading."""

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")
# From so many tickets on a second process pays for its start.
_MANY = 3000
_PROCESSES = min(2, os.cpu_count() or 1)


def side_by_side(do: Callable[[Sequence[Item]], Result], work: Sequence[Sequence[Item]]) -> Iterator[Result]:
    """What `do` gives for each group of the work, in their order. Few are done here, many by processes of their own."""
    # A process with threads is not forked: one of them might hold a lock that the child would wait for.
    if sum(map(len, work)) < _MANY or len(work) < 2 or threading.active_count() > 1:
        yield from map(do, work)
        return
    # Loaded here and not above: no reader of a warm cache pays for it.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(_PROCESSES, get_context("fork"), _begin, (os.getpid(),)) as pool:
        yield from _ahead(pool, do, work)


def _ahead(
    pool: "ProcessPoolExecutor", do: Callable[[Sequence[Item]], Result], work: Sequence[Sequence[Item]]
) -> Iterator[Result]:
    """Results in the order of the work, never more than a few groups ahead of whoever takes them."""
    waiting: deque[Future[Result]] = deque()
    for group in work:
        waiting.append(pool.submit(do, group))
        if len(waiting) > 2 * _PROCESSES:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begin(parent: int) -> None:
    from helpdesk.forked import end_with  # only a fork needs it

    try:
        end_with(parent)
    except ProcessLookupError:
        os._exit(1)
    # Records hold no cycles: looking for some took a fifth of the time.
    gc.disable()
