"""Makes a conversation of the rows that it is stored in; rows that can't be read are left out."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.storage.database import Row

logger = logging.getLogger(__name__)


def replay(tracker: DialogueStateTracker, rows: Sequence[Row]) -> bool:
    """Bring an empty tracker to where the rows end; whether all of them could be read."""
    unreadable = []
    for row in rows:
        try:
            tracker.update(_event(row.data))
        except Exception as error:  # whatever stands there, the conversation goes on
            unreadable.append(f"{row.id} ({type(error).__name__})")
    if unreadable:
        logger.error(
            "Left out what can't be read of a conversation, rows of the table events by id: %s. It goes on without "
            "them, and its next turn removes them.",
            ", ".join(unreadable),
        )
        if tracker.latest_action_name != ACTION_LISTEN_NAME:
            # The end of the last turn is missing; without it no rule matches the next message.
            tracker.update(
                ActionExecuted(ACTION_LISTEN_NAME, timestamp=tracker.events[-1].timestamp if tracker.events else None)
            )
    return not unreadable


def _event(data: str) -> Event:
    event = Event.from_parameters(json.loads(data))
    if event is None:
        raise ValueError("unknown kind of event")
    if not _is_sound(event):
        raise TypeError("a field has another type")
    return event


def _is_sound(event: Event) -> bool:
    """Whether the fields that later turns look at have their types; Rasa itself checks none of them."""
    if not isinstance(event.timestamp, (int, float)) or not isinstance(event.metadata, dict):
        return False
    if isinstance(event, UserUttered):
        parsed = isinstance(event.parse_data, dict) and isinstance(event.intent, dict)
        return parsed and isinstance(event.entities, list) and isinstance(event.text, (str, type(None)))
    if isinstance(event, BotUttered):
        return isinstance(event.data, dict)
    if isinstance(event, SlotSet):
        return isinstance(event.key, str)
    if isinstance(event, ActionExecuted):
        return isinstance(event.action_name or event.action_text, str)
    return True
