"""Made-up articles: the source words of a desk file on their lines. The real ones are not part of the project."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from bot.matrix.evidence import TICK
from bot.matrix.model import Desk, Source


def sources_in(value: object) -> Iterator[Source]:
    """Every source in a desk file, those of lost lists included."""
    if isinstance(value, Source):
        yield value
    elif isinstance(value, BaseModel):
        for name in value.__fields__:
            yield from sources_in(getattr(value, name))
    elif isinstance(value, (dict, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from sources_in(item)


def article_of(desk: Desk) -> list[str]:
    """Lines that hold the desk's source words and ticks, and next to nothing else."""
    found = list(sources_in(desk))
    lines: list[list[str]] = [[] for _ in range(max(source.line for source in found))]
    for source in found:
        line = lines[source.line - 1]
        if source.words not in line:
            line.append(source.words)
        if source.ticks is not None:
            line.extend(TICK for _ in range(source.ticks - " ".join(line).count(TICK)))
    return [" | ".join(line) or "…" for line in lines]
