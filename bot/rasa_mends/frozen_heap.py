"""Keeps the garbage collector away from what a loaded model consists of.

Missing in Rasa 3.6.21: the libraries and the model are some 300,000 objects, and Python walks through all of them in
each full collection, during which every conversation waits: 0.15 s on a slow machine.
"""

from __future__ import annotations

import functools
import gc
import inspect
from typing import Any

from rasa.core.agent import Agent

_NEEDED = "self.processor = MessageProcessor("


def apply() -> None:
    """After a model is loaded, what is there is there to stay."""
    original = Agent.load_model
    if getattr(original, "mended", False):
        return
    if _NEEDED not in inspect.getsource(original):
        raise RuntimeError("Agent.load_model has changed; read rasa_mends/frozen_heap.py")

    @functools.wraps(original)
    def load_model(self: Agent, *args: Any, **kwargs: Any) -> None:
        gc.unfreeze()  # the model before this one
        original(self, *args, **kwargs)
        gc.collect()
        gc.freeze()

    load_model.mended = True  # type: ignore[attr-defined]
    Agent.load_model = load_model
