"""Answers to what a merchant asks or tells: the core decides, these hand over."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.conversation import read, remember, reply, utter
from bot.answers.answering import question_of
from bot.answers.asking import ask_plan_of_family, offer_known_plans
from bot.answers.model import Part, Question


class AnswerQuestion(Action):
    """Any question: about an option, a topic, hours, plans, times, the best door."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        question = question_of(turn.intent, turn.mentions, turn.catalogue, turn.topic, turn.last_question)
        question = question or Question("contact_options")
        if turn.pending and turn.pending.kind == "draft" and question.kind == "topic":
            question = Question("draft", topic=question.topic)
        return reply(dispatcher, turn, question, turn.context())


class InformPlan(Action):
    """The merchant tells a plan: answer what waited for it, else say what it includes."""

    def name(self) -> str:
        return "action_inform_plan"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        context = turn.context(claims_plan=True)
        if turn.mentions.plans:
            waiting = turn.pending if turn.pending and turn.pending.kind != "find_plan" else None
            return reply(dispatcher, turn, waiting or Question("contact_options"), context)
        if turn.mentions.plan_family:
            utter(dispatcher, turn, ask_plan_of_family(turn.mentions.plan_family, context, turn.catalogue), context)
        else:
            utter(dispatcher, turn, offer_known_plans(context, turn.catalogue), context)
        return remember(turn, context)


class ChooseDesk(Action):
    """The merchant tells which desk is meant: answer what waited for it, else how to reach the desk."""

    def name(self) -> str:
        return "action_choose_desk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        waiting = turn.pending or Question("contact_options")
        return reply(dispatcher, turn, waiting, turn.context())


class ProvideDetails(Action):
    """Store name or CNPJ: they belong into the mail to the desk."""

    def name(self) -> str:
        return "action_provide_details"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        question = Question("draft", topic=turn.topic)
        return reply(dispatcher, turn, question, turn.context(), lead=Part("utter_details_received"))


class NotSolved(Action):
    """The answer did not help: the best door to a person."""

    def name(self) -> str:
        return "action_not_solved"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        question = Question("human", urgent=turn.mentions.urgent)
        return reply(dispatcher, turn, question, turn.context(), lead=Part("utter_sorry_not_solved"))


class NotUnderstood(Action):
    """No intent is likely enough; a bare name still answers the question that waits for it."""

    def name(self) -> str:
        return "action_not_understood"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        if turn.pending and (turn.mentions.plans or turn.mentions.desks or turn.mentions.markets):
            return reply(dispatcher, turn, turn.pending, turn.context(claims_plan=True))
        dispatcher.utter_message(response="utter_not_understood")
        return []
