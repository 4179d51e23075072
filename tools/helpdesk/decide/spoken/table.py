"""All commands, from which they are looked up, `/help` answers, and the page of the guide is made."""

from helpdesk.decide.spoken import consent, ending, helping, linking, moving, noting, owning, sorting, splitting
from helpdesk.decide.spoken.command import Command, NotDone, Order, Who
from helpdesk.model.nearest import did_you_mean


def asked_for_help(order: Order) -> str:
    """What the writer may say here, or how one command goes."""
    word = order.rest.strip().lstrip("/").split(" ")[0].casefold()
    if word:
        found = BY_WORD.get(word)
        if found is None:
            raise NotDone(f"there is no command /{word[:40]}", nearest(word, mine(order)))
        return f"{found.line}: {found.about} For example: {found.example}"
    return "\n".join(["You may say:", *(f"{one.line}: {one.about}" for one in mine(order))])


def mine(order: Order) -> list[Command]:
    """The commands that are the writer's to give, before this ticket and its rules are asked."""
    if order.speaker.staff and order.speaker.proved:
        return list(COMMANDS)
    wanted = {Who.REQUESTER} if order.speaker.asks else set()
    return [one for one in COMMANDS if one.who in wanted or (one.who is Who.ASKED and order.speaker.person is not None)]


def nearest(word: str, among: list[Command] | None = None) -> str:
    """`did you mean '/assign'?`, or nothing."""
    words = [f"/{name}" for one in among or COMMANDS for name in (one.name, *one.also)]
    said = did_you_mean(f"/{word}", words)
    return said if said.startswith("did you mean") else "/help lists them"


FAMILIES: dict[str, tuple[Command, ...]] = {
    "Whose it is": owning.COMMANDS,
    "How it goes on": moving.COMMANDS,
    "How it ends": (*ending.COMMANDS, *helping.COMMANDS),
    "What it is": sorting.COMMANDS,
    "What it hangs together with": (*linking.COMMANDS, *splitting.COMMANDS),
    "Approvals": consent.COMMANDS,
    "Words": (
        *noting.COMMANDS,
        Command(
            "help",
            "[COMMAND]",
            "/help wait",
            "What you may say, or how one command goes; answered to you alone.",
            asked_for_help,
            Who.REQUESTER,
            ("commands",),
        ),
    ),
}
COMMANDS = tuple(one for family in FAMILIES.values() for one in family)
BY_WORD = {word: one for one in COMMANDS for word in (one.name, *one.also)}
