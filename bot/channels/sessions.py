"""Sessions of the web channel: who holds one may speak in its conversation, and in no other.

A session is a signed text that the client keeps and sends back. The server stores nothing about it: the name of
the conversation, made up at random here, and when the session ends stand inside.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from rasa.shared.exceptions import InvalidConfigException

from bot import log
from bot.channels.request import RefusedError

KEY = "GUICHET_SESSION_KEY"
"""Environment: the secret that sessions are signed with; `old,new` while it is being replaced."""

DAY = 24 * 60 * 60  # seconds
PREFIX = "web:"  # of conversations; those of users that a page vouches for have another (bot.channels.identity)
SHORTEST_KEY = 32  # characters
_BEARER = "bearer "
_REMEMBERED = 1_000  # sessions whose signature need not be checked again
_LONGEST = 4_000  # characters of a session; Sanic reads 8 kB of headers


@dataclass(frozen=True)
class Session:
    """`hints` are the page's (desk, language, plan, market), `user` is who it vouches for: {id, name}."""

    conversation: str
    expires: int  # seconds since 1970
    hints: Mapping[str, str] = field(default_factory=dict)
    user: Mapping[str, str] | None = None


class Sessions:
    """Issues sessions and reads them back."""

    def __init__(self, keys: list[str], days: float, now: Callable[[], float] = time.time) -> None:
        """`keys` from old to new: the last one signs, all are believed."""
        digest = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        self._signer = URLSafeSerializer(list(keys), salt="guichet.session", signer_kwargs=digest)
        self._seconds = round(days * DAY)
        self._now = now
        self._signed = lru_cache(maxsize=_REMEMBERED)(self._check_signature)

    @classmethod
    def from_environment(cls, days: float) -> Sessions:
        """With the keys of GUICHET_SESSION_KEY; without it, with one that ends with this process.

        Raises:
            InvalidConfigException: for a key that is too short.
        """
        keys = [key.strip() for key in os.environ.get(KEY, "").split(",") if key.strip()]
        if any(len(key) < SHORTEST_KEY for key in keys):
            make = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            raise InvalidConfigException(f"{KEY} is shorter than {SHORTEST_KEY} characters; make one with: {make}")
        if not keys:
            keys = [secrets.token_urlsafe(48)]
            log.event("sessions_end_at_restart", why=f"{KEY} is not set")
        return cls(keys, days)

    def issue(
        self, hints: Mapping[str, str], user: Mapping[str, str] | None = None, conversation: str | None = None
    ) -> tuple[str, Session]:
        """A session with its text; of a new conversation where none is given."""
        expires = int(self._now()) + self._seconds
        session = Session(conversation or PREFIX + secrets.token_urlsafe(18), expires, dict(hints), user)
        return self._text(session), session

    def renewed(self, session: Session) -> tuple[str, Session] | None:
        """A later end for a session that has lived half of its life; None for a younger one."""
        if session.expires - self._now() > self._seconds / 2:
            return None
        return self.issue(session.hints, session.user, session.conversation)

    def read(self, authorization: str | None) -> Session:
        """The session in an `Authorization` header.

        Raises:
            RefusedError: 401 for one that is missing, was not issued here, was changed, or has ended.
        """
        text = (authorization or "").strip()
        if not text.lower().startswith(_BEARER):
            raise _refused("the session is missing; send `Authorization: Bearer <session>`")
        session = self._signed(text[len(_BEARER) :].strip()[:_LONGEST])
        if session.expires <= self._now():
            raise _refused("the session has ended; ask for a new one at POST /guichet/session")
        return session

    def _check_signature(self, text: str) -> Session:
        try:
            data: dict[str, Any] = self._signer.loads(text)
            session = Session(data["c"], data["e"], dict(data["h"]), data["u"])
            if not isinstance(session.conversation, str) or not isinstance(session.expires, int):
                raise TypeError("signed by another version of this program")
        except (BadData, ValueError, KeyError, TypeError, RecursionError):
            raise _refused("the session was not issued here; ask for one at POST /guichet/session") from None
        return session

    def _text(self, session: Session) -> str:
        text = self._signer.dumps(
            {"c": session.conversation, "e": session.expires, "h": dict(session.hints), "u": session.user}
        )
        return text if isinstance(text, str) else text.decode("ascii")


def _refused(error: str) -> RefusedError:
    return RefusedError(401, error, "session")
