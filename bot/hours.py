"""Opening hours: is an option open at an instant, until when, and when does it open next?

All instants are aware datetimes; results are in the market's local time. Comparisons are made in UTC,
so that both sides of a daylight-saving switch come out right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.calendars import public_holiday
from bot.matrix.model import WEEKDAYS, Desk, HoursException, OpeningHours, Option, opens_and_closes

FURTHEST_OPENING = 370  # days looked ahead: a closure of a whole year still finds its end


@dataclass(frozen=True)
class Holiday:
    """A national holiday of the market, on which the desk may be closed: its article does not say."""

    day: date
    name: str


@dataclass(frozen=True)
class OpeningStatus:
    """`closes` is set while open, `opens` while closed (None if no opening is known)."""

    market: str
    hours: OpeningHours
    open: bool
    closes: datetime | None = None
    opens: datetime | None = None
    holiday: Holiday | None = None
    exception: HoursException | None = None

    @property
    def surely_open(self) -> bool:
        return self.open and self.holiday is None


@dataclass(frozen=True)
class _Span:
    opens: datetime
    closes: datetime
    exception: HoursException | None


def opening_status(desk: Desk, option: Option, market: str, now: datetime) -> OpeningStatus | None:
    """The state of `option` for `market` at `now`; None where no hours are stated for it.

    Raises:
        ValueError: if `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("`now` needs a time zone")
    hours = next((hours for hours in option.hours if market in hours.markets), None)
    if hours is None:
        return None
    now = now.astimezone(timezone.utc)
    for span in _spans(option, hours, market, now):
        if now >= span.closes:
            continue
        is_open = span.opens <= now
        zone = ZoneInfo(hours.zone)
        return OpeningStatus(
            market=market,
            hours=hours,
            open=is_open,
            closes=span.closes.astimezone(zone) if is_open else None,
            opens=None if is_open else span.opens.astimezone(zone),
            holiday=None if span.exception else _holiday(desk, market, span.opens.astimezone(zone).date()),
            exception=span.exception,
        )
    return OpeningStatus(market=market, hours=hours, open=False)


def statuses(desk: Desk, option: Option, now: datetime) -> tuple[OpeningStatus, ...]:
    """The state for every market that `option` has hours for."""
    found = (opening_status(desk, option, market, now) for hours in option.hours for market in hours.markets)
    return tuple(status for status in found if status is not None)


def surely_open(desk: Desk, option: Option, market: str | None, now: datetime) -> bool:
    """Open at `now` beyond doubt: no holiday, and in every market where `market` is None.

    An option without stated hours is never surely open.
    """
    if market is not None:
        status = opening_status(desk, option, market, now)
        return status is not None and status.surely_open
    found = statuses(desk, option, now)
    return bool(found) and all(status.surely_open for status in found)


def _spans(option: Option, hours: OpeningHours, market: str, now: datetime) -> Iterator[_Span]:
    """Spans in order, from the local day of `now` on."""
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    for offset in range(FURTHEST_OPENING):
        day = today + timedelta(days=offset)
        exception = _exception(option, market, day)
        if exception is not None:
            span = exception.open
        else:
            span = hours.open if WEEKDAYS[day.weekday()] in hours.days else None
        if span is not None:
            opens, closes = opens_and_closes(span)
            zone = ZoneInfo(hours.zone)
            yield _Span(
                opens=datetime.combine(day, opens, zone).astimezone(timezone.utc),
                closes=datetime.combine(day, closes, zone).astimezone(timezone.utc),
                exception=exception,
            )


def _exception(option: Option, market: str, day: date) -> HoursException | None:
    """The latest entry that speaks of this market and day."""
    for exception in reversed(option.exceptions):
        if market in exception.markets and exception.from_ <= day <= exception.to:
            return exception
    return None


def _holiday(desk: Desk, market: str, day: date) -> Holiday | None:
    name = public_holiday(desk.markets[market].holidays, day)
    return Holiday(day, name) if name else None
