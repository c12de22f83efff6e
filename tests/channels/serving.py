"""Channels behind Rasa's own registration, served over HTTP in this process, with an assistant in the agent's place."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from unittest import mock

from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sanic.touchup import TouchUp

from bot.storage.locks import FairLocks
from bot.storage.requests import ERASE
from tests.server import free_port
from tests.storage.talking import DOMAIN, add, begin


@contextmanager
def served(channels: Sequence[InputChannel], agent: Any) -> Iterator[str]:
    """The address that the channels listen on."""
    port, ready, stop = free_port(), threading.Event(), threading.Event()
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    register(list(channels), app, route="/webhooks/")
    app.ctx.agent = agent

    async def serve() -> None:
        server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False)
        assert server is not None
        with mock.patch("sanic.app.TouchUp.run", _rewrite_once(TouchUp.run)):
            await server.startup()
        await server.before_start()
        await server.start_serving()
        ready.set()
        await asyncio.get_running_loop().run_in_executor(None, stop.wait)
        await server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(30)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop.set()
        thread.join(30)


@lru_cache(maxsize=1)
def _rewrite_once(rewrite: Callable[[Sanic], None]) -> Callable[[Sanic], None]:
    """Sanic rewrites its own methods when a server starts, and fails when a second one does in the same process."""
    rewritten: list[Sanic] = []

    def run(app: Sanic) -> None:
        if not rewritten:
            rewritten.append(app)
            rewrite(app)

    return run


class Repeating:
    """In the agent's place, with a real store: says back what it hears, twice, and offers a button.

    `heard` has the messages; a text "wait" is answered in two parts, the second when `go_on` is set; after "erase"
    the conversation is erased.
    """

    domain: Domain = DOMAIN

    def __init__(self, store: TrackerStore) -> None:
        self.tracker_store = store
        self.lock_store = FairLocks()
        self.processor = self
        self.forget()

    def forget(self) -> None:
        self.heard: list[UserMessage] = []
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def is_ready(self) -> bool:
        return True

    async def parse_message(self, text: str) -> dict[str, Any]:
        return {"entities": []}

    async def fetch_tracker_and_update_session(
        self, sender: str, metadata: dict[str, Any] | None = None
    ) -> DialogueStateTracker:
        return await begin(self.tracker_store, sender)

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        async with self.lock_store.lock(message.sender_id):
            tracker = await begin(self.tracker_store, message.sender_id)
            message.conversation = tracker  # type: ignore[attr-defined]
            where = {"message_id": message.message_id, "metadata": message.metadata, "input_channel": "web"}
            add(tracker, UserUttered(message.text, {"name": "greet", "confidence": 0.9}, [], **where))
            if (message.text or "").startswith("sou"):
                add(tracker, SlotSet("plan", "lite"))
            add(tracker, ActionExecuted("action_answer"))
            await self._say(message, tracker, f"um: {message.text}")
            if message.text == "wait":
                self.begun.set()
                await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait, 30)
            await self._say(message, tracker, "dois", "/inform_plan")
            add(tracker, ActionExecuted("action_listen"))
            await self.tracker_store.save(tracker)

    async def _say(self, message: UserMessage, tracker: DialogueStateTracker, text: str, payload: str = "") -> None:
        buttons = [{"title": "Lite", "payload": payload}] if payload else None
        told = {"language": tracker.get_slot("language"), "desk": "sendcloud"}
        if message.text == "erase":
            told[ERASE] = True
        said = BotUttered(text, {"buttons": buttons}, told)
        add(tracker, said)
        await message.output_channel.send_response(message.sender_id, said.message())
