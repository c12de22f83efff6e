"""Runs each message of the web channel once, and lets any number of requests follow what is said to it.

A client that has lost its connection sends the message again, with the id that it gave it: it gets the same
replies, whether the turn is still running, was answered by this process, or before it was started.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.channels.guard import Guard
from bot.channels.history import TITLE, Message, replies_by_message, said_in, shown, transcript
from bot.channels.sessions import Session
from bot.channels.store import ask_store
from bot.channels.text import PAYLOAD_SIGN, clean, spoken
from bot.matrix.model import LANGUAGES
from bot.nlg import GREETED
from bot.storage.bounded import Bounded
from bot.storage.requests import ERASE

CONVERSATIONS = 1_000  # whose latest messages are known without asking the store
MESSAGES = 100  # of each of them


@dataclass(frozen=True)
class Said:
    """A message as a client sent it: a text, or the payload of a button with its title. `id` is the client's."""

    id: str
    text: str = ""
    payload: str = ""
    title: str = ""


class Turn:
    """One message of the user: what is said to it so far."""

    def __init__(self, asked: str, language: str, replies: list[Message] | None = None) -> None:
        """`replies` of a turn that is over."""
        self.asked = asked
        self.language = language
        self.replies = replies or []
        self.is_over = replies is not None
        self.about: dict[str, str] | None = None
        self.erases = False  # what was said in the conversation, this included
        self._news = asyncio.Event()

    def add(self, message: Mapping[str, Any]) -> None:
        when = message.get("timestamp") or time.time()
        reply = shown(message, len(self.replies) + 1, self.asked, when, self.language)
        self.language = reply["language"]
        self.erases = self.erases or message.get(ERASE) is True
        self.replies.append(reply)
        self._tell()

    def end(self, about: dict[str, str] | None = None) -> None:
        """`about`: what the conversation is about now, {desk?, option?, topic?, plan?}; None where it is not known."""
        self.is_over = True
        self.about = about
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def follow(self) -> AsyncIterator[Message]:
        """The replies as they are said, to the end of the turn."""
        told = 0
        while True:
            while told < len(self.replies):
                told += 1
                yield self.replies[told - 1]
            if self.is_over:
                return
            await self._news.wait()


class WebOutput(OutputChannel):
    """Takes what Rasa says in one turn."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    @classmethod
    def name(cls) -> str:
        return "web"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self._turn.add(message)


class Exchanges:
    """The turns of all conversations of this process."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._known: Bounded[dict[str, Turn]] = Bounded(CONVERSATIONS)
        self._languages: Bounded[str] = Bounded(CONVERSATIONS)
        self._running: set[asyncio.Task[None]] = set()

    async def turn(self, session: Session, said: Said, agent: Agent | None) -> Turn:
        """The turn of this message: begun now, or when it came first."""
        turns = await self._turns(session, agent)
        turn = turns.get(said.id)
        if turn is None:
            turn = turns[said.id] = Turn(said.id, self.language(session))
            while len(turns) > MESSAGES:
                del turns[next(iter(turns))]
            task = asyncio.ensure_future(self._run(turn, session, said, agent))
            self._running.add(task)  # it goes on when the client leaves
            task.add_done_callback(self._running.discard)
        return turn

    def language(self, session: Session) -> str:
        """The conversation's language as far as it is known without asking the store."""
        return self._languages.get(session.conversation) or language_of(session)

    def speak(self, session: Session, language: str) -> None:
        """The conversation is in this language from now on."""
        self._languages.put(session.conversation, language)

    def forget(self, conversation: str, but: Turn | None = None) -> None:
        """Everything that was said, `but` this; turns that are still to end belong to what comes after."""
        turns = self._known.get(conversation) or {}
        kept = {asked: turn for asked, turn in turns.items() if turn is but or not turn.is_over}
        if kept:
            self._known.put(conversation, kept)
        else:
            self._known.drop(conversation)
        self._languages.drop(conversation)

    async def _turns(self, session: Session, agent: Agent | None) -> dict[str, Turn]:
        """The conversation's turns, by the id of the message, the newest last."""
        turns = self._known.get(session.conversation)
        if turns is None:
            language = language_of(session)
            events = await said_in(agent, session.conversation) if agent is not None else []
            before = replies_by_message(transcript(events, language))
            turns = self._known.get(session.conversation)  # another request may have been quicker
            if turns is None:
                turns = {
                    asked: Turn(asked, replies[-1]["language"] if replies else language, replies)
                    for asked, replies in before.items()
                }
                if turns:
                    self.speak(session, list(turns.values())[-1].language)
        self._known.put(session.conversation, turns)
        return turns

    async def _run(self, turn: Turn, session: Session, said: Said, agent: Agent | None) -> None:
        about, outcome = None, None
        try:
            text, metadata = await _heard(session, said, agent)
            message = UserMessage(
                text,
                WebOutput(turn),
                session.conversation,
                input_channel=WebOutput.name(),
                message_id=said.id,
                metadata=metadata,
            )
            outcome = await self._guard.turn(message, agent)
            about = _about(message)
        finally:
            turn.erases = turn.erases and outcome != "unsaved"  # then the store has not erased it either
            if turn.erases:
                self.forget(session.conversation, but=turn)
            else:
                self.speak(session, turn.language)
            turn.end(about)


async def _heard(session: Session, said: Said, agent: Agent | None) -> tuple[str, dict[str, Any]]:
    """The text for Rasa, and what the channel knows about the message.

    Only a button that was offered in this conversation is pressed. Another one's title is said instead, and what
    is typed is never taken for a payload.
    """
    metadata: dict[str, Any] = {**session.hints, GREETED: True}  # the session did
    if session.user is not None:
        metadata["user"] = dict(session.user)
    if not said.payload:
        text = clean(said.text)
        return spoken(text) if text.startswith(PAYLOAD_SIGN) else text, metadata
    offered = await ask_store(agent.tracker_store, "offered", session.conversation, ()) if agent is not None else ()
    if clean(said.payload) not in map(clean, offered):
        return spoken(clean(said.title)), metadata
    return said.payload, {**metadata, TITLE: clean(said.title)}


def _about(message: UserMessage) -> dict[str, str] | None:
    """The desk, plan, and option or topic that the conversation is about after this message."""
    conversation = getattr(message, "conversation", None)  # set by bot.rasa_mends.offered_payloads
    if conversation is None:
        return None
    slots = conversation.current_slot_values()
    question = slots.get("last_question") or {}
    found = {
        "desk": slots.get("desk"),
        "option": question.get("option"),
        "topic": question.get("topic"),
        "plan": slots.get("plan_in_focus") or slots.get("plan"),
    }
    return {key: value for key, value in found.items() if isinstance(value, str)}


def language_of(session: Session) -> str:
    """The language that the conversation begins in."""
    hint = session.hints.get("language")
    return next((language for language in LANGUAGES if language == hint), LANGUAGES[0])
