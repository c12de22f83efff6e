"""Answers to what a merchant asks or tells: the core decides, these hand over."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.conversation import hand_over, read, reply
from bot.answers.answering import question_of
from bot.answers.asking import ask_plan_of_family, ask_which_of, offer_known_plans
from bot.answers.both import is_about, question_in
from bot.answers.model import Question


class AnswerQuestion(Action):
    """Any question: about an option, a topic, hours, plans, times, the best door."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        known = (turn.mentions, turn.catalogue, turn.topic, turn.last_question, turn.requested_language)
        question = question_in(turn.intent, turn.mentions, lambda intent: question_of(intent, *known))
        question = question or Question("contact_options")
        waiting = turn.pending
        if waiting and waiting.kind == "draft" and question.kind == "topic":
            question = replace(waiting, topic=question.topic)
        elif waiting and question.also is None and is_about(question, waiting):
            question = replace(question, also=waiting.also)
        return reply(dispatcher, turn, question, turn.context())


class InformPlan(Action):
    """The merchant tells a plan: answer what waited for it, else say what it includes."""

    def name(self) -> str:
        return "action_inform_plan"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        named, catalogue = turn.mentions, turn.catalogue
        context = turn.context(claims_plan=not named.several_plans)
        waiting = turn.pending if turn.pending and turn.pending.kind != "find_plan" else Question("contact_options")
        if named.several_plans:
            given = ask_which_of([mention.plan for mention in named.plans], context, catalogue)
        elif named.plans:
            return reply(dispatcher, turn, waiting, context)
        elif named.plan_family:
            given = ask_plan_of_family(named.plan_family, context, catalogue)
        else:
            given = offer_known_plans(context, catalogue)
        return hand_over(dispatcher, turn, waiting, given, context)


class ChooseDesk(Action):
    """The merchant tells which desk is meant: answer what waited for it, else how to reach the desk."""

    def name(self) -> str:
        return "action_choose_desk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        waiting = turn.pending or Question("contact_options")
        return reply(dispatcher, turn, waiting, turn.context())
