"""Takes a text for a button's payload only where the bot offered that button in this conversation.

Defect in Rasa 3.6.21: whatever begins with a slash is an intent, with the entities written behind it, so that
anybody can run any intent with any values by typing `/inform_plan{"plan": "x"}`. A pressed button arrives as
text as well, from REST clients and `rasa shell`: what tells the two apart is that the bot offered it.

Every channel's messages come through `MessageProcessor.parse_message`, with their conversation. What is no text
is taken out there too, and a message without words answered before the classifier sees it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.store import ask_store
from bot.channels.text import PAYLOAD_SIGN, clean, has_words, spoken
from bot.channels.unread import WITHOUT_WORDS, unread
from bot.storage.cutting import offered_payloads

LANGUAGE = "language"  # the entity of bot.nlu.language
_CALL = "await self.parse_message(message, tracker)"


def apply() -> None:
    """Read a message before Rasa does. Without a tracker it is nobody's: `rasa test` and `/model/parse` stay."""
    original = MessageProcessor.parse_message
    if getattr(original, "mended", False):
        return
    caller = inspect.getsource(MessageProcessor._handle_message_with_tracker)
    if _CALL not in caller or INTENT_MESSAGE_PREFIX != PAYLOAD_SIGN:
        raise RuntimeError("MessageProcessor.parse_message has changed; read rasa_mends/offered_payloads.py")

    @functools.wraps(original)
    async def parse_message(
        self: MessageProcessor,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        typed = False
        if tracker is not None:
            message.conversation = tracker  # bot.channels.guard speaks its language when the turn fails
            message.text = clean(message.text or "")
            typed = message.text.startswith(PAYLOAD_SIGN) and not await _offered(self, tracker, message.text)
            if typed:
                message.text = spoken(message.text)
            if not has_words(message.text):
                return unread(message.text, WITHOUT_WORDS)
        data: dict[str, Any] = await original(self, message, tracker, only_output_properties)
        if typed:  # names of intents and entities are of no language
            data["entities"] = [entity for entity in data["entities"] if entity["entity"] != LANGUAGE]
        return data

    parse_message.mended = True  # type: ignore[attr-defined]
    MessageProcessor.parse_message = parse_message  # type: ignore[method-assign]


async def _offered(processor: MessageProcessor, tracker: DialogueStateTracker, text: str) -> bool:
    """Whether a button with this payload was offered: in this session, in events already cut, or in any session."""
    store = processor.tracker_store
    if text in _payloads(tracker.events) or text in await ask_store(store, "offered", tracker.sender_id, ()):
        return True
    whole = await store.retrieve_full_tracker(tracker.sender_id)
    return whole is not None and text in _payloads(whole.events)


def _payloads(events: Iterable[Event]) -> Iterator[str]:
    return map(clean, offered_payloads(events))
