"""A channel on a port of this machine, registered as Rasa does it, with an agent that repeats what it hears."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from rasa.core.channels.channel import InputChannel, UserMessage, register
from sanic import Sanic, response
from sanic.http import Http
from sanic.touchup import TouchUp

from bot import log
from tests.server import free_port


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
    port, ready, stop = free_port(), threading.Event(), threading.Event()
    app = Sanic(f"serving_{port}", configure_logging=False)
    register([channel], app, route="/webhooks/")
    app.add_route(lambda _: response.text("hello"), "/")  # Rasa has one there, and Sanic needs one
    app.ctx.agent = agent

    async def serve() -> None:
        server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False)
        assert server is not None
        with mock.patch("sanic.app.TouchUp.run", functools.partial(_rewrite_once, TouchUp.run)):
            await server.startup()
        await server.start_serving()
        ready.set()
        await asyncio.get_running_loop().run_in_executor(None, stop.wait)
        await server.before_stop()
        await server.close()
        await server.after_stop()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(30)
    try:
        yield f"http://127.0.0.1:{port}/webhooks/{channel.url_prefix()}"
    finally:
        stop.set()
        thread.join(30)


def _rewrite_once(rewrite: Callable[[Sanic], None], app: Sanic) -> None:
    """Sanic rewrites its own methods when a server starts, and fails when a second one does in the same process."""
    if not getattr(Http, "__touched__", False):
        rewrite(app)


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
