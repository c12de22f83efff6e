"""The conversation itself: its language, and a fresh start."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.conversation import read, reply, utter
from bot.answers.model import Answer, Choice, Part
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
        context = replace(turn.context(), language=language)
        lead = Part("utter_language_switched")
        if turn.last_question is not None:  # "et en portugais ?"
            return [SlotSet("language", language), *reply(dispatcher, turn, turn.last_question, context, lead)]
        utter(dispatcher, turn, Answer(parts=[lead, Part("utter_what_do_you_need")]), context)
        return [SlotSet("language", language)]


class StartOver(Action):
    """Forget everything but the language."""

    def name(self) -> str:
        return "action_start_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        dispatcher.utter_message(response="utter_started_over", language=turn.language)
        return [AllSlotsReset(), SlotSet("language", turn.language)]


class EraseData(Action):
    """Erase the conversation, once that is confirmed. The tracker store does it, after the turn is saved."""

    def name(self) -> str:
        return "action_erase_data"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        if turn.mentions.confirmed:
            utter(dispatcher, turn, Answer(parts=[Part("utter_erased")]), turn.context(), erase=True)
            return [AllSlotsReset(), SlotSet("language", turn.language)]
        ask = Answer(parts=[Part("utter_confirm_erasing")], asks="consent")
        ask.choices.append(Choice("erase_my_data", {"confirmed": "true"}, response="utter_button_erase"))
        ask.choices.append(Choice("deny", response="utter_button_keep"))
        utter(dispatcher, turn, ask, turn.context())
        return []
