"""What Rasa's processor does with a tracker store in one turn, without a model."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

Result = TypeVar("Result")

DOMAIN = Domain.from_yaml(
    """
    intents: [greet, inform_plan]
    actions: [action_answer]
    slots:
      language: {type: text, initial_value: pt, influence_conversation: false, mappings: [{type: custom}]}
      plan: {type: text, influence_conversation: false, mappings: [{type: custom}]}
      pending: {type: any, mappings: [{type: custom}]}
    """
)
ANNA, BRUNO = "anna", "bruno"


def run(work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(work)


async def begin(store: TrackerStore, sender: str) -> DialogueStateTracker:
    """The tracker, as `MessageProcessor.get_tracker` asks for it; a session is started where there is none."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    if not tracker.applied_events():
        start_session(tracker)
    return tracker


def start_session(tracker: DialogueStateTracker, **slots: Any) -> None:
    add(tracker, ActionExecuted("action_session_start"), SessionStarted(), *(SlotSet(k, v) for k, v in slots.items()))
    add(tracker, ActionExecuted("action_listen"))


def say(tracker: DialogueStateTracker, text: str = "oi", payloads: Sequence[str] = (), **slots: Any) -> None:
    """A message of the user, what it sets, the bot's answer with buttons, and the end of the turn."""
    buttons = [{"title": payload, "payload": payload} for payload in payloads]
    add(
        tracker,
        UserUttered(text, {"name": "greet", "confidence": 0.9}, [], input_channel="rest"),
        *(SlotSet(name, value) for name, value in slots.items()),
        ActionExecuted("action_answer"),
        BotUttered("olá", {"buttons": buttons}),
        ActionExecuted("action_listen"),
    )


def add(tracker: DialogueStateTracker, *events: Event) -> None:
    tracker.update_with_events(list(events), DOMAIN)


async def turn(
    store: TrackerStore, sender: str, text: str = "oi", payloads: Sequence[str] = (), **slots: Any
) -> DialogueStateTracker:
    """One whole turn, as `MessageProcessor.handle_message` goes through it."""
    tracker = await begin(store, sender)
    say(tracker, text, payloads, **slots)
    await store.save(tracker)
    return tracker


async def texts(store: TrackerStore, sender: str) -> list[str]:
    """What the user has said, as stored."""
    tracker = await store.retrieve_full_tracker(sender)
    return [e.text for e in tracker.events if isinstance(e, UserUttered)] if tracker else []


def days_ago(days: float) -> float:
    return time.time() - days * 24 * 60 * 60
