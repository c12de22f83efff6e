"""Cuts a text into pieces that a platform takes: between lines, else between words, else anywhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def paragraphs(text: str) -> list[str]:
    """What stands between blank lines."""
    return [part.strip("\n") for part in _BLANK_LINES.split(text) if part.strip()]


def split(text: str, limit: int, size: Callable[[str], int] = len) -> list[str]:
    """The text in pieces of at most `limit`, as `size` measures them; nothing but white space is lost.

    `size` of a whole must not be more than that of its words, one by one, and the spaces between them.
    """
    pieces: list[str] = []
    current: list[str] = []
    taken = 0
    for joint, unit in _units(text, limit, size):
        more = len(joint) + size(unit)
        if current and taken + more > limit:
            pieces.append("".join(current))
            current, taken = [], 0
        current += [joint, unit] if current else [unit]
        taken += more
    pieces.append("".join(current))
    return [piece.strip("\n") for piece in pieces if piece.strip()]


def _units(text: str, limit: int, size: Callable[[str], int]) -> Iterator[tuple[str, str]]:
    """What is not cut further, each with what joins it to what stands before it."""
    for line in text.split("\n"):
        if size(line) <= limit:
            yield "\n", line
            continue
        joint = "\n"
        for word in line.split(" "):
            for part in _cut(word, limit, size):
                yield joint, part
                joint = ""
            joint = " "


def _cut(word: str, limit: int, size: Callable[[str], int]) -> Iterator[str]:
    while size(word) > limit:
        end = max(1, bisect_right(range(1, min(limit, len(word)) + 1), limit, key=lambda length: size(word[:length])))
        yield word[:end]
        word = word[end:]
    yield word
