"""The words of the training lines: which are a language's own, and whether a text is made of what is known."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bot.nlu.text import fold

WORD = re.compile(r"[^\W\d_]+")
# A word is a language's own where so many times as many of its lines have it as of any other's: "merci" closes some
# Portuguese lines, "seguro" is said in Spanish too. Chosen by cross-validation of the training lines.
OWN = 4
FEWER_LINES = 5  # what a line in neither counts for: there are many languages, and few lines of each
PART = 0.5  # of a text's letters that known words must make up


class KnownWords:
    """For each language, in how many lines each word stands, without accents."""

    def __init__(self, lines: dict[str, Counter[str]], other: str) -> None:
        self._lines = lines
        self._other = other

    @classmethod
    def of(cls, lines: Iterable[tuple[str, str]], *, other: str) -> KnownWords:
        """Of (text, language); `other` is the class of all languages but those that are told."""
        counted: dict[str, Counter[str]] = {}
        for text, language in lines:
            counted.setdefault(language, Counter()).update({*WORD.findall(fold(text))})
        return cls(counted, other)

    def tell(self, language: str, text: str) -> bool:
        """Whether half of a text are words of the language, and one of them is its own."""
        words = WORD.findall(fold(text))
        known = [word for word in words if len(word) > 1 and self._lines[language][word]]
        return any(self._is_own(language, word) for word in known) and (
            sum(map(len, known)) >= PART * sum(map(len, words))
        )

    def _is_own(self, language: str, word: str) -> bool:
        others = (
            lines[word] * (FEWER_LINES if other == self._other else 1)
            for other, lines in self._lines.items()
            if other != language
        )
        return self._lines[language][word] >= OWN * max(others, default=0)

    def save(self, file: Path) -> None:
        file.write_text(json.dumps({"other": self._other, "lines": self._lines}), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> KnownWords:
        """What `save` wrote."""
        kept = json.loads(file.read_text(encoding="utf-8"))
        return cls({language: Counter(lines) for language, lines in kept["lines"].items()}, kept["other"])
