"""Which button is meant by words: its title, its first words, or its place in the row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from rapidfuzz import fuzz

from bot.nlu.text import fold

NEARLY = 90  # of 100: a title with a typing error
SHORTEST_FUZZY = 6  # letters; in a shorter title one wrong letter makes another word, and a shorter word means much
_WORD = re.compile(r"\w+")
_BEGINNING = re.compile(r"[,;:.!?]")
LAST = "last"
GUESSES = 3  # at most, where a message is not understood; more are a menu


def chosen(text: str, titles: Sequence[str], ordinals: Mapping[str, Sequence[str]], filler: Set[str]) -> int | None:
    """The index of the title that is meant, or None.

    `ordinals` has the words for each place, "1", "2" … and "last"; `filler` those that may stand around them.
    """
    said = _plain(text)
    shown = [_plain(title) for title in titles]
    if not said:
        return None
    for forms in (shown, [_plain(_BEGINNING.split(title)[0]) for title in titles]):
        if forms.count(said) == 1:
            return forms.index(said)
    begun = [i for i, title in enumerate(shown) if len(said) >= SHORTEST_FUZZY and title.startswith(f"{said} ")]
    if len(begun) == 1:
        return begun[0]
    near = [i for i, title in enumerate(shown) if len(title) >= SHORTEST_FUZZY and fuzz.ratio(said, title) >= NEARLY]
    return near[0] if len(near) == 1 else _place(said, len(titles), ordinals, filler)


def _place(said: str, count: int, ordinals: Mapping[str, Sequence[str]], filler: Set[str]) -> int | None:
    """A place alone, with nothing around it but filler: "a segunda opção", "le dernier", "2"."""
    words = [word for word in said.split() if word not in filler]
    if len(words) != 1 or not count:
        return None
    found = next((key for key, names in ordinals.items() if words[0] in names or words[0] == key), None)
    index = None if found is None else count - 1 if found == LAST else int(found) - 1
    return index if index is not None and 0 <= index < count else None


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
