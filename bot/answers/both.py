"""Two requests in one message: an answer each, and what asks back comes last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.answers.answering import answer
from bot.answers.context import Mentions
from bot.answers.model import Answer, Context, Part, Question
from bot.matrix.model import Catalogue


def question_in(intent: str, mentions: Mentions, question_of: Callable[[str], Question | None]) -> Question | None:
    """The question behind a message, with the other request in it, each by `question_of` its intent; None for none."""
    intents = [intent, mentions.also_asks] if mentions.also_asks else [intent]
    if mentions.asks_it_before:
        intents.reverse()
    first, *more = dict.fromkeys(question for question in map(question_of, intents) if question) or [None]
    return replace(first, also=more[0]) if first and more else first


def is_about(question: Question, waiting: Question) -> bool:
    """Whether it puts the question that waits once more, or narrows it down, and not the one that waits with it."""
    named = (waiting.topic in (None, question.topic), waiting.option in (None, question.option))
    return question.kind == waiting.kind and all(named) and question != waiting.also


def answers(question: Question, context: Context, catalogue: Catalogue, now: datetime) -> list[tuple[Question, Answer]]:
    """The question's answer, or both of two, in the order to say them in; each with the question it answers.

    Where both ask back, one of them does, for both; that of a mail waits, for it goes on asking.
    """
    if question.also is None:
        return [(question, answer(question, context, catalogue, now))]
    given = [(one, answer(one, context, catalogue, now)) for one in (replace(question, also=None), question.also)]
    given.sort(key=lambda asked: (_asks_first(asked[1]), asked[1].asks is not None, asked[1].asks == "detail"))
    back = given[0][1]
    if not _asks_first(back):
        back.asks = None  # the last one asks
        return given
    back.parts.append(Part("utter_then_both", apart=True))
    return [(question, back)]


def _asks_first(given: Answer) -> bool:
    """Whether it asks back instead of an answer; "was it about another desk?" stands below one."""
    return given.asks is not None and not (given.asks == "desk" and given.citations)
