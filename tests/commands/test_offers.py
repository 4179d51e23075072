"""What a verb names as the next one is what the ticket's lifecycle lets one do."""

import pytest
from paper_desk import a_record, some_rules

from helpdesk.commands.tickets.offers import offers
from helpdesk.load.rules import read_rules
from helpdesk.model.rules import Rules
from helpdesk.model.ticket import TicketType
from helpdesk.resources import default_rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return read_rules({}, default_rules(), "")[0] or some_rules()


def next_for(rules: Rules, **fields: object) -> str:
    return offers(a_record(6, "Some", assignee="kim", **fields), rules)


def test_a_ticket_in_work_is_answered_or_ended_in_its_own_word(rules: Rules) -> None:
    assert next_for(rules, status="open").endswith('helpdesk resolve 6 --code fixed -m "..."')
    request = next_for(rules, status="open", type=TicketType.REQUEST)
    assert request == 'helpdesk reply 6  ·  helpdesk resolve 6 --code fulfilled -m "..."'


@pytest.mark.parametrize("kind", [TicketType.REQUEST, TicketType.CHANGE])
def test_what_waits_for_approval_is_not_to_be_resolved(rules: Rules, kind: TicketType) -> None:
    said = next_for(rules, status="approval", type=kind)
    assert "resolve" not in said and "helpdesk approve 6" in said


def test_a_change_goes_on_by_its_own_states(rules: Rules) -> None:
    said = next_for(rules, status="new", type=TicketType.CHANGE)
    assert said.startswith("helpdesk set 6 status=assess  ·  or approval")
    assert "resolve" in next_for(rules, status="implementing", type=TicketType.CHANGE)
