"""Services and their status, what is planned, and the feeds to subscribe to."""

import json
import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

from icalendar import Calendar
from msgspec.structs import replace
from northwind import HOUR, NOW, articles, assets, rules, sample_desk, ticket_record

from helpdesk.model.alert import Alert, AlertStatus
from helpdesk.model.fold import fold
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules import Rules
from helpdesk.model.rules.alerts import AlertMatch, AlertRules, Maintenance
from helpdesk.model.rules.approvals import Approvals, Freeze
from helpdesk.model.ticket import Change, Ticket, TicketType, Visibility, Window
from helpdesk.model.timeline import Alerted, Opened, Resolved

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '"><script>alert(1)</script>\r\nBEGIN:VEVENT\x00\x0b ; , \\'


def incident(number: int, *, ended: datetime | None = None, **fields: object):
    opened = NOW - 5 * HOUR
    ticket = Ticket(
        **{
            "id": f"HD-{number:06d}",
            "title": "The VPN is down",
            "status": "resolved" if ended else "open",
            "priority": "P1",
            "service": "vpn",
            "opened": opened,
            **fields,
        }
    )
    over = (Resolved(at=ended, code="fixed"),) if ended else ()
    return ticket_record(ticket, Opened(at=opened, key=str(number)), *over)


def change(number: int, start: datetime, **fields: object):
    plan = Change(kind="normal", risk="high", window=Window(start, start + 2 * HOUR))
    ticket = Ticket(
        **{
            "id": f"HD-{number:06d}",
            "type": TicketType.CHANGE,
            "title": "New gateway firmware",
            "status": "open",
            "priority": "P3",
            "service": "vpn",
            "opened": NOW - 9 * HOUR,
            "change": plan,
            **fields,
        }
    )
    return ticket_record(ticket, Opened(at=NOW - 9 * HOUR, key=str(number)))


def desk(*records, given: Rules | None = None) -> MemoryDesk:
    return MemoryDesk(given or rules(), records, assets=assets(), articles=articles())


def services(out) -> dict[str, str]:
    found = json.loads((out / "services/index.json").read_text())["services"]
    return {each["id"]: each["standing"] for each in found}


def events(out, path: str) -> list:
    return Calendar.from_ical((out / path).read_bytes()).walk("VEVENT")


def test_a_service_with_a_grave_incident_is_down_and_others_work(staff, out):
    staff(desk(incident(1)))
    assert services(out) == {"vpn": "down", "mail": "working", "wifi": "working"}
    assert "The VPN is down" in (out / "services/index.html").read_text()


def alarmed(number: int, *said: Alerted, ended: datetime | None = None, **fields: object):
    record = incident(number, ended=ended, **{"priority": "P3", "service": "", **fields})
    entries = sorted((*record.timeline, *said), key=lambda entry: entry.at)
    return replace(record, timeline=tuple(entries), state=fold(tuple(entries)))


def alert(
    status: AlertStatus = AlertStatus.FIRING, *, hours: int = 4, held: datetime | None = None, severity: str = "warning"
):
    said = Alert(source="alertmanager", key="1", status=status, title="vpn", severity=severity, service="vpn")
    return Alerted(at=NOW - hours * HOUR, alert=said, held=held)


def test_a_service_of_which_an_alert_sounds_is_in_trouble_however_small_the_ticket(staff, out):
    staff(desk(alarmed(1, alert())))
    assert services(out)["vpn"] == "trouble"
    assert "1 alert sounds" in (out / "services/index.html").read_text()
    staff(desk(alarmed(1, alert(severity="critical"))))
    assert services(out)["vpn"] == "down"


def test_the_open_ticket_of_an_alert_that_is_over_still_stands_for_its_service(staff, out):
    staff(desk(alarmed(1, alert(), alert(AlertStatus.RESOLVED, hours=3))))
    assert services(out)["vpn"] == "trouble"
    assert "alert sounds" not in (out / "services/index.html").read_text()


def test_a_service_works_again_only_when_its_alerts_are_silent_or_the_ticket_is_closed(staff, out):
    resolved = NOW - HOUR
    staff(desk(alarmed(1, alert(), ended=resolved)))
    assert services(out)["vpn"] == "trouble"
    staff(desk(alarmed(1, alert(), alert(AlertStatus.RESOLVED, hours=2), ended=resolved)))
    assert services(out)["vpn"] == "working"
    staff(desk(alarmed(1, alert(), ended=resolved, status="closed")))
    assert services(out)["vpn"] == "working"


def test_an_alert_that_planned_work_explains_is_no_trouble_of_its_own(staff, out):
    staff(desk(alarmed(1, alert(held=NOW + HOUR, severity="critical"))))
    assert services(out)["vpn"] == "trouble"  # its ticket is open all the same
    assert "alert sounds" not in (out / "services/index.html").read_text()


def test_a_service_that_is_worked_on_as_planned_is_in_maintenance(staff, out):
    staff(desk(change(1, NOW - HOUR)))
    assert services(out)["vpn"] == "maintenance"


def test_an_incident_that_is_over_is_history_and_says_how_long_it_took(staff, out):
    staff(desk(incident(1, ended=NOW - HOUR)))
    page = (out / "services/index.html").read_text()
    assert services(out)["vpn"] == "working"
    assert "All services are working." in page
    assert "over after 4 h" in page


def test_what_happened_long_ago_is_no_news(staff, out):
    staff(desk(incident(1, ended=NOW - timedelta(days=100))))
    assert "No incident of a service." in (out / "services/index.html").read_text()


def test_the_status_feed_has_an_entry_an_incident_and_is_updated_when_it_ends(staff, out):
    staff(desk(incident(1), incident(2, ended=NOW - HOUR)))
    feed = ElementTree.fromstring((out / "services/status.atom").read_bytes())
    entries = feed.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}updated") for each in entries] == ["2026-03-02T08:30:00Z", "2026-03-02T04:30:00Z"]
    assert entries[0].findtext(f"{ATOM}title").startswith("Over: Remote access (VPN)")
    assert feed.findtext(f"{ATOM}updated") == "2026-03-02T08:30:00Z"
    assert entries[0].find(f"{ATOM}link").get("href") == "../tickets/000/HD-000002.html"


def test_what_strangers_write_is_text_in_every_feed(staff, out):
    start = NOW + HOUR
    staff(desk(incident(1, title=HOSTILE), change(2, start, title=HOSTILE)))
    ElementTree.fromstring((out / "services/status.atom").read_bytes())
    (event,) = events(out, "changes/calendar.ics")
    assert str(event["summary"]).startswith('"><script>alert(1)</script> BEGIN:VEVENT')
    assert b"\r\nBEGIN:VEVENT\x00" not in (out / "changes/calendar.ics").read_bytes()
    json.loads((out / "services/index.json").read_text())
    for page in ("services/index.html", "changes/index.html"):
        assert "<script>alert" not in (out / page).read_text()


def test_the_public_reads_of_services_that_something_public_names_and_of_nothing_else(public, out):
    shown = incident(1, visibility=Visibility.PUBLIC, summary="Remote access fails", title="Q7TITLE")
    hidden = incident(2, title="Q7HIDDEN", service="mail")
    window = Maintenance(name="Q7MAINTENANCE", match=AlertMatch(service=("mail",)), first=NOW, last=NOW + HOUR)
    frozen = Approvals(freezes=(Freeze("Q7FREEZE", NOW.date(), NOW.date()),))
    own = replace(rules(), alerts=AlertRules(maintenance=(window,)), approvals=frozen)
    public(desk(shown, hidden, change(3, NOW + HOUR, title="Q7CHANGE"), given=own))
    assert services(out) == {"vpn": "down", "wifi": "working"}
    assert not (out / "changes").exists()
    for path in (path for path in out.rglob("*") if path.is_file()):
        assert b"Q7" not in path.read_bytes(), path


def test_a_public_change_is_public_maintenance_in_the_words_that_staff_wrote(public, out):
    record = change(1, NOW + HOUR, title="Q7TITLE", visibility=Visibility.PUBLIC, summary="Remote access restarts")
    public(desk(record))
    (event,) = events(out, "services/maintenance.ics")
    assert str(event["summary"]) == "Remote access restarts"
    assert event["dtstart"].dt == NOW + HOUR
    assert "Q7TITLE" not in (out / "services/index.html").read_text()


def test_maintenance_that_comes_every_week_is_shown_when_it_comes_next(staff, out):
    first = NOW - timedelta(days=15)
    window = Maintenance(
        name="Patches", match=AlertMatch(service=("wifi",)), first=first, last=first + HOUR, weekly=True
    )
    staff(desk(given=replace(rules(), alerts=AlertRules(maintenance=(window,)))))
    (planned,) = json.loads((out / "services/index.json").read_text())["planned"]
    assert planned["start"] == (first + timedelta(days=21)).isoformat().replace("+00:00", "Z")
    (event,) = events(out, "services/maintenance.ics")
    assert event["rrule"] == {"FREQ": ["WEEKLY"]}


def test_the_change_calendar_names_conflicts_and_freezes(staff, out):
    frozen = Approvals(freezes=(Freeze("Quarter end", date(2026, 3, 2), date(2026, 3, 4)),))
    one, other = change(1, NOW + HOUR), change(2, NOW + 2 * HOUR, title="New certificates")
    staff(desk(one, other, given=replace(rules(), approvals=frozen)))
    page = (out / "changes/index.html").read_text()
    assert "HD-000002 changes vpn too" in page
    assert "Freeze: Quarter end" in page
    assert "2 changes collide" in page
    assert "data-when" not in page.partition("<main")[2].partition("</main>")[0]
    titles = {str(event["summary"]): event for event in events(out, "changes/calendar.ics")}
    assert set(titles) == {"New gateway firmware", "New certificates", "Freeze: Quarter end"}
    freeze = titles["Freeze: Quarter end"]
    assert (freeze["dtstart"].dt, freeze["dtend"].dt) == (date(2026, 3, 2), date(2026, 3, 5))


def test_feeds_are_the_same_bytes_until_something_happens(staff, out):
    made = [incident(1), change(2, NOW + HOUR)]
    staff(desk(*made))
    paths = ["services/status.atom", "services/maintenance.ics", "changes/calendar.ics"]
    before = [(out / path).read_bytes() for path in paths]
    staff(desk(*made), NOW + HOUR / 2)
    assert [(out / path).read_bytes() for path in paths] == before


def test_the_status_feed_of_a_quiet_desk_is_as_new_as_the_look_at_it(staff, out):
    for now in (NOW, NOW + HOUR):
        staff(desk(), now)
        feed = ElementTree.fromstring((out / "services/status.atom").read_bytes())
        assert feed.findtext(f"{ATOM}updated") == f"{now:%Y-%m-%dT%H:%M:%SZ}"
        assert feed.find(f"{ATOM}entry") is None


def test_a_desk_without_services_says_what_to_do(staff, out):
    staff(MemoryDesk(sample_desk(1).rules))
    assert "No services yet." in (out / "services/index.html").read_text()
    assert events(out, "services/maintenance.ics") == []


def test_what_is_planned_is_told_as_a_date_and_never_as_so_long_ago(staff, out):
    staff(desk(change(3, NOW - 2 * HOUR)))
    times = re.findall(r'class="planned.*?</li>', (out / "changes/index.html").read_text(), flags=re.DOTALL)
    assert times and "data-at" in times[0] and "data-when" not in times[0]
