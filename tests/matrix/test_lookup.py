"""The support matrix answers as the articles do: every plan, option, pair of plans, topic and instant."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import product

import pytest

from bot.matrix import lookup
from bot.matrix.model import Catalogue, Desk
from tests import truth
from tests.truth import INSTANTS, MARKETS, MATRIX, OPTIONS, PLANS

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=timezone.utc)

FAMILIES = ("legacy", "current")
PLANS_OR_UNKNOWN = (*PLANS, None)
MARKETS_OR_UNKNOWN = (*MARKETS, None)


def truly_has(plan: str | None, option: str) -> bool:
    """Whether `plan` has `option`; while the plan is unknown, whether everybody has it."""
    return option in (truth.EVERYBODY_HAS if plan is None else MATRIX[plan])


def true_plans_with(option: str, family: str | None = None) -> tuple[str, ...]:
    return tuple(key for key, plan in PLANS.items() if option in MATRIX[key] and family in (None, plan.family))


def true_options(plan: str | None) -> tuple[str, ...]:
    return tuple(option for option in OPTIONS if truly_has(plan, option))


def true_doors(plan: str | None) -> tuple[str, ...]:
    """In the order in which to offer them."""
    return tuple(option for option in truth.DOORS if truly_has(plan, option))


def phone_surely_open(instant: truth.Instant, market: str | None) -> bool:
    """Open by weekly hours and no holiday; while the market is unknown, in all markets."""
    markets = MARKETS if market is None else (market,)
    return all(instant.state(market).open and market not in instant.holiday.split() for market in markets)


# ── Plans and options ────────────────────────────────────────────────────────────────────────────────


def test_the_plans_stand_from_small_to_large_with_their_names_and_families(sendcloud: Desk) -> None:
    found = [(key, plan.name, plan.family) for key, plan in sendcloud.plans.items()]
    assert found == [(key, plan.name, plan.family) for key, plan in PLANS.items()]


def test_the_options_are_the_five_rows_of_the_table(sendcloud: Desk) -> None:
    assert tuple(sendcloud.options) == OPTIONS


@pytest.mark.parametrize("plan", PLANS_OR_UNKNOWN)
def test_a_plan_has_exactly_its_options(sendcloud: Desk, plan: str | None) -> None:
    assert lookup.options_of(sendcloud, plan) == true_options(plan)


@pytest.mark.parametrize(("plan", "option"), product(PLANS_OR_UNKNOWN, OPTIONS))
def test_has_agrees_with_the_table(sendcloud: Desk, plan: str | None, option: str) -> None:
    assert lookup.has(sendcloud, option, plan) is truly_has(plan, option)


@pytest.mark.parametrize(("option", "family"), product(OPTIONS, (None, *FAMILIES)))
def test_the_plans_with_an_option_stand_from_small_to_large(sendcloud: Desk, option: str, family: str | None) -> None:
    assert lookup.plans_with(sendcloud, option, family) == true_plans_with(option, family)


@pytest.mark.parametrize("plan", PLANS_OR_UNKNOWN)
def test_the_doors_of_a_plan_are_the_options_one_can_go_through(sendcloud: Desk, plan: str | None) -> None:
    assert lookup.doors(sendcloud, plan) == true_doors(plan)


@pytest.mark.parametrize(("plan", "but"), product(PLANS_OR_UNKNOWN, OPTIONS))
def test_a_door_can_be_left_out(sendcloud: Desk, plan: str | None, but: str) -> None:
    assert lookup.doors(sendcloud, plan, but=but) == tuple(door for door in true_doors(plan) if door != but)


def test_an_unknown_option_is_an_error(sendcloud: Desk) -> None:
    with pytest.raises(KeyError):
        lookup.has(sendcloud, "fax", "lite")


def test_an_unknown_plan_has_nothing(sendcloud: Desk) -> None:
    assert lookup.options_of(sendcloud, "gigantic") == ()


# ── An option in a plan ──────────────────────────────────────────────────────────────────────────────

PLAN_AND_OPTION = list(product(PLANS, OPTIONS))


@pytest.mark.parametrize(("plan", "option"), PLAN_AND_OPTION)
def test_an_option_is_included_where_the_table_says_so(sendcloud: Desk, plan: str, option: str) -> None:
    assert lookup.option_in_plan(sendcloud, option, plan).included is truly_has(plan, option)


@pytest.mark.parametrize(("plan", "option"), PLAN_AND_OPTION)
def test_the_plans_to_compare_with_are_of_the_same_family(sendcloud: Desk, plan: str, option: str) -> None:
    answer = lookup.option_in_plan(sendcloud, option, plan)
    assert answer.plans_with == true_plans_with(option, PLANS[plan].family)


@pytest.mark.parametrize(("plan", "option"), PLAN_AND_OPTION)
def test_every_option_goes_from_a_plan_upward(sendcloud: Desk, plan: str, option: str) -> None:
    assert lookup.option_in_plan(sendcloud, option, plan).upward


@pytest.mark.parametrize(("plan", "option"), PLAN_AND_OPTION)
def test_what_to_use_instead_are_the_plans_own_doors(sendcloud: Desk, plan: str, option: str) -> None:
    expected = () if truly_has(plan, option) else true_doors(plan)
    assert lookup.option_in_plan(sendcloud, option, plan).instead == expected


@pytest.mark.parametrize(("plan", "option"), PLAN_AND_OPTION)
def test_the_answer_names_what_was_asked(sendcloud: Desk, plan: str, option: str) -> None:
    answer = lookup.option_in_plan(sendcloud, option, plan)
    assert (answer.plan, answer.option) == (plan, option)


@pytest.mark.parametrize(("option", "plan"), [("fax", "lite"), ("phone", "gigantic")])
def test_asking_for_names_the_desk_does_not_have_is_an_error(sendcloud: Desk, option: str, plan: str) -> None:
    with pytest.raises(KeyError):
        lookup.option_in_plan(sendcloud, option, plan)


def with_plans(desk: Desk, option: str, plans: tuple[str, ...]) -> Desk:
    """The desk as it would be if `option` were for `plans`."""
    changed = desk.options[option].copy(update={"plans": plans})
    return desk.copy(update={"options": {**desk.options, option: changed}})


def test_where_the_family_lacks_an_option_the_other_familys_plans_are_named(sendcloud: Desk) -> None:
    desk = with_plans(sendcloud, "phone", ("growth", "premium"))
    assert lookup.option_in_plan(desk, "phone", "business").plans_with == ("growth", "premium")


def test_plans_of_another_family_are_not_upward_of_this_one(sendcloud: Desk) -> None:
    desk = with_plans(sendcloud, "phone", ("growth", "premium"))
    assert not lookup.option_in_plan(desk, "phone", "business").upward


def test_an_option_with_a_gap_is_not_upward(sendcloud: Desk) -> None:
    desk = with_plans(sendcloud, "phone", ("small_shop", "business"))
    assert not lookup.option_in_plan(desk, "phone", "essentiel").upward


def test_an_option_that_nobody_has_is_not_upward(sendcloud: Desk) -> None:
    desk = with_plans(sendcloud, "phone", ())
    assert not lookup.option_in_plan(desk, "phone", "premium").upward


# ── Two plans ────────────────────────────────────────────────────────────────────────────────────────

PAIRS = list(product(PLANS, PLANS))


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_what_only_the_first_plan_has(sendcloud: Desk, first: str, second: str) -> None:
    expected = tuple(option for option in OPTIONS if option in MATRIX[first] - MATRIX[second])
    assert lookup.difference(sendcloud, first, second).only_first == expected


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_what_only_the_second_plan_has(sendcloud: Desk, first: str, second: str) -> None:
    expected = tuple(option for option in OPTIONS if option in MATRIX[second] - MATRIX[first])
    assert lookup.difference(sendcloud, first, second).only_second == expected


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_what_both_plans_have(sendcloud: Desk, first: str, second: str) -> None:
    expected = tuple(option for option in OPTIONS if option in MATRIX[first] & MATRIX[second])
    assert lookup.difference(sendcloud, first, second).both == expected


# ── A desk without plans ─────────────────────────────────────────────────────────────────────────────


def test_clearsale_has_no_plans(clearsale: Desk) -> None:
    assert not clearsale.plans


def test_clearsale_is_reached_by_email_alone(clearsale: Desk) -> None:
    assert lookup.options_of(clearsale, None) == ("email",)


def test_the_only_door_of_clearsale_is_email(clearsale: Desk) -> None:
    assert lookup.doors(clearsale, None) == ("email",)


def test_at_clearsale_everybody_has_email(clearsale: Desk) -> None:
    assert lookup.has(clearsale, "email", None)


def test_the_door_of_clearsale_leads_to_both_mailboxes(clearsale: Desk) -> None:
    door = clearsale.options["email"].door
    assert door is not None
    assert [clearsale.mailboxes[key].address for key in door.mailboxes] == [truth.CENTRAL, truth.SUPORTE]


# ── Topics ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("desk", ["sendcloud", "clearsale"])
def test_a_desk_has_exactly_its_topics(catalogue: Catalogue, desk: str) -> None:
    assert set(catalogue.desks[desk].topics) == {topic for topic, of in truth.DESK_OF_TOPIC.items() if of == desk}


@pytest.mark.parametrize(("topic", "address"), [(key, row.address) for key, row in truth.CLEARSALE_TOPICS.items()])
def test_a_clearsale_topic_is_written_to_its_mailbox(clearsale: Desk, topic: str, address: str) -> None:
    door = lookup.topic_door(clearsale, topic, NOW)
    assert door is not None and door.mailbox is not None
    assert door.mailbox.address == address


@pytest.mark.parametrize(("topic", "option"), [(key, row.option) for key, row in truth.SENDCLOUD_TOPICS.items()])
def test_a_sendcloud_topic_goes_through_its_option(sendcloud: Desk, topic: str, option: str) -> None:
    door = lookup.topic_door(sendcloud, topic, NOW)
    assert door is not None
    assert door.option is sendcloud.options[option]


@pytest.mark.parametrize("topic", truth.CLEARSALE_TOPICS)
def test_a_clearsale_topic_goes_through_no_option(clearsale: Desk, topic: str) -> None:
    door = lookup.topic_door(clearsale, topic, NOW)
    assert door is not None and door.option is None


@pytest.mark.parametrize("topic", truth.SENDCLOUD_TOPICS)
def test_sendcloud_has_no_address(sendcloud: Desk, topic: str) -> None:
    door = lookup.topic_door(sendcloud, topic, NOW)
    assert door is not None and door.mailbox is None


@pytest.mark.parametrize(("topic", "days"), [(key, row.business_days) for key, row in truth.CLEARSALE_TOPICS.items()])
def test_a_date_is_promised_only_where_the_article_states_a_time(clearsale: Desk, topic: str, days: int | None) -> None:
    door = lookup.topic_door(clearsale, topic, NOW)
    assert door is not None
    assert (door.due.business_days if door.due else None) == days


@pytest.mark.parametrize("topic", truth.SENDCLOUD_TOPICS)
def test_sendcloud_promises_no_date(sendcloud: Desk, topic: str) -> None:
    door = lookup.topic_door(sendcloud, topic, NOW)
    assert door is not None and door.due is None


@pytest.mark.parametrize("row", truth.DEADLINES, ids=lambda row: f"{row.local} +{row.business_days}")
def test_a_topics_date_follows_from_the_moment_of_asking(clearsale: Desk, row: truth.Deadline) -> None:
    time = clearsale.topics["order_analysis"].time
    assert time is not None
    topic = clearsale.topics["order_analysis"].copy(
        update={"time": time.copy(update={"business_days": row.business_days})}
    )
    desk = clearsale.copy(update={"topics": {"order_analysis": topic}})
    door = lookup.topic_door(desk, "order_analysis", row.at)
    assert door is not None and door.due is not None
    assert door.due.date.isoformat() == row.date


@pytest.mark.parametrize(("topic", "times"), [(key, row.times_unclear) for key, row in truth.CLEARSALE_TOPICS.items()])
def test_unclear_times_are_kept_as_such(clearsale: Desk, topic: str, times: tuple[int, ...]) -> None:
    unclear = clearsale.topics[topic].times_unclear
    assert (unclear.business_days if unclear else ()) == times


@pytest.mark.parametrize(("desk", "topic"), product(("sendcloud", "clearsale"), (*truth.DESK_OF_TOPIC, "weather")))
def test_a_desk_is_silent_on_topics_that_are_not_its_own(catalogue: Catalogue, desk: str, topic: str) -> None:
    door = lookup.topic_door(catalogue.desks[desk], topic, NOW)
    assert (door is not None) is (truth.DESK_OF_TOPIC.get(topic) == desk)


def test_cancelling_invites_the_reason(clearsale: Desk) -> None:
    write = clearsale.topics["cancel_plan"].write
    assert write is not None and "reason" in write.optional


def test_new_billing_addresses_ask_for_the_new_and_the_old_one(clearsale: Desk) -> None:
    write = clearsale.topics["update_billing_emails"].write
    assert write is not None and {"new_email", "old_email"} <= set(write.details)


@pytest.mark.parametrize("topic", truth.CLEARSALE_TOPICS)
def test_every_mail_to_clearsale_holds_store_name_and_cnpj(clearsale: Desk, topic: str) -> None:
    write = clearsale.topics[topic].write
    assert write is not None and {"store", "cnpj"} <= set(write.details)


def test_the_trusted_sender_is_never_written_to(clearsale: Desk) -> None:
    assert truth.TRUSTED_SENDER not in {mailbox.address for mailbox in clearsale.mailboxes.values()}


# ── The best door ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("instant", INSTANTS, ids=lambda instant: instant.utc)
def test_an_urgent_matter_goes_to_the_phone_when_it_is_surely_open_else_to_the_chat(
    sendcloud: Desk, instant: truth.Instant
) -> None:
    expected = {
        (plan, market): "phone" if truly_has(plan, "phone") and phone_surely_open(instant, market) else "chat"
        for plan, market in product(PLANS_OR_UNKNOWN, MARKETS_OR_UNKNOWN)
    }
    found = {
        (plan, market): lookup.best_door(sendcloud, plan, market, instant.at, urgent=True).option
        for plan, market in product(PLANS_OR_UNKNOWN, MARKETS_OR_UNKNOWN)
    }
    assert found == expected


@pytest.mark.parametrize("instant", INSTANTS, ids=lambda instant: instant.utc)
def test_a_matter_that_can_wait_goes_to_the_chat(sendcloud: Desk, instant: truth.Instant) -> None:
    found = {
        lookup.best_door(sendcloud, plan, market, instant.at, urgent=False).option
        for plan, market in product(PLANS_OR_UNKNOWN, MARKETS_OR_UNKNOWN)
    }
    assert found == {"chat"}


@pytest.mark.parametrize("urgent", [True, False])
def test_the_best_door_of_clearsale_is_email(clearsale: Desk, urgent: bool) -> None:
    assert lookup.best_door(clearsale, None, None, NOW, urgent=urgent).option == "email"


def test_an_unknown_market_counts_as_closed(sendcloud: Desk) -> None:
    tuesday = datetime(2026, 11, 17, 10, 0, tzinfo=timezone.utc)
    assert lookup.best_door(sendcloud, "premium", "it", tuesday, urgent=True).option == "chat"


def test_the_best_door_comes_with_the_line_that_gave_it(sendcloud: Desk) -> None:
    tuesday = datetime(2026, 11, 17, 10, 0, tzinfo=timezone.utc)
    best = lookup.best_door(sendcloud, "premium", "fr", tuesday, urgent=True)
    assert best.rule is sendcloud.best_door.urgent[0]


def test_a_table_without_a_line_for_the_plan_is_an_error(sendcloud: Desk) -> None:
    phone_alone = sendcloud.best_door.copy(update={"urgent": sendcloud.best_door.urgent[:1]})
    desk = sendcloud.copy(update={"best_door": phone_alone})
    with pytest.raises(LookupError, match="lite"):
        lookup.best_door(desk, "lite", "fr", NOW, urgent=True)


# ── Which desk ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "desk"), truth.DEFAULT_DESK.items())
def test_each_language_has_its_default_desk(catalogue: Catalogue, language: str, desk: str) -> None:
    assert catalogue.default_desk("pt" if language == "pt" else "fr").desk == desk


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_tells_the_desk(catalogue: Catalogue, plan: str) -> None:
    desk = catalogue.desk_of_plan(plan)
    assert desk is not None and desk.desk == "sendcloud"


@pytest.mark.parametrize("market", MARKETS)
def test_a_market_tells_the_desk(catalogue: Catalogue, market: str) -> None:
    desk = catalogue.desk_of_market(market)
    assert desk is not None and desk.desk == "sendcloud"


def test_an_unknown_plan_tells_no_desk(catalogue: Catalogue) -> None:
    assert catalogue.desk_of_plan("gigantic") is None


def test_an_unknown_market_tells_no_desk(catalogue: Catalogue) -> None:
    assert catalogue.desk_of_market("it") is None
