"""One turn of a channel that answers later: behind the guard first, then sent, however long sending takes."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.shared.core.events import SlotSet

from bot.channels.guard import Guard
from bot.channels.labels import as_language
from bot.channels.rate import Rates, TooFastError
from bot.channels.store import ask_store
from bot.matrix.model import Language
from bot.storage.bounded import Bounded

logger = logging.getLogger(__name__)

DEFAULT: Language = "pt"  # the initial value of the slot
MESSAGES_PER_MINUTE = 30
_TOLD = 10_000  # conversations


class Held(OutputChannel):
    """Keeps what a turn says until it is over: a platform that is slow must not cost the turn its deadline."""

    def __init__(self, out: OutputChannel) -> None:
        self._out = out
        self._messages: list[dict[str, Any]] = []

    def name(self) -> str:  # type: ignore[override]
        return str(self._out.name())

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self._messages.append(dict(message))

    async def release(self, recipient_id: str, language: Language, first: Mapping[str, Any]) -> None:
        """Send it all, in its order; messages that do not tell their language get this one, the first gets `first`."""
        messages, self._messages = self._messages, []
        for message in messages:
            message["language"] = as_language(message.get("language")) or language
            await self._out.send_response(recipient_id, {**message, **first})
            first = {}


class Pace:
    """How fast one conversation may go; who goes faster is told so once, and not heard until a minute is over."""

    def __init__(self, per_minute: int) -> None:
        self._rates = Rates(messages=per_minute, sessions=per_minute, requests=per_minute)
        self._told: Bounded[float] = Bounded(_TOLD)

    async def check(self, conversation: str) -> Literal["go on", "tell", "wait"]:
        try:
            await self._rates.message(conversation)
        except TooFastError as error:
            now = time.monotonic()
            if now < (self._told.get(conversation) or 0.0):
                return "wait"
            self._told.put(conversation, now + error.retry_after)
            return "tell"
        return "go on"


async def answer(guard: Guard, message: UserMessage, agent: Agent | None, **first: Any) -> None:
    """The turn and its answer; `first` is for the channel, with the first message of the answer.

    Raises:
        bot.channels.request.RefusedError: for a sender of another form.
    """
    held = Held(message.output_channel)
    message.output_channel = held
    await guard.answer(message, agent)
    await held.release(message.sender_id, await language_of(message.sender_id, agent) or DEFAULT, first)


async def language_of(sender: str, agent: Agent | None) -> Language | None:
    """The conversation's language; None where there is no conversation, or it can't be read."""
    if agent is None:
        return None
    try:
        return as_language((await ask_store(agent.tracker_store, "slot_values", sender, {})).get("language"))
    except Exception:
        logger.exception("The language of a conversation could not be read.")
        return None


async def text_of_press(payload: str, title: str, sender: str, agent: Agent | None) -> str:
    """What a button says: its payload where it was offered in this very conversation; else its title, as words."""
    offered = await offered_in(sender, agent)
    return payload if offered is None or payload in offered or not title else title


async def offered_in(sender: str, agent: Agent | None) -> Iterable[str] | None:
    """The payloads that were offered in the conversation; None where the store can't tell."""
    if agent is None:
        return None
    try:
        found: Iterable[str] | None = await ask_store(agent.tracker_store, "offered", sender, None)
    except Exception:
        logger.exception("What was offered in a conversation could not be read.")
        return None
    return found


async def begin_in(language: Language, sender: str, agent: Agent | None) -> None:
    """Begin the conversation in this language, if there is none yet. What is written then may still change it."""
    if language == DEFAULT or agent is None or agent.processor is None:
        return
    try:
        if await language_of(sender, agent) is not None:
            return
        async with agent.lock_store.lock(sender):
            if (await agent.processor.get_tracker(sender)).events:
                return  # a store that tells no slots, or a message that was faster
            tracker = await agent.processor.fetch_tracker_with_initial_session(sender, CollectingOutputChannel())
            tracker.update(SlotSet("language", language), agent.domain)
            await agent.tracker_store.save(tracker)
    except Exception:
        logger.exception("A conversation could not be begun in the user's language.")
