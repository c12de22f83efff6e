"""When something went wrong: not understood, not heard, not wanted, not believed."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.clock import now
from actions.conversation import changed_slots, read, remember, reply, utter
from bot.answers.answering import answer
from bot.answers.drafting import stopped
from bot.answers.guessing import best_person, did_you_mean
from bot.answers.model import Part, Question, Scene
from bot.answers.sources import say_where
from bot.choosing import GUESSES

LIKELY = 0.05  # confidence, 0 to 1, below which a guess is none


class NotUnderstood(Action):
    """No intent is likely enough: guesses first, then a person. A bare name answers the question that waits for it."""

    def name(self) -> str:
        return "action_not_understood"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        if turn.pending and (turn.mentions.plans or turn.mentions.desks or turn.mentions.markets):
            return reply(dispatcher, turn, turn.pending, turn.context(claims_plan=True))
        context, again = turn.context(), changed_slots(turn, misunderstood=turn.misunderstood + 1)
        if turn.misunderstood:
            utter(dispatcher, turn, best_person(turn.mentions, context, turn.catalogue, now()), context)
            return again
        ranking = tracker.latest_message.get("intent_ranking") or ()
        likely = [one["name"] for one in ranking if one["confidence"] >= LIKELY]
        guesses = did_you_mean(likely, turn.mentions, context, turn.catalogue, now(), most=GUESSES)
        if guesses is None:
            dispatcher.utter_message(response="utter_not_understood")
        else:
            utter(dispatcher, turn, guesses, context)
        return again


class NoneOfThese(Action):
    """The guesses were wrong, too: the best door to a person."""

    def name(self) -> str:
        return "action_none_of_these"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        context = turn.context()
        utter(dispatcher, turn, best_person(turn.mentions, context, turn.catalogue, now()), context)
        return changed_slots(turn, misunderstood=turn.misunderstood + 1)


class SayAgain(Action):
    """The last answer once more; what the mail lacks, where that was asked last."""

    def name(self) -> str:
        return "action_say_again"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        context = turn.context()
        if context.draft is not None and context.draft.awaits and not turn.pending:
            context = replace(context, desk=context.draft.desk)
            return reply(dispatcher, turn, Question("draft"), context)
        if turn.last_question is None:
            dispatcher.utter_message(response="utter_capabilities")
            return []
        return reply(dispatcher, turn, turn.last_question, context, lead=Part("utter_again"))


class SaySource(Action):
    """Where the last answer is written: article, address, lines and their words."""

    def name(self) -> str:
        return "action_say_source"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        context = turn.context()
        asked = turn.last_question
        if asked and asked.kind == "draft":
            asked = Question("topic", topic=asked.topic or turn.topic)
        given = answer(asked, context, turn.catalogue, now()) if asked else None
        scene = Scene(turn.catalogue, context, now())
        say_where(scene, given)
        utter(dispatcher, turn, scene.answer, context)
        return remember(turn, context)


class Stop(Action):
    """Leave what is under way: a question asked back, a mail."""

    def name(self) -> str:
        return "action_stop"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        left, last = stopped(turn.remembered.draft), turn.last_question
        if last is not None and last.kind == "draft":
            last = Question("topic", topic=last.topic) if last.topic else None
        dispatcher.utter_message(response="utter_stopped")
        return changed_slots(
            turn,
            pending=None,
            last_question=last.to_slot() if last else None,
            draft=left.to_slot() if left else None,
            asked_back=None,
            misunderstood=None,
        )
