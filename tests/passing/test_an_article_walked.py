"""The life of an article in git, from the ticket it was drafted from to the page that leads to its successor: typed at
a clone of a remote, with passes between."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from desks import Place, git, new_place

from helpdesk.commands import main
from helpdesk.model.knowledge import Article
from helpdesk.publish import Audience, build

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 9, 3, 12, 0, tzinfo=UTC)
VPN, TUNNEL = "general/vpn-certificate", "general/tunnel"
RULES = {
    "desk": b"name: Desk\ndefault_team: first\nmail: {address: help@example.org}\npublic: true\n",
    "teams/first": b"name: First\nmembers: [kim, tom]\nlead: kim\n",
    "people/tom": b"name: Tom\nemail: tom@example.org\nrole: technician\n",
}
Typed = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return new_place(tmp_path, **RULES)


@pytest.fixture
def typed(place: Place, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """What is typed at the desk on a day, pushed; the answer."""

    def run(*words: str, on: datetime = MONDAY, code: int = 0) -> str:
        monkeypatch.setattr("helpdesk.commands.present.utc_now", lambda: on)
        git(place.desk, "pull", "-q", "--rebase")
        result = CliRunner().invoke(main, [*words, "-C", str(place.desk)])
        assert result.exit_code == code, result.output
        return result.output

    return run


def article(place: Place, name: str) -> Article:
    return place.store().snapshot().articles[name]


def drafted(place: Place, typed: Typed) -> None:
    """One request, answered, resolved, and made a draft."""
    place.drop("one", "My VPN certificate has expired. My password is Otter88x.")
    place.run(MONDAY)
    typed("take", "1", "--push")
    typed("reply", "1", "-m", "Hello Ana,\n\nchoose Renew, not your password Otter88x.", "--push")
    typed("resolve", "1", "--code", "fixed", "-m", "The certificate was renewed.", "--push")
    typed("article", "from", "1", "--section", "general", "--slug", "vpn-certificate", "--push")


def written(place: Place) -> Path:
    """An article in force that is due in September, and its file."""
    path = place.desk / "kb" / f"{VPN}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\ntitle: VPN certificate\nowner: kim\nreview: 2026-09-01\n---\n\nChoose Renew.\n")
    git(place.desk, "add", "-A")
    git(place.desk, "commit", "-qm", "Write about the certificate")
    git(place.desk, "push", "-q")
    return path


def test_from_a_ticket_into_force_read_again_once_and_out_of_use(place: Place, typed: Typed, tmp_path: Path) -> None:
    drafted(place, typed)
    draft = article(place, VPN)
    assert (draft.in_force, draft.audience, draft.drafted_from) == (False, "staff", "HD-000001")
    assert "Otter" not in draft.body

    typed("article", "publish", VPN, "--audience", "public", "--review", "2026-09-01", "--push")
    assert article(place, VPN).in_force
    for _ in range(2):
        place.run(AUTUMN)
    asked = [record for record in place.store().snapshot().all_tickets() if record.number > 1]
    assert [record.ticket.assignee for record in asked] == ["kim"]

    path = place.desk / "kb" / f"{TUNNEL}.md"
    git(place.desk, "pull", "-q", "--rebase")
    path.write_text("---\ntitle: The tunnel\n---\n\nSee [the certificate](vpn-certificate.md).\n")
    git(place.desk, "add", "-A")
    git(place.desk, "commit", "-qm", "Write about the tunnel")
    git(place.desk, "push", "-q")
    said = typed("article", "retire", VPN, "--successor", TUNNEL, "--push", on=AUTUMN)
    assert f"kb/{TUNNEL}.md links to it" in said
    assert "K019 a link to an article that is retired" in typed("check", on=AUTUMN)

    build(place.store().snapshot(), tmp_path / "site", AUTUMN, Audience.PUBLIC)
    page = (tmp_path / f"site/articles/{VPN}.html").read_text()
    assert "The tunnel" in page
    assert VPN not in (tmp_path / "site/articles/index.html").read_text()


def test_a_proposed_change_is_judged_by_the_base_and_not_by_itself(place: Place) -> None:
    path = written(place)
    git(place.desk, "checkout", "-q", "-b", "better")
    path.write_text(path.read_text() + "Then sign in again.\n")
    git(place.desk, "commit", "-qam", "Say what follows", "--author=Tom <tom@example.org>")
    judged = ["check", "--base", "main", "-C", str(place.desk)]
    assert CliRunner().invoke(main, judged).exit_code == 0
    (place.desk / "rules/people/eve.yml").write_text("name: Eve\nemail: eve@example.net\nrole: lead\n")
    git(place.desk, "add", "-A")
    git(place.desk, "commit", "-q", "--amend", "-m", "Say what follows", "--author=Eve <eve@example.net>")
    refused = CliRunner().invoke(main, judged)
    assert refused.exit_code == 1
    assert f"kb/{VPN}.md: G040 articles are not for 'eve@example.net', nobody of rules/people" in refused.output


def test_nobody_is_asked_to_read_what_was_read_again_in_time(place: Place, typed: Typed) -> None:
    written(place)
    typed("article", "reviewed", VPN, "--next", "2027-03-01", "--push", on=datetime(2026, 8, 1, tzinfo=UTC))
    place.run(AUTUMN)
    assert place.references() == []
