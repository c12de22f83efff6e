"""A channel on a port of this machine, registered as Rasa does it, with an agent that repeats what it hears."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage

from bot import log
from bot.channels.rest import GuardedRest
from tests.channels.serving import served


class Store:
    """What the channels ask a tracker store, and the deliveries that it keeps."""

    def __init__(self) -> None:
        self.delivered: set[str] = set()
        self.payloads: dict[str, set[str]] = {}
        self.slots: dict[str, dict[str, Any]] = {}

    def was_delivered(self, key: str) -> bool:
        return key in self.delivered

    def note_delivered(self, key: str) -> None:
        self.delivered.add(key)

    def offered(self, sender: str) -> frozenset[str]:
        return frozenset(self.payloads.get(sender, ()))

    def slot_values(self, sender: str) -> dict[str, Any]:
        return self.slots.get(sender, {})


class Repeating:
    """In the agent's place: says back what it was told. Its words are JSON; `says` and `offers` change them."""

    processor = None
    lock_store = None

    def __init__(self) -> None:
        self.tracker_store: Any = Store()
        self.heard: list[UserMessage] = []
        self.says: str | None = None
        self.offers: list[dict[str, str]] = []
        self.waits = 0.0

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.waits:
            await asyncio.sleep(self.waits)
        told = {"text": message.text, "sender": message.sender_id, "metadata": message.metadata}
        said = {"text": self.says or json.dumps(told), "buttons": self.offers}
        self.tracker_store.payloads.setdefault(message.sender_id, set()).update(b["payload"] for b in self.offers)
        await message.output_channel.send_response(message.sender_id, said)

    @property
    def texts(self) -> list[str | None]:
        return [message.text for message in self.heard]


@contextmanager
def serving(channel: InputChannel, agent: Any) -> Iterator[str]:
    """The base address below which the channel listens."""
    with served([channel, GuardedRest()], agent) as base:
        yield f"{base}/webhooks/{channel.url_prefix()}"


class Lines(logging.Handler):
    """What the assistant's own log says while it listens."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.events.append(json.loads(record.getMessage()))

    def one(self, name: str) -> dict[str, Any]:
        [event] = [event for event in self.events if event["event"] == name]
        return event


@contextmanager
def listening() -> Iterator[Lines]:
    log.install()
    lines, logger = Lines(), logging.getLogger("guichet")
    logger.addHandler(lines)
    try:
        yield lines
    finally:
        logger.removeHandler(lines)


def wait_for(holds: Callable[[], bool]) -> None:
    """Until it holds, or half a minute: the test's own assertion then says what is missing."""
    for _ in range(300):
        if holds():
            return
        threading.Event().wait(0.1)
