"""The desk's health says how its passes fare: how long ago, how late, how many minutes."""

from datetime import timedelta

from northwind import NOW, sample_desk

from helpdesk.model.pass_run import PassRun, line_of
from helpdesk.publish import Audience, build, publish
from helpdesk.publish.extras import Extras
from helpdesk.publish.pass_figures import pass_figures
from helpdesk.publish.passes import FILE, noted_passes

QUARTER = timedelta(minutes=15)
RUNS = [PassRun(at=NOW - each * QUARTER, took=50 + each, woke="schedule", late=60 * each) for each in range(1, 11)]


def test_delay_minutes_and_the_longest_gap_are_those_of_the_runs():
    figures = pass_figures(RUNS, NOW)
    assert figures is not None
    assert (figures.lag, figures.gap, figures.runs) == (900, 900, 10)
    assert (figures.delay, figures.worst_delay) == (330, 600)
    assert figures.minutes == 10  # each run is billed a whole minute
    longer = pass_figures([RUNS[0]._replace(took=61)], NOW)
    assert longer is not None and longer.minutes == 2


def test_a_machine_of_ones_own_has_no_schedule_and_no_minutes():
    figures = pass_figures([PassRun(at=NOW - timedelta(hours=30), took=1.0)], NOW)
    assert figures is not None
    assert (figures.delay, figures.worst_delay, figures.minutes, figures.lag) == (None, None, None, 108_000)


def test_passes_of_more_than_a_month_ago_cost_nothing_now():
    old = PassRun(at=NOW - timedelta(days=31), took=600, woke="issues")
    figures = pass_figures([old, RUNS[0]], NOW)
    assert figures is not None and figures.minutes == 1


def page(out) -> str:
    return (out / "health/index.html").read_text()


def test_the_page_says_it_and_warns_when_no_pass_ran_for_a_day(out):
    build(sample_desk(), out, NOW, Audience.STAFF, extras=Extras(passes=RUNS))
    assert "at worst 10 min" in page(out)
    assert "workflow minutes in 30 days" in page(out)
    assert "No pass ran here for a day" not in page(out)
    build(
        sample_desk(),
        out,
        NOW,
        Audience.STAFF,
        extras=Extras(passes=(RUNS[0]._replace(at=NOW - timedelta(days=2), trouble=1),)),
    )
    assert "No pass ran here for a day" in page(out)
    assert "The last pass met trouble" in page(out)
    build(sample_desk(), out, NOW, Audience.STAFF)
    assert "No pass was noted in the clone" in page(out)


def test_a_portal_built_beside_the_passes_knows_them_and_one_built_elsewhere_does_not(tmp_path):
    log = tmp_path / ".git" / FILE
    log.parent.mkdir(parents=True)
    log.write_bytes(b"".join(map(line_of, RUNS)))
    publish(tmp_path, sample_desk(), tmp_path / "public", NOW, Audience.STAFF)
    assert "at worst 10 min" in page(tmp_path / "public")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".git").write_text(f"gitdir: {tmp_path}/.git/worktrees/linked\n")
    assert noted_passes(linked) == noted_passes(tmp_path) != ()
    assert noted_passes(tmp_path / "public") == ()
