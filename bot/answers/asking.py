"""Questions back to the merchant that no question of theirs led to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from typing import Any

from bot.answers import doors, plans
from bot.answers.model import Answer, Context, Missing, Question, Scene
from bot.matrix.model import Catalogue

_TIMELESS = datetime(2000, 1, 1, tzinfo=timezone.utc)  # these answers hold at any time


@dataclass(frozen=True)
class AskedBack:
    """What was asked back last, and how often in a row. The details of a mail count for themselves."""

    asks: str
    times: int = 1

    @classmethod
    def after(cls, before: AskedBack | None, asks: Missing | None) -> AskedBack | None:
        """The count after an answer that asks for `asks`; None where it asks nothing."""
        if asks is None or asks == "detail":
            return None
        return cls(asks, before.times + 1) if before is not None and before.asks == asks else cls(asks)

    def to_slot(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_slot(cls, value: object) -> AskedBack | None:
        """The count kept in a slot; None for anything else."""
        return cls(**value) if isinstance(value, dict) and "asks" in value else None


def ask_plan_of_family(family: str, context: Context, catalogue: Catalogue) -> Answer:
    """Which plan of this family is it?"""
    owner = next((desk.desk for desk in catalogue.desks.values() if family in desk.families), context.desk)
    scene = Scene(catalogue, replace(context, desk=owner), _TIMELESS)
    doors.ask_plan(scene, family)
    return scene.answer


def ask_which_of(keys: Sequence[str], context: Context, catalogue: Catalogue) -> Answer:
    """Which of these plans is it? They were told as if both were the merchant's."""
    owner = next((desk.desk for desk in catalogue.desks.values() if keys[0] in desk.plans), context.desk)
    scene = Scene(catalogue, replace(context, desk=owner), _TIMELESS)
    plans.ask_which_of(scene, keys)
    return scene.answer


def is_about_a_plan(question: Question, given: Answer) -> bool:
    """Whether a plan that no desk has makes another answer of it than `given`."""
    return given.asks in ("plan", "desk") or question.kind in ("option", "contact_options")


def offer_known_plans(context: Context, catalogue: Catalogue) -> Answer:
    """A plan was told that no desk file knows: say so, and offer those of the desk that has plans."""
    desk = context.desk
    if not context.desk_certain and not catalogue.desks[desk].plans:
        desk = next((key for key, entry in catalogue.desks.items() if entry.plans), desk)
    scene = Scene(catalogue, replace(context, desk=desk), _TIMELESS)
    plans.say_unknown_plan(scene)
    return scene.answer
