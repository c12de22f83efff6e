"""The conversation itself: where a session begins, its language, and a fresh start."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, AllSlotsReset, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.conversation import read, reply
from bot.matrix.model import LANGUAGES

LASTING = ("language", "desk", "plan", "market")
"""Slots that a new session begins with; what was asked and mentioned belongs to the one before."""


class StartSession(Action):
    """A new session knows what lasts. Rasa's own would set every slot to every value it ever had."""

    def name(self) -> str:
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        known = {slot: tracker.get_slot(slot) for slot in LASTING}
        carried = [SlotSet(slot, value) for slot, value in known.items() if value is not None]
        return [SessionStarted(), *carried, ActionExecuted("action_listen")]


class SwitchLanguage(Action):
    """To the language that is asked for; without one, to the other."""

    def name(self) -> str:
        return "action_switch_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        if turn.pending and turn.mentions.markets and turn.requested_language is None:
            return reply(dispatcher, turn, turn.pending, turn.context())
        other = next(language for language in LANGUAGES if language != turn.language)
        language = turn.requested_language if turn.requested_language in LANGUAGES else other
        dispatcher.utter_message(response="utter_language_switched", language=language)
        return [SlotSet("language", language)]


class StartOver(Action):
    """Forget everything but the language."""

    def name(self) -> str:
        return "action_start_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        dispatcher.utter_message(response="utter_started_over", language=turn.language)
        return [AllSlotsReset(), SlotSet("language", turn.language)]
