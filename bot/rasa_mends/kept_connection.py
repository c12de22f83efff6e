"""Keeps the connection to an action server open between calls.

Defect in Rasa 3.6.21: `EndpointConfig.session` makes a client session, and so a connection, for every call.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import weakref
from typing import Any

import aiohttp
from rasa.utils.endpoints import EndpointConfig

_DEFECT = "async with self.session() as session:"
_KEPT = "_guichet_sessions"


def apply() -> None:
    """Let `session()` hand out one session for each endpoint and event loop, which leaving does not close."""
    original = EndpointConfig.session
    if getattr(original, "mended", False):
        return
    if _DEFECT not in inspect.getsource(inspect.unwrap(EndpointConfig.request)):
        raise RuntimeError("EndpointConfig.request has changed; read rasa_mends/kept_connection.py")

    @functools.wraps(original)
    def session(self: EndpointConfig) -> Any:
        sessions = self.__dict__.setdefault(_KEPT, weakref.WeakKeyDictionary())
        loop = asyncio.get_running_loop()
        kept = sessions.get(loop)
        if kept is None or kept.closed:
            kept = sessions[loop] = original(self)
        return _Borrowed(kept)

    session.mended = True  # type: ignore[attr-defined]
    EndpointConfig.session = session


class _Borrowed:
    """A session in a `with` block that stays open behind it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *error: object) -> None:
        return None
