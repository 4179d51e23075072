"""Whether an article helped: one word a ticket and article, the last one counts."""

from datetime import datetime

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.model.timeline import Helped

LONGEST_WORDS = 2000


def note_helped(
    this: DeskPass, draft: Draft, at: datetime, article: str, helpful: bool, *, by: str, via: str, words: str = ""
) -> bool:
    """Enter it; returns whether it is news. An article that is not there has nothing to be judged."""
    if article not in this.snapshot.articles or draft.state.helped.get(article) is helpful:
        return False
    said = words.strip()[:LONGEST_WORDS]
    draft.add(Helped(at=at, by=by, via=via, article=article, helpful=helpful, comment=said))
    return True
