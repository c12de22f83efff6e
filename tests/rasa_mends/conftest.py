"""Rasa as it is without its mends, for one test."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def as_shipped(monkeypatch: pytest.MonkeyPatch) -> Callable[[type, str], Any]:
    """Takes the mend off a method until the test ends; returns Rasa's own."""

    def take_off(owner: type, name: str) -> Any:
        own = inspect.unwrap(getattr(owner, name))
        is_static = isinstance(inspect.getattr_static(owner, name), staticmethod)
        monkeypatch.setattr(owner, name, staticmethod(own) if is_static else own)
        return own

    return take_off
