"""Desks made of facts alone: twenty thousand tickets in a second, with patterns planted in them or with none."""

import random
from datetime import UTC, date, datetime, timedelta

from helpdesk.figures.facts import Facts
from helpdesk.figures.patterns.cell import Kind
from helpdesk.figures.patterns.find import Pattern
from helpdesk.figures.spells import Spell
from helpdesk.model.asset import Asset, Holding

NOW = datetime(2026, 6, 29, 6, 0, tzinfo=UTC)
SERVICES = ("vpn", "mail", "wifi", "erp", "printing", "files", "meetings", "identity")
CATEGORIES = ("network", "mail", "software", "hardware", "access", "printing", "phones", "office", "data", "web")
LOCATIONS = ("berlin", "lisbon", "porto", "leipzig")
MODELS = ("Corvo 14", "Corvo 15", "Slate 13", "Slate 14", "Trellis X1", "Trellis X2", "Papyr 7", "Etikett 9")
THINGS = (
    "screen",
    "login",
    "mail",
    "printer",
    "network",
    "document",
    "folder",
    "phone",
    "update",
    "account",
    "meeting",
)
TROUBLES = ("slow", "broken", "missing", "frozen", "refused", "locked", "noisy", "crashes", "fails", "late", "empty")
HOURS = (1, 1, 1, 1, 1, 1, 3, 10, 30, 45, 45, 40, 25, 35, 40, 38, 30, 20, 8, 4, 3, 2, 1, 1)


def asset_register(dice: random.Random, count: int = 800) -> dict[str, Asset]:
    """Laptops of several models, bought over the last years, each with its holder."""
    found = {}
    for number in range(count):
        name, bought = f"lt-{number:04d}", date(2022, 1, 3) + timedelta(days=dice.randrange(1500))
        found[name] = Asset(
            id=name,
            kind="devices",
            path=f"assets/devices/{name}.yml",
            name=name,
            model=dice.choice(MODELS),
            purchased=bought,
            holders=(Holding(bought, f"p{number % 600:03d}"),),
        )
    return found


class Maker:
    """Makes the facts of tickets; `weeks` back from NOW, fewer at weekends."""

    def __init__(self, seed: int, weeks: int = 26) -> None:
        self.dice, self.weeks, self.made = random.Random(seed), weeks, list[Facts]()
        self.assets = asset_register(self.dice)
        self._of: dict[str, list[str]] = {}
        for name, asset in self.assets.items():
            self._of.setdefault(asset.holders[0].who, []).append(name)
        self.busy = [self.dice.gammavariate(2.0, 0.5) for _ in range(600)]

    def moment(self, weekday: int | None = None, within_weeks: int | None = None) -> datetime:
        dice = self.dice
        day = dice.choices(range(7), (22, 20, 19, 18, 16, 3, 2))[0] if weekday is None else weekday
        week = dice.randrange(within_weeks or self.weeks)
        hour = dice.choices(range(24), HOURS)[0]
        start = NOW.replace(hour=0) - timedelta(weeks=week + 1)
        return start + timedelta(days=day, hours=hour, seconds=dice.randrange(3600))

    def add(self, **given: object) -> None:
        """One more ticket like all others, but for what is given."""
        dice, number = self.dice, len(self.made) + 1
        who = dice.choices(range(600), self.busy)[0]
        opened = given.pop("opened", None) or self.moment()
        assert isinstance(opened, datetime)
        requester = str(given.get("requester") or f"p{who:03d}")
        about = self._of.get(requester, []) if dice.random() < 0.4 else []
        took = dice.lognormvariate(9.5, 1.2)
        ended = min(opened + timedelta(seconds=took), NOW)
        values: dict[str, object] = {
            "number": number,
            "reference": f"HD-{number:06d}",
            "title": f"{dice.choice(THINGS)} {dice.choice(TROUBLES)} {dice.choice(THINGS)}",
            "opened": opened,
            "ended": ended,
            "open_spells": (Spell(opened, ended),),
            "waits": (),
            "first_response": None,
            "closed": None,
            "response": None,
            "work": int(took),
            "promises": (),
            "reopened": int(dice.random() < 0.05),
            "handoffs": 0,
            "escalations": int(dice.random() < 0.08),
            "replies": 1,
            "rating": dice.choices((1, 2, 3, 4, 5), (3, 4, 10, 33, 50))[0] if dice.random() < 0.3 else None,
            "rated": ended,
            "asked": True,
            "article": "",
            "type": "incident" if dice.random() < 0.7 else "request",
            "priority": "P3",
            "category": dice.choices(CATEGORIES, (20, 15, 15, 12, 10, 8, 7, 6, 4, 3))[0],
            "service": dice.choices(SERVICES, (15, 20, 12, 10, 10, 12, 11, 10))[0],
            "team": dice.choice(("first", "second")),
            "assignee": dice.choice(("kim", "lou", "max", "rui", "ada", "bo", "eve", "ole")),
            "channel": "mail",
            "requester": requester,
            "department": f"d{who % 12}",
            "location": LOCATIONS[who % 4],
            "assets": tuple(dice.sample(about, 1)) if about else (),
            "public": False,
            "status": "closed",
            "kind": "",
            "risk": "",
            "outcome": "",
            **given,
        }
        self.made.append(Facts(**values))  # type: ignore[arg-type]


def a_quiet_desk(seed: int, tickets: int = 20_000) -> Maker:
    """No pattern but those of every desk: weekdays, office hours, people who differ, categories of unlike size."""
    maker = Maker(seed)
    for _ in range(tickets):
        maker.add()
    return maker


def a_desk_whose_model_has(seed: int, asks: float, more: int) -> Maker:
    """The holders of one model ask `asks` times as much as others about everything; it has so many incidents `more`."""
    maker = Maker(seed)
    bad = [asset for asset in maker.assets.values() if asset.model == "Slate 14"]
    theirs = {asset.holders[0].who for asset in bad}
    maker.busy = [busy * (asks if f"p{who:03d}" in theirs else 1) for who, busy in enumerate(maker.busy)]
    for _ in range(5000):
        maker.add()
    for asset in maker.dice.choices(bad, k=more):
        maker.add(type="incident", assets=(asset.id,), requester=asset.holders[0].who)
    return maker


def a_desk_with_patterns(seed: int, tickets: int = 20_000) -> Maker:
    """The same with a bad laptop model, a service that is flaky on Mondays, a person who needs training, a technician
    whose tickets come back, and a word that is new."""
    maker = Maker(seed)
    bad = [name for name, asset in maker.assets.items() if asset.model == "Slate 14"]
    for _ in range(tickets - 590):
        maker.add()
    for _ in range(350):
        name = maker.dice.choice(bad)
        maker.add(type="incident", assets=(name,), requester=maker.assets[name].holders[0].who, category="hardware")
    for _ in range(150):
        maker.add(type="incident", service="wifi", opened=maker.moment(weekday=0))
    for _ in range(35):
        maker.add(requester="p042", category="data", type="request")
    for _ in range(30):
        maker.add(type="incident", title="gadget freezes on start", opened=maker.moment(within_weeks=2))
    for _ in range(25):
        maker.add(assignee="eve", reopened=1)
    return maker


PLANTED = frozenset({"model Slate 14", "weekday wifi 0", "subject p042 data", "words"})


def name_of(pattern: Pattern) -> str:
    """`weekday wifi 0`; any of the words of one title are the same find."""
    kind = pattern.cell.kind
    return kind.value if kind is Kind.WORDS else " ".join((kind.value, *pattern.cell.what.values()))
