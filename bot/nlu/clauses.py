"""The clauses of a message, each of which may be a request of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache

from bot.nlu.context_cues import context_cues
from bot.nlu.text import fold

MOST = 6  # clauses looked at; a longer message tells a story
# Chosen on tests/nlu/calibration, where 0.6 % of the messages are taken for two requests.
SURE = 0.9  # confidence, 0 to 1, from which a clause is a request
LIKELY = 5  # intents of the whole message among which both must be


@lru_cache(maxsize=1)
def _joint() -> re.Pattern[str]:
    words = sorted({word for group in context_cues()["joins"].values() for word in group}, key=len, reverse=True)
    joins = "|".join(re.escape(word) for word in words)
    return re.compile(rf"[.;!?\n]+\s*|,\s+(?:(?:{joins})\s+)?|(?<!\s)\s+(?:{joins})\s+")


def clauses(text: str) -> list[tuple[int, int]]:
    """Where each clause of a text in NFC begins and ends; empty where there is but one, or more than `MOST`."""
    places, start = [], 0
    for match in _joint().finditer(fold(text)):
        places.append((start, match.start()))
        start = match.end()
    places.append((start, len(text)))
    found = [(begin, end) for begin, end in places if any(c.isalpha() for c in text[begin:end])]
    return found if 2 <= len(found) <= MOST else []


def two_requests(
    ranking: Sequence[str | None], count: int, each: Iterable[tuple[str | None, float]], requests: Set[str]
) -> list[str]:
    """The two intents of a message that asks two things, in their order; empty for any other.

    `ranking` has the likeliest intents of the whole message, `each` the intent and the confidence of each of `count`
    clauses; it is asked for no more of them than tell. Two clauses must be requests of their own, for sure; both
    among what the whole may be, one of them the likeliest.
    """
    if ranking[0] not in requests:
        return []
    found: dict[str, None] = {}
    for read, (intent, confidence) in enumerate(each, start=1):
        if intent in requests and confidence >= SURE:
            found[str(intent)] = None
        if len(found) + count - read < 2:
            return []
    return [*found] if len(found) == 2 and ranking[0] in found and set(found) <= {*ranking[:LIKELY]} else []
