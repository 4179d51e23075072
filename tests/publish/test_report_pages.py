"""Monthly reports on the portal: a page a month that stays as it is, to read and to print."""

from datetime import timedelta

from northwind import NOW, rules, sample_desk

from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build

REPORTS = "analytics/reports"


def pages(out) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / REPORTS).glob("20*.html")}


def test_every_month_since_the_first_ticket_has_a_page_once_it_is_over(staff, out):
    staff(sample_desk())
    names = sorted(pages(out))
    assert names[-1] == "2026-02.html" and "2026-03.html" not in names
    index = (out / REPORTS / "index.html").read_text()
    assert [name for name in names if f"{REPORTS}/{name}" not in index] == []
    html = pages(out)["2026-02.html"].decode()
    assert "<h1>Monthly report, February 2026</h1>" in html
    assert 'class="chart"' in html and "Open longest at the end of the month" in html
    assert f'href="../../{REPORTS}/2026-01.html"' in html


def test_a_month_that_is_over_is_the_same_bytes_whenever_it_is_built(staff, out, tmp_path):
    desk = sample_desk()
    staff(desk)
    first = pages(out)
    build(desk, tmp_path / "later", NOW + timedelta(days=80), Audience.STAFF)
    again = pages(tmp_path / "later")
    last = max(first)  # the newest one has got a link to the month after it
    assert {name: again[name] for name in first if name != last} == {n: data for n, data in first.items() if n != last}
    assert (
        again[last].replace(b'<li><a href="../../analytics/reports/2026-03.html">March 2026</a></li>', b"")
        == first[last]
    )


def test_nothing_is_drawn_again_while_nothing_has_happened(staff, out):
    desk = sample_desk()
    staff(desk)
    built = staff(desk, NOW + timedelta(hours=5))
    assert [path for path in built.written if path.startswith(REPORTS)] == []


def test_the_public_has_no_reports(public, out):
    public(sample_desk())
    assert not (out / REPORTS).exists()
    assert "reports" not in (out / "analytics/index.html").read_text()


def test_a_new_desk_is_told_when_its_first_report_comes(staff, out):
    staff(MemoryDesk(rules()))
    assert "No month is over yet." in (out / REPORTS / "index.html").read_text()
