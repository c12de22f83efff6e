"""What Slack refuses of a message, from its reference of `chat.postMessage` and of Block Kit."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

# What may stand in angle brackets: a link, a mail address, a user, a channel; never `<!channel>` and its like here.
_CONTROL = re.compile(r"<(?:https?://[^|<>\s]+|mailto:[^|<>\s]+)(?:\|[^<>|]+)?>")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")


def shown(mrkdwn: str) -> str:
    """What is read of Slack's markup: links by their names, bold without its stars, signs as they were."""
    seen = re.sub(r"<(?:mailto:)?([^<>|]*)(?:\|([^<>]*))?>", lambda match: match[2] or match[1], mrkdwn)
    seen = re.sub(r"(?<!\w)\*([^\s*\u200b][^*\n]*)\*", r"\1", seen)
    return html.unescape(seen).replace("\u200b", "")


def refused(message: dict[str, Any]) -> str | None:
    """Slack's name of the error, with what is wrong; None for a message that is taken."""
    if message.get("as_user") not in (None, False):
        return "as_user_not_supported"
    text, blocks = message.get("text"), message.get("blocks")
    if not text and not blocks:
        return "no_text"
    if not isinstance(text, str) or len(text) > 40_000:
        return "msg_too_long"
    bad = next(_bad_escapes(text), None)
    if bad:
        return f"bad_escape: {bad}"
    if blocks is None:
        return None
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= 50:
        return f"invalid_blocks: {len(blocks)} blocks"
    if len(repr(blocks)) > 40_000 or sum(len(words) for block in blocks for words in _texts(block)) > 13_100:
        return "msg_blocks_too_long"
    problem = next((problem for block in blocks for problem in _problems(block)), None)
    return f"invalid_blocks: {problem}" if problem else None


def _bad_escapes(text: str) -> Iterator[str]:
    """`<!channel>` would call everybody; a bare sign is read as the beginning of something."""
    rest = _ENTITY.sub("", _CONTROL.sub("", text))
    yield from (f"{sign} in {rest[:200]!r}" for sign in "<>&" if sign in rest)


def _problems(block: dict[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if kind == "section":
        yield from _text(block.get("text"), 3_000, "section")
    elif kind == "context":
        elements = block.get("elements") or []
        if not 1 <= len(elements) <= 10:
            yield f"context with {len(elements)} elements"
        for element in elements:
            yield from _text(element, 3_000, "context")
    elif kind == "actions":
        yield from _actions(block.get("elements") or [])
    else:
        yield f"block of type {kind!r}"


def _actions(elements: list[dict[str, Any]]) -> Iterator[str]:
    if not 1 <= len(elements) <= 25:
        yield f"actions with {len(elements)} elements"
    ids = [element.get("action_id") for element in elements]
    if len(set(ids)) < len(ids):
        yield "`action_id` twice in a block"
    for element in elements:
        if not 0 < len(element.get("action_id") or "") <= 255:
            yield "action_id"
        if element.get("type") == "button":
            yield from _text(element.get("text"), 75, "button", plain=True)
            if len(element.get("value") or "") > 2_000:
                yield "value of a button over 2000 characters"
        elif element.get("type") == "static_select":
            yield from _select(element)
        else:
            yield f"element of type {element.get('type')!r}"


def _select(element: dict[str, Any]) -> Iterator[str]:
    yield from _text(element.get("placeholder"), 150, "placeholder", plain=True)
    options = element.get("options") or []
    if not 1 <= len(options) <= 100:
        yield f"select with {len(options)} options"
    for option in options:
        yield from _text(option.get("text"), 75, "option", plain=True)
        if not 0 < len(option.get("value") or "") <= 150:
            yield "value of an option"


def _text(text: Any, limit: int, where: str, plain: bool = False) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") != ("plain_text" if plain else "mrkdwn"):
        yield f"no text object in {where}"
        return
    words = text.get("text")
    if not isinstance(words, str) or not 0 < len(words) <= limit:
        yield f"text of {where}: {len(words or '')} characters"
    elif not plain:
        yield from (f"bad escape {bad}" for bad in _bad_escapes(words))


def _texts(block: dict[str, Any]) -> Iterator[str]:
    for holder in (block.get("text"), *(block.get("elements") or ())):
        if isinstance(holder, dict) and isinstance(holder.get("text"), str):
            yield holder["text"]
