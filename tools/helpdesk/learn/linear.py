"""Linear models over sparse vectors, several side by side: each class against the rest by squared hinge loss, solved by
coordinate descent in the dual (Hsieh et al. 2008), text by text, all classes of all models at once.

A block of texts is worked on in the products of its texts among themselves, so that the weights are read and written
once a block. All state is a number of few binary places and every sum is exact (`learn.exact`): the same texts give the
same model, bit for bit, on any machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from helpdesk.learn.exact import Places, Reals, mixed, rounded
from helpdesk.learn.vectors import Matrix

# Vectors have 10 binary places, shares 16: weights have 26, scores 36, and sums of scores up to 2^16 are exact.
_SHARE_PLACES = 16
_MOST_SHARE = 64.0
_TEXTS_PER_BLOCK = 96


@dataclass(frozen=True)
class Kind:
    """`cost` is what a text on the wrong side costs beside long weights; `balance` 0 lets every text count alike, 1
    every class, 0.5 is between."""

    cost: float
    balance: float


@dataclass(frozen=True)
class Head:
    """One model: which class each text has (-1: not known), out of how many."""

    classes: Places
    size: int
    kind: Kind

    def signs(self) -> Reals:
        """For each text and class: 1 where the text has it, -1 where not."""
        return np.where(self.classes[:, None] == np.arange(self.size), 1.0, -1.0)

    def slack(self) -> Reals:
        """For each text and class how far the text may give in, 1 / (2 cost): a rare class's own texts the least."""
        known = self.classes >= 0
        texts = np.bincount(self.classes[known], minlength=self.size).astype(np.float64)
        share = known.sum() / (self.size * np.maximum(texts, 1.0))
        # Half powers alone: a square root is rounded the same everywhere, a power is not.
        factor = {0.0: np.ones_like(share), 0.5: np.sqrt(share), 1.0: share}[self.kind.balance]
        own = np.maximum(rounded(factor, 8), 2.0**-8)
        return 1.0 / (2.0 * self.kind.cost * np.where(self.signs() > 0, own, 1.0))


@dataclass(frozen=True)
class _Block:
    """Some texts, their vectors squeezed to the columns that occur in them, and each text's product with each."""

    texts: Places
    vectors: Matrix
    across: Matrix
    columns: Places
    products: Reals


def train(vectors: Matrix, heads: Sequence[Head], rounds: int) -> Reals:
    """The weights: a row for each feature and, last, one for the constant; the columns are the heads' classes side by
    side."""
    signs = np.concatenate([head.signs() for head in heads], axis=1)
    slack = np.concatenate([head.slack() for head in heads], axis=1)
    # A text whose class is not known says nothing of the question.
    asked = np.concatenate([np.repeat(head.classes[:, None] >= 0, head.size, axis=1) for head in heads], axis=1)
    signs *= asked
    blocks = list(_blocks(with_constant(vectors)))
    weights, shares = np.zeros((vectors.shape[1] + 1, signs.shape[1])), np.zeros(signs.shape)
    for turn in range(rounds):
        for place in np.argsort(mixed(np.arange(len(blocks), dtype=np.uint64), 100 + turn), kind="stable"):
            block = blocks[int(place)]
            before, now = shares[block.texts], weights[block.columns]
            scores = np.asarray(block.vectors @ now)
            after = _descended(scores, before, signs[block.texts], slack[block.texts], block.products)
            weights[block.columns] = now + np.asarray(block.across @ (after - before))
            shares[block.texts] = after
    return weights


def _descended(scores: Reals, before: Reals, signs: Reals, slack: Reals, products: Reals) -> Reals:
    """The texts' shares in the weights (the dual variables, signed) after a step of each text in turn; most of the time
    of a training goes by here. `scores` is used up."""
    after = before.copy()
    steepness = 1.0 / (np.diag(products)[:, None] + slack)
    for text in range(len(scores)):
        sign, share = signs[text], after[text]
        wanted = share + (sign - scores[text] - slack[text] * share) * steepness[text]
        wanted *= sign
        np.clip(wanted, 0.0, _MOST_SHARE, out=wanted)
        _round(wanted, _SHARE_PLACES)
        wanted *= sign
        scores[text + 1 :] += np.multiply.outer(products[text + 1 :, text], wanted - share)
        after[text] = wanted
    return after


def _round(values: Reals, places: int) -> None:
    """To that many binary places, in place: beside a number this large a double has no places more."""
    large = 1.5 * 2.0 ** (52 - places)
    values += large
    values -= large


def with_constant(vectors: Matrix) -> Matrix:
    """The vectors with a last column that is the same for every text."""
    return sparse.hstack([vectors, np.full((vectors.shape[0], 1), 0.5)], format="csr")


def _blocks(vectors: Matrix) -> Iterator[_Block]:
    order = np.argsort(mixed(np.arange(vectors.shape[0], dtype=np.uint64), 99), kind="stable")
    # Which columns a block has, and where they stand in it: by marking them, which is faster than sorting them.
    there, place = np.zeros(vectors.shape[1], dtype=bool), np.zeros(vectors.shape[1], dtype=np.int32)
    for start in range(0, len(order), _TEXTS_PER_BLOCK):
        texts = order[start : start + _TEXTS_PER_BLOCK]
        part = vectors[texts]
        there[part.indices] = True
        columns = np.flatnonzero(there)
        there[columns] = False
        place[columns] = np.arange(len(columns), dtype=np.int32)
        places = place[part.indices]
        shape = (len(texts), len(columns))
        squeezed = sparse.csr_matrix((part.data, places, part.indptr), shape=shape)
        across = squeezed.T.tocsr()
        yield _Block(texts, squeezed, across, columns, (squeezed @ across).toarray())
