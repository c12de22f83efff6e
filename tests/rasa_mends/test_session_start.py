"""A new session knows what lasts, and only that, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rasa.core.actions.action import ActionSessionStart
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa_mends import session_start

DOMAIN = Domain.from_file(str(Path(__file__).resolve().parents[2] / "domain.yml"))
METHOD = "_slot_set_events_from_tracker"
SLOTS: dict[str, Any] = {
    "language": "fr",
    "desk": "sendcloud",
    "desk_told": True,
    "market": None,
    "plan_in_focus": "growth",
    "topic": "cancel_plan",
    "page_desk": "clearsale",
    "pending": {"kind": "option"},
    "last_question": {"kind": "option"},
    "requested_slot": "plan",
}
PLANS = [SlotSet("plan", plan) for plan in ("growth", "premium", "lite")]
Unmend = Callable[[type, str], Any]


def begun_after(*before: Event) -> list[Event]:
    tracker = DialogueStateTracker.from_events("ana", before, slots=DOMAIN.slots, domain=DOMAIN)
    run = ActionSessionStart().run(CollectingOutputChannel(), None, tracker, DOMAIN)  # type: ignore[arg-type]
    return asyncio.run(run)


def test_a_session_begins_with_the_current_values_of_what_lasts() -> None:
    session_start.apply()
    assert begun_after(*PLANS, *(SlotSet(name, value) for name, value in SLOTS.items())) == [
        SessionStarted(),
        SlotSet("language", "fr"),
        SlotSet("desk", "sendcloud"),
        SlotSet("plan", "lite"),
        ActionExecuted("action_listen"),
    ]


def test_the_first_session_begins_in_portuguese() -> None:
    session_start.apply()
    assert begun_after() == [SessionStarted(), SlotSet("language", "pt"), ActionExecuted("action_listen")]


def test_as_shipped_every_value_that_ever_was_is_set_again(as_shipped: Unmend) -> None:
    as_shipped(ActionSessionStart, METHOD)
    assert [event for event in begun_after(*PLANS) if event in PLANS] == PLANS


# ── The language that the page hints at ──────────────────────────────────────────────────────────────


def hinted(language: Any, *before: Event) -> str:
    """The language of the session that begins now."""
    session_start.apply()
    events = begun_after(*before, SlotSet(SESSION_START_METADATA_SLOT, {"language": language}))
    return next(event.value for event in events if isinstance(event, SlotSet) and event.key == "language")


def test_the_first_session_begins_in_the_language_that_the_page_hints_at() -> None:
    assert [hinted(language) for language in ("fr", "pt")] == ["fr", "pt"]


def test_a_hint_that_is_no_language_of_ours_is_none() -> None:
    assert [hinted(language) for language in ("de", None, 3, ["fr"], {"x": 1})] == ["pt"] * 5


def test_a_language_that_the_conversation_has_is_worth_more() -> None:
    assert hinted("fr", SlotSet("language", "pt")) == "pt"
    assert hinted("fr", UserUttered("oi")) == "pt"
