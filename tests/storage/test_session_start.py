"""A new session knows what lasts, and only that, each once."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.session import StartSession

SLOTS = {
    "language": "fr",
    "desk": "sendcloud",
    "plan": "lite",
    "plan_in_focus": "growth",
    "market": None,
    "topic": "cancel_plan",
    "page_desk": "clearsale",
    "pending": {"kind": "option"},
    "last_question": {"kind": "option"},
    "requested_slot": "plan",
}


def test_a_session_begins_with_the_current_values_of_what_lasts() -> None:
    plans = [SlotSet("plan", plan) for plan in ("growth", "premium", "lite")]
    tracker = Tracker("anna", SLOTS, {}, plans, False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    assert StartSession().run(dispatcher, tracker, {}) == [
        SessionStarted(),
        SlotSet("language", "fr"),
        SlotSet("desk", "sendcloud"),
        SlotSet("plan", "lite"),
        ActionExecuted("action_listen"),
    ]
    assert dispatcher.messages == []
