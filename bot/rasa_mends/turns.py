"""A turn has a beginning and an end: it sees one edition of the facts, and leaves one line in the log.

Missing in Rasa 3.6.21: nothing can be hung around a turn. NLG, tracker store, lock store and pipeline each see
a part of it; the lock is also held for reminders, and does not know the message.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
import time
from contextvars import ContextVar
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import log
from bot.catalogue import one_edition
from bot.discretion import Speaker, speaking
from bot.metrics import count_turn

_UNLOGGED = ("cmdline", "probe")  # in a terminal the conversation is the screen; probes come every few seconds
_NEEDED = "self.log_message(message, should_save_tracker=False)"
_tracker: ContextVar[list[DialogueStateTracker] | None] = ContextVar("tracker_of_turn", default=None)


def apply() -> None:
    """Wrap `handle_message`; `log_message` in it tells which tracker the turn is about."""
    handle, find = MessageProcessor.handle_message, MessageProcessor.log_message
    if getattr(handle, "mended", False):
        return
    if _NEEDED not in inspect.getsource(inspect.unwrap(handle)):
        raise RuntimeError("MessageProcessor.handle_message has changed; read rasa_mends/turns.py")

    @functools.wraps(find)
    async def log_message(self: MessageProcessor, *args: Any, **kwargs: Any) -> DialogueStateTracker:
        tracker = await find(self, *args, **kwargs)
        found = _tracker.get()
        if found is not None:
            found.append(tracker)
        return tracker

    @functools.wraps(handle)
    async def handle_message(self: MessageProcessor, message: UserMessage) -> Any:
        started, failure = time.perf_counter(), None
        found: list[DialogueStateTracker] = []
        sender = str(message.sender_id)
        speaker = Speaker(sender, log.pseudonym(sender), str(message.text or ""))
        token = _tracker.set(found)
        try:
            with speaking(speaker):
                async with one_edition():
                    return await handle(self, message)
        except (Exception, asyncio.CancelledError) as error:
            failure = type(error).__name__
            raise
        finally:
            _tracker.reset(token)
            fields = described(found[-1] if found else None, failure)
            seconds, channel = time.perf_counter() - started, message.input_channel
            level = logging.DEBUG if channel in _UNLOGGED else logging.INFO
            ms = round(seconds * 1000, 1)
            log.event("turn", level, conversation=speaker.pseudonym, channel=channel, ms=ms, **fields)
            count_turn(channel, seconds, fields)

    handle_message.mended = True  # type: ignore[attr-defined]
    MessageProcessor.handle_message = handle_message
    MessageProcessor.log_message = log_message


def described(tracker: DialogueStateTracker | None, failure: str | None) -> dict[str, Any]:
    """What the log tells of a turn: no text, no slots but the desk and the language."""
    if tracker is None:
        return {"outcome": "failed", "error": failure}
    replies: list[BotUttered] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            replies.insert(0, event)
    told = {key: value for reply in replies for key, value in (reply.metadata or {}).items()}
    message = tracker.latest_message
    intent = (message.intent or {}).get("name") if message else None
    return {
        "intent": intent,
        "desk": told.get("desk") or tracker.get_slot("desk"),
        "language": told.get("language") or tracker.get_slot("language"),
        "outcome": "failed" if failure else _outcome(replies, told, intent),
        "error": failure,
        "facts": told.get("facts"),
    }


def _outcome(replies: list[BotUttered], told: dict[str, Any], intent: str | None) -> str:
    said = [part.get("response") for part in told.get("parts") or ()]
    if not replies:
        return "silent"
    if "utter_cannot_answer" in said:
        return "part_down"
    if not said and intent in (None, DEFAULT_NLU_FALLBACK_INTENT_NAME):
        return "not_understood"
    return "asked" if told.get("asks") else "answered"
