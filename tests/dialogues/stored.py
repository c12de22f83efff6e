"""What the tracker store holds of a conversation: the slots, and the responses of the last turn."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.server import Talk


@dataclass(frozen=True)
class Stored:
    """After a turn.

    `responses` are the names of what was said in it, `values` what filled their placeholders, `intent` what the message
    was taken for.
    """

    intent: str | None
    responses: tuple[str, ...]
    values: tuple[tuple[str, dict[str, str]], ...]
    slots: dict[str, Any]
    asks: str | None


def stored(talk: Talk) -> Stored:
    """The conversation as it is in the database."""
    events = _events(talk.server.conversations, talk.sender)
    slots: dict[str, Any] = {}
    responses: list[str] = []
    values: list[tuple[str, dict[str, str]]] = []
    intent = asks = None
    for event in events:
        if event["event"] in ("reset_slots", "session_started"):
            slots = {}
        elif event["event"] == "slot":
            slots[event["name"]] = event["value"]
        elif event["event"] == "user":
            intent, responses, values, asks = event["parse_data"]["intent"]["name"], [], [], None
        elif event["event"] == "bot":
            told = event["metadata"]
            parts = [part["response"] for part in told.get("parts") or ()]
            responses += parts or [str(told.get("utter_action"))]
            values += [(part["response"], part["values"]) for part in told.get("parts") or ()]
            asks = told.get("asks") or asks
    return Stored(intent, tuple(responses), tuple(values), slots, asks)


def is_stored(talk: Talk) -> bool:
    """Whether anything of the conversation is in the database."""
    return bool(_events(talk.server.conversations, talk.sender))


def _events(database: Path, sender: str) -> list[dict[str, Any]]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT data FROM events WHERE sender_id = ? ORDER BY id", (sender,)).fetchall()
    return [json.loads(data) for (data,) in rows]
