"""How often somebody may ask: counted for each session, and for each address."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import time
from functools import lru_cache

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

logger = logging.getLogger(__name__)

IN_MEMORY = "memory://"


class TooFastError(Exception):
    """Somebody asks more often than they may; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests; try again in {retry_after} s")
        self.retry_after = retry_after


class InProcess(Storage):
    """Counts like the library's own storage in memory, which starts a thread for each request to forget old counts."""

    STORAGE_SCHEME = ["in-process"]  # noqa: RUF012 - the library declares a list
    _FEW = 1_000  # counts that are not worth a look at which are over

    def __init__(self, uri: str = "", **options: str) -> None:
        super().__init__(uri, **options)
        self._counts: dict[str, tuple[int, float]] = {}  # how many, and until when (seconds since 1970)
        self._look_at = self._FEW

    def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        now = time.time()
        count, until = self._counts.get(key, (0, 0.0))
        if until <= now:
            count, until = 0, now + expiry
        self._counts[key] = count + amount, until
        if len(self._counts) > self._look_at:
            self._counts = {key: counted for key, counted in self._counts.items() if counted[1] > now}
            self._look_at = max(self._FEW, 2 * len(self._counts))
        return count + amount

    def get(self, key: str) -> int:
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > time.time() else 0

    def get_expiry(self, key: str) -> int:
        return math.ceil(self._counts.get(key, (0, time.time()))[1])

    def check(self) -> bool:
        return True

    def reset(self) -> None:
        self._counts.clear()

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)


class Rates:
    """Counters for whole minutes, in this process or where `storage` says (as the library `limits` writes it)."""

    def __init__(self, *, messages: int, sessions: int, requests: int, storage: str = IN_MEMORY) -> None:
        """How many a minute: messages of one session, new sessions of one address, requests of one address."""
        self._in_memory = storage == IN_MEMORY
        # The limiter itself keeps no more than a weak reference.
        self._storage = InProcess() if self._in_memory else storage_from_string(storage)
        self._limiter = FixedWindowRateLimiter(self._storage)
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
        return min(max(1, math.ceil(reset - time.time())), item.get_expiry())


@lru_cache(maxsize=4_096)
def network(address: str) -> str:
    """Whom an address stands for: a customer of a provider has 2^64 addresses of version 6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
