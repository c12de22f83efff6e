"""One message of a conversation at a time, in the order they came.

Rasa's own `LockStore.lock` polls once a second: a second message of the same sender waits that long behind a
turn of a few milliseconds. Here the next one starts when the one before it ends.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockError


@dataclass
class _Turnstile:
    """An asyncio lock (first come, first served) and how many hold or await it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class FairLocks(InMemoryLockStore):
    """For one process; named in endpoints.yml under `lock_store:`."""

    def __init__(self, endpoint_config: Any = None) -> None:
        if os.environ.get("SANIC_WORKERS", "1") != "1":
            # Rasa starts so many processes for any lock store but its own in memory.
            sys.exit("Guichet does not start. These locks hold within one process: unset SANIC_WORKERS.")
        super().__init__()
        self._turnstiles: dict[str, _Turnstile] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[TicketLock]:
        """Hold the conversation.

        Raises:
            LockError: after waiting `lock_lifetime` seconds for it.
        """
        turnstile = self._turnstiles.setdefault(conversation_id, _Turnstile())
        turnstile.users += 1
        try:
            try:
                if turnstile.users == 1:  # it is free; to wait for it would cost a task
                    await turnstile.lock.acquire()
                else:
                    await asyncio.wait_for(turnstile.lock.acquire(), lock_lifetime)
            except asyncio.TimeoutError:
                raise LockError(f"waited {lock_lifetime} s for the earlier messages of a conversation") from None
            try:
                yield TicketLock(conversation_id)
            finally:
                turnstile.lock.release()
        finally:
            turnstile.users -= 1
            if not turnstile.users:
                self._turnstiles.pop(conversation_id, None)
