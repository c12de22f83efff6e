"""Dates promised in business days: the rows of the truth, and what holds for every instant."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deadlines import due
from bot.matrix.loader import load_catalogue
from bot.matrix.lookup import topic_door
from bot.matrix.model import BusinessDays, Desk
from tests import truth
from tests.truth import DEADLINES, MAY_ADD_A_DAY, Deadline

each_row = pytest.mark.parametrize("row", DEADLINES, ids=lambda row: f"{row.local} +{row.business_days}")

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
BRAZIL = holidays.country_holidays("BR")

instants = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 1), timezones=st.just(timezone.utc))
days = st.integers(1, 60)


@pytest.fixture(scope="module")
def calendar(clearsale: Desk) -> BusinessDays:
    assert clearsale.business_days is not None
    return clearsale.business_days


def promised(calendar: BusinessDays, business_days: int, now: datetime) -> date:
    return due(calendar, business_days, now).date


def local_day(now: datetime) -> date:
    return now.astimezone(SAO_PAULO).date()


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in BRAZIL


# ── The rows ─────────────────────────────────────────────────────────────────────────────────────────


@each_row
def test_the_date_is_the_one_counted_by_hand(calendar: BusinessDays, row: Deadline) -> None:
    assert promised(calendar, row.business_days, row.at).isoformat() == row.date


@each_row
def test_it_does_not_matter_on_which_clock_the_instant_is_given(calendar: BusinessDays, row: Deadline) -> None:
    assert promised(calendar, row.business_days, row.at.astimezone(timezone.utc)).isoformat() == row.date


@each_row
def test_the_days_that_may_add_one_are_told(calendar: BusinessDays, row: Deadline) -> None:
    delays = due(calendar, row.business_days, row.at).possible_delays
    assert [delay.day.isoformat() for delay in delays] == [MAY_ADD_A_DAY[name][0] for name in row.delays]


@each_row
def test_the_days_that_may_add_one_are_named_in_portuguese(calendar: BusinessDays, row: Deadline) -> None:
    delays = due(calendar, row.business_days, row.at).possible_delays
    fragments = [(delay.name.pt, MAY_ADD_A_DAY[name][1]) for delay, name in zip(delays, row.delays, strict=True)]
    assert [found for found, fragment in fragments if fragment not in found] == []


@each_row
def test_the_days_that_may_add_one_are_named_in_french(calendar: BusinessDays, row: Deadline) -> None:
    delays = due(calendar, row.business_days, row.at).possible_delays
    fragments = [(delay.name.fr, MAY_ADD_A_DAY[name][2]) for delay, name in zip(delays, row.delays, strict=True)]
    assert [found for found, fragment in fragments if fragment.casefold() not in found.casefold()] == []


@each_row
def test_the_promise_keeps_its_number_of_days(calendar: BusinessDays, row: Deadline) -> None:
    assert due(calendar, row.business_days, row.at).business_days == row.business_days


@pytest.mark.parametrize("holiday", truth.NATIONAL_HOLIDAYS)
def test_no_promise_falls_on_a_national_holiday(calendar: BusinessDays, holiday: str) -> None:
    eve = datetime.combine(date.fromisoformat(holiday) - timedelta(days=1), datetime.min.time(), SAO_PAULO)
    assert promised(calendar, 1, eve) > date.fromisoformat(holiday)


def test_an_instant_without_a_zone_is_refused(calendar: BusinessDays) -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(calendar, 3, datetime(2026, 11, 21, 15, 0))


# ── What always holds ────────────────────────────────────────────────────────────────────────────────

# Outside the fixtures: hypothesis calls a test many times.
_SHIPPED = load_catalogue().desks["clearsale"].business_days
assert _SHIPPED is not None
CALENDAR: BusinessDays = _SHIPPED


@given(instants, days)
def test_the_date_is_a_weekday(now: datetime, business_days: int) -> None:
    assert promised(CALENDAR, business_days, now).weekday() < 5


@given(instants, days)
def test_the_date_is_never_a_national_holiday(now: datetime, business_days: int) -> None:
    assert promised(CALENDAR, business_days, now) not in BRAZIL


@given(instants, days)
def test_exactly_so_many_working_days_lie_up_to_the_date(now: datetime, business_days: int) -> None:
    today = local_day(now)
    last = promised(CALENDAR, business_days, now)
    span = (today + timedelta(days=offset) for offset in range(1, (last - today).days + 1))
    assert sum(map(is_working_day, span)) == business_days


@given(instants, days)
def test_one_more_day_is_a_later_date(now: datetime, business_days: int) -> None:
    assert promised(CALENDAR, business_days + 1, now) > promised(CALENDAR, business_days, now)


@given(instants, days, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_who_asks_later_is_never_promised_an_earlier_date(now: datetime, business_days: int, wait: timedelta) -> None:
    assert promised(CALENDAR, business_days, now + wait) >= promised(CALENDAR, business_days, now)


@given(instants, days)
def test_days_that_may_add_one_are_counted_working_days(now: datetime, business_days: int) -> None:
    delays = due(CALENDAR, business_days, now).possible_delays
    assert all(is_working_day(delay.day) for delay in delays)


@given(instants, days)
def test_days_that_may_add_one_lie_between_asking_and_the_date(now: datetime, business_days: int) -> None:
    promise = due(CALENDAR, business_days, now)
    assert all(local_day(now) < delay.day <= promise.date for delay in promise.possible_delays)


# ── Every day of two years, counted by hand ──────────────────────────────────────────────────────────

NATIONAL_HOLIDAYS = {
    # fixed by law, and Good Friday
    *(date(year, month, day) for year in (2026, 2027, 2028) for month, day in (
        (1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (11, 20), (12, 25))),
    date(2026, 4, 3), date(2027, 3, 26),
}  # fmt: skip


def counted(today: date, business_days: int) -> date:
    """One day at a time, without the code's libraries."""
    day = today
    while business_days:
        day += timedelta(days=1)
        if day.isoweekday() <= 5 and day not in NATIONAL_HOLIDAYS:
            business_days -= 1
    return day


TIMED = [(topic, row.business_days) for topic, row in truth.CLEARSALE_TOPICS.items() if row.business_days]


@pytest.mark.parametrize(("topic", "business_days"), TIMED)
def test_the_date_of_a_topic_on_every_day_of_two_years(clearsale: Desk, topic: str, business_days: int) -> None:
    first, wrong = date(2026, 1, 1), []
    for offset in range(365 * 2):
        today = first + timedelta(days=offset)
        now = datetime(today.year, today.month, today.day, 15, tzinfo=SAO_PAULO)
        found = topic_door(clearsale, topic, now)
        if found is None or found.due is None or found.due.date != counted(today, business_days):
            wrong.append(today)
    assert wrong == []


@pytest.mark.parametrize("topic", [topic for topic, row in truth.CLEARSALE_TOPICS.items() if not row.business_days])
def test_no_other_topic_has_a_date(clearsale: Desk, topic: str) -> None:
    found = topic_door(clearsale, topic, datetime(2026, 11, 21, 15, tzinfo=SAO_PAULO))
    assert found is not None and found.due is None
