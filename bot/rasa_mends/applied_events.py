"""Looks at each event once to tell which of a conversation's events count.

Defect in Rasa 3.6.21: `DialogueStateTracker.applied_events`, asked for several times a turn, asks each event four times
what it is, in case that something was undone.
"""

from __future__ import annotations

import functools
import inspect

from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

_NEEDED = (
    "isinstance(event, (Restarted, SessionStarted))",
    "isinstance(event, ActionReverted)",
    "isinstance(event, UserUtteranceReverted)",
    "event.action_name in loop_names",
)
_BEGINNINGS = frozenset({Restarted, SessionStarted})
_PLAIN = frozenset({ActionExecuted, BotUttered, DefinePrevUserUtteredFeaturization, SlotSet, UserUttered})


def apply() -> None:
    """Answer at once where no event undoes another; else Rasa does."""
    original = DialogueStateTracker.applied_events
    if getattr(original, "mended", False):
        return
    source = inspect.getsource(original)
    if source.count("isinstance(event,") != len(_NEEDED) + 1 or any(part not in source for part in _NEEDED):
        raise RuntimeError("DialogueStateTracker.applied_events has changed; read rasa_mends/applied_events.py")

    @functools.wraps(original)
    def applied_events(self: DialogueStateTracker) -> list[Event]:
        events = list(self.events)
        begin = next((place for place in range(len(events), 0, -1) if type(events[place - 1]) not in _PLAIN), 0)
        was_undone = begin and type(events[begin - 1]) not in _BEGINNINGS
        if was_undone or any(isinstance(event, ActiveLoop) for event in events[:begin]):
            return original(self)
        return events[begin:]

    applied_events.mended = True  # type: ignore[attr-defined]
    DialogueStateTracker.applied_events = applied_events  # type: ignore[method-assign]
