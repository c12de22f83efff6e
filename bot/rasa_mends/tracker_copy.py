"""Copies a tracker as it is, instead of replaying its conversation.

Defect in Rasa 3.6.21: before each action `DialogueStateTracker.copy` makes a new tracker and has it live through the
whole conversation once more. With `max_event_history` that loses what older events told.
"""

from __future__ import annotations

import copy
import functools
import inspect

from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

_DEFECT = 'return self.travel_back_in_time(float("inf"))'


def apply() -> None:
    """Replace the copy; events are shared, as they are in Rasa's."""
    original = DialogueStateTracker.copy
    if getattr(original, "mended", False):
        return
    if _DEFECT not in inspect.getsource(original):
        raise RuntimeError("DialogueStateTracker.copy has changed; read rasa_mends/tracker_copy.py")

    @functools.wraps(original)
    def copied(self: DialogueStateTracker) -> DialogueStateTracker:
        twin = copy.copy(self)
        twin.events = copy.copy(self.events)
        twin.slots = {name: _twin(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.copy(self.active_loop)
        twin.model_id = twin.assistant_id = None  # as in Rasa's: what happens to a copy is not told of the model
        return twin

    copied.mended = True  # type: ignore[attr-defined]
    DialogueStateTracker.copy = copied  # type: ignore[method-assign]


def _twin(slot: Slot) -> Slot:
    """As `copy.copy`, in a quarter of the time."""
    twin = object.__new__(type(slot))
    vars(twin).update(vars(slot))
    return twin
