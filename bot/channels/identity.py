"""Users that the page vouches for: their id and name count with a signature that the page's server made.

    signature = hex(HMAC-SHA256(key, "<id>|<name>|<expires>")), with "" for a name that there is not

The key is GUICHET_IDENTITY_KEY, or GUICHET_IDENTITY_KEY_SENDCLOUD (and so on) where desks have one each: whoever
has a key can vouch for anybody, so two companies should not share it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import time
from dataclasses import dataclass
from typing import Any

from bot.channels.request import RefusedError, name_of
from bot.channels.text import clean

KEY = "GUICHET_IDENTITY_KEY"
PREFIX = "web:user:"
FURTHEST = 24 * 60 * 60  # seconds that a signature may be valid for: it can be used by whoever gets hold of it
_ID = re.compile(r"[^|\x00-\x1f\x7f\ud800-\udfff]{1,128}")
_LONGEST_NAME = 100  # characters
_EXAMPLE = '{"id": "17", "name": "Ana", "expires": 1790000000, "signature": "<64 hex digits>"}'


@dataclass(frozen=True)
class User:
    """Somebody that the page vouches for. `conversation` is theirs on every device."""

    id: str
    name: str
    conversation: str


def key_for(desk: str | None) -> str:
    """The key of a desk's pages; empty where there is none."""
    own = os.environ.get(f"{KEY}_{desk.upper()}") if desk else None
    return own or os.environ.get(KEY, "")


def sign(user_id: str, name: str, expires: int, key: str) -> str:
    """What the page's server does."""
    return _hmac(f"{user_id}|{name}|{expires}", key)


def checked_user(claim: Any, desk: str | None, now: float | None = None) -> User:
    """The user of a claim `{id, name?, expires, signature}`.

    Raises:
        RefusedError: 400 for another shape; 403 for a signature that is not right, or not valid now.
    """
    user_id, name, expires, signature = _shape(claim)
    key = key_for(desk)
    if not key:
        raise _refused(f"this server takes no users: {KEY} is not set")
    if not hmac.compare_digest(sign(user_id, name, expires, key).encode(), signature.lower().encode()):
        raise _refused("the signature is not that of this user")
    left = expires - (time.time() if now is None else now)
    if left <= 0:
        raise _refused("the signature has expired; sign again at each page load")
    if left > FURTHEST:
        raise _refused(f"`expires` lies more than {FURTHEST // 3600} hours ahead; sign again at each page load")
    return User(user_id, clean(name), PREFIX + _hmac(f"conversation of {user_id}", key)[:40])


def _shape(claim: Any) -> tuple[str, str, int, str]:
    if not isinstance(claim, dict):
        raise RefusedError(400, f"`user` is {name_of(claim)}, not an object; send {_EXAMPLE}")
    user_id, name, expires, signature = (claim.get(key) for key in ("id", "name", "expires", "signature"))
    if not isinstance(user_id, str) or not _ID.fullmatch(user_id):
        raise RefusedError(400, f"`user.id` must be a string of 1 to 128 characters without |; send {_EXAMPLE}")
    if name is not None and (not isinstance(name, str) or len(name) > _LONGEST_NAME):
        raise RefusedError(400, f"`user.name` must be a string of at most {_LONGEST_NAME} characters")
    if isinstance(expires, bool) or not isinstance(expires, int):
        raise RefusedError(400, f"`user.expires` must be whole seconds since 1970; send {_EXAMPLE}")
    if not isinstance(signature, str) or not signature.isascii():
        raise RefusedError(400, f"`user.signature` must be a string of 64 hex digits; send {_EXAMPLE}")
    return user_id, name or "", expires, signature


def _hmac(text: str, key: str) -> str:
    return hmac.new(key.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _refused(error: str) -> RefusedError:
    return RefusedError(403, error, "identity")
