"""Reads a request of a platform: its body at once, for the signature is over all of it; its JSON once that is known."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from sanic.request import Request

from bot.channels.limits import Limits
from bot.channels.request import RefusedError

_BODY_WITHIN = 10.0  # seconds


async def read_body(request: Request, limits: Limits) -> bytes:
    """The whole body. The route must be declared with `stream=True`, or Sanic reads any body to its end.

    Raises:
        RefusedError: for a body that is too large, or does not come.
    """
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > limits.max_body:
        raise _too_large(limits)
    try:
        return await asyncio.wait_for(_read(request, limits), _BODY_WITHIN)
    except asyncio.TimeoutError:
        raise RefusedError(408, f"the body did not come within {_BODY_WITHIN:g} s") from None


async def _read(request: Request, limits: Limits) -> bytes:
    body = bytearray()
    stream: Any = request.stream
    async for chunk in stream:
        body += chunk
        if len(body) > limits.max_body:
            raise _too_large(limits)
    return bytes(body)


def content_type(request: Request) -> str:
    """Without its parameters."""
    return (request.headers.get("content-type") or "").split(";")[0].strip().lower()


def json_object(text: bytes | str, limits: Limits) -> dict[str, Any]:
    """The JSON object in a text.

    Raises:
        RefusedError: for anything else.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedError(400, "the body is not JSON") from None
    if not isinstance(data, dict) or not _is_shallow(data, limits.max_depth):
        raise RefusedError(400, f"the body is not a JSON object of at most {limits.max_depth} levels")
    return data


def dig(data: object, *keys: str) -> Any:
    """What stands in an object under these keys, one inside the other; None where there is no such thing."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _is_shallow(data: object, levels: int) -> bool:
    if not isinstance(data, (dict, list)):
        return True
    inner = data.values() if isinstance(data, dict) else data
    return levels > 0 and all(_is_shallow(item, levels - 1) for item in inner)


def _too_large(limits: Limits) -> RefusedError:
    return RefusedError(413, f"the body is larger than {limits.max_body} bytes")
