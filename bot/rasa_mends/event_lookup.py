"""Finds an event's class by name in a dictionary.

Defect in Rasa 3.6.21: `Event.resolve_by_type` walks the whole tree of event classes for each event that is
read, so that reading a conversation costs more with every turn.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any

from rasa.shared.core.events import Event

_DEFECT = "all_subclasses(Event)"


def apply() -> None:
    """Remember what was found; what is not found is looked for as before."""
    original = Event.resolve_by_type
    if getattr(original, "mended", False):
        return
    if _DEFECT not in inspect.getsource(original):
        raise RuntimeError("Event.resolve_by_type has changed; read rasa_mends/event_lookup.py")
    known: dict[str, type[Event]] = {}

    @functools.wraps(original)
    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> Any:
        found = known.get(type_name)
        if found is None:
            found = original(type_name, default)
            if found is not None and found.type_name == type_name:
                known[type_name] = found
        return found

    resolve_by_type.mended = True  # type: ignore[attr-defined]
    Event.resolve_by_type = staticmethod(resolve_by_type)
