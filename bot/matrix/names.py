"""Names in a desk file that point at nothing, or at two things.

They are looked for in the raw data, so that a file whose shape is wrong elsewhere still shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.matrix.model import LANGUAGES
from bot.matrix.yaml_lines import Document, Path, Problem

# Where a name stands ("*" is any key or index), and what it must be a key of.
_REFERENCES: tuple[tuple[Path, str], ...] = (
    (("plans", "*", "family"), "families"),
    (("options", "*", "plans", "*"), "plans"),
    (("options", "*", "door", "mailboxes", "*"), "mailboxes"),
    (("options", "*", "hours", "*", "markets", "*"), "markets"),
    (("options", "*", "exceptions", "*", "markets", "*"), "markets"),
    (("topics", "*", "mailbox"), "mailboxes"),
    (("topics", "*", "through"), "options"),
    (("topics", "*", "write", "details", "*"), "details"),
    (("topics", "*", "write", "optional", "*"), "details"),
    (("general_door", "option"), "options"),
    (("general_door", "topic"), "topics"),
    (("best_door", "urgent", "*", "option"), "options"),
    (("best_door", "not_urgent", "*", "option"), "options"),
)
_KINDS = {
    "families": "family",
    "plans": "plan",
    "mailboxes": "mailbox",
    "markets": "market",
    "options": "option",
    "details": "detail",
    "topics": "topic",
}
# One name within a group must mean one entry.
_NAMED_TOGETHER = (("plans",), ("markets",), ("families",), ("options", "not_named"))


def dangling_names(document: Document) -> Iterator[Problem]:
    """Names that no entry of the file has."""
    for pattern, section in _REFERENCES:
        entries = document.data.get(section)
        known = list(map(str, entries)) if isinstance(entries, dict) else []
        for path, name in _walk(document.data, pattern):
            if isinstance(name, str) and name not in known:
                shown = ", ".join(known) or f"none is defined; add `{section}:`"
                what = f"no {_KINDS[section]} is called `{name}`"
                yield Problem(document.file, document.line(path), what, f"one of: {shown}")
    if not document.data.get("business_days"):
        for path, _ in _walk(document.data, ("topics", "*", "time")):
            what = "a time in business days needs a calendar"
            yield Problem(document.file, document.line(path), what, "add `business_days:`")


def names_used_twice(document: Document) -> Iterator[Problem]:
    """One name for two entries: nobody could tell which is meant."""
    for sections in _NAMED_TOGETHER:
        for language in LANGUAGES:
            owners: dict[str, str] = {}
            for section in sections:
                for path, name in _walk(document.data, (section, "*", "called", language, "*")):
                    key = str(path[1])
                    owner = owners.setdefault(str(name).casefold(), key)
                    if owner != key:
                        what = f"`{name}` is already a name of `{owner}`"
                        yield Problem(document.file, document.line(path), what, "keep it in one place")


def _walk(value: Any, pattern: Sequence[str | int], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every (path, value) that `pattern` fits; what is not there is passed over."""
    if not pattern:
        yield path, value
        return
    head, rest = pattern[0], pattern[1:]
    steps: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        steps = value.items() if head == "*" else [(head, value[head])] if head in value else []
    elif isinstance(value, list) and head == "*":
        steps = enumerate(value)
    for key, item in steps:
        yield from _walk(item, rest, (*path, key))
