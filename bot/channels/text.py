"""What of a text is text."""

from __future__ import annotations

import re
import unicodedata

PAYLOAD_SIGN = "/"  # Rasa takes a text that begins with it for an intent
_BEGINNING = re.compile(rf"^[\s{PAYLOAD_SIGN}]+")
_BRACES = str.maketrans("{}", "  ")


def clean(text: str) -> str:
    """The text in NFC, stripped, without what can't be read: lone surrogates, control and zero-width characters.

    White space of any kind becomes a space; line ends stay.
    """
    if not text.isprintable():
        text = "".join(_readable(character) for character in text)
    return unicodedata.normalize("NFC", text).strip()


def _readable(character: str) -> str:
    if character == "\n" or character.isprintable():
        return character
    return " " if character.isspace() else ""


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(character.isalnum() for character in text)


def spoken(text: str) -> str:
    """A text that begins with a slash as words that Rasa does not take for an intent."""
    return _BEGINNING.sub("", text.translate(_BRACES)).strip()
