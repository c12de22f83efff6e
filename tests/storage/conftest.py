"""Stores on SQLite files of their own, wrapped as Rasa wraps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore

from bot.storage.conversations import DATABASE, ConversationStore
from tests.storage.talking import DOMAIN

OpenStore = Callable[..., ConversationStore]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The database that `open_store` opens."""
    return tmp_path / "conversations.db"


@pytest.fixture
def open_store(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenStore]:
    """Opens the store on `file`, each time anew: a second one stands for the process after a restart."""
    monkeypatch.delenv(DATABASE, raising=False)
    opened = []

    def open_one(**settings: Any) -> ConversationStore:
        opened.append(ConversationStore(DOMAIN, db=str(file), **settings))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> ConversationStore:
    return open_store()


@pytest.fixture
def rasas(store: ConversationStore) -> FailSafeTrackerStore:
    """The store as Rasa's Agent hands it to its processor."""
    return FailSafeTrackerStore(store)
