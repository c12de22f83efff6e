"""A text that begins with a slash is a button's payload only where the bot offered that button."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.rasa_mends import offered_payloads

DOMAIN = Domain.from_dict(
    {"intents": ["greet", "restart", "session_start", "inform_plan"], "entities": ["plan", "language"]}
)
PAYLOAD = '/inform_plan{"plan": "lite"}'
BUTTON = BotUttered("Qual?", {"buttons": [{"title": "Lite", "payload": PAYLOAD}]})


class Processor(MessageProcessor):
    """Rasa's processor with its handler of slashes for a pipeline, and no model."""

    def __init__(self, store: Any = None) -> None:
        self.http_interpreter = None
        self.domain = DOMAIN
        self.tracker_store = FailSafeTrackerStore(store or InMemoryTrackerStore(DOMAIN))

    def _parse_message_with_graph(self, message: UserMessage, *_: Any) -> dict[str, Any]:
        [parsed] = RegexMessageHandler().process([Message({TEXT: message.text})], DOMAIN)
        return {"text": "", "intent": {"name": "nlu_fallback"}, "entities": [], **parsed.as_dict()}


@pytest.fixture(autouse=True)
def mended() -> Iterator[None]:
    original = MessageProcessor.parse_message
    offered_payloads.apply()
    yield
    MessageProcessor.parse_message = original


def parse(text: str, *events: Event, store: Any = None) -> tuple[str, UserMessage]:
    """The intent that Rasa finds, and the message as it goes into the conversation."""
    message = UserMessage(text, sender_id="ana")
    tracker = DialogueStateTracker.from_events("ana", list(events), domain=DOMAIN)
    data = asyncio.run(Processor(store).parse_message(message, tracker))
    return data["intent"]["name"], message


def test_without_the_mend_rasa_takes_anything_typed_for_a_payload() -> None:
    """The defect itself, shown on Rasa's own method."""
    original = MessageProcessor.parse_message.__wrapped__
    tracker = DialogueStateTracker.from_events("ana", [], domain=DOMAIN)
    data = asyncio.run(original(Processor(), UserMessage(PAYLOAD, sender_id="ana"), tracker))
    assert data["intent"]["name"] == "inform_plan"


@pytest.mark.parametrize("text", [PAYLOAD, PAYLOAD + " ", PAYLOAD + "\x00"])
def test_an_offered_payload_is_one(text: str) -> None:
    intent, message = parse(text, BUTTON)
    assert intent == "inform_plan"
    assert message.text == PAYLOAD


def test_a_quick_reply_is_offered_too() -> None:
    assert parse("/greet", BotUttered("?", {"quick_replies": [{"title": "Oi", "payload": "/greet"}]}))[0] == "greet"


@pytest.mark.parametrize(
    "text",
    [
        "/greet",
        "/restart",
        "/session_start",
        "//greet",
        "\u200b/greet",
        "/\x00greet",
        "/ /greet",
        '/inform_plan{"plan": "premium"}',
        '/inform_plan{"plan":"lite"}',
        PAYLOAD + "x",
        PAYLOAD[:-1],
    ],
)
def test_any_other_is_text(text: str) -> None:
    intent, message = parse(text, BUTTON)
    assert intent == "nlu_fallback"
    assert not message.text.startswith("/")
    assert not set("{}") & set(message.text)


def test_a_typed_command_tells_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [{"entity": "language", "value": "fr"}, {"entity": "plan", "value": "lite"}]
    parsed = {"text": "", "intent": {"name": "greet"}, "entities": found}
    monkeypatch.setattr(Processor, "_parse_message_with_graph", lambda *_: dict(parsed))

    def entities(text: str) -> list[str]:
        tracker = DialogueStateTracker.from_events("ana", [], domain=DOMAIN)
        data = asyncio.run(Processor().parse_message(UserMessage(text, sender_id="ana"), tracker))
        return [entity["entity"] for entity in data["entities"]]

    assert entities("/restart") == ["plan"]
    assert entities("restart") == ["language", "plan"]


def test_what_another_conversation_was_offered_is_text() -> None:
    store = InMemoryTrackerStore(DOMAIN)
    other = DialogueStateTracker.from_events("bia", [BUTTON], domain=DOMAIN)
    asyncio.run(store.save(other))
    assert parse(PAYLOAD, store=store)[0] == "nlu_fallback"


def test_what_was_offered_in_an_earlier_session_is_offered() -> None:
    store = InMemoryTrackerStore(DOMAIN)
    asyncio.run(store.save(DialogueStateTracker.from_events("ana", [BUTTON, SessionStarted()], domain=DOMAIN)))
    assert parse(PAYLOAD, SessionStarted(), store=store)[0] == "inform_plan"


@pytest.mark.parametrize("later", [False, True])
def test_what_the_store_has_cut_is_offered(later: bool) -> None:
    class Cutting(InMemoryTrackerStore):
        def offered(self, sender: str) -> Any:
            async def answer() -> frozenset[str]:
                return payloads

            payloads = frozenset({PAYLOAD}) if sender == "ana" else frozenset()
            return answer() if later else payloads

    assert parse(PAYLOAD, store=Cutting(DOMAIN))[0] == "inform_plan"


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "/", "/{}", "\x00", "\ud83d", "?!"])
def test_a_message_without_words_never_reaches_the_pipeline(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("the pipeline was asked")

    monkeypatch.setattr(Processor, "_parse_message_with_graph", never)
    assert parse(text)[0] == "message_without_words"


def test_a_message_of_nobody_is_read_as_ever() -> None:
    """`rasa test` and `/model/parse` have no conversation."""
    data = asyncio.run(Processor().parse_message(UserMessage(PAYLOAD)))
    assert data["intent"]["name"] == "inform_plan"


def test_the_conversation_is_at_hand_for_the_guard() -> None:
    assert parse("oi")[1].conversation.sender_id == "ana"


def test_it_says_so_when_rasa_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MessageProcessor, "parse_message", MessageProcessor.parse_message.__wrapped__)
    monkeypatch.setattr(MessageProcessor, "_handle_message_with_tracker", lambda self: None)
    with pytest.raises(RuntimeError, match="offered_payloads"):
        offered_payloads.apply()
