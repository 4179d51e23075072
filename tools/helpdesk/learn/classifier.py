"""A desk's own classifier: trained on what was decided, asked about what comes in. Training data in, bytes out.

For each question (category, team...) a logistic and a hinge model are compared on texts held out from training; the
better one, or both together, is trained on everything and its confidence is calibrated on the texts held out (Guo et
al. 2017: one temperature), so that "90%" is right nine times in ten.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import msgspec
import numpy as np

from helpdesk.learn.calibration import Curve, calibrated
from helpdesk.learn.choosing import Chosen, choose
from helpdesk.learn.exact import Places, Reals, rounded, shares
from helpdesk.learn.features import GROUPS, WEIGHTS, Text, features
from helpdesk.learn.linear import Head, train
from helpdesk.learn.vectors import Group, Vector, Vocabulary, vocabulary

_FORMAT = 1
# An answer given fewer times than this cannot be learned yet.
FEWEST_TEXTS = 5
_WEIGHT_PLACES = 10
_MAGIC = b"helpdesk learned\n"


class Lesson(msgspec.Struct, frozen=True):
    """A text and what was decided about it, by question."""

    text: Text
    answers: Mapping[str, str]


class _Asked(msgspec.Struct, frozen=True):
    """One question of a model: its answers, which losses' columns speak for them, how sharp they are."""

    name: str
    answers: tuple[str, ...]
    parts: tuple[tuple[str, float], ...]
    curve: Curve = ()


class _Header(msgspec.Struct, frozen=True):
    format: int
    lessons: int
    questions: tuple[_Asked, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Model:
    """Ready to be asked. `id` is a hash of all it knows: the same id gives the same answers."""

    id: str
    header: _Header
    known: Vocabulary
    weights: Reals

    @property
    def lessons(self) -> int:
        """How many texts it was trained on."""
        return self.header.lessons

    @property
    def questions(self) -> dict[str, tuple[str, ...]]:
        """What it can be asked, and all it can answer."""
        return {asked.name: asked.answers for asked in self.header.questions}

    def vector(self, text: Text) -> Vector:
        return self.known.vector(features(text))

    def ask(self, vector: Vector) -> dict[str, Reals]:
        """By question the probability of each answer, in the order of `questions`."""
        rows = self.weights[vector.places]
        scores = rounded(vector.values @ rows + 0.5 * self.weights[-1], 16)
        found, first = {}, 0
        for asked in self.header.questions:
            each = []
            for _, sharpness in asked.parts:
                part = scores[first : first + len(asked.answers)]
                each.append(shares(part[None, :], sharpness)[0])
                first += len(asked.answers)
            found[asked.name] = np.asarray(sum(each) / len(each))
        return found

    def answer(self, vector: Vector) -> dict[str, tuple[str, float]]:
        """By question the best answer and how sure it is, calibrated."""
        found = {}
        for asked, chances in zip(self.header.questions, self.ask(vector).values(), strict=True):
            best = int(chances.argmax())
            found[asked.name] = (asked.answers[best], round(calibrated(float(chances[best]), asked.curve), 4))
        return found

    def columns(self, question: str) -> tuple[int, ...]:
        """Where the columns of a question's parts begin."""
        first = 0
        for asked in self.header.questions:
            if asked.name == question:
                return tuple(first + place * len(asked.answers) for place in range(len(asked.parts)))
            first += len(asked.parts) * len(asked.answers)
        return ()


def fit(lessons: Sequence[Lesson], questions: Sequence[str]) -> bytes:
    """A model of the lessons; empty where no question has two answers that were given often enough."""
    asked = {name: names for name in questions if len(names := _answers(lessons, name)) > 1}
    if not asked:
        return b""
    texts = [features(lesson.text) for lesson in lessons]
    classes = [_classes(lessons, name, names) for name, names in asked.items()]
    sizes = [len(names) for names in asked.values()]
    chosen = choose(texts, classes, sizes)
    known = vocabulary(texts, classes, sizes)
    rounds = max(one.rounds for one in chosen)
    heads = [
        (one, Head(given, size, loss, balance))
        for one, given, size in zip(chosen, classes, sizes, strict=True)
        for loss, balance, _ in one.parts
    ]
    weights = _trained(known, texts, heads, rounds)
    header = _Header(
        _FORMAT,
        len(lessons),
        tuple(
            _Asked(name, names, tuple((f"{loss} {balance:g}", sharp) for loss, balance, sharp in one.parts), one.curve)
            for (name, names), one in zip(asked.items(), chosen, strict=True)
        ),
        tuple(len(group.keys) for group in known.groups),
    )
    return _packed(header, known, weights)


def _trained(known: Vocabulary, texts: Sequence[object], heads: Sequence[tuple[Chosen, Head]], rounds: int) -> Reals:
    """Each head's weights as they are after its own number of rounds."""
    found = np.zeros((known.size + 1, sum(head.size for _, head in heads)))
    matrix = known.matrix(texts)  # type: ignore[arg-type]
    for turn, total in enumerate(train(matrix, [head for _, head in heads], rounds), 1):
        first = 0
        for one, head in heads:
            if one.rounds == turn:
                found[:, first : first + head.size] = total[:, first : first + head.size] / turn
            first += head.size
    return rounded(found, _WEIGHT_PLACES)


def _answers(lessons: Sequence[Lesson], question: str) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for lesson in lessons:
        answer = lesson.answers.get(question, "")
        counts[answer] = counts.get(answer, 0) + 1
    return tuple(sorted(answer for answer, count in counts.items() if answer and count >= FEWEST_TEXTS))


def _classes(lessons: Sequence[Lesson], question: str, answers: tuple[str, ...]) -> Places:
    place = {answer: number for number, answer in enumerate(answers)}
    return np.array([place.get(lesson.answers.get(question, ""), -1) for lesson in lessons], dtype=np.int64)


def _packed(header: _Header, known: Vocabulary, weights: Reals) -> bytes:
    head = msgspec.json.encode(header)
    keys = np.concatenate([group.keys for group in known.groups]).astype("<u8")
    values = np.concatenate([group.weights for group in known.groups]).astype("<f4")
    whole = np.clip(np.rint(weights * (1 << _WEIGHT_PLACES)), -32767, 32767).astype("<i2")
    return b"".join([_MAGIC, struct.pack("<Q", len(head)), head, keys.tobytes(), values.tobytes(), whole.tobytes()])


def read(data: bytes) -> Model:
    """The model in `data`. ValueError where it is none of ours."""
    if not data.startswith(_MAGIC):
        raise ValueError("this is no model of this desk")
    start = len(_MAGIC) + 8
    (size,) = struct.unpack("<Q", data[start - 8 : start])
    header = msgspec.json.decode(data[start : start + size], type=_Header)
    if header.format != _FORMAT or len(header.groups) != len(GROUPS):
        raise ValueError("another version of the tool made this model")
    columns = sum(len(asked.answers) * len(asked.parts) for asked in header.questions)
    width, place = sum(header.groups), start + size
    keys = np.frombuffer(data, "<u8", width, place).astype(np.uint64)
    values = np.frombuffer(data, "<f4", width, place + 8 * width).astype(np.float64)
    whole = np.frombuffer(data, "<i2", (width + 1) * columns, place + 12 * width)
    groups, first = [], 0
    for length, share in zip(header.groups, WEIGHTS, strict=True):
        groups.append(Group(keys[first : first + length], values[first : first + length], first, share))
        first += length
    weights = whole.reshape(width + 1, columns).astype(np.float64) / (1 << _WEIGHT_PLACES)
    return Model(blake2b(data, digest_size=5).hexdigest(), header, Vocabulary(tuple(groups)), weights)
