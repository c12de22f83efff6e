"""A conversation can be deleted, wholly, at any time."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import UserUttered

from bot.storage.conversations import ConversationStore
from tests.storage.conftest import OpenStore
from tests.storage.talking import ANNA, BRUNO, add, begin, run, texts, turn

CNPJ = "12.ABC.345/01DE-35"


def test_nothing_of_a_deleted_conversation_is_left(open_store: OpenStore, store: ConversationStore) -> None:
    run(turn(store, ANNA, "sou Lite", ["/greet"], plan="lite"))
    run(turn(store, BRUNO, "oi", ["/greet"]))
    run(store.delete(ANNA))
    for asked in (store, open_store()):
        assert run(asked.retrieve(ANNA)) is None
        assert run(asked.offered(ANNA)) == frozenset()
        assert run(asked.keys()) == [BRUNO]
        assert run(texts(asked, BRUNO)) == ["oi"]


def test_what_was_deleted_can_not_be_found_in_the_files(store: ConversationStore, file: Path) -> None:
    for number in range(20):
        run(turn(store, ANNA, f"CNPJ {CNPJ} {number}"))
    run(store.delete(ANNA))
    assert not [found for found in file.parent.iterdir() if CNPJ.encode() in found.read_bytes()]


def test_a_deletion_within_a_turn_takes_the_turn_with_it(
    open_store: OpenStore, store: ConversationStore, rasas: FailSafeTrackerStore
) -> None:
    run(turn(rasas, ANNA, "sou Lite", plan="lite"))
    tracker = run(begin(rasas, ANNA))
    add(tracker, UserUttered("apague tudo"))
    run(store.delete(ANNA))
    run(rasas.save(tracker))
    assert run(store.keys()) == []
    assert run(rasas.retrieve(ANNA)) is None
    assert run(open_store().retrieve(ANNA)) is None


def test_a_deletion_within_the_first_turn_takes_it_as_well(
    store: ConversationStore, rasas: FailSafeTrackerStore
) -> None:
    tracker = run(begin(rasas, ANNA))
    add(tracker, UserUttered("apague tudo"))
    run(store.delete(ANNA))
    run(rasas.save(tracker))
    assert run(store.keys()) == []


def test_a_deletion_while_the_turn_is_being_saved_wins(store: ConversationStore, rasas: FailSafeTrackerStore) -> None:
    async def delete_during_the_save() -> None:
        await turn(rasas, ANNA)
        tracker = await begin(rasas, ANNA)
        add(tracker, UserUttered("apague tudo"))
        saving = asyncio.create_task(rasas.save(tracker))
        await asyncio.sleep(0)
        await store.delete(ANNA)
        await saving
        assert await rasas.retrieve(ANNA) is None

    run(delete_during_the_save())
    assert run(store.keys()) == []


def test_an_action_in_its_own_thread_can_delete(store: ConversationStore, rasas: FailSafeTrackerStore) -> None:
    """Actions run in worker threads, each with an event loop of its own."""
    tracker = run(begin(rasas, ANNA))
    add(tracker, UserUttered("apague tudo"))
    action = threading.Thread(target=lambda: run(store.delete(ANNA)))
    action.start()
    action.join()
    run(rasas.save(tracker))
    assert run(store.keys()) == []


def test_who_was_deleted_can_begin_anew(store: ConversationStore, rasas: FailSafeTrackerStore) -> None:
    run(turn(rasas, ANNA, "sou Lite", ["/greet"], plan="lite"))
    run(store.delete(ANNA))
    tracker = run(turn(rasas, ANNA, "bom dia"))
    assert tracker.get_slot("plan") is None
    assert store.was_saved(ANNA)
    assert run(texts(store, ANNA)) == ["bom dia"]
    assert run(store.offered(ANNA)) == frozenset()


def test_what_waited_to_be_saved_is_deleted_too(store: ConversationStore, rasas: FailSafeTrackerStore) -> None:
    run(turn(rasas, ANNA, "sou Lite"))
    with store._database._connection() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 1")
    run(turn(rasas, ANNA, "posso ligar?"))
    with store._database._connection() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 0")
    run(store.delete(ANNA))
    assert run(rasas.retrieve(ANNA)) is None
