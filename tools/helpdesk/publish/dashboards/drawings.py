"""Charts drawn before: the same specification gives the same drawing, and text takes long to measure."""

from hashlib import blake2b

from markupsafe import Markup

from helpdesk.model.kept import Entry, Kept
from helpdesk.publish.dashboards.vega import Chart, drawn

# More than the dashboards of all audiences have; beyond it, what this build does not show is let go.
_MOST = 300


class Drawings:
    """The drawings of one build. Call `finish` at its end."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._known: dict[str, Entry] | None = None
        self._shown: dict[str, Entry] = {}

    def svg(self, chart: Chart) -> Markup:
        """The chart as the page has it."""
        key = blake2b(chart.spec.encode(), digest_size=20).hexdigest()
        if self._known is None:
            self._known = {entry[1]: entry for entry in self._kept.entries()}
        entry = self._known.get(key) or self._shown.get(key)
        if entry is None:
            # The digest's first bytes stand for the number that an entry has to have.
            entry = int(key[:14], 16), key, drawn(chart.spec).encode()
        self._shown[key] = entry
        return chart.named(entry[2].decode())

    def keep(self) -> None:
        """Keep what is new: a second process does so for itself."""
        known = self._known or {}
        self._kept.keep([entry for key, entry in self._shown.items() if key not in known])

    def finish(self) -> None:
        """Keep what is new, and let go of what is not shown when there is much."""
        self.keep()
        known = self._known or {}
        if len(known.keys() | self._shown.keys()) > _MOST:
            self._kept.keep([], [entry[0] for key, entry in known.items() if key not in self._shown])
