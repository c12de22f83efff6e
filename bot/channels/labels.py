"""The few words that a channel adds of its own, from domain.yml; read once, for the disk may be down later."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from bot.matrix.model import LANGUAGES, Language
from bot.words import load_responses


class Labels(NamedTuple):
    """In one language."""

    choose: str
    mail_to: str
    mail_subject: str
    mail_open: str
    text_only: str
    button_expired: str
    too_fast: str


@functools.cache
def labels(language: Language) -> Labels:
    return Labels(
        choose=_text("utter_choose", language),
        mail_to=_text("utter_label_mail_to", language),
        mail_subject=_text("utter_label_mail_subject", language),
        mail_open=_text("utter_label_mail_open", language),
        text_only=_text("utter_text_only", language),
        button_expired=_text("utter_button_expired", language),
        too_fast=_text("utter_too_fast", language),
    )


def as_language(value: object) -> Language | None:
    """The language of a tag such as "fr" or "pt-BR"; None for any other."""
    start = value[:2].lower() if isinstance(value, str) else ""
    return next((language for language in LANGUAGES if language == start), None)


def menu(language: Language) -> list[tuple[str, str, str]]:
    """Commands with what they do and the payload that they stand for, in the order of the menu."""
    entries = []
    for button in _responses()["utter_telegram_menu"][language]["buttons"]:
        command, _, description = str(button["title"]).partition(" - ")
        entries.append((command, description, str(button["payload"])))
    return entries


def _text(response: str, language: Language) -> str:
    return str(_responses()[response][language]["text"])


@functools.lru_cache(maxsize=1)
def _responses() -> dict[str, Any]:
    return load_responses()
