"""Words of like meaning, in one language or in both, as one: "cancelar", "cancelei", "annuler".

What is learnt of one holds for the others, alone and in a pair: "annuler ma commande" has that of "cancelar a
encomenda".
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from bot.nlu.encoder import SentenceEncoder, widest
from bot.nlu.linear import WORD, of_groups

if TYPE_CHECKING:  # a server needs none of it
    from scipy.sparse import csr_matrix

# Chosen by cross-validation of the training lines; with 300 or 1,200 groups, or another seed, accuracy differs by .002.
GROUPS = 600
SEED = 7
FURTHEST = 4  # words from the first of a pair to the second
_DIRECTIONS = 64  # of the words' embeddings: those of all 512 are no better


def word_groups(texts: Sequence[str], encoder: SentenceEncoder, seen_in: int) -> dict[str, str]:
    """The group of each word that at least `seen_in` texts have: words of one group are near in meaning."""
    from sklearn.cluster import KMeans

    counted = Counter(word for text in texts for word in {*WORD.findall(text)})
    words = sorted(word for word, count in counted.items() if count >= seen_in)
    if not words:
        return {}
    meant = encoder.encode(words, threads=os.cpu_count() or 1)
    means = KMeans(min(GROUPS, len(words)), n_init=1, random_state=SEED)
    groups = means.fit_predict(meant @ widest(meant, _DIRECTIONS))
    return dict(zip(words, map(str, groups), strict=True))


class GroupTfidf:
    """tf-idf of the groups of words and of pairs of them, as `TfidfVectorizer` calculates it.

    Once texts are learnt, `groups` has the group of each word that at least `min_df` of them have, `vocabulary_` the
    column of each group and pair that as many have, and `idf_` its weight.
    """

    analyzer: Literal["group"] = "group"
    ngram_range = (1, FURTHEST)

    def __init__(self, encoder: SentenceEncoder, min_df: int) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.groups: dict[str, str] = {}
        self._encoder = encoder
        self._min_df = min_df
        self._tfidf = TfidfVectorizer(analyzer=self._cut, sublinear_tf=True, min_df=min_df)

    def _cut(self, text: str) -> list[str]:
        return of_groups(text.lower(), self.groups, FURTHEST)

    @property
    def vocabulary_(self) -> dict[str, int]:
        return dict(self._tfidf.vocabulary_)

    @property
    def idf_(self) -> np.ndarray:
        return np.asarray(self._tfidf.idf_)

    def fit_transform(self, texts: Sequence[str]) -> csr_matrix:
        self.groups = word_groups(texts, self._encoder, self._min_df)
        return self._tfidf.fit_transform(texts)

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        return self._tfidf.transform(texts)
