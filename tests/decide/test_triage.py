"""What a ticket is about, how much it matters and whose it is - and why."""

from builders import Scene, a_desk, all_of, contains, is_, mail, round_the_clock
from helpdesk.decide.explain import explain
from helpdesk.model.rules.condition import AnyOf, Not, Operator
from helpdesk.model.rules.condition import Test as Asks
from helpdesk.model.rules.people import Role
from helpdesk.model.timeline import Triaged


def because(scene: Scene, number: int = 1) -> dict[str, str]:
    return dict(scene.entries(Triaged, number)[0].because)


def test_the_first_rule_that_answers_a_field_wins_and_others_may_fill_the_rest() -> None:
    desk = a_desk().category("hr").category("payroll").team("hr", "pat")
    desk.rule("pay", contains("subject", "salary"), category="payroll", tags=("money",))
    desk.rule("hr", contains("text", "salary"), category="hr", team="hr", tags=("people", "money"))
    scene = desk.open()
    scene.receive(mail("anna@example.org", "My salary", "The salary is late"))
    ticket = scene.ticket().ticket
    assert (ticket.category, ticket.team, ticket.tags) == ("payroll", "hr", ("money", "people"))
    assert because(scene)["category"] == "rules/routing.yml:1 pay: subject contains 'salary'"
    assert because(scene)["team"] == "rules/routing.yml:2 hr: text contains 'salary'"


def test_without_a_rule_the_words_of_categories_decide_the_most_and_the_most_specific_first() -> None:
    desk = a_desk().team("net", "nia").category("network", "network", team="net")
    desk.category("network/vpn", "vpn", "remote access").category("mail", "outlook")
    scene = desk.open()
    scene.receive(mail("anna@example.org", "Remote Access", "vpn, Network and outlook all fail"))
    assert (scene.ticket().ticket.category, scene.ticket().ticket.team) == ("network/vpn", "net")
    assert (
        because(scene)["category"] == "rules/categories.yml:2: says 'remote access', 'vpn' (rather than mail, network)"
    )
    assert because(scene)["team"] == "rules/categories.yml:1: category network"


def test_words_are_whole_words_without_case_and_accents() -> None:
    scene = a_desk().category("coffee", "café").category("art", "art").open()
    scene.receive(mail("anna@example.org", "Starting the CAFE\u0301 machine", "A smart party"))
    assert scene.ticket().ticket.category == "coffee"


def test_a_service_is_found_by_its_category_or_its_name_and_an_asset_by_its_name() -> None:
    desk = a_desk().asset("erp", "service", "Enterprise Planner", team="erp").team("erp", "eve")
    desk.asset("prn-07", "device", "Copy Room Printer").asset("nb-1", "device", "ThinkPad").asset(
        "nb-2", "device", "ThinkPad"
    )
    scene = desk.open()
    scene.receive(mail("anna@example.org", "enterprise planner", "prn-07 prints nothing, my thinkpad neither"))
    ticket = scene.ticket().ticket
    assert (ticket.service, ticket.assets, ticket.team) == ("erp", ("prn-07",), "erp")
    assert because(scene)["team"] == "service erp"


def test_priority_is_impact_by_urgency_unless_a_rule_says_it() -> None:
    desk = a_desk().rule("many", contains("text", "everybody"), impact="high")
    desk.rule("outage", contains("subject", "outage"), priority="P1")
    scene = desk.open()
    scene.receive(
        mail("anna@example.org", "Slow", "for everybody"), mail("bob@example.org", "Outage", at="2026-03-02T09:01")
    )
    assert [scene.ticket(number).ticket.priority for number in (1, 2)] == ["P2", "P1"]
    assert because(scene)["priority"] == "rules/priority.yml:1: impact high x urgency medium"
    assert because(scene, 2)["priority"] == "rules/routing.yml:2 outage: subject contains 'outage'"


def test_a_rule_may_ask_for_a_category_that_only_the_words_have_given() -> None:
    desk = a_desk().category("network/vpn", "vpn").team("net", "nia")
    scene = desk.rule("net", is_("category", "network"), team="net", urgency="high").open()
    scene.receive(mail("anna@example.org", "VPN"))
    assert (scene.ticket().ticket.team, scene.ticket().ticket.priority) == ("net", "P2")


def test_what_a_rule_misspells_decides_nothing() -> None:
    scene = a_desk().rule("oops", team="netwrok", priority="P9", category="nope", assignee="nobody").open()
    scene.receive(mail("anna@example.org"))
    ticket = scene.ticket().ticket
    assert (ticket.team, ticket.priority, ticket.category, ticket.assignee) == ("desk", "P3", "", "lee")


def test_conditions_combine_and_know_the_requester_and_the_hour() -> None:
    desk = a_desk().person("vera", email="vera@example.org", role=Role.REQUESTER, vip=True, department="Board")
    desk.calendar(round_the_clock("always"))
    during = Asks("opened", Operator.DURING, ("default",))
    desk.rule("vip", all_of(is_("requester_vip", "true"), during), impact="high")
    desk.rule("night", AnyOf((is_("requester_department", "board"), Not(during))), tags=("look",))
    scene = desk.open()
    scene.receive(mail("vera@example.org", "a", at="2026-03-02T09:00"))
    scene.receive(mail("vera@example.org", "b", at="2026-03-02T20:00"), mail("x@y.example", "c", at="2026-03-02T20:00"))
    assert [scene.ticket(number).ticket.impact for number in (1, 2, 3)] == ["high", "medium", "medium"]
    assert [scene.ticket(number).ticket.tags for number in (1, 2, 3)] == [("look",)] * 3


def test_patterns_are_re2_without_case_and_a_broken_one_matches_nothing(capfd) -> None:
    desk = a_desk().rule("broken", Asks("subject", Operator.MATCHES, ("(?=x)", "(")), tags=("broken",))
    scene = desk.rule("asset", Asks("subject", Operator.MATCHES, (r"\bpc-\d{3}\b",)), tags=("pc",)).open()
    scene.receive(mail("anna@example.org", "My PC-123 x("))
    assert scene.ticket().ticket.tags == ("pc",)
    assert because(scene)["tags"].endswith("at 'PC-123'")
    assert capfd.readouterr().err == ""


def test_numbers_and_levels_compare() -> None:
    desk = a_desk().rule("many", Asks("fields.seats", Operator.MORE, ("10",)), impact="high")
    desk.rule("calm", Asks("impact", Operator.LESS, ("high",)), tags=("calm",))
    scene = desk.open()
    for minute, seats in enumerate(("9", "11", "many")):
        fields = {"form": "licences", "seats": seats}
        scene.receive(mail("anna@example.org", seats, at=f"2026-03-02T09:0{minute}", fields=fields))
    assert [scene.ticket(number).ticket.tags for number in (1, 2, 3)] == [("calm",), (), ("calm",)]


def test_a_desk_without_any_rule_still_gives_every_ticket_an_owner_and_a_priority() -> None:
    scene = a_desk().settings(default_team="").open()
    scene.receive(mail("anna@example.org"))
    ticket = scene.ticket().ticket
    assert (ticket.team, ticket.assignee, ticket.priority) == ("desk", "lee", "P3")


def test_a_person_s_new_impact_gives_a_new_priority_but_never_over_a_person_s_priority() -> None:
    scene = a_desk().team("desk", "kim").open()
    scene.receive(mail("anna@example.org"))
    scene.edit(impact="high", at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert scene.ticket().ticket.priority == "P2"
    scene.edit(priority="P4", at="2026-03-02T11:00").run("2026-03-02T11:00")
    scene.edit(urgency="high", at="2026-03-02T12:00").run("2026-03-02T12:00")
    assert scene.ticket().ticket.priority == "P4"


def test_explain_prints_the_chain_with_rule_evidence_and_losers() -> None:
    desk = a_desk().person("kim", skills=("vpn",)).person("ana").team("net", "kim", "ana").level(response="1h")
    scene = desk.category("vpn", "vpn", team="net", skills=("vpn",)).open()
    scene.receive(mail("anna@example.org", "vpn"))
    text = "\n".join(explain(scene.ticket(), scene.rules))
    for part in (
        "HD-000001: vpn",
        "    category = vpn: rules/categories.yml:1: says 'vpn'",
        "    team = net: rules/categories.yml:1: category vpn",
        "    ana: lacks vpn",
        "    kim: chosen",
        "response promised by 2026-03-02 10:00 UTC (standard)",
        "    rule: rules/sla/standard.yml standard",
    ):
        assert part in text
