"""The search index: small files, the same bytes every time, and nothing in them that this audience may not see."""

import json
from itertools import accumulate
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from northwind import NOW, random_record, rules, sample_desk

from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build
from helpdesk.publish.finding.index import BLOCK, LARGEST, Document, index_of, is_small, whole_of
from helpdesk.publish.finding.words import fold, words_of


def document(number: int, title: str, text: str = "") -> Document:
    return Document(number, title, f"{number}.html", "article", "", (words_of(title), (), words_of(text)))


def found(index, word: str) -> list[int]:
    """The numbers of the documents with a word, as the page's script reads them."""
    for length in range(len(word), 0, -1):
        if word[:length] in index.keys:
            ranks = json.loads(index.files[f"w-{word[:length]}.json"]).get(word, [])
            return sorted(number for rank in ranks for number in accumulate(rank))
    return []


def test_words_are_folded_without_accents_and_case():
    assert words_of("Zürich, STRASSE Straße, naïve café 4.12 a") == ("zurich", "strasse", "naive", "cafe", "12")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_every_word_of_every_document_is_found_in_one_file():
    dice = Random(3)
    letters = "abcdeé"
    titles = ["".join(dice.choices(letters, k=dice.randrange(2, 7))) for _ in range(3000)]
    documents = [document(number, title) for number, title in enumerate(titles)]
    index = index_of(documents)
    for each in documents:
        for word in each.words[0]:
            assert each.number in found(index, word)


def test_a_file_is_split_by_one_more_letter_before_it_grows_large():
    dice = Random(4)
    words = ["pr" + "".join(dice.choices("abcdefgh", k=5)) for _ in range(4000)]
    index = index_of([document(number, word) for number, word in enumerate(words)])
    assert max(len(content) for name, content in index.files.items() if name.startswith("w-")) <= LARGEST
    assert "p" not in index.keys


def test_a_result_lies_in_the_block_of_its_number():
    index = index_of([document(5, "near"), document(70, "far")])
    assert json.loads(index.files[f"d-{70 // BLOCK}.json"])["70"][:2] == ["far", "70.html"]


def test_a_small_index_is_one_file_and_a_large_one_is_not():
    small = index_of([document(1, "VPN"), document(40, "Wireless")])
    assert is_small(small)
    whole = json.loads(whole_of(small))
    assert {f"{name}.json": content for name, content in whole.items()} == {
        name: json.loads(content) for name, content in small.files.items()
    }
    dice = Random(2)
    large = [document(number, "".join(dice.choices("abcdefgh", k=9))) for number in range(2000)]
    assert not is_small(index_of(large))
    assert not is_small(index_of([]))


def test_other_letters_make_file_names_that_every_server_keeps():
    index = index_of([document(1, "中文 Привет")])
    assert {name for name in index.files if name.startswith("w-")} == {"w-~4e2d~.json", "w-~43f~.json"}


def test_a_new_ticket_touches_few_files_of_the_index(tmp_path):
    records = [random_record(number, Random(number), days=30) for number in range(1, 400)]
    build(MemoryDesk(rules(), records), tmp_path, NOW, Audience.STAFF)
    more = [*records, replace(random_record(400, Random(9), days=0))]
    report = build(MemoryDesk(rules(), more), tmp_path, NOW, Audience.STAFF)
    blocks = [path for path in report.written if path.startswith("search/tickets/d-")]
    assert blocks == ["search/tickets/d-12.json"]
    assert not [path for path in report.written if path.startswith("search/help/")]


def test_articles_services_and_what_can_be_asked_for_are_found(staff, out):
    staff(sample_desk())
    kinds = [shown[2] for shown in json.loads((out / "search/help/all.json").read_text())["d-0"].values()]
    assert {"article", "request", "service"} == set(kinds)


def test_the_public_finds_only_what_is_public(public, out):
    public(sample_desk())
    text = "".join(path.read_text() for path in (out / "search").rglob("*.json"))
    for hidden in ("Set a laptop up", "leaves", "Kim Park", "Ada Lind", "The way in from outside"):
        assert hidden not in text
    assert "A laptop" in text


def test_without_a_script_everything_is_listed_from_a_to_z(public, out):
    public(sample_desk())
    page = (out / "search.html").read_text()
    places = [page.index(title) for title in ("A laptop", "Change your password", "Use the wireless network")]
    assert places == sorted(places)
