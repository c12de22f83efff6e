"""What was said in a conversation, read from its events, in the shape that the web channel shows messages in.

A message: `{id, time, text?, buttons?, custom?, language, desk?}`, in a history with `from`. `time` is seconds since
1970. The bot's messages are numbered after the user's: `<id of the user's message>.<n>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, UserUttered

from bot.channels.store import ask_store
from bot.channels.text import PAYLOAD_SIGN

TITLE = "title"
"""In the metadata of a user's message: the words on the button that was pressed."""

_SHOWN = ("text", "buttons", "custom", "language", "desk")

Message = dict[str, Any]


def shown(message: Mapping[str, Any], number: int, asked: str, time: float, language: str) -> Message:
    """A message of Rasa's output, as the client gets it: the `number`th reply (from 1) to the message `asked`.

    `language` is for messages that do not tell theirs.
    """
    told = {key: message[key] for key in _SHOWN if message.get(key)}
    return {"id": f"{asked}.{number}", "time": time, "language": language, **told}


async def said_in(agent: Agent, conversation: str) -> list[dict[str, Any]]:
    """The events of user and bot, in Rasa's own form, oldest first."""
    events = await ask_store(agent.tracker_store, "said", conversation, None)
    if events is not None:
        return list(events)
    tracker = await agent.tracker_store.retrieve_full_tracker(conversation)  # a store of Rasa's own
    kinds = (UserUttered, BotUttered)
    return [event.as_dict() for event in tracker.events if isinstance(event, kinds)] if tracker else []


def transcript(events: Iterable[Mapping[str, Any]], language: str) -> list[Message]:
    """The messages of both sides; `language` is for the first ones, where they do not tell theirs."""
    messages: list[Message] = []
    asked, number = "0", 0
    for event in events:
        if event.get("event") == UserUttered.type_name:
            asked, number = str(event.get("message_id") or event.get("timestamp")), 0
            language = _language_of(event) or language
            messages.append({"from": "user", "language": language, "text": _words_of(event)} | _placed(event, asked))
        elif event.get("event") == BotUttered.type_name:
            number += 1
            parts = {**(event.get("data") or {}), **(event.get("metadata") or {}), "text": event.get("text")}
            reply = shown(parts, number, asked, event.get("timestamp") or 0.0, language)
            language = reply["language"]
            messages.append({"from": "bot", **reply})
    return messages


def replies_by_message(messages: Iterable[Message]) -> dict[str, list[Message]]:
    """The id of each message of the user, with the replies to it."""
    found: dict[str, list[Message]] = {}
    replies: list[Message] = []
    for message in messages:
        if message["from"] == "user":
            replies = found.setdefault(message["id"], [])
        else:
            replies.append({key: value for key, value in message.items() if key != "from"})
    return found


def _placed(event: Mapping[str, Any], asked: str) -> Message:
    return {"id": asked, "time": event.get("timestamp") or 0.0}


def _words_of(event: Mapping[str, Any]) -> str:
    text = str(event.get("text") or "")
    if text.startswith(PAYLOAD_SIGN):
        return str((event.get("metadata") or {}).get(TITLE) or "")
    return text


def _language_of(event: Mapping[str, Any]) -> str | None:
    entities = (event.get("parse_data") or {}).get("entities") or ()
    return next((str(entity["value"]) for entity in entities if entity.get("entity") == "language"), None)
