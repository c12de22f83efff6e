"""What serves is what scikit-learn has learnt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.nlu.linear import LinearModel, ngrams, of_groups, softmax
from bot.nlu.word_groups import GroupTfidf
from tests.nlu.encoders import exact_encoder

TEXTS = [
    "quero falar com uma pessoa",
    "je veux parler à quelqu'un",
    "oi",
    "meu boleto nao chegou",
    "le boleto, le boleto !",
    "a b c",
]
LABELS = ["human", "human", "greet", "invoice", "invoice", "other"]
KINDS = [("word", (1, 2)), ("char_wb", (1, 5)), ("char_wb", (1, 4)), ("char_wb", (3, 3))]


def vectorizer(kind: str, lengths: tuple[int, int]) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=kind, ngram_range=lengths, token_pattern=r"\w+", sublinear_tf=True)  # noqa: S106


@pytest.mark.parametrize(("kind", "lengths"), KINDS)
@given(text=st.text() | st.sampled_from(TEXTS))
def test_a_text_is_cut_as_scikit_learn_cuts_it(kind: Any, lengths: tuple[int, int], text: str) -> None:
    expected = vectorizer(kind, lengths).build_analyzer()(text)
    assert sorted(ngrams(text.lower(), kind, *lengths)) == sorted(expected)


@given(words=st.lists(st.sampled_from([*"abcdef", "?"])), furthest=st.integers(1, 5))
def test_groups_of_words_come_alone_and_in_pairs_that_are_near(words: list[str], furthest: int) -> None:
    groups = {"a": "0", "b": "0", "c": "1", "d": "2"}
    own = [groups[word] for word in words if word in groups]
    pairs = [(first, second) for first in range(len(own)) for second in range(first + 1, len(own))]
    expected = [f"{own[i]}{' ' if j == i + 1 else '_'}{own[j]}" for i, j in pairs if j == i + 1 or j - i <= furthest]
    assert sorted(of_groups(" ".join(words), groups, furthest)) == sorted([*own, *expected])


class Learnt:
    """scikit-learn's parts, and the model made of them."""

    def __init__(self) -> None:
        self.vectorizers = [vectorizer(*KINDS[0]), vectorizer(*KINDS[1]), GroupTfidf(exact_encoder(), 1)]
        self.more = np.random.default_rng(7).normal(size=(len(TEXTS), 4))
        columns = [one.fit_transform(TEXTS).toarray() for one in self.vectorizers]
        self.svc = LinearSVC(random_state=7).fit(np.hstack([*columns, self.more]), LABELS)
        self.model = LinearModel.learnt(self.vectorizers, self.svc.classes_, self.svc.coef_, self.svc.intercept_)

    def expected(self, text: str, more: np.ndarray) -> np.ndarray:
        columns = [one.transform([text]).toarray() for one in self.vectorizers]
        return np.asarray(self.svc.decision_function(np.hstack([*columns, [more]]))[0])


LEARNT = Learnt()


def scores(model: LinearModel, text: str, more: np.ndarray) -> np.ndarray:
    return model.scores(text) + more @ model.dense


@given(text=st.text() | st.sampled_from(TEXTS), row=st.integers(0, len(TEXTS) - 1))
def test_a_text_gets_the_scores_that_scikit_learn_gives_it(text: str, row: int) -> None:
    more = LEARNT.more[row]
    np.testing.assert_allclose(scores(LEARNT.model, text, more), LEARNT.expected(text, more), atol=1e-5)


def test_weights_of_projected_features_serve_those_that_they_were_made_of() -> None:
    directions = np.random.default_rng(7).normal(size=(9, LEARNT.more.shape[1]))
    svc = LEARNT.svc
    model = LinearModel.learnt(LEARNT.vectorizers, svc.classes_, svc.coef_, svc.intercept_, directions)
    for more in np.random.default_rng(8).normal(size=(3, 9)):
        projected = scores(LEARNT.model, TEXTS[0], more @ directions)
        np.testing.assert_allclose(scores(model, TEXTS[0], more), projected, atol=1e-4)


def test_it_is_the_same_after_it_was_kept_in_a_file(tmp_path: Path) -> None:
    LEARNT.model.save(tmp_path / "model.npz")
    kept = LinearModel.load(tmp_path / "model.npz")
    assert kept.classes == LEARNT.model.classes == tuple(sorted(set(LABELS)))
    for text, more in zip(TEXTS, LEARNT.more, strict=True):
        np.testing.assert_array_equal(scores(kept, text, more), scores(LEARNT.model, text, more))


@pytest.mark.parametrize("temperature", [0.25, 1.0])
def test_shares_add_up_to_one_and_keep_the_order(temperature: float) -> None:
    scores = np.array([-3.0, 0.5, 0.25, 3.0], dtype=np.float32)
    shares = softmax(scores, temperature)
    assert shares.sum() == pytest.approx(1)
    assert list(np.argsort(shares)) == [0, 2, 1, 3]


def test_a_word_of_the_training_texts_is_remembered_and_no_other(tmp_path: Path) -> None:
    """What users write, such as a name, is not kept; what a remembered word adds stays the same."""
    learnt = Learnt().model
    learnt.save(tmp_path / "model.npz")
    for model in (learnt, LinearModel.load(tmp_path / "model.npz")):
        first = model.scores("meu boleto, Fulana fulana@loja.com boletos")
        np.testing.assert_array_equal(model.scores("meu boleto, Fulana fulana@loja.com boletos"), first)
        [characters] = [block for block in model.blocks if block.kind == "char_wb"]
        assert {*characters._seen} == {"meu"}, "the comma makes `boleto,` another word"
