"""What is older than `keep_days` is deleted, at start and once an hour."""

from __future__ import annotations

import threading

import pytest
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered

from bot.storage import conversations
from bot.storage.conversations import ConversationStore
from tests.storage.conftest import OpenStore
from tests.storage.talking import ANNA, BRUNO, begin, days_ago, run, texts, turn


async def talked(store: ConversationStore, sender: str, days: float, text: str, **slots: str) -> None:
    """A session of one turn, so many days ago."""
    tracker = await begin(store, sender)
    events = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        *(SlotSet(name, value) for name, value in slots.items()),
        ActionExecuted("action_listen"),
        UserUttered(text),
        ActionExecuted("action_listen"),
    ]
    for event in events:
        event.timestamp = days_ago(days)
        tracker.update(event)
    for event in tracker.events:
        event.timestamp = min(event.timestamp, days_ago(days))
    await store.save(tracker)


def test_old_conversations_are_deleted_at_start(open_store: OpenStore) -> None:
    before = open_store()
    run(talked(before, ANNA, 91, "há muito tempo"))
    run(talked(before, BRUNO, 89, "há menos tempo"))
    after = open_store()
    assert run(after.keys()) == [BRUNO]
    assert run(texts(after, ANNA)) == []
    assert run(texts(after, BRUNO)) == ["há menos tempo"]


def test_how_long_they_are_kept_is_a_setting(open_store: OpenStore) -> None:
    run(talked(open_store(), ANNA, 8, "na semana passada"))
    assert run(texts(open_store(keep_days=9), ANNA)) == ["na semana passada"]
    assert run(texts(open_store(keep_days=7), ANNA)) == []


def test_old_sessions_of_a_conversation_that_goes_on_are_deleted(open_store: OpenStore) -> None:
    before = open_store()
    run(talked(before, ANNA, 100, "há muito tempo", plan="lite"))
    run(talked(before, ANNA, 5, "há pouco", plan="growth"))
    after = open_store()
    assert run(texts(after, ANNA)) == ["há pouco"]
    assert run(after.retrieve(ANNA)).get_slot("plan") == "growth"


def test_what_is_in_memory_is_deleted_too(store: ConversationStore) -> None:
    run(talked(store, ANNA, 91, "há muito tempo", plan="lite"))
    run(talked(store, BRUNO, 100, "há muito tempo", plan="lite"))
    run(talked(store, BRUNO, 5, "há pouco", plan="growth"))
    store.purge()
    assert run(store.retrieve(ANNA)) is None
    tracker = run(store.retrieve(BRUNO))
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["há pouco"]
    run(turn(store, BRUNO, "e agora?"))
    assert run(texts(store, BRUNO)) == ["há pouco", "e agora?"]


def test_more_conversations_than_one_transaction_takes_are_deleted(open_store: OpenStore) -> None:
    before = open_store()
    for number in range(conversations.CHUNK + 5):
        run(talked(before, f"sender-{number}", 91, "oi"))
    assert run(open_store().keys()) == []


def test_it_happens_again_every_hour(open_store: OpenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    purged = threading.Event()
    purge = ConversationStore.purge
    monkeypatch.setattr(conversations, "HOUR", 0.01)
    store = open_store()
    run(talked(store, ANNA, 91, "há muito tempo"))

    def purge_and_tell(self: ConversationStore) -> None:
        purge(self)
        purged.set()

    monkeypatch.setattr(ConversationStore, "purge", purge_and_tell)
    assert purged.wait(30)
    assert run(store.keys()) == []


def test_a_purge_that_fails_ends_nothing(open_store: OpenStore, caplog: pytest.LogCaptureFixture) -> None:
    store = open_store()
    run(talked(store, ANNA, 91, "há muito tempo"))
    with store._database._connection() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 1")
    store.purge()
    assert "could not be deleted" in caplog.text
    with store._database._connection() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 0")
    store.purge()
    assert run(store.keys()) == []
