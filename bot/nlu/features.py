"""What the intent classifier sees of a text: words, groups of them, characters, and the sentence's meaning."""

from __future__ import annotations

import os
import random
import string
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bot.nlu.character_tfidf import CharacterTfidf
from bot.nlu.encoder import SentenceEncoder, widest
from bot.nlu.word_groups import GroupTfidf

if TYPE_CHECKING:  # a server needs neither
    from scipy.sparse import spmatrix
    from sklearn.feature_extraction.text import TfidfVectorizer

# Directions of the embeddings that are learnt from, of 512. In cross-validation of the training lines, 256 are .002
# better and take a sixth longer to fit, 128 are .002 worse.
DIRECTIONS = 192
SEEN_IN = 2  # texts that an n-gram must be in; three cost .003
GROUPS_SEEN_IN = 3  # texts that a word must be in to have a group, and an n-gram of groups to be learnt
LONGEST_TEXT = 1_000  # characters


class Features:
    """tf-idf of words (1-2), of characters within words (2-4) and of groups of words, and the sentence embedding.

    For training.
    """

    def __init__(self, encoder: SentenceEncoder) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+", sublinear_tf=True, min_df=SEEN_IN)  # noqa: S106
        self._characters = CharacterTfidf((2, 4), SEEN_IN)
        self._groups = GroupTfidf(encoder, GROUPS_SEEN_IN)
        self._encoder = encoder
        self._directions = np.empty((0, 0), dtype=np.float32)

    @property
    def vectorizers(self) -> tuple[TfidfVectorizer, CharacterTfidf, GroupTfidf]:
        """Those of the first columns, in their order; the rest are the embeddings times `directions`."""
        return self._words, self._characters, self._groups

    @property
    def directions(self) -> np.ndarray:
        """(512 x at most `DIRECTIONS`): those in which the embeddings of the training texts differ most."""
        return self._directions

    def fit_transform(self, texts: Sequence[str]) -> spmatrix:
        """Learn words, characters, groups and directions, and `transform`."""
        meant = self._encoder.encode(texts, threads=os.cpu_count() or 1)
        self._directions = widest(meant, DIRECTIONS)
        return self._beside((one.fit_transform(texts) for one in self.vectorizers), meant)

    def transform(self, texts: Sequence[str]) -> spmatrix:
        """A row a text. Texts are `simplified` and at most `LONGEST_TEXT` long."""
        return self._beside((one.transform(texts) for one in self.vectorizers), self._encoder.encode(texts))

    def _beside(self, columns: Iterable[spmatrix], meant: np.ndarray) -> spmatrix:
        from scipy.sparse import csr_matrix, hstack

        return hstack([*columns, csr_matrix(meant @ self._directions)]).tocsr()


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
