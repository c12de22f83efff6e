"""A linear model over tf-idf of n-grams as it serves: what scikit-learn has learnt, without scikit-learn.

scikit-learn is made for many texts at once: for a single one it spends 2 ms on checks and on sparse matrices of one
row. Here a text's n-grams are looked up, and the few rows of weights that they have are added up.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

    from bot.nlu.character_tfidf import CharacterTfidf
    from bot.nlu.word_groups import GroupTfidf

Kind = Literal["word", "char_wb", "group"]
WORD = re.compile(r"\w+")
_APART = "\n"  # between n-grams in a file; none of them holds one


def ngrams(text: str, kind: Kind, shortest: int, longest: int) -> list[str]:
    """As scikit-learn cuts a text in small letters: words, or characters within words with a space around each."""
    found: list[str] = []
    if kind == "word":
        words = WORD.findall(text)
        for length in range(shortest, longest + 1):
            found += [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]
        return found
    for word in text.split():
        found += within(word, shortest, longest)
    return found


def within(word: str, shortest: int, longest: int) -> list[str]:
    """The n-grams of one word: of characters, with a space around it."""
    padded = f" {word} "
    lengths = range(shortest, min(longest, len(padded) - 1) + 1)
    found = [padded[start : start + length] for length in lengths for start in range(len(padded) - length + 1)]
    return [*found, padded] if longest >= len(padded) else found


def of_groups(text: str, groups: Mapping[str, str], furthest: int) -> list[str]:
    """The group of each word that has one, and each two of them in their order, the second at most `furthest` on."""
    own = [groups[word] for word in WORD.findall(text) if word in groups]
    following = [f"{one} {other}" for one, other in itertools.pairwise(own)]
    apart = [f"{one}_{other}" for at, one in enumerate(own) for other in own[at + 2 : at + 1 + furthest]]
    return [*own, *following, *apart]


@dataclass(frozen=True)
class Block:
    """The n-grams of one kind: each with its row in `idf` (n) and in `weights` (n x classes, float32).

    `groups` are those of words, where n-grams are of them. The rows of `common` words are remembered: words of the
    training texts, so that nothing is kept of what users write.
    """

    kind: Kind
    shortest: int
    longest: int
    rows: dict[str, int]
    idf: np.ndarray
    weights: np.ndarray
    groups: Mapping[str, str] = field(default_factory=dict)
    common: Set[str] = frozenset()
    _seen: dict[str, list[int]] = field(default_factory=dict, repr=False, compare=False)  # word -> rows within it

    def _rows(self, text: str) -> Iterable[int]:
        if self.kind == "char_wb":
            return itertools.chain.from_iterable(map(self._rows_within, text.split()))
        if self.kind == "group":
            return self._known(of_groups(text, self.groups, self.longest))
        return self._known(ngrams(text, self.kind, self.shortest, self.longest))

    def _rows_within(self, word: str) -> list[int]:
        rows = self._seen.get(word)
        if rows is None:
            rows = self._known(within(word, self.shortest, self.longest))
            if word in self.common:
                self._seen[word] = rows
        return rows

    def _known(self, found: list[str]) -> list[int]:
        return [row for row in map(self.rows.get, found) if row is not None]

    def scores(self, text: str) -> np.ndarray:
        """What the text's n-grams add to each class."""
        counts = Counter(self._rows(text.lower()))
        if not counts:
            return np.zeros(self.weights.shape[1], dtype=np.float32)
        found = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        tfidf = (1.0 + np.log(often)) * self.idf[found]
        tfidf /= math.sqrt(tfidf @ tfidf)
        return tfidf.astype(np.float32) @ self.weights[found]


@dataclass(frozen=True)
class LinearModel:
    """`dense` (d x classes) are the weights of other features, where there are any."""

    classes: tuple[str, ...]
    blocks: tuple[Block, ...]
    dense: np.ndarray
    intercept: np.ndarray

    @classmethod
    def learnt(
        cls,
        vectorizers: Sequence[TfidfVectorizer | CharacterTfidf | GroupTfidf],
        classes: Sequence[str],
        weights: np.ndarray,
        intercept: np.ndarray,
        directions: np.ndarray | None = None,
    ) -> LinearModel:
        """Of what was learnt: `weights` (classes x features) are of the vectorizers in their order, and others.

        With `directions` (d x k), the others are k and were made of d, which `scores` is given.
        """
        weights = np.ascontiguousarray(weights.T, dtype=np.float32)
        blocks, begin = [], 0
        for one in vectorizers:
            end = begin + len(one.vocabulary_)
            shortest, longest = one.ngram_range
            rows = {str(ngram): int(row) for ngram, row in one.vocabulary_.items()}
            groups = getattr(one, "groups", {})  # none but `GroupTfidf` has them
            blocks.append(Block(one.analyzer, shortest, longest, rows, one.idf_, weights[begin:end], groups))
            begin = end
        dense = weights[begin:] if directions is None else directions.astype(np.float32) @ weights[begin:]
        return cls(tuple(map(str, classes)), _sharing_words(blocks), dense, intercept.astype(np.float32))

    def scores(self, text: str) -> np.ndarray:
        """The decision value of each class; without what other features add: theirs (d) times `dense`."""
        return sum((block.scores(text) for block in self.blocks), self.intercept)

    def save(self, file: Path) -> None:
        """Arrays and text alone: reading it back runs nothing."""
        arrays = {"classes": np.array(self.classes), "dense": self.dense, "intercept": self.intercept}
        for number, block in enumerate(self.blocks):
            in_order = sorted(block.rows, key=block.rows.__getitem__)
            arrays |= {
                f"kind{number}": np.array([block.kind, str(block.shortest), str(block.longest)]),
                f"ngrams{number}": _as_array(in_order),
                f"idf{number}": block.idf,
                f"weights{number}": block.weights,
                f"words{number}": _as_array(block.groups),
                f"groups{number}": _as_array(block.groups.values()),
            }
        with file.open("wb") as out:
            np.savez_compressed(out, **arrays)  # else Rasa, which packs with all its might, takes seconds for it

    @classmethod
    def load(cls, file: Path) -> LinearModel:
        with np.load(file, allow_pickle=False) as kept:
            blocks = []
            for number in itertools.takewhile(lambda n: f"kind{n}" in kept, itertools.count()):
                kind, shortest, longest = map(str, kept[f"kind{number}"])
                rows = {ngram: row for row, ngram in enumerate(_as_texts(kept[f"ngrams{number}"]))}
                idf, weights = kept[f"idf{number}"], kept[f"weights{number}"]
                groups = dict(zip(*(_as_texts(kept[f"{name}{number}"]) for name in ("words", "groups")), strict=True))
                blocks.append(Block(cast(Kind, kind), int(shortest), int(longest), rows, idf, weights, groups))
            classes = tuple(map(str, kept["classes"]))
            return cls(classes, _sharing_words(blocks), kept["dense"], kept["intercept"])


def _sharing_words(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, each with the words that those of words know."""
    words = frozenset(ngram for block in blocks if block.kind == "word" for ngram in block.rows)
    return tuple(replace(block, common=words) for block in blocks)


def _as_array(texts: Iterable[str]) -> np.ndarray:
    return np.frombuffer(_APART.join(texts).encode(), dtype=np.uint8)


def _as_texts(array: np.ndarray) -> list[str]:
    """What `_as_array` was given; without any, none."""
    return array.tobytes().decode().split(_APART) if array.size else []


def softmax(scores: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Scores as shares of 1; the lower the temperature, the more the best gets."""
    weights = np.exp((scores.astype(np.float64) - scores.max()) / temperature)
    return weights / weights.sum()
