"""A tracker's copy is what Rasa's replay makes of it, and costs no replay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from bot.rasa_mends import tracker_copy

Unmend = Callable[[type, str], Any]
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  plan: {type: text, initial_value: lite, influence_conversation: false, mappings: [{type: custom}]}
  wanted: {type: list, influence_conversation: false, mappings: [{type: custom}]}
forms: {form: {required_slots: []}}
"""
)
tracker_copy.apply()
events = st.sampled_from(
    [
        ActionExecuted("action_listen"),
        ActionExecuted("utter_hi"),
        UserUttered("oi", {"name": "greet", "confidence": 1.0}, input_channel="rest"),
        BotUttered("olá"),
        SlotSet("plan", "growth"),
        SlotSet("wanted", ["phone"]),
        ActiveLoop("form"),
        LoopInterrupted(True),
        FollowupAction("utter_hi"),
        ConversationPaused(),
        UserUtteranceReverted(),
        AllSlotsReset(),
        SessionStarted(),
        Restarted(),
    ]
)


def tracker(talk: list[Event], most: int | None = None) -> DialogueStateTracker:
    made = DialogueStateTracker.from_events("ana", talk, DOMAIN.slots, max_event_history=most)
    made.model_id = "a model"
    return made


def told(one: DialogueStateTracker) -> dict[str, Any]:
    """All that it holds, with what `current_state` leaves out."""
    rest = (one.latest_bot_utterance, one.is_rule_tracker, one._max_event_history, one.model_id, one.events.maxlen)
    return {**one.current_state(EventVerbosity.ALL), "rest": rest}


@given(talk=st.lists(events, max_size=12))
def test_it_is_what_rasas_copy_is(talk: list[Event]) -> None:
    original = tracker(talk)
    assert told(original.copy()) == told(original.travel_back_in_time(float("inf")))


def test_what_happens_to_the_copy_does_not_happen_to_the_tracker() -> None:
    original = tracker([UserUttered("oi"), ActiveLoop("form"), SlotSet("plan", "growth")])
    before = told(original)
    twin = original.copy()
    for event in (LoopInterrupted(True), SlotSet("plan", "premium"), BotUttered("olá"), ActionExecuted("utter_hi")):
        twin.update(event)
    assert told(original) == before and twin.get_slot("plan") == "premium"


def test_what_older_events_told_is_kept() -> None:
    original = tracker([SlotSet("plan", "growth"), *[BotUttered("olá")] * 5], most=3)
    assert original.copy().get_slot("plan") == "growth" and len(original.copy().events) == 3


def test_no_event_is_applied_again(as_shipped: Unmend, monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[Event] = []
    update = DialogueStateTracker.update
    as_shipped(DialogueStateTracker, "copy")
    original = tracker([BotUttered("olá")] * 50)

    def counted(self: DialogueStateTracker, event: Event, domain: Domain | None = None) -> None:
        applied.append(event)
        update(self, event, domain)

    monkeypatch.setattr(DialogueStateTracker, "update", counted)
    original.copy()
    assert len(applied) == 50, "as shipped, all of them are"
    tracker_copy.apply()
    original.copy()
    assert len(applied) == 50


def test_applying_twice_is_applying_once(as_shipped: Unmend) -> None:
    as_shipped(DialogueStateTracker, "copy")
    tracker_copy.apply()
    once = DialogueStateTracker.copy
    tracker_copy.apply()
    assert DialogueStateTracker.copy is once


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DialogueStateTracker, "copy", lambda self: self)
    with pytest.raises(RuntimeError, match=r"DialogueStateTracker\.copy has changed"):
        tracker_copy.apply()
