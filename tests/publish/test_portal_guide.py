"""The guide by mkdocs, in the portal's frame, through the plugin and through `helpdesk build`."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import mkdocs.utils
import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from northwind import sample_desk

from helpdesk.commands.setup.build import build

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
site_name: Something else
docs_dir: pages
use_directory_urls: false
theme: {name: helpdesk}
plugins:
  - helpdesk: {reader: "desk_for_guide:read", now: "2026-03-02T09:30:00Z"}
markdown_extensions: [tables]
"""


def read(_root: Path):
    return sample_desk(20)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A desk with a guide of two pages. The package's entry points are those of pyproject.toml, installed or not."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    info = tmp_path / "installed/helpdesk-0.dist-info"
    info.mkdir(parents=True)
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in each.items())
        for group, each in points.items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: helpdesk\nVersion: 0\n")
    monkeypatch.syspath_prepend(str(info.parent))
    monkeypatch.setitem(sys.modules, "desk_for_guide", sys.modules[__name__])
    mkdocs.utils.get_themes.cache_clear()
    root = tmp_path / "desk"
    (root / "pages/more").mkdir(parents=True)
    (root / "mkdocs.yml").write_text(CONFIG)
    (root / "pages/index.md").write_text(
        "# Guide\n\nSee [more](more/deep.md) and the [queues](portal:queues/index.html).\n"
    )
    (root / "pages/more/deep.md").write_text(
        "# Deep\n\n| a | b |\n|---|---:|\n| 1 | 2 |\n\n[home](portal:index.html)\n"
    )
    yield root
    mkdocs.utils.get_themes.cache_clear()


def run(desk: Path, *more: str):
    result = CliRunner().invoke(
        build, ["-C", str(desk), "--reader", "desk_for_guide:read", "--now", "2026-03-02T09:30:00Z", *more]
    )
    assert result.exit_code == 0, result.output
    return result.output


def mkdocs_run(desk: Path) -> None:
    config = load_config(str(desk / "mkdocs.yml"), site_dir=str(desk / "public"))
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)


def test_mkdocs_build_builds_the_whole_portal(desk):
    mkdocs_run(desk)
    for path in (
        "index.html",
        "guide/index.html",
        "guide/more/deep.html",
        "queues/all.html",
        "static/desk.css",
        "404.html",
    ):
        assert (desk / "public" / path).is_file()


def test_the_guide_has_the_portals_frame_and_the_desks_name(desk):
    mkdocs_run(desk)
    page = (desk / "public/guide/more/deep.html").read_text()
    assert "Northwind IT desk" in page
    assert '<a href="../../guide/index.html" aria-current="true">Guide</a>' in page
    assert '<a href="../../queues/index.html">Queues</a>' in page


def test_a_guide_page_links_into_the_portal_and_carries_no_inline_style(desk):
    mkdocs_run(desk)
    page = (desk / "public/guide/more/deep.html").read_text()
    assert '<a href="../../index.html">home</a>' in page
    assert '<td class="right">2</td>' in page
    assert "style=" not in page


def test_mkdocs_and_our_own_command_give_the_same_bytes(desk):
    mkdocs_run(desk)
    first = {path: path.read_bytes() for path in (desk / "public").rglob("*") if path.is_file()}
    assert "0 written" in run(desk)
    assert {path: path.read_bytes() for path in (desk / "public").rglob("*") if path.is_file()} == first


def test_mkdocs_does_not_wipe_the_folder(desk):
    run(desk)
    (desk / "public/CNAME").write_text("help.example")
    page = desk / "public/tickets/000/HD-000021.html"
    before = page.stat().st_mtime_ns
    mkdocs_run(desk)
    assert (desk / "public/CNAME").exists()
    assert page.stat().st_mtime_ns == before


def test_a_guide_that_did_not_change_is_not_drawn_again(desk, monkeypatch):
    run(desk)
    monkeypatch.setattr("helpdesk.publish.drawing.draw", lambda *_: pytest.fail("mkdocs ran"))
    assert "0 written" in run(desk)


def test_a_changed_guide_is_drawn_and_a_page_taken_out_of_it_disappears(desk):
    run(desk)
    (desk / "pages/more/deep.md").unlink()
    (desk / "pages/index.md").write_text("# Guide\n\nNews.\n")
    run(desk)
    assert "News." in (desk / "public/guide/index.html").read_text()
    assert not (desk / "public/guide/more").exists()


def test_a_desk_without_a_guide_has_a_portal_without_one(desk):
    (desk / "mkdocs.yml").unlink()
    run(desk)
    assert "Guide" not in (desk / "public/index.html").read_text()


def test_build_reports_in_json(desk):
    import json

    told = json.loads(run(desk, "--json", "--audience", "public", "--out", str(desk / "other")))
    assert told["written"] > 10
    assert told["removed"] == 0


def test_a_reader_that_is_no_function_is_named(desk):
    result = CliRunner().invoke(build, ["-C", str(desk), "--reader", "nowhere:nothing"])
    assert result.exit_code == 1
    assert "'nowhere:nothing' is no function" in result.output


def test_a_folder_of_somebody_elses_is_refused_with_the_way_out(desk, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/file").write_text("x")
    result = CliRunner().invoke(
        build, ["-C", str(desk), "--reader", "desk_for_guide:read", "--out", str(tmp_path / "mine"), "--no-guide"]
    )
    assert result.exit_code == 1
    assert "--out" in result.output


@pytest.mark.parametrize("time", ["yesterday", "2026-03-02T09:30:00"])
def test_a_time_that_is_none_is_a_mistake_of_usage(desk, time):
    result = CliRunner().invoke(build, ["-C", str(desk), "--now", time])
    assert result.exit_code == 2
