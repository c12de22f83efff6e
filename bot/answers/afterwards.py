"""What follows an answer: whether it helped, and a person for who asks the same again."""

from __future__ import annotations

from bot.answers.model import Answer, Choice, Question

_NOT_JUDGED = ("human", "draft")  # a person is the last resort; a mail is judged by its answer


def after(question: Question, given: Answer, *, asked_before: bool) -> list[Choice]:
    """The buttons to add: none while something is asked back."""
    if given.asks is not None or question.kind in _NOT_JUDGED:
        return []
    person = [Choice("request_human", response="utter_button_person")] if asked_before else []
    return [
        *person,
        Choice("feedback_solved", response="utter_button_solved"),
        Choice("feedback_not_solved", response="utter_button_not_solved"),
    ]
