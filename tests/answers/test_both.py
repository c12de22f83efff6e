"""Two requests in one message: what is understood, in which order they are answered, and what is kept for later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.answering import question_of
from bot.answers.both import answers, is_about, question_in
from bot.answers.context import Mentions
from bot.answers.model import Answer, Context, Question
from bot.matrix.loader import load_catalogue
from tests.answers.book import WEDNESDAY

CATALOGUE = load_catalogue()
PHONE, CHAT, MANAGER = (Question("option", option=option) for option in ("phone", "chat", "account_manager"))
MAIL = Question("draft", topic="cancel_plan")
CANCEL = Question("topic", topic="cancel_plan")
SENDCLOUD = Context("pt", "sendcloud", desk_certain=True)
CLEARSALE = replace(SENDCLOUD, desk="clearsale")
NO_DESK = Context("pt", "clearsale")


def given(question: Question, context: Context) -> list[tuple[Question, Answer]]:
    return answers(question, context, CATALOGUE, WEDNESDAY)


def asked_in(intent: str, mentions: Mentions) -> Question | None:
    return question_in(intent, mentions, lambda one: question_of(one, mentions, CATALOGUE))


def responses(answer: Answer) -> list[str]:
    return [part.response for part in answer.parts]


def test_a_question_alone_is_answered_alone() -> None:
    (question, answer), *more = given(PHONE, SENDCLOUD)
    assert question == PHONE and answer.asks == "plan" and "utter_then_both" not in responses(answer)
    assert not more


def test_both_are_answered_in_the_order_they_were_asked_in() -> None:
    growth = replace(SENDCLOUD, plan="growth", focus="growth")
    assert [question for question, _ in given(replace(PHONE, also=CHAT), growth)] == [PHONE, CHAT]
    assert [question for question, _ in given(replace(CHAT, also=PHONE), growth)] == [CHAT, PHONE]


@pytest.mark.parametrize("question", [replace(PHONE, also=CHAT), replace(CHAT, also=PHONE)], ids=["first", "second"])
def test_the_one_that_asks_back_comes_last(question: Question) -> None:
    assert [(one, answer.asks) for one, answer in given(question, SENDCLOUD)] == [(CHAT, None), (PHONE, "plan")]


def test_of_two_that_ask_back_one_does_for_both() -> None:
    both = replace(PHONE, also=MANAGER)
    (question, answer), *more = given(both, SENDCLOUD)
    assert question == both and not more
    assert answer.asks == "plan" and responses(answer)[-1] == "utter_then_both"
    assert answer.choices == given(PHONE, SENDCLOUD)[0][1].choices


@pytest.mark.parametrize("question", [replace(MAIL, also=PHONE), replace(PHONE, also=MAIL)], ids=["first", "second"])
def test_a_mail_waits_for_what_is_asked_back_for_the_other(question: Question) -> None:
    (waiting, answer), *more = given(question, NO_DESK)
    assert given(MAIL, NO_DESK)[0][1].asks == "detail"
    assert waiting == question and answer.asks == "desk" and not more


def test_whether_another_desk_was_meant_is_asked_below_an_answer() -> None:
    found = given(replace(PHONE, also=Question("draft")), CLEARSALE)
    assert [answer.asks for _, answer in found] == [None, "topic"]
    assert "utter_option_not_named" in responses(found[0][1])


def test_a_mail_asks_for_its_details_after_the_other_answer() -> None:
    assert [(one, answer.asks) for one, answer in given(replace(MAIL, also=CANCEL), CLEARSALE)] == [
        (CANCEL, None),
        (MAIL, "detail"),
    ]


def test_the_intents_of_a_message_become_one_question_in_their_order() -> None:
    two = Mentions(also_asks="contact_chat")
    assert asked_in("contact_phone", two) == replace(PHONE, also=CHAT)
    assert asked_in("contact_phone", replace(two, asks_it_before=True)) == replace(CHAT, also=PHONE)


def test_what_asks_nothing_or_the_same_is_not_asked_along() -> None:
    assert asked_in("contact_phone", Mentions()) == PHONE
    assert asked_in("contact_phone", Mentions(also_asks="greet")) == PHONE
    assert asked_in("contact_phone", Mentions(also_asks="contact_phone")) == PHONE
    assert asked_in("greet", Mentions(also_asks="contact_chat", asks_it_before=True)) == CHAT
    assert asked_in("greet", Mentions()) is None


HOURS = Question("hours")


@pytest.mark.parametrize(
    ("question", "waiting", "is_it"),
    [
        (PHONE, replace(PHONE, also=MANAGER), True),
        (Question("hours", option="phone"), replace(HOURS, also=PHONE), True),
        (HOURS, replace(Question("hours", option="phone"), also=PHONE), False),
        (CHAT, replace(PHONE, also=MANAGER), False),
        (MANAGER, replace(PHONE, also=MANAGER), False),
        (CANCEL, replace(PHONE, also=CANCEL), False),
        (Question("topic", topic="account_question"), replace(CANCEL, also=PHONE), False),
    ],
)
def test_what_waits_is_asked_again_or_narrowed_down(question: Question, waiting: Question, is_it: bool) -> None:
    assert is_about(question, waiting) == is_it


def test_two_questions_survive_the_slot() -> None:
    both = replace(PHONE, also=MANAGER)
    assert Question.from_slot(both.to_slot()) == both
    assert Question.from_slot({key: value for key, value in PHONE.to_slot().items() if key != "also"}) == PHONE
