"""What one pass does at most. Limits put sends and automatic closings off, and never intake."""

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft


def may_close(this: DeskPass, draft: Draft) -> bool:
    """Whether this pass may close one more ticket by itself; what it may not is named in the plan."""
    if draft.locked:
        return False
    if this.closings >= this.rules.desk.limits.closings_per_pass:
        this.deferred.append(f"{draft.reference} is closed by a later pass: {this.closings} closed in this one")
        return False
    this.closings += 1
    return True


def may_end(this: DeskPass) -> bool:
    """Whether this pass may resolve one more part of a major incident: no more than it may also tell of."""
    limits = this.rules.desk.limits
    if this.closings >= min(limits.closings_per_pass, limits.notices_per_pass):
        return False
    this.closings += 1
    return True
