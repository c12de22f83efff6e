"""Dates, times and lists as Portuguese (Brazil) and French write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list

from bot.matrix.model import Language

_LOCALES = {"pt": Locale("pt", "BR"), "fr": Locale("fr")}
_DAY = {"pt": "EEEE, d 'de' MMMM", "fr": "EEEE d MMMM"}
_FULL_HOUR = {"pt": "H'h'", "fr": "H 'h'"}
_HOUR_AND_MINUTE = {"pt": "H'h'mm", "fr": "H 'h' mm"}


def day(value: date, language: Language) -> str:
    """ "quarta-feira, 25 de novembro", "mercredi 25 novembre"."""
    return format_date(value, _DAY[language], locale=_LOCALES[language])


def full_date(value: date, language: Language) -> str:
    """ "25 de novembro de 2026", "25 novembre 2026"."""
    return format_date(value, "long", locale=_LOCALES[language])


def clock(value: time | datetime, language: Language) -> str:
    """ "9h", "17h30"; "9 h", "17 h 30"."""
    pattern = _HOUR_AND_MINUTE if value.minute else _FULL_HOUR
    wall = value.timetz() if isinstance(value, datetime) else value
    return format_time(wall.replace(tzinfo=None), pattern[language], locale=_LOCALES[language])


def capitalised(text: str) -> str:
    """The text with its first letter large, and the others as they are."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=64)
def city(zone: str, language: Language) -> str:
    """The city that a time zone is named after, in the reader's language."""
    return get_timezone_location(zone, locale=_LOCALES[language], return_city=True)


def listing(items: Sequence[str], language: Language, style: Literal["standard", "or"] = "standard") -> str:
    """ "a, b e c", "a, b ou c"."""
    return format_list(list(items), style=style, locale=_LOCALES[language])
