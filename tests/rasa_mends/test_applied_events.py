"""The events that count are those that Rasa counts; each is looked at once where nothing was undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa_mends import applied_events

Unmend = Callable[[type, str], Any]
METHOD = "applied_events"
applied_events.apply()
plain = st.sampled_from(
    [
        ActionExecuted("action_listen"),
        ActionExecuted("form"),
        UserUttered("oi"),
        BotUttered("olá"),
        SlotSet("plan", "lite"),
        DefinePrevUserUtteredFeaturization(False),
    ]
)
odd = st.sampled_from(
    [Restarted(), SessionStarted(), ActionReverted(), UserUtteranceReverted(), ActiveLoop("form"), ActiveLoop(None)]
)


def tracker(events: list[Event]) -> DialogueStateTracker:
    made = DialogueStateTracker("ana", [])
    made.events.extend(events)
    return made


@given(events=st.lists(plain | plain | odd, max_size=20))
def test_they_are_those_of_rasa(events: list[Event]) -> None:
    talk = tracker(events)
    by_rasa = DialogueStateTracker.applied_events.__wrapped__(talk)
    found = talk.applied_events()
    assert [*map(id, found)] == [*map(id, by_rasa)]


def test_what_is_found_may_be_changed() -> None:
    talk = tracker([SessionStarted(), UserUttered("oi"), BotUttered("olá")])
    talk.applied_events().clear()
    assert len(talk.applied_events()) == 2 and len(talk.events) == 3


@pytest.mark.parametrize(
    ("events", "asks_rasa"),
    [
        ([UserUttered("oi"), BotUttered("olá")], False),
        ([UserUtteranceReverted(), SessionStarted(), UserUttered("oi")], False),
        ([ActiveLoop("form"), SessionStarted(), ActionExecuted("form")], True),
        ([UserUttered("oi"), UserUtteranceReverted()], True),
    ],
)
def test_rasa_is_asked_where_something_was_undone(
    as_shipped: Unmend, monkeypatch: pytest.MonkeyPatch, events: list[Event], asks_rasa: bool
) -> None:
    by_rasa, asked = as_shipped(DialogueStateTracker, METHOD), []

    def counted(self: DialogueStateTracker) -> list[Event]:
        asked.append(self)
        return list(by_rasa(self))

    with monkeypatch.context() as patch:
        patch.setattr(applied_events.inspect, "getsource", lambda _: SOURCE)
        patch.setattr(DialogueStateTracker, METHOD, counted)
        applied_events.apply()
        tracker(events).applied_events()
    assert bool(asked) is asks_rasa


SOURCE = applied_events.inspect.getsource(DialogueStateTracker.applied_events.__wrapped__)


def test_applying_twice_is_applying_once(as_shipped: Unmend) -> None:
    as_shipped(DialogueStateTracker, METHOD)
    applied_events.apply()
    once = DialogueStateTracker.applied_events
    applied_events.apply()
    assert DialogueStateTracker.applied_events is once


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DialogueStateTracker, METHOD, lambda self: list(self.events))
    with pytest.raises(RuntimeError, match="applied_events has changed"):
        applied_events.apply()
