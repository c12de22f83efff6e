"""What Telegram tells us: who says or presses what, in which conversation; or why it is left alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.labels import as_language, menu
from bot.channels.signed_request import dig
from bot.matrix.model import LANGUAGES, Language
from bot.payloads import read_payload

UPDATES = ("message", "callback_query", "my_chat_member")
"""The kinds of updates that we ask Telegram for. Any other is left alone when it comes."""

CONTENT = frozenset(
    {
        "animation", "audio", "checklist", "contact", "dice", "document", "game", "live_photo", "location",
        "paid_media", "photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice",
    }
)  # fmt: skip
"""What people send that is no text. Other messages without a text tell what happened in the chat."""

_START = {"start": "/greet", "help": "/ask_capabilities"}  # every bot has these two
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Where to answer. In groups each person has a conversation of their own."""

    chat: int
    person: int
    thread: int | None = None  # the topic of a forum

    @property
    def conversation(self) -> str:
        whose = [self.person] if self.thread or self.person != self.chat else []
        parts = [self.chat, *whose, *([self.thread] if self.thread else [])]
        return ":".join(("telegram", *map(str, parts)))

    @classmethod
    def of(cls, conversation: str) -> Place:
        """Raises ValueError: for the id of another channel's conversation."""
        match = re.fullmatch(r"telegram:(-?\d+)(?::(\d+))?(?::(\d+))?", conversation)
        if match is None:
            raise ValueError(f"{conversation!r} is no conversation in Telegram")
        chat = int(match[1])
        return cls(chat, int(match[2] or chat), int(match[3]) if match[3] else None)


@dataclass(frozen=True)
class Said:
    """Somebody writes. `is_unread` where there is only a picture, a voice or the like.

    `payload` is what a command of the menu stands for; `start` what stood in the link that began the chat.
    """

    delivery: str
    place: Place
    text: str
    language: Language | None
    is_unread: bool = False
    payload: str | None = None
    start: str | None = None
    reply_to: int | None = None  # the message, in groups


@dataclass(frozen=True)
class Pressed:
    """Somebody presses a button; `data` is what it carries, `title` what stands on it, where Telegram tells."""

    delivery: str
    place: Place | None  # None where it can't be answered, but must be acknowledged
    query: str
    data: str
    title: str
    language: Language | None


@dataclass(frozen=True)
class Blocked:
    """Somebody does not want to hear from us any more, or wants to again."""

    place: Place
    blocked: bool


@dataclass(frozen=True)
class Ignored:
    """Left alone on purpose."""

    why: str


Told = Said | Pressed | Blocked | Ignored


def is_for_all(update: Mapping[str, Any]) -> bool:
    """Whether it is a message of a group: then our own name is needed to read it."""
    return str(dig(update.get("message"), "chat", "type")) in ("group", "supergroup")


def read_update(update: Mapping[str, Any], bot: int, username: str) -> Told:
    """What an update says. `bot` and `username` are our own; the name is needed for messages of groups alone."""
    number = update.get("update_id")
    if not _is_id(number):
        return Ignored("no update")
    delivery = f"telegram:{bot}:{number}"
    if isinstance(update.get("message"), dict):
        return _read_message(update["message"], delivery, bot, username)
    if isinstance(update.get("callback_query"), dict):
        return _read_press(update["callback_query"], delivery)
    if isinstance(update.get("my_chat_member"), dict):
        return _read_membership(update["my_chat_member"])
    return Ignored("an update of another kind")


def payloads_of_commands() -> dict[str, str]:
    """Command -> payload, in all languages: who has another menu than the conversation's language is understood."""
    return {**_START, **{command: payload for language in LANGUAGES for command, _, payload in menu(language)}}


def parsed_payload(payload: str) -> dict[str, Any]:
    """What Rasa takes for the result of its pipeline: the intent and the entities that are written in a payload."""
    name, entities = read_payload(payload)
    intent = {"name": name, "confidence": 1.0}
    found = [{"entity": key, "value": value} for key, value in entities.items()]
    return {"text": payload, "intent": intent, "entities": found, "intent_ranking": [intent]}


def _read_message(message: Mapping[str, Any], delivery: str, bot: int, username: str) -> Told:
    chat, person = dig(message, "chat", "id"), dig(message, "from", "id")
    kind = dig(message, "chat", "type")
    if not _is_id(chat) or not _is_id(person) or person <= 0 or dig(message, "from", "is_bot"):
        return Ignored("not from a person")
    if dig(message, "via_bot", "id") == bot or kind not in ("private", "group", "supergroup"):
        return Ignored("of another kind of chat")
    written = message.get("text") if isinstance(message.get("text"), str) else message.get("caption")
    text = written.strip() if isinstance(written, str) else ""
    if not text and not CONTENT & message.keys():
        return Ignored("tells what happened in the chat")
    command = _COMMAND.fullmatch(text)
    is_group = kind != "private"
    if is_group and command and command[2] and command[2].lower() != username.lower():
        return Ignored("a command for another bot")
    payload = payloads_of_commands().get(command[1].lower()) if command else None
    if is_group:
        called = re.compile(rf"(?<!\w)@{re.escape(username)}(?!\w)", re.IGNORECASE) if username else None
        if not (payload or dig(message, "reply_to_message", "from", "id") == bot or (called and called.search(text))):
            return Ignored("between people")
        text = called.sub(" ", text).strip() if called else text
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    place = Place(chat, person, thread if _is_id(thread) else None)
    own = message.get("message_id")
    return Said(
        delivery,
        place,
        text,
        as_language(dig(message, "from", "language_code")),
        is_unread=not text and bool(CONTENT & message.keys()),
        payload=payload,
        start=(command[3] or "").strip() or None if command and command[1].lower() == "start" else None,
        reply_to=own if is_group and _is_id(own) else None,
    )


def _read_press(query: Mapping[str, Any], delivery: str) -> Told:
    name, data, person = query.get("id"), query.get("data"), dig(query, "from", "id")
    if not isinstance(name, str) or not name:
        return Ignored("no press")
    chat, thread = dig(query, "message", "chat", "id"), None
    if dig(query, "message", "is_topic_message"):
        thread = dig(query, "message", "message_thread_id")
    answerable = isinstance(data, str) and _is_id(person) and person > 0 and _is_id(chat)
    place = Place(chat, person, thread if _is_id(thread) else None) if answerable else None
    language = as_language(dig(query, "from", "language_code"))
    return Pressed(delivery, place, name, data if isinstance(data, str) else "", _title(query, data), language)


def _title(query: Mapping[str, Any], data: object) -> str:
    """What stands on the button, from the message that it is in; empty where Telegram does not have that any more."""
    rows = dig(query, "message", "reply_markup", "inline_keyboard")
    for row in rows if isinstance(rows, list) else ():
        for button in row if isinstance(row, list) else ():
            if dig(button, "callback_data") == data and isinstance(dig(button, "text"), str):
                return str(button["text"])
    return ""


def _read_membership(change: Mapping[str, Any]) -> Told:
    chat, status = dig(change, "chat", "id"), dig(change, "new_chat_member", "status")
    if dig(change, "chat", "type") != "private" or not _is_id(chat):
        return Ignored("we came to a group, or left it")
    return Blocked(Place(chat, chat), status == "kicked")


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
