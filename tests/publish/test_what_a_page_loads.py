"""A page loads the styles that it needs, and the first one that people see is light."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from northwind import NOW, sample_desk

from helpdesk.decide.notifying.unlisted import PageKey
from helpdesk.publish import Audience, build
from helpdesk.publish.extras import Extras

KEYS = (PageKey("k1", b"0123456789abcdef0123456789abcdef"),)
# A tenth less than the 60 KB that a first page may weigh: the next feature has room, and is noticed.
HOME, PAGE = 55_000, 60_000


@pytest.fixture(scope="module", params=[Audience.MANAGERS, Audience.PUBLIC])
def portal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loads")
    build(sample_desk(60), folder, NOW, request.param, extras=Extras(page_keys=KEYS))
    return folder


def loaded(page: Path) -> list[Path]:
    """The files that a page names: styles, scripts, pictures, fonts."""
    named = re.findall(
        r'<(?:link rel="(?:stylesheet|icon|preload)"[^>]* href|script[^>]* src|img[^>]* src)="([^"]+)"',
        page.read_text().replace('" type="image/svg+xml"', '"'),
    )
    return [(page.parent / name).resolve() for name in named if not name.startswith("data:")]


def weight(page: Path) -> int:
    """In bytes, as they lie on the disk: nothing is packed. The modules that scripts bring later count too."""
    files = loaded(page)
    for file in files:
        if file.suffix == ".js":
            later = {file.parent / name for name in re.findall(r'"\./([a-z]+\.js)"', file.read_text())}
            files += sorted(later - {*files})
    return sum(file.stat().st_size for file in (page, *files))


def test_the_home_page_is_light(portal):
    assert [file.name for file in loaded(portal / "index.html")][:2] == ["mark.svg", "desk.css"]
    assert weight(portal / "index.html") < HOME


def test_an_article_a_list_and_a_ticket_are_light_too(portal):
    some = [next(iter(sorted(portal.glob(pattern)))) for pattern in ("articles/*/*.html", "tickets/0*/*.html")]
    assert {page.name: weight(page) for page in some if weight(page) >= PAGE} == {}


def styled(portal: Path) -> Mapping[str, set[str]]:
    """The classes that each stylesheet alone says something of."""
    sheets = {path.name: path.read_text() for path in (portal / "static").glob("*.css")}
    named = {name: set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", text)) for name, text in sheets.items()}
    return {
        name: classes - set[str]().union(*(other for each, other in named.items() if each != name))
        for name, classes in named.items()
    }


def test_every_page_loads_the_stylesheets_of_what_is_on_it(portal):
    sheets, wrong = styled(portal), list[str]()
    for page in sorted(portal.rglob("*.html")):
        shown = {word for words in re.findall(r'class="([^"]*)"', page.read_text()) for word in words.split()}
        has = {file.name for file in loaded(page) if file.suffix == ".css"}
        needs = {name for name, classes in sheets.items() if classes & shown} | {"desk.css"}
        wrong += [f"{page.relative_to(portal)} lacks {name}" for name in sorted(needs - has)]
    assert wrong == []
