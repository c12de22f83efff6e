"""Engines are compared at the same cost: as many requests turned away by each."""

from __future__ import annotations

import pytest

from benchmarks.nlu.__main__ import off_topic_rejected
from benchmarks.nlu.data import UNREAD, training_examples, training_files
from tests.nlu.understanding import OFF_TOPIC, Expected, Understood

REQUEST = "cancel_plan"


def read(meant: str, told: str, confidence: float) -> Understood:
    return Understood(Expected("oi", "pt", meant), told, told, confidence, None, frozenset())


def requests(*sure: float, told: str = REQUEST) -> list[Understood]:
    return [read(REQUEST, told, confidence) for confidence in sure]


def off_topic(*sure: float, told: str = OFF_TOPIC) -> list[Understood]:
    return [read(OFF_TOPIC, told, confidence) for confidence in sure]


def test_a_threshold_that_costs_four_requests_of_a_hundred() -> None:
    asked = requests(*(number / 100 for number in range(100)))
    assert off_topic_rejected([*asked, *off_topic(0.035, 0.045, told=REQUEST)]) == pytest.approx(0.5)


def test_what_is_told_to_be_off_topic_goes_first() -> None:
    assert off_topic_rejected([*requests(*[0.9] * 25), *off_topic(0.3)]) == 1


def test_an_engine_that_rejects_too_much_is_trusted_less() -> None:
    asked = [*requests(*[0.9] * 90), *requests(*[0.5] * 4, *[0.2] * 6, told=OFF_TOPIC)]
    assert off_topic_rejected([*asked, *off_topic(0.8, 0.1)]) == pytest.approx(0.5)


def test_of_messages_that_are_alike_a_share_is_rejected() -> None:
    asked = [*requests(*[0.9] * 92), *requests(*[0.0] * 8, told="nlu_fallback")]
    assert off_topic_rejected([*asked, *off_topic(0.0, 0.0, told="nlu_fallback")]) == pytest.approx(0.5)


def test_everything_is_learnt_but_what_no_engine_reads() -> None:
    assert UNREAD not in {file.name for file in training_files()}
    learnt = training_examples()
    assert len(learnt) > 10_000
    assert {one.language for one in learnt} == {"pt", "fr", "other"}
    assert not {"message_too_long", "message_without_words"} & {one.intent for one in learnt}
