"""What clients of the web channel send: a page that asks for a session, a message, a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.answers.context import hints_from
from bot.channels.exchange import Said
from bot.channels.request import RefusedError, name_of
from bot.channels.text import PAYLOAD_SIGN
from bot.matrix.model import LANGUAGES, Catalogue

A_SESSION = 'send {"desk": "sendcloud", "language": "fr"}'
A_MESSAGE = 'send {"id": "1f0c", "text": "Bonjour"} or {"id": "1f0c", "payload": "/…", "title": "…"}'
A_LANGUAGE = 'send {"language": "fr"}'
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_LONGEST_TITLE = 200  # characters; those of domain.yml have 75 at most
_LONGEST_PAYLOAD = 2_000
_HINTS = ("desk", "language", "plan", "market")


def page_hints(data: Mapping[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """The hints of a page, those that mean something to the desk files, and a language.

    Raises:
        RefusedError: for a hint that is no string.
    """
    for key in _HINTS:
        if not isinstance(data.get(key), (str, type(None))):
            raise RefusedError(400, f"`{key}` is {name_of(data[key])}, not a string; {A_SESSION}")
    known = asdict(hints_from(data, catalogue))
    hints = {key: str(value) for key, value in known.items() if value is not None}
    return hints | {"language": _language(data.get("language"), hints.get("desk"), catalogue)}


def _language(told: object, desk: str | None, catalogue: Catalogue) -> str:
    """The page's; without one, the language that the desk is the default for."""
    spoken = catalogue.desks[desk].default_for if desk else ()
    return next((language for language in (told, *spoken) if language in LANGUAGES), LANGUAGES[0])


def said(data: Mapping[str, Any]) -> Said:
    """A message `{id, text}` or `{id, payload, title}`.

    Raises:
        RefusedError: for any other shape.
    """
    number = data.get("id")
    if not isinstance(number, str) or not _ID.fullmatch(number):
        raise RefusedError(400, f"`id` must be 1 to 64 of the characters A-Z a-z 0-9 -; {A_MESSAGE}")
    if ("text" in data) == ("payload" in data):
        raise RefusedError(400, f"send either `text` or `payload`; {A_MESSAGE}")
    if "text" in data:
        return Said(number, text=_string(data, "text", None))
    payload = _string(data, "payload", _LONGEST_PAYLOAD)
    if not payload.startswith(PAYLOAD_SIGN):
        raise RefusedError(400, f"`payload` must be that of a button; {A_MESSAGE}")
    return Said(number, payload=payload, title=_string(data, "title", _LONGEST_TITLE))


def _string(data: Mapping[str, Any], key: str, longest: int | None) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise RefusedError(400, f"`{key}` is {name_of(value)}, not a string; {A_MESSAGE}")
    if longest is not None and len(value) > longest:
        raise RefusedError(400, f"`{key}` has more than {longest} characters")
    return value


def wanted_language(data: Mapping[str, Any]) -> str:
    """The language of `{language}`.

    Raises:
        RefusedError: for one that is not spoken here.
    """
    language = data.get("language")
    if language not in LANGUAGES:
        raise RefusedError(400, f"`language` must be one of: {', '.join(LANGUAGES)}; {A_LANGUAGE}")
    return str(language)
