"""What one would pick instead of a network, by scikit-learn where it is installed: naive Bayes and a linear SVM."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from .data import Reviews

INSTALL = "pip install 'cvae-tui[sentiment]'"


def installed() -> bool:
    """Tell whether scikit-learn is there."""
    return find_spec("sklearn") is not None


def majority(train: Reviews, test: Reviews) -> float:
    """Return the accuracy of always giving the label that most training reviews have."""
    most = int(2 * sum(train.labels) >= len(train))
    return sum(label == most for label in test.labels) / max(1, len(test))


@cache
def accuracies(train: Reviews, tests: tuple[Reviews, ...]) -> dict[str, list[float | None]]:
    """Return the accuracy of naive Bayes and of TF-IDF with a linear SVM on each of some reviews.

    Naive Bayes: Bernoulli, of words. TF-IDF: of one and two words that two texts have, sublinear; C is 1. Both are
    scikit-learn's with its other defaults; None where it is not installed, or finds no word to learn.
    """
    if not installed():
        return {name: [None] * len(tests) for name in ("naive_bayes", "tfidf_svm")}
    text: Any = import_module("sklearn.feature_extraction.text")
    bayes: Any = import_module("sklearn.naive_bayes")
    svm: Any = import_module("sklearn.svm")
    parts = {
        "naive_bayes": (text.CountVectorizer(binary=True), bayes.BernoulliNB()),
        "tfidf_svm": (
            text.TfidfVectorizer(ngram_range=(1, 2), min_df=min(2, len(train) // 10 + 1), sublinear_tf=True),
            svm.LinearSVC(),
        ),
    }
    return {name: _tried(*part, train, tests) for name, part in parts.items()}


def _tried(vectorizer: Any, model: Any, train: Reviews, tests: Sequence[Reviews]) -> list[float | None]:
    try:
        model.fit(vectorizer.fit_transform(train.texts), train.labels)
        return [
            float(model.score(vectorizer.transform(test.texts), test.labels)) if len(test) else None for test in tests
        ]
    except ValueError:
        # No word that two texts have.
        return [None] * len(tests)
