"""Answers about opening hours."""

from __future__ import annotations

from bot.answers.model import Scene
from bot.hours import OpeningStatus, opening_status, statuses
from bot.locale_format import city, clock, day, listing
from bot.matrix.lookup import doors as doors_of
from bot.matrix.lookup import option_in_plan
from bot.matrix.model import OpeningHours, opens_and_closes


def answer_hours(scene: Scene, key: str | None) -> None:
    """When is option `key` open? Of all options with stated hours where none is named."""
    desk = scene.desk
    timed = [name for name, option in desk.options.items() if option.hours]
    if not timed:
        scene.say("utter_no_hours_at_all", desk=desk.name)
        scene.say_source()
        return
    in_plan = [name for name in ([key] if key else timed) if _has_it(scene, name)]
    if key in in_plan:
        scene.is_about(desk.options[key])
    for name in in_plan:
        if desk.options[name].hours:
            say_hours(scene, name)
        else:
            scene.say("utter_hours_not_stated", option=desk.options[name].name.in_(scene.language))
    if desk.peak_season and any(desk.options[name].hours for name in in_plan):
        scene.say("utter_remark", desk.peak_season, text=desk.peak_season.in_(scene.language))
    silent = [option for option in desk.options.values() if option.door and not option.hours]
    if key is None and silent:
        names = [option.name.in_(scene.language) for option in silent]
        scene.say("utter_hours_not_stated", option=listing(names, scene.language))
    for name in in_plan:
        ask_market_where_they_differ(scene, name)
    if not in_plan:
        for name in doors_of(desk, scene.plan):
            scene.offer_option(name)
    scene.say_source()


def _has_it(scene: Scene, key: str) -> bool:
    """Whether the plan at hand has the option; says so where it has not."""
    if scene.plan is None or option_in_plan(scene.desk, key, scene.plan).included:
        return True
    option, plan = scene.desk.options[key], scene.desk.plans[scene.plan].name
    scene.say("utter_plan_lacks", option, plan=plan, what=option.what.in_(scene.language))
    return False


def say_hours(scene: Scene, key: str) -> None:
    """The weekly hours, and the state now where it is certain for this merchant."""
    option = scene.desk.options[key]
    scene.say("utter_hours_of", option=option.name.in_(scene.language))
    for hours in option.hours:
        if scene.market is None or scene.market in hours.markets:
            _say_window(scene, hours)
    if scene.market is not None:
        status = opening_status(scene.desk, option, scene.market, scene.now)
        if status is not None:
            _say_status(scene, status)
    else:
        _say_common_status(scene, key)


def ask_market_where_they_differ(scene: Scene, key: str) -> None:
    """Open for some markets and closed for others: only the merchant's market decides."""
    found = statuses(scene.desk, scene.desk.options[key], scene.now)
    if scene.market is None and len({status.open for status in found}) > 1:
        scene.answer.asks = "market"
        scene.say("utter_ask_market")
        for market in dict.fromkeys(status.market for status in found):
            name = scene.desk.markets[market].name.in_(scene.language)
            scene.offer("ask_opening_hours", title=name, market=market, option=key)


def _say_window(scene: Scene, hours: OpeningHours) -> None:
    opens, closes = opens_and_closes(hours.open)
    markets = [scene.desk.markets[market].name.in_(scene.language) for market in hours.markets]
    if scene.market is not None:
        markets = [scene.desk.markets[scene.market].name.in_(scene.language)]
    values = {
        "markets": listing(markets, scene.language),
        "opens": clock(opens, scene.language),
        "closes": clock(closes, scene.language),
        "city": city(hours.zone, scene.language),
    }
    if hours.assumed and hours.assumed.say:
        scene.say("utter_hours_window", hours, days=hours.assumed.say.in_(scene.language), **values)
    else:
        scene.say("utter_hours_window_without_days", hours, **values)


def _say_status(scene: Scene, status: OpeningStatus) -> None:
    if status.open and status.closes is not None:
        scene.say("utter_open_now", status.hours, closes=clock(status.closes, scene.language))
    elif status.opens is not None:
        at = clock(status.opens, scene.language)
        scene.say("utter_closed_now", status.hours, day=day(status.opens.date(), scene.language), opens=at)
    else:
        scene.say("utter_closed_for_long")
    if status.exception:
        scene.say("utter_hours_announced")
    if status.holiday:
        market = scene.desk.markets[status.market].name.in_(scene.language)
        shown = day(status.holiday.day, scene.language)
        scene.say("utter_holiday", day=shown, markets=f"{market}: {status.holiday.name}")


def _say_common_status(scene: Scene, key: str) -> None:
    """Without a market: open or closed only where all agree; the next opening only where it is the same."""
    found = statuses(scene.desk, scene.desk.options[key], scene.now)
    if len({status.open for status in found}) != 1:
        return
    alike = len({(status.opens, status.closes) for status in found}) == 1
    if alike and not any(status.holiday or status.exception for status in found):
        _say_status(scene, found[0])
        return
    openings = {status.opens.date() for status in found if status.opens is not None}
    if found[0].open:
        scene.say("utter_open_now_everywhere")
    elif len(openings) == 1:
        scene.say("utter_closed_now_everywhere_until", day=day(openings.pop(), scene.language))
    else:
        scene.say("utter_closed_now_everywhere")
    for holiday in sorted({status.holiday.day for status in found if status.holiday}):
        markets = [status.market for status in found if status.holiday and status.holiday.day == holiday]
        names = [scene.desk.markets[market].name.in_(scene.language) for market in markets]
        scene.say("utter_holiday", day=day(holiday, scene.language), markets=listing(names, scene.language))
