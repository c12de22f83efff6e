"""A turn sees one edition of the facts, and leaves one line in the log: however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import log
from bot.catalogue import current_edition
from bot.rasa_mends import turns
from tests.matrix.test_live import move_address


class Processor(MessageProcessor):
    """One whose turn does what the test says; nothing is loaded."""

    def __init__(self, *events: Event, during: Callable[[], Any] = lambda: None) -> None:
        self._events = [UserUttered("ligar", {"name": "contact_phone"}), *events]
        self._during = during

    async def fetch_tracker_and_update_session(self, sender_id: str, *_: Any, **__: Any) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(sender_id, self._events, Domain.empty().slots)

    async def _handle_message_with_tracker(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        self._during()

    @property
    def model_metadata(self) -> Any:
        raise RuntimeError("the turn ends here")


@pytest.fixture
def mended() -> Iterator[None]:
    before = MessageProcessor.handle_message, MessageProcessor.log_message
    turns.apply()
    yield
    MessageProcessor.handle_message, MessageProcessor.log_message = before


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    monkeypatch.setattr(log, "event", lambda name, level=0, /, **fields: written.append({"level": level, **fields}))
    return written


def turn(processor: Processor, channel: str = "rest") -> None:
    with pytest.raises((RuntimeError, LookupError)):
        asyncio.run(processor.handle_message(UserMessage("ligar", sender_id="joana", input_channel=channel)))


def test_a_turn_that_fails_leaves_its_line_too(mended: None, lines: list[dict[str, Any]]) -> None:
    turn(Processor())
    [line] = lines
    assert line["outcome"] == "failed"
    assert line["intent"] == "contact_phone"
    assert line["conversation"] == log.pseudonym("joana")
    assert "joana" not in str(line) and "ligar" not in str(line)


def test_a_turn_that_fails_before_its_tracker_is_found_leaves_its_line(
    mended: None, lines: list[dict[str, Any]]
) -> None:
    def fail() -> None:
        raise LookupError("ligar")

    turn(Processor(during=fail))
    assert [(line["outcome"], line["error"]) for line in lines] == [("failed", "LookupError")]


def test_in_a_terminal_the_line_is_for_debugging(mended: None, lines: list[dict[str, Any]]) -> None:
    turn(Processor(), channel="cmdline")
    assert [line["level"] for line in lines] == [10]


def test_the_facts_stay_the_same_within_a_turn(
    mended: None, lines: list[dict[str, Any]], desk_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUICHET_DESKS", str(desk_copy))
    seen: list[str] = []

    def look_twice() -> None:
        seen.append(current_edition().version)
        move_address(desk_copy)
        seen.append(current_edition().version)

    turn(Processor(during=look_twice))
    seen.append(current_edition().version)
    assert seen[0] == seen[1] != seen[2]


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([], "silent"),
        ([BotUttered("…")], "answered"),
        ([BotUttered("…", metadata={"parts": [{"response": "utter_ask_plan"}], "asks": "plan"})], "asked"),
        ([BotUttered("…", metadata={"parts": [{"response": "utter_cannot_answer"}]})], "part_down"),
        ([UserUttered("?", {"name": "nlu_fallback"}), BotUttered("…")], "not_understood"),
        ([BotUttered("…", metadata={"asks": "plan"}), UserUttered("oi", {"name": "greet"}), BotUttered("…")],
         "answered"),
    ],
)  # fmt: skip
def test_the_outcome_is_that_of_the_last_message(events: list[Event], outcome: str) -> None:
    tracker = DialogueStateTracker.from_events("x", [UserUttered("ligar", {"name": "contact_phone"}), *events])
    assert turns.described(tracker, None)["outcome"] == outcome


def test_slots_but_desk_and_language_are_not_told() -> None:
    tracker = DialogueStateTracker.from_events(
        "x", [SlotSet("language", "fr"), SlotSet("desk", "sendcloud"), SlotSet("plan", "growth"), UserUttered("x")]
    )
    told = turns.described(tracker, None)
    assert set(told) == {"intent", "desk", "language", "outcome", "error", "facts"}
    assert "growth" not in str(told)


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handle_message(self: MessageProcessor, message: UserMessage) -> None:
        """Another one."""

    monkeypatch.setattr(MessageProcessor, "handle_message", handle_message)
    with pytest.raises(RuntimeError, match=r"turns\.py"):
        turns.apply()
