"""The running assistant: what has been said outlasts its process."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.server import ROOT, NotStartedError, RunningServer
from tests.storage.conftest import OpenStore
from tests.storage.talking import run, texts

ANNA, BRUNO, CARLA = "anna", "bruno", "carla"

SAVES_UNTIL_KILLED = """
    import asyncio, sys
    from bot.storage.conversations import ConversationStore
    from tests.storage.talking import DOMAIN, turn

    async def talk():
        store = ConversationStore(DOMAIN, db=sys.argv[1])
        for number in range(10_000):
            await turn(store, "anna", f"mensagem {number}")
            assert store.was_saved("anna")
            print(number, flush=True)

    asyncio.run(talk())
"""


def test_kill_9_loses_no_turn_that_was_finished(open_store: OpenStore, file: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(SAVES_UNTIL_KILLED), str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as talking:
        assert talking.stdout is not None
        finished = [talking.stdout.readline() for _ in range(40)]
        talking.kill()
        finished += talking.stdout.readlines()
    last = int(finished[-1])
    kept = run(texts(open_store(), ANNA))
    # The one after the last that was told may have been finished, too.
    assert kept[-1] in (f"mensagem {last}", f"mensagem {last + 1}")
    assert kept == [f"mensagem {number}" for number in range(int(kept[0].split()[-1]), int(kept[-1].split()[-1]) + 1)]


def test_a_killed_assistant_goes_on_where_it_was(tmp_path: Path) -> None:
    conversations = tmp_path / "conversations.db"
    try:
        with RunningServer(conversations=conversations) as server:
            server.ask("Sou Lite, posso ligar?", ANNA).must_say("O plano Lite não inclui")
            asked = server.ask("Puis-je vous appeler ?", BRUNO).must_speak("fr").must_offer("Growth")
            server.ask("Je suis en Growth, puis-je vous appeler ?", CARLA).must_say("Oui, votre abonnement Growth")
            server.kill()
        two_hours_pass(conversations, CARLA)
        with RunningServer(conversations=conversations) as server:
            server.ask("e o chat?", ANNA).must_speak("pt").must_say("seu plano Lite")
            server.press(asked.button("Growth"), BRUNO).must_speak("fr").must_say("Oui, votre abonnement Growth")
            question = "Est-ce que mon abonnement comprend le téléphone ?"
            server.ask(question, CARLA).must_speak("fr").must_say("Oui, votre abonnement Growth")
    except NotStartedError as error:
        pytest.fail(str(error), pytrace=False)
    assert first_slots_of_session(conversations, CARLA) == {"language": "fr", "plan": "growth", "desk": "sendcloud"}


def two_hours_pass(conversations: Path, sender: str) -> None:
    """Since the conversation's last event; a session ends after one."""
    earlier = "json_set(data, '$.timestamp', json_extract(data, '$.timestamp') - 7200)"
    with sqlite3.connect(conversations) as database:
        database.execute(f"UPDATE events SET data = {earlier} WHERE sender_id = ?", (sender,))  # noqa: S608


def first_slots_of_session(conversations: Path, sender: str) -> dict[str, Any]:
    """What the newest session began with."""
    with sqlite3.connect(conversations) as database:
        rows = database.execute("SELECT data FROM events WHERE sender_id = ? ORDER BY id", (sender,))
        events = [json.loads(data) for (data,) in rows]
    start = max(index for index, event in enumerate(events) if event["event"] == "session_started")
    end = next(index for index, event in enumerate(events) if index > start and event["event"] == "action")
    return {event["name"]: event["value"] for event in events[start + 1 : end]}
