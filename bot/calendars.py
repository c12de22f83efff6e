"""National holidays, by the calendars that a desk file names."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
from holidays.constants import OPTIONAL, PUBLIC

from bot.matrix.model import HolidayCalendar


@lru_cache(maxsize=64)
def _calendar(country: str, part: str | None, language: str, category: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=part, language=language, categories=category)


def public_holidays(calendar: HolidayCalendar) -> holidays.HolidayBase:
    """The nationwide days off, also the calendar for counting working days."""
    return _calendar(calendar.country, calendar.part, calendar.language, PUBLIC)


def public_holiday(calendar: HolidayCalendar, day: date) -> str | None:
    """The holiday's name in the calendar's language, or None."""
    return public_holidays(calendar).get(day)


def optional_holiday(calendar: HolidayCalendar, day: date) -> str | None:
    """The name of a day that some take off and others don't, or None."""
    return _calendar(calendar.country, calendar.part, calendar.language, OPTIONAL).get(day)
