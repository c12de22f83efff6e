"""Answers to what a merchant asks or tells: the core decides, these hand over."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.clock import now
from actions.conversation import Turn, hand_over, read, reply, utter
from bot.answers.answering import answer, question_of
from bot.answers.asking import ask_plan_of_family, ask_which_of, offer_known_plans
from bot.answers.guessing import offer_guess
from bot.answers.model import Part, Question, Scene


class AnswerQuestion(Action):
    """Any question: about an option, a topic, hours, plans, times, the best door."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = read(tracker)
        question = question_of(
            turn.intent, turn.mentions, turn.catalogue, turn.topic, turn.last_question, turn.requested_language
        )
        question = question or Question("contact_options")
        if turn.pending and turn.pending.kind == "draft" and question.kind == "topic":
            question = Question("draft", topic=question.topic)
        if turn.mentions.also_asks:
            return answer_both(dispatcher, turn, question, turn.mentions.also_asks)
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


def answer_both(dispatcher: CollectingDispatcher, turn: Turn, first: Question, also: str) -> list[EventType]:
    """Two requests in one message: an answer each; what asks back comes last, and of two that do one is a button."""
    context, mentions = turn.context(), turn.mentions
    second = question_of(also, mentions, turn.catalogue, turn.topic, turn.last_question, turn.requested_language)
    given = answer(first, context, turn.catalogue, now())
    if second is None or second == first:
        return hand_over(dispatcher, turn, first, given, context)
    other = answer(second, context, turn.catalogue, now())
    if mentions.asks_it_before:
        first, second, given, other, also = second, first, other, given, turn.intent
    if given.asks and other.asks:
        given.parts.append(Part("utter_also_asked", apart=True))
        offer_guess(Scene(turn.catalogue, context, now(), given), also, mentions)
        return hand_over(dispatcher, turn, first, given, context)
    if given.asks:
        first, second, given, other = second, first, other, given
    utter(dispatcher, turn, given, context)
    return hand_over(dispatcher, turn, second, other, context, follows=True)
