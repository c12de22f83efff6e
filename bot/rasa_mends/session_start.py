"""Begins a session with the current values of what lasts.

Defect in Rasa 3.6.21: `carry_over_slots_to_new_session` sets every slot to every value it ever had, and so carries
what was asked and mentioned in the session before. A custom `action_session_start` would do, but then no
conversation could begin while an action server is out of reach.

The very first session begins in the language that the channel's metadata hints at.
"""

from __future__ import annotations

import functools
import inspect

from rasa.core.actions.action import ActionSessionStart
from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.matrix.model import LANGUAGES

LASTING = ("language", "desk", "plan", "market")
"""Slots that a new session begins with, where they are set."""

_DEFECT = "tracker.applied_events()"


def apply() -> None:
    """Replace Rasa's list of events by the current values."""
    original = ActionSessionStart._slot_set_events_from_tracker
    if getattr(original, "mended", False):
        return
    if _DEFECT not in inspect.getsource(original):
        raise RuntimeError("ActionSessionStart has changed; read rasa_mends/session_start.py")

    @functools.wraps(original)
    def lasting_values(tracker: DialogueStateTracker) -> list[SlotSet]:
        values = {name: tracker.get_slot(name) for name in LASTING if name in tracker.slots}
        if "language" in values:
            values["language"] = _hinted_language(tracker) or values["language"]
        return [SlotSet(name, value) for name, value in values.items() if value is not None]

    lasting_values.mended = True  # type: ignore[attr-defined]
    ActionSessionStart._slot_set_events_from_tracker = staticmethod(lasting_values)


def _hinted_language(tracker: DialogueStateTracker) -> str | None:
    """The page's, as long as nobody has said anything; then the conversation has a language of its own."""
    if any(
        isinstance(event, UserUttered) or (isinstance(event, SlotSet) and event.key == "language")
        for event in tracker.events
    ):
        return None
    metadata = tracker.get_slot(SESSION_START_METADATA_SLOT)
    hint = metadata.get("language") if isinstance(metadata, dict) else None
    return next((language for language in LANGUAGES if language == hint), None)
