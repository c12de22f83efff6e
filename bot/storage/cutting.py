"""Keeps a conversation short without losing what it knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

MOST_OFFERED = 300  # payloads remembered of one conversation


def shortened(tracker: DialogueStateTracker, at_most: int) -> DialogueStateTracker:
    """The conversation's newer half, once it has more than `at_most` events; else the tracker itself.

    It is cut between two turns. In the place of what is cut stands a session start with the values that the
    slots had there, so that the rest reads like any conversation of Rasa's. The last turn always stays.
    """
    events = list(tracker.events)
    if len(events) <= at_most:
        return tracker
    start = _beginning_of_a_turn(events, len(events) - at_most // 2)
    before = _replayed(tracker, events[:start])
    opening = list(_session_as_it_was(before))
    if start <= len(opening):
        return tracker
    return _replayed(tracker, [*opening, *events[start:]])


def said_in(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """What user and bot say in the events, in Rasa's own form."""
    return [event.as_dict() for event in tracker.events if isinstance(event, (UserUttered, BotUttered))]


def messages_cut(tracker: DialogueStateTracker, kept: DialogueStateTracker) -> list[dict[str, Any]]:
    """What was said in the part of `tracker` that is missing in `kept`, its `shortened` self."""
    if kept is tracker:
        return []
    before = said_in(tracker)
    return before[: len(before) - len(said_in(kept))]


def newest_payloads(known: Sequence[str], events: Iterable[Event]) -> list[str]:
    """`known` and the payloads that `events` offer, each once, the one offered last at the end."""
    ordered = dict.fromkeys(known)
    for payload in offered_payloads(events):
        ordered.pop(payload, None)
        ordered[payload] = None
    return list(ordered)[-MOST_OFFERED:]


def offered_payloads(events: Iterable[Event]) -> Iterator[str]:
    """The payload of each button that `events` offer."""
    for event in events:
        if not isinstance(event, BotUttered):
            continue
        elements = [element for element in event.data.get("elements") or () if isinstance(element, dict)]
        for carrier in (event.data, *elements):
            for button in (*(carrier.get("buttons") or ()), *(carrier.get("quick_replies") or ())):
                if isinstance(button, dict) and isinstance(button.get("payload"), str):
                    yield button["payload"]


def _beginning_of_a_turn(events: Sequence[Event], wanted: int) -> int:
    """The index after the first `action_listen` from `wanted` on; the last turn's, if there is none. Or 0."""
    ends = [
        index + 1
        for index, event in enumerate(events[:-1])
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
    ]
    return next((index for index in ends if index >= wanted), ends[-1] if ends else 0)


def _replayed(tracker: DialogueStateTracker, events: Iterable[Event]) -> DialogueStateTracker:
    copy = tracker.init_copy()
    for event in events:
        copy.update(event)
    return copy


def _session_as_it_was(tracker: DialogueStateTracker) -> Iterator[Event]:
    time = tracker.events[-1].timestamp if tracker.events else None
    yield ActionExecuted(ACTION_SESSION_START_NAME, timestamp=time)
    yield SessionStarted(timestamp=time)
    for name, slot in tracker.slots.items():
        if slot.value != slot.initial_value:
            yield SlotSet(name, slot.value, timestamp=time)
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name, timestamp=time)
    if tracker.is_paused():
        yield ConversationPaused(timestamp=time)
    yield ActionExecuted(ACTION_LISTEN_NAME, timestamp=time)
