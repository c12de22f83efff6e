"""The conversation itself: its language, and a fresh start."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.conversation import read, reply
from bot.matrix.model import LANGUAGES


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
