"""Opening hours, swept over every plan, option, market and instant of the truth; then what only rarely happens."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.hours import OpeningStatus, opening_status, statuses, surely_open
from bot.matrix.lookup import has
from bot.matrix.model import Desk, HoursException, Option
from tests import truth
from tests.truth import HOURS, INSTANTS, MARKETS, MATRIX, OPTIONS, PLANS, Instant, State

ELSEWHERE = "it"
"""A market that the article does not name."""

each_instant = pytest.mark.parametrize("instant", INSTANTS, ids=lambda instant: f"{instant.utc} {instant.what}")
each_market = pytest.mark.parametrize("market", MARKETS)


def utc(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=timezone.utc)


def local(instant: datetime | None) -> str:
    return instant.strftime("%Y-%m-%d %H:%M") if instant else "never"


def state_of(status: OpeningStatus | None) -> State | None:
    """The core's answer in the form of the truth's."""
    if status is None:
        return None
    return State(status.open, local(status.closes if status.open else status.opens))


def phone_at(desk: Desk, market: str, now: datetime) -> OpeningStatus:
    status = opening_status(desk, desk.options["phone"], market, now)
    assert status is not None
    return status


# ── The sweep ────────────────────────────────────────────────────────────────────────────────────────


@each_instant
def test_every_plan_option_and_market_gets_the_true_hours(sendcloud: Desk, instant: Instant) -> None:
    """What a merchant hears: is it in the plan, and, for each market, open or closed until when?"""
    expected: dict[object, object] = {}
    found: dict[object, object] = {}
    for plan, option, market in product((*PLANS, None), OPTIONS, (*MARKETS, ELSEWHERE)):
        included = option in (truth.EVERYBODY_HAS if plan is None else MATRIX[plan])
        stated = option in truth.HAS_HOURS and market in HOURS
        expected[plan, option, market] = (included, instant.state(market) if stated else None)
        status = opening_status(sendcloud, sendcloud.options[option], market, instant.at)
        found[plan, option, market] = (has(sendcloud, option, plan), state_of(status))
    assert found == expected


@each_instant
def test_without_a_market_every_market_is_told_once(sendcloud: Desk, instant: Instant) -> None:
    found = statuses(sendcloud, sendcloud.options["phone"], instant.at)
    assert sorted((status.market, state_of(status)) for status in found) == sorted(
        (market, instant.state(market)) for market in MARKETS
    )


@each_instant
def test_a_holiday_is_named_for_the_day_of_the_opening(sendcloud: Desk, instant: Instant) -> None:
    found = {market for market in MARKETS if phone_at(sendcloud, market, instant.at).holiday}
    assert found == set(instant.holiday_then.split())


@each_instant
def test_a_named_holiday_carries_the_day_of_the_opening(sendcloud: Desk, instant: Instant) -> None:
    named = {market: phone_at(sendcloud, market, instant.at).holiday for market in instant.holiday_then.split()}
    found = {market: holiday.day.isoformat() for market, holiday in named.items() if holiday}
    assert found == {market: instant.state(market).then[:10] for market in instant.holiday_then.split()}


@each_instant
def test_open_on_a_holiday_is_not_surely_open(sendcloud: Desk, instant: Instant) -> None:
    phone = sendcloud.options["phone"]
    expected = {m for m in MARKETS if instant.state(m).open and m not in instant.holiday.split()}
    assert {market for market in MARKETS if surely_open(sendcloud, phone, market, instant.at)} == expected


@each_instant
def test_without_a_market_it_is_surely_open_only_where_all_markets_agree(sendcloud: Desk, instant: Instant) -> None:
    expected = instant.continent.open and instant.gb.open and not instant.holiday
    assert surely_open(sendcloud, sendcloud.options["phone"], None, instant.at) is expected


# ── What the article states ──────────────────────────────────────────────────────────────────────────


@each_market
def test_the_window_of_a_market_is_the_articles(sendcloud: Desk, market: str) -> None:
    windows = [hours.open for hours in sendcloud.options["phone"].hours if market in hours.markets]
    assert windows == [f"{HOURS[market].opens}-{HOURS[market].closes}"]


@each_market
def test_the_hours_run_on_the_clock_of_the_market(sendcloud: Desk, market: str) -> None:
    (zone,) = (hours.zone for hours in sendcloud.options["phone"].hours if market in hours.markets)
    found = [instant.at.astimezone(ZoneInfo(zone)).isoformat() for instant in INSTANTS]
    assert found == [instant.at.astimezone(ZoneInfo(HOURS[market].zone)).isoformat() for instant in INSTANTS]


@each_market
def test_a_market_names_its_own_zone(sendcloud: Desk, market: str) -> None:
    assert sendcloud.markets[market].zone == HOURS[market].zone


def test_the_markets_are_the_seven_of_the_article(sendcloud: Desk) -> None:
    assert set(sendcloud.markets) == set(MARKETS)


def test_the_days_are_monday_to_friday(sendcloud: Desk) -> None:
    assert {hours.days for hours in sendcloud.options["phone"].hours} == {truth.OPEN_DAYS}


@pytest.mark.parametrize("index", [0, 1])
def test_the_merchant_hears_that_the_days_are_assumed(sendcloud: Desk, index: int) -> None:
    assumed = sendcloud.options["phone"].hours[index].assumed
    assert assumed is not None and assumed.say is not None


def test_hours_are_stated_for_the_phone_alone(sendcloud: Desk) -> None:
    assert {key for key, option in sendcloud.options.items() if option.hours} == truth.HAS_HOURS


@each_instant
def test_the_chat_is_never_surely_open(sendcloud: Desk, instant: Instant) -> None:
    assert not surely_open(sendcloud, sendcloud.options["chat"], None, instant.at)


def test_clearsale_states_no_hours(clearsale: Desk) -> None:
    assert not any(option.hours for option in clearsale.options.values())


# ── Instants ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_instant_without_a_zone_is_refused(sendcloud: Desk) -> None:
    with pytest.raises(ValueError, match="time zone"):
        opening_status(sendcloud, sendcloud.options["phone"], "fr", datetime(2026, 11, 18, 10, 0))


def test_an_instant_without_a_zone_is_refused_for_all_markets(sendcloud: Desk) -> None:
    with pytest.raises(ValueError, match="time zone"):
        statuses(sendcloud, sendcloud.options["phone"], datetime(2026, 11, 18, 10, 0))


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@each_instant
def test_it_does_not_matter_on_which_clock_the_instant_is_given(sendcloud: Desk, instant: Instant, zone: str) -> None:
    elsewhere = instant.at.astimezone(ZoneInfo(zone))
    assert [state_of(phone_at(sendcloud, market, elsewhere)) for market in MARKETS] == [
        instant.state(market) for market in MARKETS
    ]


@each_market
def test_the_seconds_before_closing_are_still_open(sendcloud: Desk, market: str) -> None:
    closing = utc("2026-11-19 17:00") if market == "gb" else utc("2026-11-19 16:30")
    assert phone_at(sendcloud, market, closing - timedelta(microseconds=1)).open


@each_market
def test_the_seconds_before_opening_are_still_closed(sendcloud: Desk, market: str) -> None:
    opening = utc("2026-11-19 08:30") if market == "gb" else utc("2026-11-19 08:00")
    assert not phone_at(sendcloud, market, opening - timedelta(microseconds=1)).open


@each_market
def test_times_come_out_on_the_markets_clock(sendcloud: Desk, market: str) -> None:
    closes = phone_at(sendcloud, market, utc("2026-07-15 10:00")).closes
    assert closes is not None
    assert closes.utcoffset() == (timedelta(hours=1) if market == "gb" else timedelta(hours=2))


# ── Announced exceptions ─────────────────────────────────────────────────────────────────────────────

EVERYWHERE = list(MARKETS)


def announced(first: str, last: str, markets: list[str] | None = None, **rest: Any) -> HoursException:
    return HoursException.parse_obj(
        {"from": first, "to": last, "markets": markets or EVERYWHERE, "announced": "e-mail of 10 November", **rest}
    )


def phone_with(desk: Desk, *exceptions: HoursException) -> Option:
    return desk.options["phone"].copy(update={"exceptions": exceptions})


def french_state(desk: Desk, option: Option, now: str) -> State | None:
    return state_of(opening_status(desk, option, "fr", utc(now)))


CLOSED_FROM_WEDNESDAY_TO_FRIDAY = announced("2026-11-18", "2026-11-20", closed=True)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-17 10:00", State(True, "2026-11-17 17:30")),
        ("2026-11-17 17:00", State(False, "2026-11-23 09:00")),
        ("2026-11-18 10:00", State(False, "2026-11-23 09:00")),
        ("2026-11-20 10:00", State(False, "2026-11-23 09:00")),
        ("2026-11-23 10:00", State(True, "2026-11-23 17:30")),
    ],
)
def test_a_closed_period_holds_on_its_first_and_last_day(sendcloud: Desk, now: str, expected: State) -> None:
    assert french_state(sendcloud, phone_with(sendcloud, CLOSED_FROM_WEDNESDAY_TO_FRIDAY), now) == expected


def test_an_exception_holds_for_its_markets_alone(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, announced("2026-11-18", "2026-11-18", ["fr", "be"], closed=True))
    found = {status.market for status in statuses(sendcloud, phone, utc("2026-11-18 10:00")) if status.open}
    assert found == {"nl", "de", "at", "es", "gb"}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-18 06:59", State(False, "2026-11-18 08:00")),
        ("2026-11-18 07:00", State(True, "2026-11-18 20:00")),
        ("2026-11-18 18:59", State(True, "2026-11-18 20:00")),
        ("2026-11-18 19:00", State(False, "2026-11-19 09:00")),
    ],
)
def test_longer_hours_replace_the_weekly_ones(sendcloud: Desk, now: str, expected: State) -> None:
    phone = phone_with(sendcloud, announced("2026-11-18", "2026-11-18", open="08:00-20:00"))
    assert french_state(sendcloud, phone, now) == expected


def test_shorter_hours_replace_the_weekly_ones(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, announced("2026-12-24", "2026-12-24", open="09:00-12:00"))
    assert french_state(sendcloud, phone, "2026-12-24 12:00") == State(False, "2026-12-25 09:00")


def test_an_announced_saturday_is_open(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, announced("2026-11-28", "2026-11-28", open="10:00-16:00"))
    assert french_state(sendcloud, phone, "2026-11-28 12:00") == State(True, "2026-11-28 16:00")


def test_the_next_opening_may_be_an_announced_saturday(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, announced("2026-11-28", "2026-11-28", open="10:00-16:00"))
    assert french_state(sendcloud, phone, "2026-11-27 20:00") == State(False, "2026-11-28 10:00")


ALL_WEEK_CLOSED = announced("2026-12-28", "2026-12-31", closed=True)
TUESDAY_OPEN = announced("2026-12-29", "2026-12-29", open="10:00-12:00")


def test_of_two_entries_for_a_day_the_latest_wins(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, ALL_WEEK_CLOSED, TUESDAY_OPEN)
    assert french_state(sendcloud, phone, "2026-12-29 10:00") == State(True, "2026-12-29 12:00")


def test_a_later_closure_wins_over_earlier_hours(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, TUESDAY_OPEN, ALL_WEEK_CLOSED)
    assert french_state(sendcloud, phone, "2026-12-29 10:00") == State(False, "2027-01-01 09:00")


def test_the_latest_entry_wins_only_for_its_markets(sendcloud: Desk) -> None:
    for_belgium = announced("2026-12-29", "2026-12-29", ["be"], open="10:00-12:00")
    phone = phone_with(sendcloud, ALL_WEEK_CLOSED, for_belgium)
    assert french_state(sendcloud, phone, "2026-12-29 10:00") == State(False, "2027-01-01 09:00")


def test_the_status_names_the_exception_that_it_comes_from(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, ALL_WEEK_CLOSED, TUESDAY_OPEN)
    status = opening_status(sendcloud, phone, "fr", utc("2026-12-29 10:00"))
    assert status is not None and status.exception is TUESDAY_OPEN


def test_weekly_hours_name_no_exception(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, ALL_WEEK_CLOSED)
    status = opening_status(sendcloud, phone, "fr", utc("2026-12-23 10:00"))
    assert status is not None and status.exception is None


def test_announced_hours_on_a_holiday_leave_no_doubt(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, announced("2026-12-25", "2026-12-25", open="09:00-12:00"))
    assert surely_open(sendcloud, phone, "fr", utc("2026-12-25 10:00"))


def test_on_the_day_of_an_announced_closure_nothing_is_surely_open(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, CLOSED_FROM_WEDNESDAY_TO_FRIDAY)
    assert not surely_open(sendcloud, phone, "fr", utc("2026-11-18 10:00"))


def test_announced_hours_follow_the_clock_change(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, announced("2026-10-23", "2026-10-26", ["fr"], open="09:00-12:00"))
    assert [french_state(sendcloud, phone, now) for now in ("2026-10-23 10:30", "2026-10-26 10:30")] == [
        State(False, "2026-10-24 09:00"),
        State(True, "2026-10-26 12:00"),
    ]


def test_a_closure_of_a_whole_year_finds_its_end(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, announced("2026-01-01", "2026-12-31", closed=True))
    assert french_state(sendcloud, phone, "2026-01-01 10:00") == State(False, "2027-01-01 09:00")


def test_a_closure_without_an_end_in_sight_names_no_opening(sendcloud: Desk) -> None:
    phone = phone_with(sendcloud, announced("2026-01-01", "2099-12-31", closed=True))
    assert french_state(sendcloud, phone, "2026-01-01 10:00") == State(False, "never")
