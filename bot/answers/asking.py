"""Questions back to the merchant that no question of theirs led to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from bot.answers import doors, plans
from bot.answers.model import Answer, Context, Question, Scene
from bot.matrix.model import Catalogue

_TIMELESS = datetime(2000, 1, 1, tzinfo=timezone.utc)  # these answers hold at any time


def ask_plan_of_family(family: str, context: Context, catalogue: Catalogue) -> Answer:
    """Which plan of this family is it?"""
    owner = next((desk.desk for desk in catalogue.desks.values() if family in desk.families), context.desk)
    scene = Scene(catalogue, replace(context, desk=owner), _TIMELESS)
    doors.ask_plan(scene, family)
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
