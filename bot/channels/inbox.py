"""Takes each delivery of a platform once, in the order of its conversation, and longer than the platform waits.

Slack and Telegram send again what they see no acknowledgement for. A delivery counts as taken, over restarts too,
when the work on it has ended: one that a crash interrupts is not acknowledged, sent again and answered then.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent

from bot.channels.store import ask_store
from bot.storage.bounded import Bounded

logger = logging.getLogger(__name__)

REMEMBERED = 20_000  # deliveries, in memory; the tracker store has them for longer
_AT_THE_END = 15.0  # seconds that a server which stops waits for what is under way

Work = Callable[[], Awaitable[None]]


class Inbox:
    """One channel's."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds until a delivery is acknowledged while the work on it goes on."""
        self._patience = patience
        self._taken: Bounded[bool] = Bounded(REMEMBERED)
        self._newest: dict[str, asyncio.Task[bool]] = {}
        self._running: set[asyncio.Task[bool]] = set()

    async def take(self, delivery: str, conversation: str, work: Work, agent: Agent | None) -> bool:
        """Do the work, unless the delivery was taken before; returns when it may be acknowledged.

        Args:
            delivery: the same for each time that the platform sends it, and for no other.
            conversation: works of one conversation are done one after the other.
            work: its failure is logged and counts as done: sent again, it would fail again.
            agent: its tracker store remembers deliveries.

        Returns:
            Whether it was new.
        """
        key = hashlib.sha256(delivery.encode("utf-8", "surrogatepass")).hexdigest()  # ids of people stay out of it
        if key in self._taken:
            return False
        # Before anything is awaited: the second one may be here already, and this request may be given up.
        self._taken.put(key, True)
        task = asyncio.ensure_future(self._do(work, key, self._newest.get(conversation), agent))
        self._newest[conversation] = task
        self._running.add(task)
        task.add_done_callback(lambda done: self._forget(done, conversation))
        await asyncio.wait({task}, timeout=self._patience)
        return task.result() if task.done() else True

    async def finish(self) -> None:
        """Wait for what is under way: the platform will not send it again."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=_AT_THE_END)

    async def _do(self, work: Work, key: str, before: asyncio.Task[bool] | None, agent: Agent | None) -> bool:
        if await _ask(agent, "was_delivered", key):
            return False
        if before is not None:
            await asyncio.wait({before})
        try:
            await work()
        except Exception:
            logger.exception("A delivery could not be worked on.")
        await _ask(agent, "note_delivered", key)
        return True

    def _forget(self, task: asyncio.Task[bool], conversation: str) -> None:
        self._running.discard(task)
        if self._newest.get(conversation) is task:
            del self._newest[conversation]


async def _ask(agent: Agent | None, question: str, key: str) -> Any:
    """Never in the way of an answer: what the store can't tell or keep, memory has."""
    if agent is None:
        return None
    try:
        return await ask_store(agent.tracker_store, question, key, None)
    except Exception:
        logger.exception("The tracker store could not be asked about a delivery.")
        return None
