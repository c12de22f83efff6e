"""The mail that is being prepared: what is given for it, and what is left out."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.clock import now
from actions.conversation import Turn, hand_over, read, reply
from bot.answers.context import details_given
from bot.answers.drafting import skip_detail, take_details
from bot.answers.model import Context, Question, Scene


class ProvideDetails(Action):
    """What a mail needs is given: a store's name, a CNPJ, or what was just asked for."""

    def name(self) -> str:
        return "action_provide_details"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        context = context_of_mail(turn)
        scene = Scene(turn.catalogue, context, now())
        given = details_given(tracker.latest_message.get("entities") or [], scene.desk, context.draft)
        take_details(scene, given, topic=turn.topic)
        return hand_over(dispatcher, turn, Question("draft", topic=turn.topic), scene.answer, context)


class SkipDetail(Action):
    """The mail goes on without what was asked for."""

    def name(self) -> str:
        return "action_skip_detail"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        context = context_of_mail(turn)
        scene = Scene(turn.catalogue, context, now())
        if skip_detail(scene):
            return hand_over(dispatcher, turn, Question("draft", topic=turn.topic), scene.answer, context)
        if turn.pending:  # "I don't know" which desk: then it is the likeliest one
            return reply(dispatcher, turn, turn.pending, replace(turn.context(), desk_certain=True))
        dispatcher.utter_message(response="utter_stopped")
        return []


def context_of_mail(turn: Turn) -> Context:
    """The context at the desk of the mail under way; of the first desk with mails where the present one has none."""
    context = turn.context()
    if context.draft is not None:
        return replace(context, desk=context.draft.desk)
    if turn.catalogue.desks[context.desk].details:
        return context
    writes = next((desk.desk for desk in turn.catalogue.desks.values() if desk.details), context.desk)
    return replace(context, desk=writes)
