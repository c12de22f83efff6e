"""The guard of a channel and the store on SQLite, as they work together in a server."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.channels.guard import Guard, Outcome
from bot.channels.limits import Limits
from bot.rasa_mends import offered_payloads
from bot.storage.conversations import ConversationStore
from tests.channels.test_guard import NOT_SAVED
from tests.storage.conftest import OpenStore
from tests.storage.talking import ANNA, DOMAIN, begin, run, say, texts

PAYLOAD = '/inform_plan{"plan": "lite"}'
MOST_EVENTS = 12


class Assistant(MessageProcessor):
    """Rasa's processor on the store; its pipeline knows payloads alone, and each answer is the same word."""

    def __init__(self, store: ConversationStore) -> None:
        self.http_interpreter = None
        self.domain = DOMAIN
        self.tracker_store = FailSafeTrackerStore(store)
        self.guard = Guard(Limits(), self._answer)

    def _parse_message_with_graph(self, message: UserMessage, *_: Any) -> dict[str, Any]:
        [parsed] = RegexMessageHandler().process([Message({TEXT: message.text})], DOMAIN)
        return {"text": "", "intent": {"name": "nlu_fallback"}, "entities": [], **parsed.as_dict()}

    async def _answer(self, message: UserMessage) -> None:
        tracker = await begin(self.tracker_store, message.sender_id)
        parsed = await self.parse_message(message, tracker)
        payloads = [PAYLOAD] if message.text == "qual?" else []
        say(tracker, message.text, payloads)
        await message.output_channel.send_response(message.sender_id, {"text": parsed["intent"]["name"]})
        await self.tracker_store.save(tracker)

    async def hear(self, text: str) -> tuple[Outcome, list[str]]:
        out = CollectingOutputChannel()
        message = UserMessage(text, out, ANNA)
        outcome = await self.guard.answer(message, SimpleNamespace(tracker_store=self.tracker_store, processor=self))
        return outcome, [said["text"] for said in out.messages]


@pytest.fixture(autouse=True)
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MessageProcessor, "parse_message", MessageProcessor.parse_message)
    offered_payloads.apply()


@pytest.mark.parametrize("restarted", [False, True], ids=["in one process", "after a restart"])
def test_what_was_offered_can_be_pressed_long_after_its_message_was_cut_off(
    open_store: OpenStore, restarted: bool
) -> None:
    async def talk() -> None:
        store = open_store(max_events=MOST_EVENTS)
        assistant = Assistant(store)
        assert await assistant.hear(PAYLOAD) == ("answered", ["nlu_fallback"]), "nobody has offered it yet"
        await assistant.hear("qual?")
        for _ in range(MOST_EVENTS):
            assert await assistant.hear("oi") == ("answered", ["nlu_fallback"])
        if restarted:
            assistant = Assistant(open_store(max_events=MOST_EVENTS))
        whole = await assistant.tracker_store.retrieve_full_tracker(ANNA)
        assert whole is not None
        assert "qual?" not in [getattr(event, "text", None) for event in whole.events]
        assert await assistant.hear(PAYLOAD) == ("answered", ["inform_plan"])
        assert await assistant.hear(PAYLOAD.replace("lite", "premium")) == ("answered", ["nlu_fallback"])

    run(talk())


def test_a_turn_that_can_not_be_written_says_so_and_is_written_with_the_next(open_store: OpenStore, file: Path) -> None:
    async def talk() -> None:
        assistant = Assistant(open_store(busy_wait=0.05))
        assert (await assistant.hear("um"))[0] == "answered"
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            outcome, said = await assistant.hear("dois")
        finally:
            other.execute("ROLLBACK")
            other.close()
        assert outcome == "unsaved"
        assert said[0] == "nlu_fallback" and NOT_SAVED["pt"] in said[1]
        assert (await assistant.hear("três"))[0] == "answered"
        assert await texts(assistant.tracker_store, ANNA) == ["um", "dois", "três"]

    run(talk())


def test_what_was_offered_in_a_turn_that_was_not_written_can_be_pressed(open_store: OpenStore, file: Path) -> None:
    async def talk() -> None:
        assistant = Assistant(open_store(busy_wait=0.05))
        await assistant.hear("um")
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            assert (await assistant.hear("qual?"))[0] == "unsaved"
            assert (await assistant.hear(PAYLOAD))[1][0] == "inform_plan"
        finally:
            other.execute("ROLLBACK")
            other.close()

    run(talk())
