"""What the intent classifier sees of a text: words, characters, and the sentence's meaning."""

from __future__ import annotations

import os
import random
import string
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bot.nlu.character_tfidf import CharacterTfidf
from bot.nlu.encoder import SentenceEncoder

if TYPE_CHECKING:  # a server needs neither
    from scipy.sparse import spmatrix
    from sklearn.feature_extraction.text import TfidfVectorizer

MEANING_WEIGHT = 1.5  # of the sentence embedding beside the tf-idf blocks; chosen on a validation set
# Directions of the embeddings that are learnt from, of 512, and texts that an n-gram must be in: with all of them,
# accuracy is the same within .002 on tests/nlu/calibration and on the unseen sets, which were looked at as well; the
# classifier's fit takes twice as long, and its weights take twice the memory.
DIRECTIONS = 192
SEEN_IN = 2
LONGEST_TEXT = 1_000  # characters


class Features:
    """tf-idf of words (1-2) and of characters within words (1-5), and the sentence embedding; for training."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+", sublinear_tf=True, min_df=SEEN_IN)  # noqa: S106
        self._characters = CharacterTfidf((1, 5), SEEN_IN)
        self._encoder = encoder
        self._directions = np.empty((0, 0), dtype=np.float32)

    @property
    def vectorizers(self) -> tuple[TfidfVectorizer, CharacterTfidf]:
        """Those of the first columns, in their order; the rest are `meanings` times `directions`."""
        return self._words, self._characters

    @property
    def directions(self) -> np.ndarray:
        """(512 x at most `DIRECTIONS`): those in which the embeddings of the training texts differ most."""
        return self._directions

    def fit_transform(self, texts: Sequence[str]) -> spmatrix:
        """Learn words, characters and directions, and `transform`."""
        meant = meanings(self._encoder, texts, threads=os.cpu_count() or 1)
        _, directions = np.linalg.eigh(meant.T @ meant)  # those of the greatest values come last
        self._directions = directions[:, -DIRECTIONS:]
        return self._beside(self._words.fit_transform(texts), self._characters.fit_transform(texts), meant)

    def transform(self, texts: Sequence[str]) -> spmatrix:
        """A row a text. Texts are `simplified` and at most `LONGEST_TEXT` long."""
        meant = meanings(self._encoder, texts)
        return self._beside(self._words.transform(texts), self._characters.transform(texts), meant)

    def _beside(self, words: spmatrix, characters: spmatrix, meant: np.ndarray) -> spmatrix:
        from scipy.sparse import csr_matrix, hstack

        return hstack([words, characters, csr_matrix(meant @ self._directions)]).tocsr()


def meanings(encoder: SentenceEncoder, texts: Sequence[str], threads: int = 1) -> np.ndarray:
    """The sentence embeddings, a row a text, of length `MEANING_WEIGHT`."""
    return encoder.encode(texts, threads) * MEANING_WEIGHT


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
