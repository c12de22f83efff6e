"""A dictionary that forgets what was put into it longest ago."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Bounded(Generic[Value]):
    """By conversation id; for use by several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._values: dict[str, Value] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: str) -> Value | None:
        return self._values.get(key)

    def put(self, key: str, value: Value) -> None:
        """Set the value, as the newest one."""
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            while len(self._values) > self._limit:
                del self._values[next(iter(self._values))]

    def keys(self) -> list[str]:
        with self._lock:
            return list(self._values)

    def drop(self, key: str) -> None:
        with self._lock:
            self._values.pop(key, None)

    def drop_where(self, holds: Callable[[Value], bool]) -> None:
        with self._lock:
            self._values = {key: value for key, value in self._values.items() if not holds(value)}
