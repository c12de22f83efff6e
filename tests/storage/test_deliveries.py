"""What a platform has delivered is known after a restart, and forgotten after some days."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from bot.channels.store import ask_store
from bot.storage.conversations import DAY
from tests.storage.conftest import OpenStore
from tests.storage.talking import run


def test_a_delivery_is_known_after_a_restart(open_store: OpenStore) -> None:
    store = open_store()
    assert not run(store.was_delivered("a"))
    run(store.note_delivered("a"))
    run(store.note_delivered("a"))
    store.close()
    assert run(open_store().was_delivered("a"))
    assert not run(open_store().was_delivered("b"))


def test_it_is_asked_as_rasa_wraps_it(rasas: object) -> None:
    async def twice() -> list[bool]:
        first = await ask_store(rasas, "was_delivered", "a", None)  # type: ignore[arg-type]
        await ask_store(rasas, "note_delivered", "a", None)  # type: ignore[arg-type]
        return [first, await ask_store(rasas, "was_delivered", "a", None)]  # type: ignore[arg-type]

    assert run(twice()) == [False, True]


@pytest.mark.parametrize(("days", "known"), [(2, True), (4, False)])
def test_it_is_forgotten_when_no_platform_sends_it_again(
    open_store: OpenStore, file: Path, days: float, known: bool
) -> None:
    store = open_store()
    run(store.note_delivered("a"))
    with sqlite3.connect(file) as database:
        database.execute("UPDATE deliveries SET time = ?", (time.time() - days * DAY,))
    store.purge()
    assert run(store.was_delivered("a")) == known


def test_a_store_that_fails_is_no_obstacle(open_store: OpenStore, caplog: pytest.LogCaptureFixture) -> None:
    store = open_store()
    store._database.close()
    store._database.was_delivered = store._database.note_delivered = _fails  # type: ignore[method-assign]
    run(store.note_delivered("a"))
    assert not run(store.was_delivered("a"))
    assert "can't be noted" in caplog.text


def _fails(*_: object) -> bool:
    raise OSError("disk full")
