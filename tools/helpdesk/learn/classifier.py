"""A desk's own classifier: trained on what was decided, asked about what comes in. Training data in, bytes out.

For each question (category, team...) a few linear models are compared by macro-F1 on texts held out from training; the
best one is trained on everything. Which answer it gives and how sure it says to be are two things: rare answers may be
preferred (`learn.choosing`), and the confidence of whatever is answered is calibrated on the texts held out
(`learn.calibration`), so that "90%" is right nine times in ten.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import msgspec
import numpy as np

from helpdesk.learn.calibration import Curve, calibrated
from helpdesk.learn.choosing import choose, rounds_for
from helpdesk.learn.exact import Places, Reals, rounded, shares
from helpdesk.learn.features import GROUPS, WEIGHTS, Text, features, features_of, words_for
from helpdesk.learn.linear import Head, train
from helpdesk.learn.vectors import Group, Vector, Vocabulary, vectors_of

_FORMAT = 4
# An answer given fewer times than this cannot be learned yet.
FEWEST_TEXTS = 5
_WEIGHT_PLACES = 10
_MAGIC = b"helpdesk learned\n"


class Lesson(msgspec.Struct, frozen=True):
    """A text and what was decided about it, by question."""

    text: Text
    answers: Mapping[str, str]


class _Asked(msgspec.Struct, frozen=True):
    """One question of a model: its answers, a column each, how their model was trained, how sharp its scores are."""

    name: str
    answers: tuple[str, ...]
    cost: float
    balance: float
    sharpness: float
    curve: Curve = ()


class _Header(msgspec.Struct, frozen=True):
    """`words` is how many words of a text were read."""

    format: int
    lessons: int
    words: int
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
        return self.known.vector(features(text, self.header.words))

    def ask(self, vector: Vector) -> dict[str, Reals]:
        """By question the probability of each answer, in the order of `questions`."""
        rows = self.weights[vector.places]
        scores = rounded(vector.values @ rows + 0.5 * self.weights[-1], 16)
        found, first = {}, 0
        for asked in self.header.questions:
            part = scores[first : first + len(asked.answers)]
            found[asked.name] = shares(part[None, :], asked.sharpness)[0]
            first += len(asked.answers)
        return found

    def answer(self, vector: Vector) -> dict[str, tuple[str, float]]:
        """By question the best answer and how sure it is, calibrated."""
        found = {}
        for asked, chances in zip(self.header.questions, self.ask(vector).values(), strict=True):
            best = int(chances.argmax())
            found[asked.name] = (asked.answers[best], round(calibrated(float(chances[best]), asked.curve), 4))
        return found

    def columns(self, question: str) -> slice:
        """The columns of a question's answers."""
        first = 0
        for asked in self.header.questions:
            if asked.name == question:
                return slice(first, first + len(asked.answers))
            first += len(asked.answers)
        return slice(0, 0)


def fit(lessons: Sequence[Lesson], questions: Sequence[str]) -> bytes:
    """A model of the lessons; empty where no question has two answers that were given often enough."""
    asked = {name: names for name in questions if len(names := _answers(lessons, name)) > 1}
    if not asked:
        return b""
    words = words_for(len(lessons))
    texts = features_of([lesson.text for lesson in lessons], words)
    classes = [_classes(lessons, name, names) for name, names in asked.items()]
    sizes = [len(names) for names in asked.values()]
    chosen = choose(texts, classes, sizes)
    known, vectors = vectors_of(texts, classes, sizes)
    heads = [Head(given, size, one.kind) for one, given, size in zip(chosen, classes, sizes, strict=True)]
    weights = train(vectors, heads, rounds_for(len(texts), sizes))
    # The constant of every vector is a half.
    weights[-1] += 2.0 * np.concatenate([one.offsets for one in chosen])
    header = _Header(
        _FORMAT,
        len(lessons),
        words,
        tuple(
            _Asked(name, names, one.kind.cost, one.kind.balance, one.sharpness, one.curve)
            for (name, names), one in zip(asked.items(), chosen, strict=True)
        ),
        tuple(len(group.keys) for group in known.groups),
    )
    return _packed(header, known, rounded(weights, _WEIGHT_PLACES))


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
    columns = sum(len(asked.answers) for asked in header.questions)
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
