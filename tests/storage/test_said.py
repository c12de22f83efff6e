"""What was said can be read again, also where events have been cut off, and goes when the conversation goes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.storage.conversations import ConversationStore
from tests.storage.conftest import OpenStore
from tests.storage.talking import ANNA, BRUNO, run, turn


def users_words(store: ConversationStore, sender: str = ANNA) -> list[str]:
    return [event["text"] for event in run(store.said(sender)) if event["event"] == "user"]


def talk(store: ConversationStore, turns: int, sender: str = ANNA) -> list[str]:
    said = [f"mensagem {number}" for number in range(turns)]
    for text in said:
        run(turn(store, sender, text))
    return said


def test_both_sides_are_told_in_their_order(store: ConversationStore) -> None:
    talk(store, 2)
    told = [(event["event"], event["text"]) for event in run(store.said(ANNA))]
    assert told == [("user", "mensagem 0"), ("bot", "olá"), ("user", "mensagem 1"), ("bot", "olá")]


@pytest.mark.parametrize("turns", [5, 20, 47, 50])
def test_nothing_is_missing_or_doubled_where_events_were_cut(open_store: OpenStore, turns: int) -> None:
    store = open_store(max_events=20)
    said = talk(store, turns)
    assert users_words(store) == said
    assert users_words(open_store(max_events=20)) == said


def test_it_reaches_back_a_hundred_messages_and_keeps_no_more(open_store: OpenStore) -> None:
    store = open_store(max_events=20)
    said = talk(store, 130)
    assert users_words(store) == said[-50:]
    earlier, _ = store._database.said(ANNA)
    assert len(earlier) == 100


def test_one_who_never_spoke_has_said_nothing(store: ConversationStore) -> None:
    talk(store, 1, BRUNO)
    assert run(store.said(ANNA)) == []


def test_a_deleted_conversation_has_said_nothing(open_store: OpenStore, file: Path) -> None:
    store = open_store(max_events=20)
    talk(store, 30)
    kept = talk(store, 30, BRUNO)
    run(store.delete(ANNA))
    assert run(store.said(ANNA)) == []
    assert users_words(store, BRUNO) == kept
    talk(store, 1)
    assert users_words(store) == ["mensagem 0"]


def test_what_could_not_be_written_is_told_and_written_later(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(max_events=20)
    said = talk(store, 4)

    def full(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as fault:
        fault.setattr(store._database, "write", full)
        for text in ("a", "b", "c", "d", "e", "f"):
            run(turn(store, ANNA, text))
            said.append(text)
        assert users_words(store) == said
    run(turn(store, ANNA, "g"))
    assert users_words(store) == users_words(open_store(max_events=20)) == [*said, "g"]


def test_what_is_older_than_is_kept_is_deleted_here_too(open_store: OpenStore) -> None:
    store = open_store(max_events=20)
    talk(store, 30)
    limit = time.time() + 1
    assert store._database.older_than(limit) == [ANNA]
    store._database.purge([ANNA], limit)
    assert store._database.said(ANNA) == ([], [])


def test_what_can_not_be_read_is_left_out(store: ConversationStore) -> None:
    talk(store, 2)
    with store._database._transaction() as connection:
        connection.exec_driver_sql("UPDATE events SET data = '{' WHERE type_name = 'user' AND id < 6")
    assert users_words(store) == ["mensagem 1"]
