"""A mail that is being prepared: what is known of it, and what is asked for next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.details import Problem, check
from bot.matrix.model import Desk, Topic

PATIENCE = 2  # times: put without an answer, or put once more after answers that were not valid


@dataclass(frozen=True)
class Draft:
    """One mail. Without a `topic` it only keeps what was given; `awaits` is the detail that was asked for last.

    `failures` counts the answers to that question that were not valid; `asked` how often it was put.
    """

    desk: str
    topic: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    awaits: str | None = None
    failures: int = 0
    asked: int = 0
    noticed: bool = False

    @property
    def asked_again(self) -> int:
        """How often the detail was asked for once more: after a digression, or because an answer was not valid."""
        return max(self.asked - 1, 0) + self.failures

    def to_slot(self) -> dict[str, Any]:
        return {**asdict(self), "given": dict(self.given), "skipped": list(self.skipped)}

    @classmethod
    def from_slot(cls, value: object) -> Draft | None:
        """The draft kept in a slot; None for anything else."""
        if not isinstance(value, Mapping) or not isinstance(value.get("desk"), str):
            return None
        return cls(**{**value, "given": dict(value.get("given") or {}), "skipped": tuple(value.get("skipped") or ())})


def details_of(topic: Topic) -> tuple[str, ...]:
    """What the mail holds, in the order in which it is asked for."""
    return (*topic.write.details, *topic.write.optional) if topic.write else ()


def is_optional(desk: Desk, topic: Topic, detail: str) -> bool:
    """Whether the mail is complete without it."""
    return desk.details[detail].if_any or bool(topic.write and detail in topic.write.optional)


def begun(desk: Desk, topic: str, before: Draft | None) -> Draft:
    """The draft about this topic: the one under way, or a new one with what is known from another."""
    if before is not None and (before.desk, before.topic) == (desk.desk, topic):
        return before
    lasting = {}
    if before is not None and before.desk == desk.desk:
        entry = desk.topics[topic]
        needed = [key for key in details_of(entry) if not is_optional(desk, entry, key)]
        lasting = {key: value for key, value in before.given.items() if key in needed}
    return Draft(desk.desk, topic, lasting, noticed=before is not None and before.noticed)


def next_missing(desk: Desk, draft: Draft) -> str | None:
    """The next detail to ask for, or None where the mail is complete."""
    if draft.topic is None:
        return None
    wanted = details_of(desk.topics[draft.topic])
    return next((key for key in wanted if key not in draft.given and key not in draft.skipped), None)


def asking(draft: Draft, detail: str) -> Draft:
    """The draft after asking for the detail."""
    again = draft.awaits == detail
    return replace(
        draft,
        awaits=detail,
        asked=draft.asked + 1 if again else 1,
        failures=draft.failures if again else 0,
        noticed=True,
    )


def at_rest(draft: Draft) -> Draft:
    """The draft that waits for nothing: complete, or left for now."""
    return replace(draft, awaits=None, failures=0, asked=0)


def taken(desk: Desk, draft: Draft, detail: str, text: str) -> tuple[Draft, Problem | None]:
    """The draft with this detail, or with one failure more and what is wrong."""
    found = check(desk.details[detail].kind, text)
    if found.problem is None:
        skipped = tuple(key for key in draft.skipped if key != detail)
        return replace(draft, given={**draft.given, detail: found.value}, skipped=skipped), None
    return replace(draft, failures=draft.failures + (detail == draft.awaits)), found.problem


def without(draft: Draft, detail: str) -> Draft:
    """The draft that does without the detail."""
    return replace(draft, skipped=(*draft.skipped, detail))
