"""What training finds: the support vectors that liblinear finds, whatever is trained beside them."""

import numpy as np
from scipy import sparse
from sklearn.svm import LinearSVC

from helpdesk.learn.exact import rounded
from helpdesk.learn.linear import Head, Kind, train, with_constant

TEXTS, FEATURES, CLASSES = 150, 40, 4


def _collection() -> tuple[sparse.csr_matrix, np.ndarray]:
    draw = np.random.default_rng(3)
    classes = draw.integers(CLASSES, size=TEXTS)
    there = (draw.random((TEXTS, FEATURES)) < 0.1) + (classes[:, None] == np.arange(FEATURES) % 8)
    values = there * draw.random((TEXTS, FEATURES))
    return sparse.csr_matrix(
        rounded(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9), 10)
    ), classes


def test_the_weights_are_those_that_liblinear_finds() -> None:
    vectors, classes = _collection()
    ours = train(vectors, [Head(classes, CLASSES, Kind(0.5, 0.0))], rounds=60)
    theirs = LinearSVC(C=0.5, fit_intercept=False, tol=1e-8, max_iter=100_000).fit(with_constant(vectors), classes)
    assert np.allclose(ours, theirs.coef_.T, atol=0.002)


def test_a_model_is_the_same_whatever_is_trained_beside_it() -> None:
    vectors, classes = _collection()
    one, other = Head(classes, CLASSES, Kind(0.25, 0.5)), Head(classes % 2, 2, Kind(0.5, 1.0))
    assert np.array_equal(train(vectors, [one, other], 4)[:, :CLASSES], train(vectors, [one], 4))


def test_a_text_whose_answer_is_not_known_changes_nothing() -> None:
    vectors, classes = _collection()
    unknown = np.where(np.arange(TEXTS) < 100, classes, -1)
    weights = train(vectors, [Head(unknown, CLASSES, Kind(0.5, 0.0))], rounds=60)
    without = train(vectors[:100], [Head(classes[:100], CLASSES, Kind(0.5, 0.0))], rounds=60)
    assert np.allclose(weights, without, atol=0.002)


def test_every_number_has_so_few_binary_places_that_sums_are_exact() -> None:
    vectors, classes = _collection()
    weights = train(vectors, [Head(classes, CLASSES, Kind(0.5, 1.0))], rounds=6)
    assert np.array_equal(weights, rounded(weights, 26))
