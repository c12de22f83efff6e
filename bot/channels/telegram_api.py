"""Calls of Telegram's Bot API, which waits as it is asked to. No error shows the address: the token is in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

API = "https://api.telegram.org"
_ANSWERED_WITHIN = 15.0  # seconds
_TRIES = 4
_LONGEST_WAIT = 120.0  # seconds; who is told to wait longer is not heard any more


class TelegramError(Exception):
    """A call that failed: Telegram's number (0 where it was not reached), its words, and what it adds."""

    def __init__(self, status: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{description} ({status})" if status else description)
        self.status = status
        self.description = description
        self.parameters = parameters or {}


class TelegramApi:
    """The methods of one bot."""

    def __init__(self, token: str, api: str = API) -> None:
        self._base = f"{api}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, **parameters: Any) -> Any:
        """The result; parameters that are None are left out.

        Raises:
            TelegramError: where it failed for good.
        """
        sent = {key: value for key, value in parameters.items() if value is not None}
        for number in range(_TRIES):
            try:
                return await self._call(method, sent)
            except TelegramError as error:
                wait = _wait_after(error, number)
                if wait is None or number == _TRIES - 1:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _call(self, method: str, parameters: dict[str, Any]) -> Any:
        if self._session is None or self._session.closed:  # it belongs to the event loop: made when first needed
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWERED_WITHIN))
        try:
            async with self._session.post(f"{self._base}/{method}", json=parameters) as response:
                answer = json.loads(await response.read())
                status = response.status
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise TelegramError(0, f"Telegram can't be reached: {type(error).__name__}") from None
        except ValueError:
            raise TelegramError(502, "what came back is not Telegram's") from None
        if isinstance(answer, dict) and answer.get("ok") is True:
            return answer.get("result")
        told = answer if isinstance(answer, dict) else {}
        adds = told.get("parameters")
        raise TelegramError(
            int(told.get("error_code") or status),
            str(told.get("description") or "no reason was given"),
            adds if isinstance(adds, dict) else None,
        )


def _wait_after(error: TelegramError, number: int) -> float | None:
    """Seconds until the next try; None where another one would fail as well."""
    if error.status == 429:
        wait = float(error.parameters.get("retry_after") or 1)
        return wait if wait <= _LONGEST_WAIT else None
    if error.status == 0 or error.status >= 500:
        return 0.5 * 2**number
    return None
