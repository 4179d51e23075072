"""What a ticket is about, how much it matters, who should have it: routing rules in order, the first answer per field
wins; then the words of categories, the names of assets, what the category says.

Fields are decided in the order in which they build on each other, so that a rule may ask for a category which only the
words have given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from helpdesk.decide.classifying.conditions import judge
from helpdesk.decide.classifying.facts import Facts, branch
from helpdesk.decide.classifying.gazetteer import SERVICE, Gazetteer
from helpdesk.decide.classifying.learned import Learned, none_learned
from helpdesk.decide.classifying.priority import priority
from helpdesk.model.asset import Asset
from helpdesk.model.question import OPEN_FIELDS, Guess
from helpdesk.model.rules import Rules
from helpdesk.model.rules.routing import RoutingRule
from helpdesk.model.ticket import Level, TicketType, Visibility
from helpdesk.model.timeline import Json, Proposal

ABOUT = frozenset({"type", "category", "service", "assets"})
WEIGHT = frozenset({"impact", "urgency"})
RANK = frozenset({"priority"})
PLACE = frozenset({"team", "assignee", "visibility", "tags", "watchers"})
EVERYTHING = ABOUT | WEIGHT | RANK | PLACE

# Fields to which every rule that holds may add.
_ADDING = frozenset({"tags", "watchers"})


@dataclass
class Decided:
    """Fields with their values and reasons, the skills that the work needs, and what was not sure enough to be set."""

    set: dict[str, Json] = field(default_factory=dict)
    because: dict[str, str] = field(default_factory=dict)
    skills: list[str] = field(default_factory=list)
    proposed: list[Proposal] = field(default_factory=list)

    def answer(self, name: str, value: Json, why: str) -> None:
        self.set[name] = value
        self.because[name] = why


@dataclass(frozen=True)
class Classifier:
    """All that classifying needs to know of a desk."""

    rules: Rules
    assets: Mapping[str, Asset]
    gazetteer: Gazetteer
    _about_fields: dict[frozenset[str], tuple[RoutingRule, ...]] = field(default_factory=dict)

    def classify(
        self, facts: Facts, wanted: frozenset[str], guesses: Callable[[], dict[str, Guess]] = none_learned
    ) -> Decided:
        """Decide the `wanted` fields; the facts learn each answer, what is not wanted they keep. `guesses` are asked
        for where the rules are silent."""
        decided = Decided()
        learned = Learned(self.rules.desk.learning, guesses)
        stages: tuple[tuple[frozenset[str], Callable[[Facts, frozenset[str], Decided], None]], ...] = (
            (ABOUT, self._about),
            (WEIGHT, self._weight),
            (RANK, self._rank),
            (PLACE, self._place),
        )
        for names, fill in stages:
            missing = wanted & names
            if missing:
                self._ask_rules(facts, missing, decided)
                fill(facts, missing - decided.set.keys(), decided)
                self._ask_learned(learned, facts, missing - decided.set.keys(), decided)
        if "team" in wanted - decided.set.keys():
            self._left_to(facts, decided)
        decided.skills.extend(self._category_skills(facts))
        decided.skills = list(dict.fromkeys(decided.skills))
        return decided

    def skills(self, facts: Facts) -> list[str]:
        """What the work on a ticket as it stands needs: by its category, and by every rule that sets its team."""
        rules = (
            rule for rule in self.rules.routing if rule.skills and rule.set.get("team") in (None, *facts.of("team"))
        )
        found = [skill for rule in rules if judge(rule.when, facts).holds for skill in rule.skills]
        return list(dict.fromkeys([*found, *self._category_skills(facts)]))

    def _category_skills(self, facts: Facts) -> list[str]:
        known = (self.rules.categories.get(name) for name in facts.of("category"))
        return [skill for category in known if category for skill in category.skills]

    def _rules_about(self, names: frozenset[str]) -> tuple[RoutingRule, ...]:
        """The rules that say anything of these fields, in order."""
        if names not in self._about_fields:
            about = tuple(rule for rule in self.rules.routing if not names.isdisjoint(rule.set))
            self._about_fields[names] = about
        return self._about_fields[names]

    def _ask_rules(self, facts: Facts, names: frozenset[str], decided: Decided) -> None:
        for rule in self._rules_about(names):
            open_fields = [name for name in rule.set if name in names and (name in _ADDING or name not in decided.set)]
            if not open_fields:
                continue
            verdict = judge(rule.when, facts)
            if not verdict.holds:
                continue
            why = f"{named(rule)}: {'; '.join(verdict.because) or 'always'}"
            answered = False
            for name in open_fields:
                answered |= self._take(rule, name, facts, decided, why)
            if answered:
                decided.skills.extend(rule.skills)

    def _ask_learned(self, learned: Learned, facts: Facts, missing: frozenset[str], decided: Decided) -> None:
        for name in OPEN_FIELDS:
            guess = learned.guess(name) if name in missing else None
            if guess is None or not (
                guess.value in self.assets if name == "service" else self._known(name, guess.value)
            ):
                continue
            if learned.sure(guess):
                self._answer(name, guess.value, guess.why, facts, decided)
            elif learned.worth_proposing(guess):
                decided.proposed.append(Proposal(name, guess.value, guess.confidence, guess.why))

    def _take(self, rule: RoutingRule, name: str, facts: Facts, decided: Decided, why: str) -> bool:
        given = rule.set[name]
        values = (given,) if isinstance(given, str) else given
        if name in _ADDING:
            before = decided.set.get(name, list(facts.of(name)))
            added = [value for value in values if value not in before]
            if not added:
                return False
            reasons = [*filter(None, [decided.because.get(name, "")]), why]
            decided.answer(name, [*before, *added], " | ".join(reasons))
            facts.learn(name, *decided.set[name])
            return True
        if len(values) != 1 or not self._known(name, values[0]):
            return False
        self._answer(name, values[0], why, facts, decided)
        return True

    def _answer(self, name: str, value: str, why: str, facts: Facts, decided: Decided) -> None:
        decided.answer(name, value, why)
        facts.learn(name, value)

    def _known(self, name: str, value: str) -> bool:
        """Whether the desk has such a value; what a rule misspells decides nothing."""
        match name:
            case "type":
                return value in set(TicketType)
            case "impact" | "urgency":
                return value in set(Level)
            case "visibility":
                return value in set(Visibility)
            case "category":
                return value in self.rules.categories
            case "priority":
                return value in self.rules.priority.levels
            case "team":
                return value in self.rules.teams
            case "assignee":
                return value in self.rules.people
            case _:
                return True

    def _about(self, facts: Facts, missing: frozenset[str], decided: Decided) -> None:
        for name in ("type", "category", "service"):
            self._asked_for(name, facts, missing, decided)
            self._offered(name, facts, missing, decided)
        if "type" in missing - decided.set.keys() and facts.of("form"):
            self._answer(
                "type", TicketType.REQUEST.value, f"asked for from the catalogue: {facts.of('form')[0]}", facts, decided
            )
        if "category" in missing - decided.set.keys():
            category, why = self.gazetteer.category(facts)
            if category:
                self._answer("category", category, why, facts, decided)
        named_assets = self.gazetteer.assets(facts) if missing & {"service", "assets"} else {}
        if "service" in missing - decided.set.keys():
            self._service(facts, named_assets, decided)
        items = [name for name, (kind, _) in named_assets.items() if kind != SERVICE]
        if "assets" in missing and items:
            words = ", ".join(repr(named_assets[name][1]) for name in items)
            decided.answer("assets", items, f"the text names {words}")
            facts.learn("asset", *items)

    def _service(self, facts: Facts, named_assets: Mapping[str, tuple[str, str]], decided: Decided) -> None:
        for name in facts.of("category"):
            category = self.rules.categories.get(name)
            if category and category.service:
                self._answer(
                    "service",
                    category.service,
                    f"{category.origin or 'categories.yml'}: category {name}",
                    facts,
                    decided,
                )
                return
        for asset, (kind, phrase) in named_assets.items():
            if kind == SERVICE:
                self._answer("service", asset, f"the text names {phrase!r}", facts, decided)
                return

    def _asked_for(self, name: str, facts: Facts, missing: frozenset[str], decided: Decided) -> None:
        """What the requester chose in a form counts where no rule says otherwise, if it is one of our own values."""
        chosen = facts.of(f"fields.{name}")
        if name not in missing or name in decided.set or len(chosen) != 1:
            return
        value = chosen[0] if name in ("category", "service") else chosen[0].strip().casefold()
        known = value in self.assets if name == "service" else self._known(name, value)
        if known:
            self._answer(name, value, "chosen in the form", facts, decided)

    def _weight(self, facts: Facts, missing: frozenset[str], decided: Decided) -> None:
        for name in sorted(missing):
            self._asked_for(name, facts, missing, decided)
            self._offered(name, facts, missing, decided)

    def _offered(self, name: str, facts: Facts, missing: frozenset[str], decided: Decided) -> None:
        """What came with the message for this field, such as the weight of an alert."""
        value, why = facts.offers.get(name, ("", ""))
        if value and name in missing and name not in decided.set:
            self._answer(name, value, why, facts, decided)

    def _rank(self, facts: Facts, missing: frozenset[str], decided: Decided) -> None:
        if "priority" in missing:
            impact, urgency = (Level(facts.of(name)[0]) for name in ("impact", "urgency"))
            level, why = priority(self.rules.priority, impact, urgency)
            if level:
                self._answer("priority", level, why, facts, decided)

    def _place(self, facts: Facts, missing: frozenset[str], decided: Decided) -> None:
        if "team" in missing:
            team, why = self._team(facts)
            if team:
                self._answer("team", team, why, facts, decided)

    def _team(self, facts: Facts) -> tuple[str, str]:
        for name in branch(facts.of("category")[:1]):
            category = self.rules.categories.get(name)
            if category and category.team in self.rules.teams:
                return category.team, f"{category.origin or 'categories.yml'}: category {name}"
        for service in facts.of("service"):
            asset = self.assets.get(service)
            if asset and asset.team in self.rules.teams:
                return asset.team, f"service {service}"
        return "", ""

    def _left_to(self, facts: Facts, decided: Decided) -> None:
        team, why = self._default_team()
        if team:
            self._answer("team", team, why, facts, decided)

    def _default_team(self) -> tuple[str, str]:
        if self.rules.desk.default_team in self.rules.teams:
            return self.rules.desk.default_team, f"{self.rules.desk.where('default_team')}: nothing else says"
        return next(((team, "the only thing left: the desk's first team") for team in self.rules.teams), ("", ""))


def named(rule: RoutingRule) -> str:
    """A rule as explanations name it: `rules/routing.yml:12 VPN`."""
    return f"{rule.origin or 'routing'} {rule.name}".strip()
