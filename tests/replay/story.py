"""The demo company's history as a script to live over again, and rules that somebody proposes to change."""

from datetime import UTC, datetime, timedelta

from helpdesk.demo.files import company, desk_files
from helpdesk.demo.history import generate
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.plan import Plan
from helpdesk.replay.replay import Script, script_of

END = datetime(2026, 3, 20, 12, tzinfo=UTC)
Files = dict[str, bytes]
# path, what stands there, what is proposed
PROPOSED = (
    ("rules/routing.yml", b"service: printing, urgency: low, team", b"service: printing, urgency: high, team"),
    (
        "rules/routing.yml",
        b"- name: VPN\n",
        b"- name: wishes\n  when: {type: {is: request}}\n  set: {team: workplace}\n\n- name: VPN\n",
    ),
    (
        "rules/routing.yml",
        b"{category: network/vpn, service: vpn, team: network}",
        b"{category: network, team: service-desk}",
    ),
    ("rules/routing.yml", b"skills: [vpn]", b"skills: []"),
    ("rules/sla/standard.yml", b"P3: {response: 4h, resolve: 20h}", b"P3: {response: 1h, resolve: 6h}"),
    ("rules/sla/requests.yml", b"P3: {response: 8h, resolve: 40h}", b"P3: {response: 16h, resolve: 60h}"),
    ("rules/teams/service-desk.yml", b"members: [maren, tiago, aylin]", b"members: [maren, tiago]"),
)


def present_files() -> Files:
    """Rules and assets of the company. What ends in the register is told of by the calendar, and in no script."""
    files = {path: data for path, data in desk_files().items() if path.startswith(("rules/", "assets/"))}
    return {**files, "rules/assets.yml": b"renewals: {ahead: 0}\n"}


def proposed_files() -> Files:
    files = present_files()
    for path, old, new in PROPOSED:
        assert old in files[path], (path, old)
        files[path] = files[path].replace(old, new)
    return files


def months_of(tickets: int, months: int = 6) -> Script:
    """So many tickets of the months before END, from their first day on."""
    rules, assets = company(present_files())
    works = tuple(episode.work for episode in generate(rules, 7, END, tickets, months, assets))
    desk = MemoryDesk(rules).apply(Plan(based_on="0", now=END, work=works))
    return script_of(desk.all_tickets(), rules.people, END - timedelta(days=31 * months), END)
