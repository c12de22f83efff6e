"""The answer for when a part is down: the desk's own doors."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.answers import doors
from bot.answers.model import Answer, Context, Scene
from bot.matrix.lookup import doors as doors_of
from bot.matrix.model import Catalogue, Language

_TIMELESS = datetime(2000, 1, 1, tzinfo=timezone.utc)  # the answer holds at any time


def part_down(
    catalogue: Catalogue, desk: str | None, language: Language, opening: str = "utter_cannot_answer"
) -> Answer:
    """Say with `opening` what is down, and give the doors of `desk` (of the language's own where it is None)."""
    known = desk if desk in catalogue.desks else catalogue.default_desk(language).desk
    scene = Scene(catalogue, Context(language, str(known)), _TIMELESS)
    scene.say(opening)
    option = scene.desk.options[scene.desk.general_door.option]
    if option.door and option.door.mailboxes:
        doors.say_mailboxes(scene, option)
    else:
        doors.say_doors(scene, doors_of(scene.desk, None))
    return scene.answer
