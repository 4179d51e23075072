"""Articles ask whether they helped, and show what was said: to the public only once enough said something."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from builders import DeskBuilder, a_desk
from helpdesk.model.readers import ArticleMonth, Day, Remark
from helpdesk.model.rules.desk import ReadersRule
from helpdesk.publish.audience import Audience
from helpdesk.publish.portal import build

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
GATEWAY = "https://help.example.org"
MISSING = Remark(date(2026, 3, 2), False, "<script>It is called Tunnel now")


def a_library(gateway: str = GATEWAY, **rule: object) -> DeskBuilder:
    desk = a_desk().person("kim").article("network/vpn", "VPN", audience="public", owner="kim")
    return desk.settings(gateway=gateway, readers=ReadersRule(**rule))  # type: ignore[arg-type]


def pages(
    desk: DeskBuilder, folder: Path, audience: Audience, helped: int = 3, remarks: tuple[Remark, ...] = (MISSING,)
) -> tuple[str, str]:
    """(the article, the page of search results)"""
    open_desk = desk.open().desk
    month = ArticleMonth(
        article="network/vpn", month="2026-03", days={"2026-03-02": Day(helped, 1, 1)}, remarks=remarks
    )
    open_desk.readers = {month.path: month}
    build(open_desk, folder, NOW, audience)
    return (folder / "articles/network/vpn.html").read_text(), (folder / "search.html").read_text()


def test_it_asks_with_a_form_that_needs_no_script(tmp_path: Path) -> None:
    article, _ = pages(a_library(), tmp_path, Audience.PUBLIC)
    assert f'action="{GATEWAY}/readers/helped" method="post"' in article
    assert '<button name="helped" value="no">' in article
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', article)
    assert policy and f"form-action 'self' {GATEWAY}" in policy[1] and f"connect-src 'self' {GATEWAY}" in policy[1]


def test_without_a_gateway_a_mail_is_begun_and_nothing_is_asked(tmp_path: Path) -> None:
    article, _ = pages(a_library(gateway=""), tmp_path, Audience.PUBLIC)
    assert "data-helped" not in article and "mailto:support@desk.example?subject=About" in article


def test_a_desk_that_does_not_want_to_ask_does_not(tmp_path: Path) -> None:
    assert "data-helped" not in pages(a_library(ask=False), tmp_path, Audience.PUBLIC)[0]


@pytest.mark.parametrize(("helped", "shown"), [(3, False), (4, True)])
def test_the_public_sees_how_many_it_helped_once_enough_said_something(
    tmp_path: Path, helped: int, shown: bool
) -> None:
    article, _ = pages(a_library(public_from=5), tmp_path, Audience.PUBLIC, helped)
    assert (f"{helped} of {helped + 1}: it helped" in article) is shown
    twin = (tmp_path / "articles/network/vpn.json").read_text()
    assert (f'"helpful":{helped if shown else 0}' in twin.replace(" ", "")) and "Tunnel" not in article + twin


def test_staff_see_all_of_it_with_the_reasons_as_text(tmp_path: Path) -> None:
    article, _ = pages(a_library(public_from=5), tmp_path, Audience.STAFF)
    assert "3 of 4: it helped" in article and "1 reader<" in article
    assert "&lt;script&gt;It is called Tunnel now" in article


def test_searches_are_told_only_where_the_desk_counts_them_and_the_page_says_so(tmp_path: Path) -> None:
    assert "data-sought" not in pages(a_library(), tmp_path / "a", Audience.PUBLIC)[1]
    search = pages(a_library(searches=True), tmp_path / "b", Audience.PUBLIC)[1]
    assert f'data-sought="{GATEWAY}/readers/sought"' in search and "are counted without your name" in search
