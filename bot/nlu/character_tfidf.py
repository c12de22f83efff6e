"""tf-idf of characters within words, learnt in half of scikit-learn's time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from bot.nlu.linear import within

if TYPE_CHECKING:  # a server needs none of it
    from scipy.sparse import csr_matrix


class CharacterTfidf:
    """`TfidfVectorizer(analyzer="char_wb", sublinear_tf=True)` that cuts a word once, however many texts have it.

    Once texts are learnt, `vocabulary_` has the column of each n-gram that at least `min_df` of them have, and `idf_`
    its weight.
    """

    analyzer: Literal["char_wb"] = "char_wb"

    def __init__(self, ngram_range: tuple[int, int], min_df: int = 1) -> None:
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

        shortest, longest = self.ngram_range = ngram_range
        self._min_df = min_df
        self._cutting = partial(CountVectorizer, analyzer=partial(within, shortest=shortest, longest=longest))
        self._tfidf = TfidfTransformer(sublinear_tf=True)

    @property
    def idf_(self) -> np.ndarray:
        return np.asarray(self._tfidf.idf_)

    def fit_transform(self, texts: Sequence[str]) -> csr_matrix:
        words, has = _words(texts)
        all_ngrams = self._cutting()
        counts = has @ all_ngrams.fit_transform(words)
        in_texts = np.bincount(counts.indices, minlength=counts.shape[1])
        kept = np.flatnonzero(in_texts >= self._min_df)
        names = all_ngrams.get_feature_names_out()[kept]
        self.vocabulary_ = {name: column for column, name in enumerate(names)}
        self._ngrams = self._cutting(vocabulary=self.vocabulary_)
        return self._tfidf.fit_transform(counts[:, kept])

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        words, has = _words(texts)
        return self._tfidf.transform(has @ self._ngrams.transform(words))


def _words(texts: Iterable[str]) -> tuple[list[str], csr_matrix]:
    """The different words of the texts, and how often each text (a row) has each."""
    from scipy.sparse import csr_matrix

    columns: dict[str, int] = {}
    found = [[columns.setdefault(word, len(columns)) for word in text.lower().split()] for text in texts]
    ends = np.cumsum([0, *map(len, found)])
    places = np.fromiter((place for one in found for place in one), dtype=np.int32, count=ends[-1])
    return list(columns), csr_matrix((np.ones_like(places), places, ends), shape=(len(found), len(columns)))
