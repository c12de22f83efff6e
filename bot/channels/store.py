"""What Guichet's tracker stores can be asked beyond Rasa's own interface."""

from __future__ import annotations

import inspect
from typing import Any

from rasa.core.tracker_store import TrackerStore


def asked(store: TrackerStore, question: str, sender: str, default: Any) -> Any:
    """What the store's method `question` says of the conversation, or an awaitable of it; `default` without one.

    Rasa hides the store that is configured behind a `FailSafeTrackerStore`.
    """
    for candidate in (store, getattr(store, "_tracker_store", None)):
        method = getattr(candidate, question, None)
        if method is not None:
            return method(sender)
    return default


async def ask_store(store: TrackerStore, question: str, sender: str, default: Any) -> Any:
    """The same, awaited."""
    said = asked(store, question, sender, default)
    return await said if inspect.isawaitable(said) else said
