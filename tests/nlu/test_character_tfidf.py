"""The quicker tf-idf is scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.character_tfidf import CharacterTfidf

LEARNT_OF = ["quero falar com uma pessoa", "oi, oi", "Oi", "le boleto, le boleto !", "", "a", "ação  ação\tç"]


@pytest.mark.parametrize("min_df", [1, 2])
@pytest.mark.parametrize("lengths", [(1, 5), (1, 4), (3, 3)])
@given(text=st.text() | st.sampled_from(LEARNT_OF))
def test_it_is_that_of_scikit_learn(lengths: tuple[int, int], min_df: int, text: str) -> None:
    ours = CharacterTfidf(lengths, min_df)
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=lengths, min_df=min_df, sublinear_tf=True)
    texts = [*LEARNT_OF, text]
    np.testing.assert_allclose(ours.fit_transform(texts).toarray(), theirs.fit_transform(texts).toarray(), atol=1e-12)
    assert ours.vocabulary_ == theirs.vocabulary_
    np.testing.assert_allclose(ours.idf_, theirs.idf_)
    unseen = [text[::-1], "", "unseen oi"]
    np.testing.assert_allclose(ours.transform(unseen).toarray(), theirs.transform(unseen).toarray(), atol=1e-12)
