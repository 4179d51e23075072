"""How much may be created on GitHub: about 80 things a minute and 500 an hour, by every pass of this clone together.

"Rate limits for the REST API", secondary limits. An Enterprise Server has them off unless its owner turned them on.
"""

import time
from collections.abc import Callable

from helpdesk.channels.github.notebook import Notebook

A_MINUTE, AN_HOUR = 80, 500


class Pace:
    """Counts what was created. What is over the limit waits for a later pass."""

    def __init__(
        self,
        notebook: Notebook,
        a_minute: int = A_MINUTE,
        an_hour: int = AN_HOUR,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._notebook, self._clock = notebook, clock
        self._limits = ((60.0, a_minute, "minute"), (3600.0, an_hour, "hour"))

    def full(self) -> str:
        """Why nothing more may be created now, or nothing."""
        now = self._clock()
        created = self._notebook.created
        for span, most, name in self._limits:
            if most and sum(moment > now - span for moment in created) >= most:
                return f"GitHub takes {most} new comments a {name}; the rest follows in a later pass"
        return ""

    def count(self) -> None:
        now = self._clock()
        self._notebook.keep_created([*(moment for moment in self._notebook.created if moment > now - 3600), now])
