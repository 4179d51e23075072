"""What holds of articles from draft to retirement, and where their links lead."""

from datetime import UTC, datetime

import pytest

from helpdesk.commands.proposals.checking import check_desk

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DESK = {
    "rules/desk.yml": b"portal: https://help.example.org/\n",
    "assets/services/vpn.yml": b"name: VPN\n",
    "kb/network/vpn.md": b"---\ntitle: VPN\n---\n\n## It does not connect\n\nText.\n",
    "tickets/000/HD-000008/ticket.md": (
        b"---\nid: HD-000008\ntitle: All\nstatus: new\nrequester: {name: A}\nopened: 2026-03-02T09:30:00Z\n---\n"
    ),
}


def said(head: str = "", text: str = "", **others: str) -> list[str]:
    """What is found in kb/a/b.md with these fields and this text; `others` are other articles in kb/a/."""
    files = DESK | {f"kb/a/{name}.md": f"---\ntitle: {name}\n{more}---\n".encode() for name, more in others.items()}
    files["kb/a/b.md"] = f"---\ntitle: B\n{head}---\n\n{text}\n".encode()
    return [str(found) for found in check_desk(files, NOW).findings if " K0" in str(found)]


def test_an_article_for_everybody_and_one_for_staff_are_versions_of_one() -> None:
    assert said("audience: staff\nversion_of: network/vpn\n") == []
    (found,) = said("version_of: network/vpn\n")
    assert "K014 another version for public: 'network/vpn'" in found


def test_a_version_in_another_language_stands_beside() -> None:
    assert said("language: de\nversion_of: network/vpn\n") == []


def test_a_version_is_never_of_a_version() -> None:
    (found,) = said("audience: managers\nversion_of: a/c\n", c="audience: staff\nversion_of: network/vpn\n")
    assert "K014 a version of a version: 'a/c'; write 'network/vpn'" in found


def test_only_what_is_retired_has_a_successor_and_never_itself() -> None:
    assert said("status: retired\nsuccessor: network/vpn\n") == []
    assert "K015 a successor of an article that is published" in said("successor: network/vpn\n")[0]
    assert "K015 an article that succeeds itself" in said("status: retired\nsuccessor: a/b\n")[0]


def test_a_retired_article_needs_no_review_any_more() -> None:
    assert "K013" in said("review: 2026-01-01\n")[0]
    assert said("review: 2026-01-01\nstatus: retired\n") == []


def test_a_secret_in_an_article_is_found_with_its_line_and_not_said_again() -> None:
    (found,) = said(text="Sign in as guest.\n\nThe password is Otter88x.")
    assert "kb/a/b.md:7: K020 looks like a password; take it out and change it" in found
    assert "Otter" not in found
    assert said(text="Choose a password of twelve letters. A PIN has four digits.") == []


@pytest.mark.parametrize(
    "target",
    [
        "../network/vpn.md",
        "../network/vpn.md#it-does-not-connect",
        "#below",
        "../../tickets/000/HD-000008/ticket.md",
        "../../assets/services/vpn.yml",
        "https://help.example.org/articles/network/vpn.html",
        "https://help.example.org/assets/services/vpn.html",
        "https://help.example.org/tickets/000/HD-000008.html",
        "https://elsewhere.example/articles/network/vnp.html",
        "mailto:it@example.org",
    ],
)
def test_a_link_may_lead_to_what_there_is_and_anywhere_outside(target: str) -> None:
    assert said(text=f"## Below\n\n[it]({target})") == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("../network/vnp.md", "no such article"),
        ("vpn.md", "no such article"),
        ("../network/vpn.md#it-connects", "no such heading there"),
        ("#above", "no such heading in this article"),
        ("../../tickets/000/HD-000009/ticket.md", "no such ticket"),
        ("../../assets/services/vnp.yml", "no such asset"),
        ("../../rules/desk.yml", "a link that leads nowhere"),
        ("../../../etc/passwd", "a link that leads nowhere"),
        ("https://help.example.org/articles/network/vnp.html", "no such article"),
        ("/tickets/000/HD-000009.html", "no such ticket"),
    ],
)
def test_a_link_that_leads_nowhere_is_found_with_its_line(target: str, why: str) -> None:
    found = said(text=f"First.\n\nSee [it]({target}).")[0]
    assert found.startswith(f"kb/a/b.md:7: K017 {why}: {target!r}")


def test_what_stands_in_code_is_no_link() -> None:
    assert said(text="Type `[it](nowhere.md)` or:\n\n    [it](nowhere.md)\n") == []


def test_a_link_to_a_draft_is_a_warning_until_the_draft_is_published() -> None:
    (found,) = said(text="[it](c.md)", c="status: draft\naudience: staff\n")
    assert "K019 a link to an article that is draft: 'c.md'; publish that first" in found
    assert said("status: draft\naudience: staff\n", "[it](c.md)", c="status: draft\naudience: staff\n") == []
