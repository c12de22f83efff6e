"""Holds a desk file to its evidence: values to their source words, words to the article's lines."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path as FilePath

from pydantic import BaseModel

from bot.matrix.model import (
    Assumed,
    Desk,
    Fact,
    HoursException,
    Names,
    OpeningHours,
    Option,
    Plan,
    Source,
    opens_and_closes,
)
from bot.matrix.yaml_lines import Document, Path, Problem

TICK = "✓"
_NUMBER = re.compile(r"\d+")
_TIME = re.compile(r"\b([01]?\d|2[0-3])[h:]([0-5]\d)?")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class LocatedFact:
    """A fact and its path in the desk file."""

    path: Path
    fact: Fact


def facts(desk: Desk) -> Iterator[LocatedFact]:
    """Every fact of the desk, in the file's order."""
    yield from _facts_below(desk, ())


def _facts_below(value: object, path: Path) -> Iterator[LocatedFact]:
    if isinstance(value, Fact):
        yield LocatedFact(path, value)
    if isinstance(value, BaseModel):
        for name, field in value.__fields__.items():
            yield from _facts_below(getattr(value, name), (*path, field.alias))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _facts_below(item, (*path, str(key)))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _facts_below(item, (*path, index))


def unsupported_values(desk: Desk, document: Document) -> Iterator[Problem]:
    """Values that their own source words do not hold: other digits, another address, another name or count."""
    for located in facts(desk):
        fact, line = located.fact, document.line(located.path)
        if not fact.source:
            continue
        words = " ".join(source.words for source in fact.source)
        shown = ".".join(map(str, located.path))
        held_as_times = isinstance(fact, OpeningHours)
        missing = set() if held_as_times else _numbers(_own_texts(fact)) - _numbers([words])
        if missing:
            listed = ", ".join(map(str, sorted(missing)))
            what = f"`{shown}` says {listed}, its source words do not: {words!r}"
            yield Problem(document.file, line, what, "correct the value, or the words with their line")
        for address in sorted(_addresses(_own_texts(fact)) - _addresses([words])):
            what = f"`{shown}` says {address}, its source words do not: {words!r}"
            yield Problem(document.file, line, what, "correct the address, or the words with their line")
        if isinstance(fact, OpeningHours) and list(opens_and_closes(fact.open)) != _times(words):
            what = f"`{shown}` says {fact.open}, its source words do not: {words!r}"
            yield Problem(document.file, line, what, "correct `open`, or the words with their line")
        if isinstance(fact, Plan) and not re.search(rf"\b{re.escape(fact.name)}\b", words):
            what = f"`{shown}` is called {fact.name}, its source words do not say so: {words!r}"
            yield Problem(document.file, line, what, "correct the name, or the words with their line")
        if isinstance(fact, Option):
            yield from _wrong_ticks(desk, fact, shown, document, line)
    for key, topic in desk.topics.items():
        address = desk.mailboxes[topic.mailbox].address if topic.mailbox else ""
        if address not in " ".join(source.words for source in topic.source):
            what = f"`topics.{key}` goes to {address}, its source words name no such address"
            fix = "correct `mailbox`, or the words with their line"
            yield Problem(document.file, document.line(("topics", key)), what, fix)


def topics_without_intent(desk: Desk, document: Document, intents: Collection[str]) -> Iterator[Problem]:
    """Topics that no message can lead to, because no intent has their name."""
    topics: dict[Path, str] = {("topics", key): key for key in desk.topics}
    for index, key in enumerate(desk.locked_out.topics if desk.locked_out else ()):
        topics[("locked_out", "topics", index)] = key
    for path, name in topics.items():
        if name not in intents:
            fix = "correct the name, or add the intent to domain.yml with its examples and a rule"
            yield Problem(document.file, document.line(path), f"no intent is called `{name}`", fix)


def _wrong_ticks(desk: Desk, option: Option, shown: str, document: Document, line: int) -> Iterator[Problem]:
    """The n-th source with ticks is the row in the n-th family's table."""
    ticks = [source.ticks for source in option.source if source.ticks is not None]
    if not ticks:
        return
    counts = [sum(1 for plan in option.plans if desk.plans[plan].family == family) for family in desk.families]
    if ticks != [count for count in counts if count]:
        what = f"`{shown}` names {counts} plans per family, its rows have {ticks} ticks"
        yield Problem(document.file, line, what, "correct `plans`, or the ticks with their line")


def _own_texts(value: BaseModel) -> list[str]:
    """What the fact itself says: not the facts in it, sources, reasons, customers' names, nor what came later."""
    texts: list[str] = []
    for name in value.__fields__:
        texts += _texts(getattr(value, name))
    return texts


def _texts(value: object) -> list[str]:
    if isinstance(value, (Fact, Source, Assumed, Names, HoursException)) or value is None or isinstance(value, bool):
        return []
    if isinstance(value, (str, int)):
        return [str(value)]
    if isinstance(value, BaseModel):
        return _own_texts(value)
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    return []


def _numbers(texts: Sequence[str]) -> set[int]:
    return {int(number) for text in texts for number in _NUMBER.findall(_ADDRESS.sub("", text))}


def _times(words: str) -> list[time]:
    """The times of day in the words, in their order: "9h00 à 17h30"."""
    return [time(int(hour), int(minute or 0)) for hour, minute in _TIME.findall(words)]


def _addresses(texts: Sequence[str]) -> set[str]:
    return {address for text in texts for address in _ADDRESS.findall(text)}


def against_article(desk: Desk, document: Document, article: Sequence[str]) -> Iterator[Problem]:
    """Source words that the article's lines do not hold. `article` are its lines."""
    lines = [_plain(line) for line in article]
    for located in facts(desk):
        sources = [*located.fact.source, *_further_sources(located.fact)]
        at = document.line(located.path)
        for source in sources:
            yield from _missing_words(document.file, at, source, lines, article)


def _further_sources(fact: Fact) -> list[Source]:
    """Sources that a fact holds beside `source`."""
    values = (getattr(fact, name) for name in fact.__fields__ if name != "source")
    return [value for value in values if isinstance(value, Source)]


def _missing_words(
    file: str, at: int, source: Source, lines: Sequence[str], article: Sequence[str]
) -> Iterator[Problem]:
    words = _plain(source.words)
    line = lines[source.line - 1] if source.line <= len(lines) else ""
    if words not in line:
        elsewhere = [number for number, text in enumerate(lines, 1) if words in text]
        if elsewhere:
            fix = f"they stand on line {' and '.join(map(str, elsewhere))} now"
        elif source.line <= len(lines):
            fix = f"that line now reads {article[source.line - 1][:80]!r}"
        else:
            fix = f"the article has {len(lines)} lines"
        yield Problem(file, at, f"line {source.line} does not hold the words {source.words!r}", fix)
    elif source.ticks is not None and line.count(TICK) != source.ticks:
        what = f"line {source.line} has {line.count(TICK)} ticks, not {source.ticks}"
        yield Problem(file, at, what, "correct `ticks` and `plans`")


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


@dataclass(frozen=True)
class ChangedLine:
    """A line that differs from the article as it was read. `number` counts in the copy at hand."""

    number: int
    kind: str  # changed, added, removed


def line_digests(article: Sequence[str]) -> list[str]:
    """One short digest a line: enough to see that it changed, without keeping its words."""
    return [hashlib.sha256(_plain(line).encode()).hexdigest()[:12] for line in article]


def changed_lines(read: Sequence[str], article: Sequence[str]) -> list[ChangedLine]:
    """How the article differs from the digests of when it was read."""
    now = line_digests(article)
    changes: list[ChangedLine] = []
    for tag, old, old_end, new, new_end in difflib.SequenceMatcher(None, read, now, autojunk=False).get_opcodes():
        pairs = min(old_end - old, new_end - new) if tag == "replace" else 0
        changes += [ChangedLine(new + index + 1, "changed") for index in range(pairs)]
        if tag != "equal":
            changes += [ChangedLine(number + 1, "added") for number in range(new + pairs, new_end)]
            changes += [ChangedLine(number + 1, "removed") for number in range(old + pairs, old_end)]
    return changes


def digest_file(desk_file: FilePath) -> FilePath:
    """Where a desk's line digests are kept: beside its file."""
    return desk_file.with_suffix(".lines")
