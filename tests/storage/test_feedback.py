"""Which answers helped is kept without saying whose, and goes with the conversation."""

from __future__ import annotations

import time
from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

from bot.cli import main
from bot.storage.conversations import ConversationStore
from bot.storage.database import Database
from bot.storage.requests import Judgement
from tests.storage.conftest import OpenStore
from tests.storage.talking import ANNA, BRUNO, add, begin, run, turn

JUDGED = {
    "solved": False,
    "kind": "topic",
    "subject": "cancel_plan",
    "desk": "clearsale",
    "plan": None,
    "language": "pt",
    "facts": "1a2b",
}


async def say(store: ConversationStore, sender: str, **metadata: Any) -> None:
    """A turn in which the bot's message has metadata."""
    tracker = await begin(store, sender)
    add(tracker, UserUttered("oi"), ActionExecuted("action_answer"), BotUttered("olá", metadata=metadata))
    add(tracker, ActionExecuted("action_listen"))
    await store.save(tracker)


def kept(store: ConversationStore) -> list[tuple[Judgement, int]]:
    database: Database = store._database
    return database.feedback()


def test_a_judgement_is_kept_with_the_answers_identity(store: ConversationStore) -> None:
    run(say(store, ANNA, feedback=JUDGED))
    [(judged, times)] = kept(store)
    assert {name: getattr(judged, name) for name in JUDGED} == JUDGED and times == 1


def test_the_same_answers_are_counted_together(store: ConversationStore) -> None:
    for sender in (ANNA, BRUNO, BRUNO):
        run(say(store, sender, feedback=JUDGED))
    run(say(store, ANNA, feedback={**JUDGED, "solved": True}))
    assert sorted((judged.solved, times) for judged, times in kept(store)) == [(False, 3), (True, 1)]


def test_a_judgement_is_counted_once_over_turns_and_restarts(open_store: OpenStore, store: ConversationStore) -> None:
    run(say(store, ANNA, feedback=JUDGED))
    run(turn(store, ANNA, "e agora?"))
    again = open_store()
    run(turn(again, ANNA, "oi"))
    assert [times for _, times in kept(again)] == [1]


def test_it_does_not_tell_whose_it_is(store: ConversationStore) -> None:
    run(say(store, ANNA, feedback=JUDGED))
    with store._database._connection() as connection:
        [row] = connection.exec_driver_sql("SELECT * FROM feedback").fetchall()
    assert ANNA not in map(str, row)


@pytest.mark.parametrize("restarted", [False, True])
def test_it_is_erased_with_the_conversation(open_store: OpenStore, store: ConversationStore, restarted: bool) -> None:
    run(say(store, ANNA, feedback=JUDGED))
    run(say(store, BRUNO, feedback={**JUDGED, "desk": "sendcloud"}))
    asked = open_store() if restarted else store
    run(asked.delete(ANNA))
    assert [judged.desk for judged, _ in kept(asked)] == ["sendcloud"]


def test_a_conversation_that_asks_for_it_is_erased_after_its_turn(
    open_store: OpenStore, store: ConversationStore
) -> None:
    run(say(store, ANNA, feedback=JUDGED))
    run(say(store, ANNA, erase=True))
    assert kept(store) == []
    assert run(store.keys()) == [] and run(open_store().retrieve(ANNA)) is None
    run(turn(store, ANNA, "oi"))
    assert run(store.keys()) == [ANNA]


def test_what_can_not_be_erased_now_is_erased_with_the_next_purge(
    store: ConversationStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(store._database, "erase", fails)
        run(say(store, ANNA, erase=True))
    assert "tried again" in caplog.text
    store.purge()
    assert run(store.keys()) == []


def test_old_judgements_go_with_the_purge(open_store: OpenStore) -> None:
    store = open_store(keep_days=1)
    run(say(store, ANNA, feedback=JUDGED))
    with store._database._transaction() as connection:
        connection.exec_driver_sql("UPDATE feedback SET time = ?", (time.time() - 2 * 24 * 3600,))
    store.purge()
    assert kept(store) == []


def test_the_command_shows_what_helped(store: ConversationStore, file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run(say(store, ANNA, feedback=JUDGED))
    assert main(["feedback", "--db", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "cancel_plan" in shown and "clearsale" in shown


def test_the_command_says_where_nothing_is(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback", "--db", str(tmp_path / "none.db")]) == 1
    assert "--db" in capsys.readouterr().err


def test_the_command_says_that_nothing_was_judged(
    store: ConversationStore, file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feedback", "--db", str(file)]) == 0
    assert "No answer" in capsys.readouterr().out
