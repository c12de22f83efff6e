"""What a turn asks of the store, in the metadata of what the bot said: to keep a judgement, to erase everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import BotUttered, Event

ERASE = "erase"
FEEDBACK = "feedback"


@dataclass(frozen=True)
class Judgement:
    """Whether an answer helped, and which one it was; nothing of what anybody wrote."""

    time: float  # seconds since 1970
    solved: bool
    desk: str | None
    kind: str
    subject: str | None
    plan: str | None
    language: str | None
    facts: str | None


def wants_erasing(events: Iterable[Event]) -> bool:
    return any(event.metadata.get(ERASE) is True for event in events if isinstance(event, BotUttered))


def judgements(events: Iterable[Event]) -> Iterator[Judgement]:
    for event in events:
        told = event.metadata.get(FEEDBACK) if isinstance(event, BotUttered) else None
        if isinstance(told, dict):
            yield _judgement(event.timestamp, told)


def _judgement(time: float, told: dict[str, Any]) -> Judgement:
    return Judgement(
        time=time,
        solved=bool(told.get("solved")),
        desk=told.get("desk"),
        kind=str(told.get("kind")),
        subject=told.get("subject"),
        plan=told.get("plan"),
        language=told.get("language"),
        facts=told.get("facts"),
    )
