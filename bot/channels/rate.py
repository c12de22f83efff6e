"""How often somebody may ask: counted for each session, and for each address."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

logger = logging.getLogger(__name__)

IN_MEMORY = "memory://"


class TooFastError(Exception):
    """Somebody asks more often than they may; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests; try again in {retry_after} s")
        self.retry_after = retry_after


class Rates:
    """Counters for whole minutes, in this process or where `storage` says (as the library `limits` writes it)."""

    def __init__(self, *, messages: int, sessions: int, requests: int, storage: str = IN_MEMORY) -> None:
        """How many a minute: messages of one session, new sessions of one address, requests of one address."""
        self._storage = storage_from_string(storage)  # the limiter itself keeps no more than a weak reference
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._in_memory = storage == IN_MEMORY
        self._messages = RateLimitItemPerMinute(messages, namespace="messages")
        self._sessions = RateLimitItemPerMinute(sessions, namespace="sessions")
        self._requests = RateLimitItemPerMinute(requests, namespace="requests")

    async def message(self, conversation: str) -> None:
        """Count a message.

        Raises:
            TooFastError: when there were too many; so do the others.
        """
        await self._count(self._messages, conversation)

    async def session(self, address: str) -> None:
        await self._count(self._sessions, network(address))

    async def request(self, address: str) -> None:
        await self._count(self._requests, network(address))

    async def _count(self, item: RateLimitItem, who: str) -> None:
        if self._in_memory:
            wait = self._hit(item, who)
        else:
            wait = await asyncio.to_thread(self._hit, item, who)
        if wait:
            raise TooFastError(wait)

    def _hit(self, item: RateLimitItem, who: str) -> int:
        """0, or the seconds to wait."""
        try:
            if self._limiter.hit(item, who):
                return 0
            reset, _ = self._limiter.get_window_stats(item, who)
        except Exception:
            logger.exception("Requests can't be counted; nobody is refused until they can.")
            return 0
        return max(1, math.ceil(reset - time.time()))


def network(address: str) -> str:
    """Whom an address stands for: a customer of a provider has 2^64 addresses of version 6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
