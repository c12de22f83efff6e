"""Whether an answer helped."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.conversation import Turn, read, reply
from bot.answers.model import Part, Question


class Solved(Action):
    """It did."""

    def name(self) -> str:
        return "action_solved"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        dispatcher.utter_message(response="utter_solved", feedback=judged(turn, solved=True))
        return []


class NotSolved(Action):
    """It did not: the best door to a person."""

    def name(self) -> str:
        return "action_not_solved"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        question = Question("human", urgent=turn.mentions.urgent)
        return reply(
            dispatcher,
            turn,
            question,
            turn.context(),
            lead=Part("utter_sorry_not_solved"),
            feedback=judged(turn, solved=False),
        )


def judged(turn: Turn, *, solved: bool) -> dict[str, Any] | None:
    """Which answer is judged, for the store; nothing of what the merchant wrote. None where nothing was answered."""
    asked = turn.last_question
    if asked is None:
        return None
    return {
        "solved": solved,
        "kind": asked.kind,
        "subject": asked.topic or asked.option,
        "desk": turn.remembered.desk,
        "plan": turn.remembered.focus or turn.remembered.plan,
        "language": turn.language,
        "facts": turn.facts,
    }
