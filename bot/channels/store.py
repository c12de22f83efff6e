"""What Guichet's tracker stores can be asked beyond Rasa's own interface."""

from __future__ import annotations

import inspect
from typing import Any

from rasa.core.tracker_store import TrackerStore


async def ask_store(store: TrackerStore, question: str, sender: str, default: Any) -> Any:
    """What the store's method `question` says of the conversation; `default` where it has none.

    Rasa hides the store that is configured behind a `FailSafeTrackerStore`.
    """
    for candidate in (store, getattr(store, "_tracker_store", None)):
        method = getattr(candidate, question, None)
        if method is not None:
            said = method(sender)
            return await said if inspect.isawaitable(said) else said
    return default
