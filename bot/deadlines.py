"""By which date something happens that a desk promises in business days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calendars import optional_holiday, public_holidays
from bot.matrix.model import Bilingual, BusinessDays


@dataclass(frozen=True)
class PossibleDelay:
    """A day on which the desk may not work; it may add a day to the date."""

    day: date
    name: Bilingual


@dataclass(frozen=True)
class Due:
    """The last day of a promise, and what may push it by a day."""

    date: date
    business_days: int
    possible_delays: tuple[PossibleDelay, ...] = ()


def due(calendar: BusinessDays, business_days: int, now: datetime) -> Due:
    """The `business_days`-th working day after the local day of `now`.

    Weekends and national holidays do not count; optional holidays count, and are named.

    Raises:
        ValueError: if `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("`now` needs a time zone")
    today = now.astimezone(ZoneInfo(calendar.zone)).date()
    working = public_holidays(calendar.holidays)
    last = working.get_nth_working_day(today, business_days)
    days = (today + timedelta(days=offset) for offset in range(1, (last - today).days + 1))
    delays = [_possible_delay(calendar, day) for day in days if working.is_working_day(day)]
    return Due(last, business_days, tuple(delay for delay in delays if delay is not None))


def _possible_delay(calendar: BusinessDays, day: date) -> PossibleDelay | None:
    name = optional_holiday(calendar.holidays, day)
    for holiday in calendar.may_add_a_day:
        if name is not None and holiday.calendar in name:
            return PossibleDelay(day, holiday.name)
    return None
