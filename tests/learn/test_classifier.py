"""What the desk learns from what was decided: a model is bytes, a function of the lessons alone."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from helpdesk.learn.calibration import calibrated, curve_of, sharpest
from helpdesk.learn.choosing import rarity
from helpdesk.learn.classifier import Lesson, fit, read
from helpdesk.learn.exact import exp, log2, rounded, shares
from helpdesk.learn.features import Text, features, features_of, tokens
from helpdesk.learn.measures import calibration_error, chance_error, macro_f1
from helpdesk.learn.predictor import Learned
from helpdesk.model.question import Question

_WORDS = {
    "network/vpn": "vpn tunnel verbindung drops gateway timeout remote",
    "printing": "printer toner paper drucker jam queue tray",
    "accounts": "password login locked konto reset expired account",
}


def _text(category: str, number: int) -> Text:
    words = _WORDS[category].split()
    said = " ".join(words[(number * step + step) % len(words)] for step in (1, 2, 3))
    return Text(f"{said} again", f"hello my {said} since monday in room {number % 9}, please help", {"channel": "mail"})


def _lessons(each: int = 30) -> list[Lesson]:
    return [
        Lesson(_text(category, number), {"category": category, "team": "desk" if category == "accounts" else "infra"})
        for number in range(each)
        for category in _WORDS
    ]


@pytest.fixture(scope="module")
def data() -> bytes:
    return fit(_lessons(), ("category", "team"))


def test_what_was_decided_before_is_decided_again_for_words_never_seen_together(data: bytes) -> None:
    model = read(data)
    answers = model.answer(model.vector(Text("Drucker", "the toner tray")))
    assert answers["category"][0] == "printing"
    assert answers["team"][0] == "infra"
    assert answers["category"][1] > 0.8


def test_the_same_lessons_give_the_same_bytes(data: bytes) -> None:
    assert fit(_lessons(), ("category", "team")) == data


def test_another_process_with_other_threads_and_another_hash_seed_gives_the_same_bytes(data: bytes) -> None:
    script = (
        "import sys; sys.path[:0] = ['tools', 'tests/learn']; import hashlib, test_classifier as t;"
        "print(hashlib.sha256(t.fit(t._lessons(), ('category', 'team'))).hexdigest())"
    )
    environment = {"PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "2", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == hashlib.sha256(data).hexdigest(), done.stderr


def test_a_value_given_too_seldom_is_not_learned_and_one_value_alone_is_no_choice() -> None:
    rare = [*_lessons(10), Lesson(Text("strange", "thing"), {"category": "rare"})]
    assert "rare" not in read(fit(rare, ("category",))).questions["category"]
    assert fit([Lesson(Text("a", "b"), {"team": "one"})] * 40, ("team",)) == b""
    assert fit([], ("team",)) == b""


def test_a_new_category_is_known_once_five_tickets_have_had_it() -> None:
    new = [Lesson(Text(f"badge {word}", "the badge reader at the door"), {"category": "doors"}) for word in "abcde"]
    model = read(fit([*_lessons(10), *new], ("category",)))
    assert model.answer(model.vector(Text("badge", "door badge reader")))["category"][0] == "doors"


def test_a_text_without_a_known_word_gets_an_unsure_answer(data: bytes) -> None:
    model = read(data)
    assert model.answer(model.vector(Text("", "")))["category"][1] < 0.75
    assert model.answer(model.vector(Text("", "\x00\ud800 ۝ zzzz")))["category"][1] < 0.75


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(ValueError, match="no model"):
        read(b"\x80\x04pickle")


def test_logarithms_and_powers_are_those_of_the_library_to_nine_digits() -> None:
    values = np.array([1e-9, 0.3, 0.7071, 1.0, 1.5, 2.0, 12345.678])
    assert np.allclose(log2(values), np.log2(values), rtol=0, atol=1e-8)
    powers = np.array([-50.0, -3.3, -0.1, 0.0, 0.2, 5.0])
    assert np.allclose(exp(powers), np.exp(powers), rtol=1e-9)
    assert np.allclose(shares(np.array([[1.0, 2.0, 3.0]])).sum(), 1.0, atol=1e-4)
    assert rounded(np.array([0.3]), 2)[0] == 0.25


def test_macro_f1_counts_every_class_alike() -> None:
    truth, answers = np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0])
    assert round(macro_f1(truth, answers), 3) == round((6 / 7 + 0) / 2, 3)


def test_calibration_error_is_the_gap_between_confidence_and_right_answers() -> None:
    assert round(calibration_error([0.9] * 10, [True] * 9 + [False]), 6) == 0.0
    assert round(calibration_error([0.9] * 10, [True] * 4 + [False] * 6), 6) == 0.5


def test_right_confidences_show_as_much_calibration_error_as_chance_makes_the_more_the_fewer_texts() -> None:
    draw = np.random.default_rng(4)
    for texts in (100, 400, 1600):
        sure = draw.uniform(0.3, 1.0, texts)
        seen = [calibration_error(sure, draw.random(texts) < sure) for _ in range(100)]
        assert abs(chance_error(sure) - float(np.mean(seen))) < 0.1 * chance_error(sure)
    assert chance_error([]) == 0.0


def test_a_field_that_decides_is_named_among_the_reasons() -> None:
    lessons = [
        Lesson(Text("Order", f"please, desk {number}", {"form": form}), {"category": form})
        for number in range(30)
        for form in ("laptop", "phone")
    ]
    (guess,) = Learned(read(fit(lessons, ("category",))))(Question("Order", "please", {"form": "phone"}))
    assert guess.value == "phone" and "form=phone" in guess.words


def test_sharpness_is_the_one_that_the_answers_were_drawn_with() -> None:
    draw = np.random.default_rng(5)
    scores = draw.normal(size=(3000, 4))
    for sharp in (0.5, 2.0, 8.0):
        chances = shares(scores, sharp).cumsum(axis=1)
        truth = np.minimum((draw.random((3000, 1)) > chances).sum(axis=1), 3)
        assert sharp / 1.3 < sharpest(scores, truth) < sharp * 1.3


def test_confidence_is_the_share_of_right_answers_among_those_as_sure() -> None:
    draw = np.random.default_rng(6)
    said = draw.uniform(0.3, 1.0, 2000)
    right = draw.random(2000) < said * 0.8
    curve = curve_of(rounded(said, 16), right)
    assert [start for start, _ in curve] == sorted(start for start, _ in curve)
    assert all(abs(calibrated(each, curve) - each * 0.8) < 0.1 for each in (0.35, 0.6, 0.95))
    assert curve_of(said[:199], right[:199]) == () and len(curve_of(rounded(said[:200], 16), right[:200])) <= 2


def test_an_answer_is_preferred_the_more_the_rarer_it_is_and_a_handful_of_texts_counts_as_more() -> None:
    rare = rarity(np.repeat([0, 1, 2], [500, 50, 5]), 3)
    assert list(rare) == sorted(rare)
    assert rare[2] - rare[1] < np.log(10)


def test_of_a_long_text_the_first_words_and_some_of_the_last_are_read() -> None:
    said = [f"word{number}" for number in range(3000)]
    for words in (41, 200, 1000, 3000):
        read_of_it = tokens(" ".join(said[:words]), 40)
        assert read_of_it == said[:30] + said[words - 10 : words]
    assert tokens(" ".join(said[:40]), 40) == said[:40]


def test_a_text_is_read_among_others_as_it_is_alone() -> None:
    texts = [
        Text("VPN drops", "the vpn drops, again and again", {"channel": "mail"}),
        Text("", ""),
        Text("only a subject", ""),
        Text("", "Only a text !!!"),
    ]
    for text, among in zip(texts, features_of(texts), strict=True):
        assert all(np.array_equal(one, other) for one, other in zip(features(text), among, strict=True))
