"""Reads a request of an integrator: who speaks, what is said, and what the page hints at."""

from __future__ import annotations

import asyncio
import json
import math
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from rasa.shared.constants import DEFAULT_SENDER_ID
from sanic.request import Request

from bot.channels.limits import Limits
from bot.channels.text import clean

SENDER_FORM = re.compile(r"[A-Za-z0-9._:@-]{1,128}")
_EXAMPLE = 'send {"sender": "customer-17", "message": "Bonjour"}'
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)  # one that does not end reaches to the end: linear time
_BRACKET = re.compile(r"[\[\]{}]")
_NAMES = {type(None): "null", bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list"}


class RefusedError(Exception):
    """A request that is not answered: an HTTP status, and one English line for whoever wrote the client.

    `code` is the same in one word, for programs.
    """

    def __init__(self, status: int, error: str, code: str = "shape") -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.code = code


@dataclass(frozen=True)
class Incoming:
    """A request that may be answered. `text` is as it was sent; strings of `metadata` are cleaned."""

    sender: str
    text: str
    metadata: dict[str, Any]


async def read_request(request: Request, limits: Limits) -> Incoming:
    """The request's message. Its route must be declared with `stream=True`, or Sanic reads any body to its end.

    Raises:
        RefusedError: for a content type, size, shape or sender that is not allowed, or a body that does not come.
    """
    return parse_body(await read_body(request, limits), limits)


async def read_body(request: Request, limits: Limits) -> bytes:
    """The body of a request that says it is JSON; as for `read_request`.

    Raises:
        RefusedError: for another content type, or a body that is too large or too slow.
    """
    kind = (request.headers.get("content-type") or "").split(";")[0].strip().lower()
    if kind != "application/json":
        what = clean(kind)[:60] or "missing"
        raise RefusedError(415, f"the content type is {what}; send application/json", "type")
    try:
        return await asyncio.wait_for(_read(request, limits.max_body), limits.body_time)
    except asyncio.TimeoutError:
        raise RefusedError(408, f"the body did not come within {limits.body_time:g} s", "slow") from None


async def _read(request: Request, max_body: int) -> bytes:
    too_large = RefusedError(413, f"the body is larger than {max_body} bytes", "size")
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > max_body:
        raise too_large
    body = bytearray()
    stream: Any = request.stream
    async for chunk in stream:
        body += chunk
        if len(body) > max_body:
            raise too_large
    return bytes(body)


def parse_body(body: bytes, limits: Limits) -> Incoming:
    """The message in a JSON body `{sender, message, metadata?}`; other keys are not looked at.

    Raises:
        RefusedError: for a body, sender, message or metadata of the wrong shape.
    """
    data = parse_object(body, limits, _EXAMPLE)
    return Incoming(checked_sender(data.get("sender")), _text_of(data), _metadata_of(data))


def parse_object(body: bytes, limits: Limits, example: str) -> dict[str, Any]:
    """The JSON object in a body; `example` tells what to send.

    Raises:
        RefusedError: for anything else.
    """
    data = _parse_json(body, limits.max_depth, example)
    if not isinstance(data, dict):
        raise RefusedError(400, f"the body is {name_of(data)}, not an object; {example}")
    return data


def checked_sender(sender: object) -> str:
    """Who speaks. Conversations are never shared, so there is no default, nor may anybody be Rasa's `default`.

    Raises:
        RefusedError: where there is no sender, or one of another form.
    """
    if sender is None or sender == DEFAULT_SENDER_ID:
        raise RefusedError(400, f"`sender` is missing: each conversation needs an id of its own; {_EXAMPLE}")
    if not isinstance(sender, str):
        raise RefusedError(400, f"`sender` is {name_of(sender)}, not a string; {_EXAMPLE}")
    if not SENDER_FORM.fullmatch(sender):
        raise RefusedError(400, "`sender` must be 1 to 128 of the characters A-Z a-z 0-9 . _ : @ -")
    return sender


def _text_of(data: dict[str, Any]) -> str:
    text = data.get("message")
    if "message" not in data:
        raise RefusedError(400, f"`message` is missing; {_EXAMPLE}")
    if not isinstance(text, str):
        raise RefusedError(400, f"`message` is {name_of(text)}, not a string; {_EXAMPLE}")
    return text


def _metadata_of(data: dict[str, Any]) -> dict[str, Any]:
    metadata = data.get("metadata")
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise RefusedError(400, f"`metadata` is {name_of(metadata)}, not an object")
    cleaned: dict[str, Any] = _cleaned(metadata)
    return cleaned


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return value


def _parse_json(body: bytes, max_depth: int, example: str) -> Any:
    if not body:
        raise RefusedError(400, f"the body is empty; {example}")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(400, "the body is not UTF-8") from None
    if _depth(text) > max_depth:
        raise RefusedError(400, f"the JSON is nested deeper than {max_depth} levels")
    try:
        return json.loads(text, parse_float=_finite, parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, f"the body is not JSON: {error}") from None


def _depth(text: str) -> int:
    """The deepest nesting of brackets outside of strings; read before the parser recurses into it."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _no_json(literal: str) -> NoReturn:
    raise ValueError(f"{literal} is no JSON value")


def name_of(value: Any) -> str:
    """What kind of JSON value this is, in a sentence."""
    return _NAMES.get(type(value), "an object")
