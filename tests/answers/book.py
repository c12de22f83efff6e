"""The pages of the answer book, which `guichet answers` writes from too."""

from __future__ import annotations

from bot.book.pages import (
    BETWEEN,
    INSTANTS,
    SATURDAY,
    UNKNOWN,
    WEDNESDAY,
    Page,
    Told,
    contexts,
    pages,
    questions,
    utc,
)

__all__ = [
    "BETWEEN",
    "INSTANTS",
    "SATURDAY",
    "UNKNOWN",
    "WEDNESDAY",
    "Page",
    "Told",
    "contexts",
    "pages",
    "questions",
    "utc",
]
