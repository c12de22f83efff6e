"""A database that is locked, full, read-only, spoilt or not there."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore

from bot.storage.conversations import ConversationStore, NotErasedError
from tests.storage.conftest import OpenStore
from tests.storage.talking import ANNA, BRUNO, DOMAIN, run, texts, turn


@contextmanager
def locked(file: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else is writing, and does not finish."""
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield other
    finally:
        if other.in_transaction:
            other.execute("ROLLBACK")
        other.close()


# ── Locked ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_turn_that_is_not_saved_says_so_and_is_saved_with_the_next(
    open_store: OpenStore, rasas: FailSafeTrackerStore, store: ConversationStore, file: Path
) -> None:
    run(turn(rasas, ANNA, "sou Lite", plan="lite"))
    assert store.was_saved(ANNA)
    with locked(file):
        tracker = run(turn(rasas, ANNA, "posso ligar?", payloads=["/greet"]))
        assert tracker.get_slot("plan") == "lite", "the turn knows the conversation all the same"
        assert not store.was_saved(ANNA)
        assert run(store.offered(ANNA)) == {"/greet"}, "a button just offered can be pressed"
    run(turn(rasas, ANNA, "e o chat?"))
    assert store.was_saved(ANNA)
    assert run(texts(open_store(), ANNA)) == ["sou Lite", "posso ligar?", "e o chat?"]


def test_nothing_falls_back_to_rasas_store_in_memory(rasas: FailSafeTrackerStore, file: Path) -> None:
    with locked(file):
        run(turn(rasas, ANNA))
    assert rasas._fallback_tracker_store is None


def test_the_event_loop_goes_on_while_a_turn_waits_for_the_lock(open_store: OpenStore, file: Path) -> None:
    """The lock is let go by the event loop itself: a store that holds the loop up waits in vain."""
    store = open_store(busy_wait=30)
    run(turn(store, ANNA, "bom dia"))

    async def let_go_during_the_save() -> None:
        with locked(file) as other:
            saving = asyncio.create_task(turn(store, ANNA, "posso ligar?"))
            for _ in range(50):
                await asyncio.sleep(0)
            other.execute("ROLLBACK")
            await saving

    run(let_go_during_the_save())
    assert store.was_saved(ANNA)


def test_while_the_lock_lasts_only_the_first_turn_waits_for_it(
    open_store: OpenStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    waits = []
    real = store._database._connection

    @contextmanager
    def watched() -> Iterator[object]:
        with real() as connection:
            waits.append(connection.exec_driver_sql("PRAGMA busy_timeout").scalar())
            yield connection

    monkeypatch.setattr(store._database, "_connection", watched)
    with locked(file):
        for sender in (ANNA, BRUNO, "carla"):
            waits.clear()
            run(turn(store, sender))
            assert max(waits) == (500 if sender == ANNA else 0)
    run(turn(store, ANNA))
    waits.clear()
    run(turn(store, BRUNO))
    assert max(waits) == 500


def test_what_can_not_be_deleted_is_said(store: ConversationStore, file: Path) -> None:
    run(turn(store, ANNA))
    with locked(file), pytest.raises(NotErasedError, match="locked"):
        run(store.delete(ANNA))


# ── Full, read-only ──────────────────────────────────────────────────────────────────────────────────


def test_a_full_disk_is_said_and_ends_with_the_fullness(
    open_store: OpenStore, store: ConversationStore, rasas: FailSafeTrackerStore, caplog: pytest.LogCaptureFixture
) -> None:
    run(turn(rasas, ANNA, "bom dia"))
    pages = set_pragma(store, "max_page_count = 1")  # SQLite takes the number of pages there are
    run(turn(rasas, ANNA, "segredo " * 5_000))
    assert not store.was_saved(ANNA)
    assert "full" in caplog.text
    assert "segredo" not in caplog.text, "errors show nothing of what users wrote"
    set_pragma(store, f"max_page_count = {pages + 1_000}")
    run(turn(rasas, ANNA, "e agora?"))
    assert store.was_saved(ANNA)
    assert len(run(texts(open_store(), ANNA))) == 3


def test_a_database_that_became_read_only_is_said(store: ConversationStore, rasas: FailSafeTrackerStore) -> None:
    run(turn(rasas, ANNA, "bom dia"))
    set_pragma(store, "query_only = 1")
    run(turn(rasas, ANNA, "posso ligar?"))
    run(turn(rasas, BRUNO, "oi"))
    assert not store.was_saved(ANNA)
    assert not store.was_saved(BRUNO)
    set_pragma(store, "query_only = 0")
    run(turn(rasas, ANNA, "e o chat?"))
    assert run(texts(store, ANNA)) == ["bom dia", "posso ligar?", "e o chat?"]


def set_pragma(store: ConversationStore, pragma: str) -> int:
    """On the store's own connection, for SQLite keeps such settings with the connection."""
    with store._database._connection() as connection:
        result = connection.exec_driver_sql(f"PRAGMA {pragma}")
        return int(result.scalar()) if result.returns_rows else 0


# ── Spoilt ───────────────────────────────────────────────────────────────────────────────────────────

SPOILT = {
    "no JSON": "{",
    "nothing": None,
    "a number": "7",
    "an unknown event": '{"event": "nonsense", "timestamp": 1}',
    "no kind": "{}",
    "an intent that is a text": '{"event": "user", "text": "oi", "timestamp": 1, "parse_data": {"intent": "greet"}}',
    "entities that are a number": '{"event": "user", "text": "oi", "timestamp": 1, "parse_data": {"entities": 3}}',
    "buttons in a text": '{"event": "bot", "text": "oi", "timestamp": 1, "data": "buttons"}',
    "a time in words": '{"event": "action", "name": "action_listen", "timestamp": "yesterday"}',
    "a slot without a name": '{"event": "slot", "timestamp": 1, "name": null, "value": 2}',
}


@pytest.mark.parametrize("data", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize("kind", ["action", "user", "slot", "bot"])
def test_a_corrupt_event_is_left_out_and_the_conversation_goes_on(
    open_store: OpenStore, file: Path, caplog: pytest.LogCaptureFixture, data: str | None, kind: str
) -> None:
    """The last event of each kind in turn is spoilt."""
    before = open_store()
    for text in ("sou Lite", "posso ligar?", "e o chat?"):
        run(turn(before, ANNA, text, plan="lite"))
    with sqlite3.connect(file) as other:
        other.execute(
            "UPDATE events SET data = ? WHERE id = (SELECT max(id) FROM events WHERE type_name = ?)", (data, kind)
        )
    after = open_store()
    rasas = FailSafeTrackerStore(after)
    with caplog.at_level(logging.ERROR):
        tracker = run(rasas.retrieve(ANNA))
    assert tracker.get_slot("plan") == "lite"
    assert tracker.latest_action_name == "action_listen", "ready for the next message"
    assert "can't be read" in caplog.text
    run(turn(rasas, ANNA, "e agora?"))
    assert after.was_saved(ANNA)
    caplog.clear()
    assert run(texts(open_store(), ANNA))[-1] == "e agora?"
    assert caplog.text == "", "the turn has removed what could not be read"


def test_a_spoilt_conversation_that_rasas_own_store_has_kept_is_mended_too(open_store: OpenStore, file: Path) -> None:
    """Rasa's store has the events, and no row of what was offered in them."""
    run(turn(open_store(), ANNA, "sou Lite"))
    with sqlite3.connect(file) as other:
        other.execute("UPDATE events SET data = '{' WHERE id = (SELECT max(id) FROM events)")
        other.execute("DELETE FROM conversations")
    store = open_store()
    run(turn(store, ANNA, "posso ligar?", payloads=["/inform_plan"]))
    assert store.was_saved(ANNA)
    assert run(store.offered(ANNA)) == {"/inform_plan"}


def test_spoilt_offers_are_as_none(open_store: OpenStore, file: Path) -> None:
    run(turn(open_store(), ANNA, payloads=["/greet"]))
    with sqlite3.connect(file) as other:
        other.execute("UPDATE conversations SET offered = '[7, '")
    store = open_store()
    run(turn(store, ANNA, payloads=["/inform_plan"]))
    assert run(store.offered(ANNA)) == {"/inform_plan"}


def test_a_conversation_that_can_not_be_read_says_so_and_stays_as_it_was(
    open_store: OpenStore, store: ConversationStore, file: Path
) -> None:
    run(turn(store, ANNA, "sou Lite", plan="lite", payloads=["/inform_plan"]))
    after = open_store()
    rasas = FailSafeTrackerStore(after)
    with sqlite3.connect(file) as other:
        other.execute("ALTER TABLE events RENAME TO hidden")
    run(turn(rasas, ANNA, "posso ligar?", payloads=["/greet"]))
    assert not after.was_saved(ANNA)
    assert run(after.offered(ANNA)) == {"/greet"}, "a button just offered can be pressed"
    with sqlite3.connect(file) as other:
        other.execute("ALTER TABLE hidden RENAME TO events")
    run(turn(rasas, ANNA, "e o chat?"))
    assert after.was_saved(ANNA)
    assert run(texts(after, ANNA)) == ["sou Lite", "e o chat?"]
    assert run(after.offered(ANNA)) == {"/greet", "/inform_plan"}


# ── Not there ────────────────────────────────────────────────────────────────────────────────────────


def test_a_database_that_can_not_be_opened_is_said_at_start(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"nowhere.conversations\.db .* can't be opened: unable to open"):
        ConversationStore(DOMAIN, db=str(tmp_path / "nowhere" / "conversations.db"))


def test_a_file_that_is_no_database_is_said_at_start(file: Path) -> None:
    file.write_text("notes\n" * 1_000)
    with pytest.raises(SystemExit, match="not a database"):
        ConversationStore(DOMAIN, db=str(file))


def test_a_driver_that_is_not_installed_is_said_at_start() -> None:
    with pytest.raises(SystemExit, match="nonsense"):
        ConversationStore(DOMAIN, dialect="nonsense")


def test_a_misspelt_setting_is_said_at_start(file: Path) -> None:
    with pytest.raises(SystemExit, match="max_event"):
        ConversationStore(DOMAIN, db=str(file), max_event=50)
