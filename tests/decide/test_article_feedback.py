"""Whether an article helped: said by whoever asked or taken down by staff, once a ticket, the last word counts."""

import pytest

from builders import Scene, a_desk, mail
from helpdesk.model.knowledge import ArticleStatus
from helpdesk.model.message import Proof
from helpdesk.model.timeline import Helped, Opened, Owed


@pytest.fixture
def scene() -> Scene:
    desk = a_desk().person("kim").team("desk", "kim").article("network/vpn", "The VPN drops")
    desk = desk.article("network/inside", "The gateway's key", audience="staff")
    scene = desk.article("network/soon", "Soon", status=ArticleStatus.DRAFT).open()
    scene.receive(mail("ana@customer.example", "VPN drops"))
    return scene


def answer(scene: Scene, text: str) -> None:
    (first,) = scene.entries(Opened)
    scene.receive(mail("ana@customer.example", "Re: VPN drops", text, answers=first.message_id, proof=Proof.DMARC))


def test_the_requester_says_so_by_mail_and_may_change_their_mind(scene: Scene) -> None:
    answer(scene, "/helped vpn")
    answer(scene, "/helped network/vpn once more")
    answer(scene, "/not-helped network/vpn it dropped again")
    said = [(each.article, each.helpful, each.by, each.comment) for each in scene.entries(Helped)]
    assert said == [
        ("network/vpn", True, "requester", ""),
        ("network/vpn", False, "requester", "it dropped again"),
    ]
    assert scene.record().state.helped == {"network/vpn": False}


@pytest.mark.parametrize("article", ["network/inside", "network/soon", "network/vnp", ""])
def test_what_they_may_not_read_they_do_not_judge_nor_hear_of(scene: Scene, article: str) -> None:
    answer(scene, f"/helped {article}")
    assert scene.entries(Helped) == []
    answers = [str(owed.data) for owed in scene.entries(Owed) if owed.template == "commands"]
    assert answers
    others = {"network/inside", "network/soon"} - {article}
    assert not any(other in said for said in answers for other in others)


def test_staff_take_it_down_from_the_phone(scene: Scene) -> None:
    scene.say(text="It looks different.", by="kim", at="2026-03-02T10:00", article="network/vpn", helpful=False)
    scene.run("2026-03-02T10:05")
    (said,) = scene.entries(Helped)
    assert (said.by, said.article, said.helpful, said.comment) == ("kim", "network/vpn", False, "It looks different.")
    assert scene.run("2026-03-02T10:10").work == ()


def test_an_article_that_is_not_there_is_not_judged(scene: Scene) -> None:
    scene.say(text="What?", by="kim", at="2026-03-02T10:00", article="network/gone", helpful=True)
    scene.run("2026-03-02T10:05")
    assert scene.entries(Helped) == []
