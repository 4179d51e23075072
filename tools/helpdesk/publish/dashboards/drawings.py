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

    def finish(self) -> None:
        """Keep what is new."""
        known = self._known or {}
        fresh = [entry for key, entry in self._shown.items() if key not in known]
        crowded = len(known) + len(fresh) > _MOST
        gone = [entry[0] for key, entry in known.items() if key not in self._shown] if crowded else []
        self._kept.keep(fresh, gone)
