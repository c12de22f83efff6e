"""Lets a message of any channel through to the assistant, and sees to it that it is answered.

A channel makes one `Guard` in its `blueprint` and hands it every message. Whatever happens to the turn, the
user hears something, in the conversation's language: at worst the desk's own doors.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.answers.fallback import part_down
from bot.catalogue import current_catalogue
from bot.channels.limits import Limits
from bot.channels.request import checked_sender
from bot.channels.store import asked
from bot.channels.text import clean
from bot.channels.unread import TOO_LONG, unread
from bot.matrix.model import LANGUAGES, Language
from bot.metrics import count_rescue
from bot.words import load_responses, render

logger = logging.getLogger(__name__)

Outcome = Literal["answered", "silent", "failed", "late", "unsaved"]
Handler = Callable[[UserMessage], Awaitable[Any]]

_SAVING = 1.0  # seconds that the store has to say whether it saved


class Guard:
    """The guard of one channel."""

    def __init__(self, limits: Limits, handle: Handler) -> None:
        """`handle` is the `on_new_message` that Rasa gives to a channel's `blueprint`."""
        _responses()  # read now: when a part is down, the disk may be, too
        self._limits = limits
        self._handle = handle
        self._running: set[asyncio.Task[Any]] = set()  # asyncio itself keeps no task alive

    async def answer(self, message: UserMessage, agent: Agent | None) -> Outcome:
        """Run the turn to its end, even when the caller is cancelled because the client has left.

        Raises:
            RefusedError: where the channel gave the message no sender, or one of another form.
        """
        return await asyncio.shield(self._start(self.turn(message, agent)))

    async def turn(self, message: UserMessage, agent: Agent | None) -> Outcome:
        """The same for a task of its own, which nobody cancels."""
        checked_sender(message.sender_id)
        return await self._turn(message, agent)

    def _start(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _turn(self, message: UserMessage, agent: Agent | None) -> Outcome:
        out, heard = message.output_channel, _Heard(message.output_channel)
        message.output_channel = heard
        self._prepare(message)
        turn = self._start(self._run(message))
        await asyncio.wait({turn}, timeout=self._limits.deadline)
        outcome = await self._outcome(turn, heard, message, agent)
        if outcome != "answered":
            heard.closed = True
            count_rescue(message.input_channel, outcome)
            if outcome == "late":
                self._wind_up(turn, heard)
            await self._say_doors(outcome, heard, out, message, agent)
        return outcome

    async def _run(self, message: UserMessage) -> None:
        try:
            await self._handle(message)
        except SystemExit as exit_:  # Rasa's SQL store and rasa_sdk call sys.exit; no message may end the server
            raise RuntimeError("a part of this turn wanted to end the process") from exit_

    def _prepare(self, message: UserMessage) -> None:
        """What is no text goes; what is too long is answered and not read."""
        text, longest = message.text or "", self._limits.max_text
        message.text = clean(text[: 2 * longest])
        if len(text) > longest:
            message.text = message.text[:longest]
            message.parse_data = unread(message.text, TOO_LONG)

    async def _outcome(
        self, turn: asyncio.Task[Any], heard: _Heard, message: UserMessage, agent: Agent | None
    ) -> Outcome:
        if not turn.done():
            logger.error("A turn took longer than %s s; the user was told so.", self._limits.deadline)
            return "late"
        error = None if turn.cancelled() else turn.exception()
        if turn.cancelled() or error is not None:
            logger.error("A turn failed; the user was told so.", exc_info=error)
            return "failed"
        if not heard.words:
            logger.error("A turn ended without a word; the user was given the desk's doors.")
            return "silent"
        return "answered" if await _was_saved(message, agent) else "unsaved"

    def _wind_up(self, turn: asyncio.Task[Any], heard: _Heard) -> None:
        """A late turn that said something may still be saved; one that said nothing ends, and frees its lock."""
        if not heard.words:
            turn.cancel()

        async def end() -> None:
            await asyncio.wait({turn}, timeout=self._limits.deadline)
            turn.cancel()
            await asyncio.gather(turn, return_exceptions=True)

        self._start(end())

    async def _say_doors(
        self, outcome: Outcome, heard: _Heard, out: OutputChannel, message: UserMessage, agent: Agent | None
    ) -> None:
        catalogue = current_catalogue()
        language = await _language(message, agent)
        opening = "utter_not_saved" if outcome == "unsaved" else "utter_cannot_answer"
        words = render(part_down(catalogue, _desk(message), language, opening), language, _responses())
        try:
            await out.send_response(message.sender_id, {"text": words, "language": language})
        except Exception:
            logger.exception("The channel %s could not deliver the desk's doors.", out.name())


class _Heard(OutputChannel):
    """The channel's output, and whether anything was said through it."""

    def __init__(self, out: OutputChannel) -> None:
        self._out = out
        self.words = 0  # messages that were handed over
        self.closed = False  # what a late turn says comes after the answer, and would confuse

    def name(self) -> str:  # type: ignore[override]
        return str(self._out.name())

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Rasa says everything through this. A failing channel must not cost the conversation its turn."""
        if self.closed:
            return
        try:
            await self._out.send_response(recipient_id, message)
        except Exception:
            logger.exception("The channel %s could not deliver a message.", self.name())
        else:
            self.words += 1


@functools.lru_cache(maxsize=1)
def _responses() -> dict[str, Any]:
    return load_responses()


async def _was_saved(message: UserMessage, agent: Agent | None) -> bool:
    if agent is None:
        return True
    try:
        said = asked(agent.tracker_store, "was_saved", message.sender_id, True)
        return bool(await asyncio.wait_for(said, _SAVING) if inspect.isawaitable(said) else said)
    except Exception:
        logger.exception("The tracker store could not say whether a turn was saved.")
        return False


def _slot(message: UserMessage, name: str) -> object:
    """The slot in this very turn, if the message got as far as to its conversation; else the page's hint."""
    conversation = getattr(message, "conversation", None)  # set by bot.rasa_mends.offered_payloads
    if conversation is not None and name in conversation.slots:
        return conversation.get_slot(name)
    return (message.metadata or {}).get(name)


async def _language(message: UserMessage, agent: Agent | None) -> Language:
    """The conversation's language; where that is out of reach, the message's; where that is unknown, Portuguese."""
    told = _slot(message, "language")
    if told is None and agent is not None and agent.processor is not None:
        try:
            entities = (await agent.parse_message(message.text or ""))["entities"]
            told = next((entity["value"] for entity in entities if entity["entity"] == "language"), None)
        except Exception:
            logger.exception("The language of a message could not be told.")
    return next((language for language in LANGUAGES if language == told), "pt")


def _desk(message: UserMessage) -> str | None:
    desk = _slot(message, "desk") or (message.metadata or {}).get("desk")
    return desk if isinstance(desk, str) else None
