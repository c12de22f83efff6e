"""Readiness that is tried out: a message goes the whole way, and leaves no conversation behind."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.catalogue import current_catalogue
from bot.channels.guard import Guard
from bot.channels.readiness import readiness
from bot.channels.store import ask_store
from bot.storage.conversations import NotErasedError

logger = logging.getLogger(__name__)

CONVERSATION = "probe:readiness"
KEPT = 10.0  # seconds that a result stands for

Told = tuple[dict[str, Any], int]


class Probe:
    """What a load balancer asks every few seconds."""

    def __init__(self, guard: Guard, now: Callable[[], float] = time.monotonic) -> None:
        self._guard = guard
        self._now = now
        self._told: Told | None = None
        self._until = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def readiness(self, agent: Agent | None) -> Told:
        """What is told and its HTTP status: 200 when a message is answered and stored on valid facts, else 503.

        `checks` names the parts and whether they work. Facts that are broken by now leave it ready, for the last
        good ones are served; `problems` lists what is wrong with the newer ones.
        """
        async with self._one_at_a_time:
            if self._told is None or self._now() >= self._until:
                self._told = await self._try_out(agent)
                self._until = self._now() + KEPT
            return self._told

    async def _try_out(self, agent: Agent | None) -> Told:
        told, status = await readiness(agent)
        if agent is None or status != 200:
            return told, status
        checks = await self._answered_and_stored(agent)
        if not all(checks.values()):
            return {**told, "status": "not ready", "checks": checks}, 503
        return {**told, "checks": checks}, 200

    async def _answered_and_stored(self, agent: Agent) -> dict[str, bool]:
        name = next(iter(current_catalogue().desks.values())).name  # a message that any installation understands
        message = UserMessage(name, CollectingOutputChannel(), CONVERSATION, input_channel="probe")
        outcome = await self._guard.answer(message, agent)
        stored = outcome == "answered"
        try:
            await ask_store(agent.tracker_store, "delete", CONVERSATION, None)
        except NotErasedError:
            logger.error("The conversation of the readiness probe could not be removed.")
            stored = False
        return {"answers": outcome in ("answered", "unsaved"), "store": stored}
