"""A trained model as the pass asks it: a value for each open field, how sure, and by which words."""

from dataclasses import dataclass

import numpy as np

from helpdesk.learn.classifier import Model
from helpdesk.learn.features import Text, field_features, tokens, word_features
from helpdesk.learn.lessons import LEARNED, text_of
from helpdesk.learn.vectors import Vector
from helpdesk.learn.words import STOP_WORDS
from helpdesk.model.question import Guess, Question

_MOST_WORDS = 4


@dataclass(frozen=True)
class Learned:
    """A model that answers as a `Predictor`."""

    model: Model

    @property
    def name(self) -> str:
        return f"{LEARNED} {self.model.id} of {self.model.lessons:,} tickets"

    def __call__(self, question: Question) -> tuple[Guess, ...]:
        text = text_of(question)
        vector = self.model.vector(text)
        found = []
        for field, (value, sure) in self.model.answer(vector).items():
            place = self.model.questions[field].index(value)
            found.append(Guess(field, value, sure, self.name, telling_words(self.model, text, vector, field, place)))
        return tuple(found)


def telling_words(model: Model, text: Text, vector: Vector, field: str, answer: int) -> tuple[str, ...]:
    """The words that speak most for an answer, by what they and their pieces add to its score, and the fields that do,
    as `form=laptop`."""
    rows = model.weights[vector.places, model.columns(field)]
    share = vector.values * (rows[:, answer] - rows.mean(axis=1))
    keys = np.concatenate([group.keys for group in model.known.groups])[vector.places]
    by_key = dict(zip(keys.tolist(), share.tolist(), strict=True))
    score: dict[str, float] = {}
    said = tokens(f"{text.title}\n{text.body}")
    for word in dict.fromkeys(said):
        if word[0].isalpha() and len(word) > 1 and word not in STOP_WORDS:
            key, pieces = word_features(word)
            score[word] = by_key.get(key, 0.0) + sum(by_key.get(piece, 0.0) for piece in pieces.tolist())
    named = zip(sorted(text.fields.items()), field_features(text.fields).tolist(), strict=True)
    score |= {f"{name}={value}": by_key.get(key, 0.0) for (name, value), key in named}
    best = sorted(score, key=lambda word: (-round(score[word], 6), word))
    return tuple(word for word in best[:_MOST_WORDS] if score[word] > 0)
