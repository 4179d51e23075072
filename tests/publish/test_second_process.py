"""A second process does half of a large build: the same bytes, and no harm where there is none or it dies."""

import os
import signal
import threading

import pytest
from northwind import NOW, sample_desk

from helpdesk.publish import Audience, build, glances, second_process
from helpdesk.publish.output import MANIFEST
from helpdesk.publish.pages import analytics, tickets
from helpdesk.publish.second_process import SecondProcess, can_fork

HERE = os.getpid()


def built(out) -> dict[str, bytes]:
    build(sample_desk(12), out, NOW, Audience.STAFF)
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def forks(monkeypatch):
    """Two processes however small the desk, whatever else this machine or this test run does."""
    monkeypatch.setattr(second_process, "can_fork", lambda: True)
    monkeypatch.setattr(tickets, "MANY", 1)
    monkeypatch.setattr(glances, "MANY", 1)


def test_what_it_works_out_comes_back(forks):
    assert SecondProcess(lambda: ("the answer", os.getpid() != HERE), tuple[str, bool]).result() == ("the answer", True)


def test_one_that_fails_or_is_killed_gives_nothing(forks):
    def broken() -> int:
        raise ValueError

    assert SecondProcess(broken, int).result() is None
    assert SecondProcess(lambda: os.kill(os.getpid(), signal.SIGKILL), type(None)).result() is None


def test_there_is_none_for_little_work_or_beside_other_threads():
    assert SecondProcess(lambda: 1, int, worth=False).result() is None
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    assert not can_fork()
    over.set()
    other.join()


def test_two_processes_write_the_same_bytes_as_one(tmp_path, monkeypatch, forks):
    pages = built(tmp_path / "two")
    monkeypatch.setattr(second_process, "can_fork", lambda: False)
    assert pages == built(tmp_path / "one")
    assert MANIFEST in pages and any(path.startswith("tickets/000/") for path in pages)


def test_figures_are_made_in_it_when_the_tickets_pages_are_few(tmp_path, monkeypatch, forks):
    pages = built(tmp_path / "tickets")
    monkeypatch.setattr(tickets, "MANY", 1000)
    monkeypatch.setattr(analytics, "MANY", 1)
    monkeypatch.setattr(analytics, "_draw", in_another_process(analytics._draw))
    assert pages == built(tmp_path / "figures")
    build(sample_desk(12), tmp_path / "figures", NOW, Audience.STAFF)
    assert pages == {path: (tmp_path / "figures" / path).read_bytes() for path in pages}


def in_another_process(draw):
    def checked(*given):
        assert os.getpid() != HERE
        draw(*given)

    return checked


def test_a_build_whose_second_process_dies_does_the_work_itself(tmp_path, monkeypatch, forks):
    pages = built(tmp_path / "two")

    def draws(*_given):
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return one_page(*_given)

    one_page = tickets._staff_page
    monkeypatch.setattr(tickets, "_staff_page", draws)
    assert pages == built(tmp_path / "alone")
