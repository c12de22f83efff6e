"""The words of the web channel that are not said in a turn; they come from domain.yml like all others."""

from __future__ import annotations

import re
from typing import Any

from bot.channels.history import Message
from bot.matrix.model import LANGUAGES, Language
from bot.words import load_responses

_LABEL = re.compile(r"utter_(widget|demo)_(\w+)")
"""Responses that are labels of the widget, and of the page that shows it."""
_MARK = re.compile(r"(?<=«) | (?=[»:;?!])")


class WebWords:
    """Read once, when the channel is made."""

    def __init__(self) -> None:
        responses = load_responses()
        self._greeting = responses["utter_greet"]
        self._menu = responses["utter_capabilities"]
        self._too_fast = responses["utter_too_fast"]
        labels = [(found, said) for name, said in responses.items() if (found := _LABEL.fullmatch(name))]
        self.widget: dict[str, dict[str, str]] = {
            language: {found[2]: said[language]["text"] for found, said in labels if found[1] == "widget"}
            for language in LANGUAGES
        }
        self.all: dict[str, dict[str, str]] = {
            language: self.widget[language]
            | {f"demo_{found[2]}": _unbroken(said[language]["text"]) for found, said in labels if found[1] == "demo"}
            for language in LANGUAGES
        }

    def greeting(self, language: str, time: float) -> Message:
        """What the panel shows before anything is said; it is no part of the conversation."""
        spoken = _known(language)
        buttons: list[dict[str, Any]] = self._menu[spoken].get("buttons", [])
        text = self._greeting[spoken]["text"]
        return {"id": "greeting", "time": time, "text": text, "buttons": buttons, "language": spoken}

    def too_fast(self, language: str) -> str:
        return str(self._too_fast[_known(language)]["text"])


def _unbroken(text: str) -> str:
    """French marks stay on the line of their word, as in the widget's log."""
    return _MARK.sub("\u00a0", text)


def _known(language: str) -> Language:
    return next((known for known in LANGUAGES if known == language), LANGUAGES[0])
