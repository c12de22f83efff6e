"""How large and how slow things may be; each can be set in credentials.yml, below its channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from rasa.shared.exceptions import InvalidConfigException

_SECONDS = ("deadline", "body_time")


@dataclass(frozen=True)
class Limits:
    """One channel's limits."""

    max_body: int = 32_000
    """Bytes of a request."""
    max_text: int = 2_000
    """Characters of a message; a longer one is answered, and not read."""
    max_depth: int = 8
    """Brackets inside each other in a request's JSON."""
    deadline: float = 10.0
    """Seconds until a turn counts as failed. An action has 5 of them."""
    body_time: float = 10.0
    """Seconds that a client has to send the body of a request."""

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None, channel: str) -> Limits:
        """The limits below `channel` in credentials.yml, with the defaults for those that are not there.

        Raises:
            InvalidConfigException: for a key that is no limit, or a value that is no number above 0.
        """
        known = [field.name for field in fields(cls)]
        for key, value in (credentials or {}).items():
            if key not in known:
                raise InvalidConfigException(
                    f"credentials.yml: `{key}` is no setting of {channel}; there are: {', '.join(known)}"
                )
            allowed = (int, float) if key in _SECONDS else (int,)
            if isinstance(value, bool) or not isinstance(value, allowed) or value <= 0:
                kind = "a number" if key in _SECONDS else "a whole number"
                raise InvalidConfigException(
                    f"credentials.yml: `{key}` of {channel} is {value!r}; write {kind} above 0, "
                    f"such as {getattr(cls, key):g}"
                )
        return cls(**(credentials or {}))
