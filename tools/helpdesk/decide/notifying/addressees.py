"""Who exactly is meant by a role: nobody twice for one cause, and who has wishes of their own apart from the others."""

from collections.abc import Iterator

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.notifying.recipients import GROUPS, marks_of, names_in, with_wishes


def addressees(this: DeskPass, draft: Draft, role: str, told: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(role or handle, who of a group is left out) for each notice that telling `role` takes. `told` is who has been
    told of the cause already, as handles and addresses; it grows."""
    ticket, rules = draft.ticket, this.rules
    if role not in GROUPS:
        who = marks_of(role, ticket, rules)
        if not who or who not in told:
            told.add(who)
            yield role, ()
        return
    names = dict.fromkeys(this.directory.handle(name) for name in names_in(role, ticket, rules))
    out = [name for name in names if name in told]
    for handle in with_wishes([name for name in names if name not in out], rules):
        out.append(handle)
        told.add(handle)
        yield handle, ()
    left = [name for name in names if name not in out]
    told.update(left)
    if left or not names:
        yield role, tuple(out)
