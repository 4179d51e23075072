"""The search index of a clone follows articles and assets by their blobs, edits that nobody committed included."""

import subprocess
from pathlib import Path

import pytest
from paper_desk import a_record

from helpdesk.commands.clone.clone import open_clone
from helpdesk.learn.articles import ArticleIndex
from helpdesk.learn.search import search_tickets
from helpdesk.learn.shelf import search_assets
from helpdesk.load.ticket import write_ticket
from helpdesk.load.timeline import write_entries

ARTICLE, SWITCH = "kb/network/vpn.md", "assets/device/sw-1.yml"


def text_of(title: str) -> str:
    return f"---\ntitle: {title}\nowner: kim\nreview: 2030-01-01\n---\nRestart the client.\n"


class Clone:
    """A desk in a folder, opened anew for every question as the next verb would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", "Change it")

    def articles(self, text: str) -> list[str]:
        found = ArticleIndex(open_clone(str(self.folder)).search_index()).search(text, 5, audience="staff")
        return [each.article for each in found]

    def assets(self, text: str) -> list[str]:
        return [each.id for each in search_assets(open_clone(str(self.folder)).search_index(), text, 5)]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n name = Kim Lee\n email = kim@example.org\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    made = Clone(tmp_path / "desk")
    made.put(ARTICLE, text_of("The tunnel drops"))
    made.put(SWITCH, "name: Core switch\n")
    record = a_record(1, "Tunnel is gone")
    made.put("tickets/000/HD-000001/ticket.md", write_ticket(record.ticket, record.request).decode())
    made.put("tickets/000/HD-000001/timeline.yml", write_entries(record.timeline).decode())
    made.git("init", "--quiet", "-b", "main")
    made.commit()
    return made


def test_articles_and_assets_are_found_and_follow_the_commits(clone: Clone) -> None:
    assert (clone.articles("tunnel"), clone.assets("core")) == (["network/vpn"], ["sw-1"])
    clone.put(ARTICLE, text_of("The gateway is slow"))
    clone.put(SWITCH, "name: Edge router\n")
    clone.commit()
    assert (clone.articles("tunnel"), clone.articles("gateway")) == ([], ["network/vpn"])
    assert (clone.assets("core"), clone.assets("router")) == ([], ["sw-1"])
    (clone.folder / ARTICLE).unlink()
    clone.git("mv", SWITCH, "assets/device/sw-2.yml")
    clone.commit()
    assert (clone.articles("gateway"), clone.assets("router")) == ([], ["sw-2"])


def test_an_edit_that_nobody_committed_is_found_and_leaves_nothing_behind(clone: Clone) -> None:
    clone.put(ARTICLE, text_of("The gateway is slow"))
    assert (clone.articles("tunnel"), clone.articles("gateway")) == ([], ["network/vpn"])
    clone.git("checkout", "--", ARTICLE)
    assert (clone.articles("tunnel"), clone.articles("gateway")) == (["network/vpn"], [])


def test_only_what_has_another_blob_is_indexed_again(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    clone.articles("tunnel")
    from helpdesk.commands.finding import search_index

    again: list[str] = []
    kept = search_index._shelve

    def noted(index: object, snapshot: object, paths: set[str]) -> None:
        again.extend(sorted(paths))
        kept(index, snapshot, paths)  # type: ignore[arg-type]

    monkeypatch.setattr(search_index, "_shelve", noted)
    clone.put("kb/network/wifi.md", text_of("Wireless"))
    clone.commit()
    assert clone.articles("wireless") == ["network/wifi"]
    assert again == ["kb/network/wifi.md"]


def test_tickets_are_found_in_the_same_file(clone: Clone) -> None:
    assert search_tickets(open_clone(str(clone.folder)).search_index(), "tunnel", 5) == [1]


def test_a_damaged_index_is_made_again(clone: Clone) -> None:
    clone.articles("tunnel")
    (file,) = (clone.folder / ".git/helpdesk").glob("search-*.sqlite")
    file.write_bytes(b"no database" * 500)
    assert clone.articles("tunnel") == ["network/vpn"]
    assert clone.articles("tunnel") == ["network/vpn"]
