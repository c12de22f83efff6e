"""What a message mentions, and the context that follows: which desk, which plan, which market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.context import Hints, Mentions, PlanMention, Remembered, hints_from, mentions_from, resolve
from bot.answers.model import Context
from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Catalogue, Language
from tests import truth

DESKS = ("sendcloud", "clearsale")
MAYBE_DESK = (None, *DESKS)
LITE = PlanMention("lite")
MY_GROWTH = PlanMention("growth", owned=True)

SHIPPED = load_catalogue()
"""For hypothesis, which takes no fixtures of a function."""


NOTHING_SAID, NOTHING_KNOWN, NO_HINTS = Mentions(), Remembered(), Hints()


def context_of(
    mentions: Mentions = NOTHING_SAID,
    remembered: Remembered = NOTHING_KNOWN,
    hints: Hints = NO_HINTS,
    language: Language = "pt",
    *,
    claims_plan: bool = False,
) -> Context:
    return resolve(mentions, remembered, hints, language, SHIPPED, claims_plan=claims_plan)


# ── Which desk ───────────────────────────────────────────────────────────────────────────────────────


def desk_of_the_design(
    named: str | None, plan: bool, page: str | None, told: str | None, page_then: str | None, language: str
) -> str:
    """ "In this order: the one named; the desk of a plan named; the page's or channel's; the conversation's; the
    language's default"; a page's hint that the merchant has corrected no longer counts."""
    corrected = told is not None and page == page_then
    return (
        named
        or ("sendcloud" if plan else None)
        or (None if corrected else page)
        or told
        or truth.DEFAULT_DESK[language]
    )


DESK_CASES = list(product(MAYBE_DESK, (False, True), MAYBE_DESK, MAYBE_DESK, MAYBE_DESK, LANGUAGES))


@pytest.mark.parametrize(("named", "plan", "page", "told", "page_then", "language"), DESK_CASES)
def test_the_desk_follows_the_order_of_the_design(
    named: str | None, plan: bool, page: str | None, told: str | None, page_then: str | None, language: Language
) -> None:
    found = context_of(
        Mentions(desks=(named,) if named else (), plans=(LITE,) if plan else ()),
        Remembered(desk=told, desk_told=told is not None, page_desk=page_then),
        Hints(desk=page),
        language,
    )
    assert found.desk == desk_of_the_design(named, plan, page, told, page_then, language)


@pytest.mark.parametrize("page", MAYBE_DESK)
def test_a_desk_that_is_named_is_certain(page: str | None) -> None:
    assert context_of(Mentions(desks=("clearsale",)), hints=Hints(desk=page)).desk_certain


def test_the_desk_of_a_plan_that_is_named_is_certain() -> None:
    assert context_of(Mentions(plans=(LITE,))).desk_certain


def test_a_desk_that_was_told_before_is_certain() -> None:
    assert context_of(remembered=Remembered(desk="sendcloud", desk_told=True)).desk_certain


def test_a_desk_that_was_only_spoken_of_is_kept_and_not_certain() -> None:
    context = context_of(remembered=Remembered(desk="sendcloud"))
    assert (context.desk, context.desk_certain) == ("sendcloud", False)


def test_the_desk_of_the_page_is_not_certain() -> None:
    assert not context_of(hints=Hints(desk="sendcloud")).desk_certain


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_of_the_language_is_not_certain(language: Language) -> None:
    assert not context_of(language=language).desk_certain


def test_the_last_desk_that_is_named_counts() -> None:
    assert context_of(Mentions(desks=("sendcloud", "clearsale"))).desk == "clearsale"


def test_a_desk_that_is_named_counts_more_than_the_desk_of_a_plan() -> None:
    assert context_of(Mentions(desks=("clearsale",), plans=(LITE,))).desk == "clearsale"


def test_a_pages_hint_that_the_merchant_corrected_no_longer_counts() -> None:
    found = context_of(remembered=Remembered(desk="clearsale", page_desk="sendcloud"), hints=Hints(desk="sendcloud"))
    assert found.desk == "clearsale"


def test_a_page_that_has_moved_since_the_merchant_told_a_desk_counts() -> None:
    found = context_of(remembered=Remembered(desk="clearsale", page_desk="clearsale"), hints=Hints(desk="sendcloud"))
    assert found.desk == "sendcloud"


def test_the_desk_of_a_page_that_has_moved_is_not_certain() -> None:
    found = context_of(remembered=Remembered(desk="clearsale", page_desk="clearsale"), hints=Hints(desk="sendcloud"))
    assert not found.desk_certain


def test_a_page_that_says_nothing_any_more_leaves_the_desk_of_the_conversation() -> None:
    found = context_of(remembered=Remembered(desk="clearsale", page_desk="sendcloud"))
    assert found.desk == "clearsale"


@pytest.mark.parametrize("told", DESKS)
def test_a_switch_of_language_leaves_the_desk_as_it_was(told: str) -> None:
    found = [context_of(remembered=Remembered(desk=told), language=language).desk for language in LANGUAGES]
    assert found == [told, told]


@pytest.mark.parametrize("language", LANGUAGES)
def test_neither_a_market_nor_an_option_tells_the_desk(language: Language) -> None:
    found = context_of(Mentions(markets=("fr",), options=("phone",)), language=language)
    assert found.desk == truth.DEFAULT_DESK[language]


def test_a_plan_that_no_desk_has_tells_no_desk() -> None:
    assert context_of(Mentions(plans=(PlanMention("gigantic"),)), hints=Hints(desk="sendcloud")).desk == "sendcloud"


# ── Which plan ───────────────────────────────────────────────────────────────────────────────────────


def test_a_plan_that_is_only_named_is_in_focus() -> None:
    assert context_of(Mentions(plans=(LITE,))).focus == "lite"


def test_a_plan_that_is_only_named_leaves_the_merchants_own_as_it_was() -> None:
    assert context_of(Mentions(plans=(LITE,)), Remembered(plan="premium")).plan == "premium"


def test_a_plan_that_is_only_named_is_not_the_merchants_own() -> None:
    assert context_of(Mentions(plans=(LITE,))).plan is None


def test_a_plan_with_a_word_of_ownership_is_the_merchants_own() -> None:
    assert context_of(Mentions(plans=(MY_GROWTH,))).plan == "growth"


def test_a_plan_with_a_word_of_ownership_takes_the_place_of_the_one_before() -> None:
    assert context_of(Mentions(plans=(MY_GROWTH,)), Remembered(plan="lite")).plan == "growth"


def test_a_plan_with_a_word_of_ownership_is_in_focus_too() -> None:
    assert context_of(Mentions(plans=(MY_GROWTH,)), Remembered(focus="lite")).focus == "growth"


def test_a_plan_that_answers_our_question_is_the_merchants_own() -> None:
    assert context_of(Mentions(plans=(LITE,)), claims_plan=True).plan == "lite"


def test_without_a_plan_there_is_nothing_to_claim() -> None:
    assert context_of(claims_plan=True).plan is None


def test_of_two_plans_the_one_with_a_word_of_ownership_is_the_merchants_own() -> None:
    assert context_of(Mentions(plans=(MY_GROWTH, LITE))).plan == "growth"


def test_of_two_plans_the_last_one_is_in_focus() -> None:
    assert context_of(Mentions(plans=(MY_GROWTH, LITE))).focus == "lite"


def test_of_two_plans_that_answer_our_question_the_last_one_is_the_merchants_own() -> None:
    assert context_of(Mentions(plans=(PlanMention("growth"), LITE)), claims_plan=True).plan == "lite"


def test_a_follow_up_stays_with_the_plan_in_focus() -> None:
    assert context_of(remembered=Remembered(plan="lite", focus="premium")).focus == "premium"


def test_my_plan_brings_the_merchants_own_plan_into_focus() -> None:
    assert context_of(Mentions(own_plan=True), Remembered(plan="lite", focus="premium")).focus == "lite"


def test_my_plan_is_not_the_plan_in_focus_while_none_is_claimed() -> None:
    assert context_of(Mentions(own_plan=True), Remembered(focus="premium")).focus is None


def test_a_plan_that_is_named_counts_more_than_my_plan() -> None:
    assert context_of(Mentions(plans=(LITE,), own_plan=True), Remembered(plan="premium")).focus == "lite"


def test_the_plan_of_the_page_is_the_merchants_own_until_another_is_claimed() -> None:
    assert context_of(hints=Hints(plan="lite")).plan == "lite"


def test_the_plan_of_the_conversation_counts_more_than_the_pages() -> None:
    assert context_of(remembered=Remembered(plan="premium"), hints=Hints(plan="lite")).plan == "premium"


def test_a_plan_that_is_claimed_counts_more_than_the_pages() -> None:
    assert context_of(Mentions(plans=(MY_GROWTH,)), hints=Hints(plan="lite")).plan == "growth"


def test_the_plan_of_this_message_is_told_apart_from_those_of_before() -> None:
    assert (
        context_of(Mentions(plans=(MY_GROWTH, LITE)), Remembered(plan="premium", focus="premium")).named_plan == "lite"
    )


def test_without_a_plan_in_this_message_none_is_named() -> None:
    assert context_of(remembered=Remembered(plan="premium", focus="premium")).named_plan is None


# ── Which market ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("named", "told", "page"), product((None, "fr"), (None, "be"), (None, "gb")))
def test_the_market_is_the_one_named_else_the_conversations_else_the_pages(
    named: str | None, told: str | None, page: str | None
) -> None:
    found = context_of(Mentions(markets=(named,) if named else ()), Remembered(market=told), Hints(market=page))
    assert found.market == (named or told or page)


def test_the_last_market_that_is_named_counts() -> None:
    assert context_of(Mentions(markets=("fr", "gb"))).market == "gb"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_handed_on(language: Language) -> None:
    assert context_of(language=language).language == language


# ── For any conversation ─────────────────────────────────────────────────────────────────────────────

PLAN_NAMES = st.sampled_from(list(truth.PLANS))
MARKET_NAMES = st.sampled_from(truth.MARKETS)
DESK_NAMES = st.sampled_from(DESKS)

some_mentions = st.builds(
    Mentions,
    desks=st.lists(DESK_NAMES, max_size=2).map(tuple),
    plans=st.lists(st.builds(PlanMention, PLAN_NAMES, st.booleans()), max_size=3).map(tuple),
    markets=st.lists(MARKET_NAMES, max_size=2).map(tuple),
    own_plan=st.booleans(),
    urgent=st.booleans(),
)
some_memory = st.builds(
    Remembered,
    desk=st.none() | DESK_NAMES,
    desk_told=st.booleans(),
    plan=st.none() | PLAN_NAMES,
    focus=st.none() | PLAN_NAMES,
    market=st.none() | MARKET_NAMES,
    page_desk=st.none() | DESK_NAMES,
)
some_hints = st.builds(Hints, desk=st.none() | DESK_NAMES, plan=st.none() | PLAN_NAMES, market=st.none() | MARKET_NAMES)
some_language = st.sampled_from(LANGUAGES)


@given(some_mentions, some_memory, some_hints, some_language, st.booleans())
def test_there_is_always_a_desk(
    mentions: Mentions, remembered: Remembered, hints: Hints, language: Language, claims: bool
) -> None:
    assert context_of(mentions, remembered, hints, language, claims_plan=claims).desk in DESKS


@given(some_mentions, some_memory, some_hints, some_language)
def test_the_merchants_own_plan_never_changes_without_a_claim(
    mentions: Mentions, remembered: Remembered, hints: Hints, language: Language
) -> None:
    unclaimed = replace(mentions, plans=tuple(replace(mention, owned=False) for mention in mentions.plans))
    assert context_of(unclaimed, remembered, hints, language).plan == (remembered.plan or hints.plan)


@given(some_mentions, some_memory, some_hints, some_language)
def test_a_page_changes_nothing_that_the_merchant_told(
    mentions: Mentions, remembered: Remembered, hints: Hints, language: Language
) -> None:
    told = replace(mentions, desks=(*mentions.desks, "clearsale"), markets=(*mentions.markets, "gb"))
    known = replace(remembered, plan=remembered.plan or "lite")
    with_page, without = context_of(told, known, hints, language), context_of(told, known, NO_HINTS, language)
    assert with_page == without


# ── What a message mentions ──────────────────────────────────────────────────────────────────────────


def entity(name: str, value: Any, **more: str) -> dict[str, Any]:
    return {"entity": name, "value": value, **more}


def test_no_entities_are_no_mentions(catalogue: Catalogue) -> None:
    assert mentions_from([], catalogue) == Mentions()


def test_names_are_kept_by_kind_in_their_order(catalogue: Catalogue) -> None:
    found = mentions_from(
        [
            entity("plan", "premium"),
            entity("option", "phone"),
            entity("desk", "sendcloud"),
            entity("market", "fr"),
            entity("plan", "lite", role="owned"),
            entity("option", "fax"),
            entity("market", "gb"),
            entity("desk", "clearsale"),
        ],
        catalogue,
    )
    assert found == Mentions(
        desks=("sendcloud", "clearsale"),
        plans=(PlanMention("premium"), PlanMention("lite", owned=True)),
        options=("phone", "fax"),
        markets=("fr", "gb"),
    )


def test_a_role_other_than_owned_claims_nothing(catalogue: Catalogue) -> None:
    assert mentions_from([entity("plan", "lite", role="admired")], catalogue).plans == (LITE,)


@pytest.mark.parametrize("name", ["desk", "plan", "option", "market", "plan_family", "own_plan", "urgent"])
def test_a_value_that_no_desk_file_knows_is_left_out(catalogue: Catalogue, name: str) -> None:
    assert mentions_from([entity(name, "gigantic")], catalogue) == Mentions()


NO_TEXTS = (None, 3, 1.5, True, ["lite"], {"plan": "lite"}, b"lite")


@pytest.mark.parametrize(("name", "value"), product(("desk", "plan", "option", "market", "urgent"), NO_TEXTS))
def test_a_value_that_is_no_text_is_left_out(catalogue: Catalogue, name: str, value: object) -> None:
    assert mentions_from([entity(name, value)], catalogue) == Mentions()


def test_an_entity_without_a_value_is_left_out(catalogue: Catalogue) -> None:
    assert mentions_from([{"entity": "plan"}], catalogue) == Mentions()


def test_an_unknown_name_beside_a_known_one_leaves_the_known_one(catalogue: Catalogue) -> None:
    assert mentions_from([entity("plan", "gigantic"), entity("plan", "lite")], catalogue).plans == (LITE,)


def test_an_option_that_is_named_twice_is_mentioned_once(catalogue: Catalogue) -> None:
    found = mentions_from([entity("option", key) for key in ("phone", "chat", "phone")], catalogue)
    assert found.options == ("phone", "chat")


@pytest.mark.parametrize("way", ["whatsapp", "fax", "sms", "social"])
def test_a_way_of_contact_that_no_article_names_is_a_mention(catalogue: Catalogue, way: str) -> None:
    assert mentions_from([entity("option", way)], catalogue).options == (way,)


def test_the_last_family_of_plans_counts(catalogue: Catalogue) -> None:
    found = mentions_from([entity("plan_family", "current"), entity("plan_family", "legacy")], catalogue)
    assert found.plan_family == "legacy"


@pytest.mark.parametrize("name", ["own_plan", "urgent"])
def test_a_flag_is_raised_by_true(catalogue: Catalogue, name: str) -> None:
    assert getattr(mentions_from([entity(name, "true")], catalogue), name)


@pytest.mark.parametrize("name", ["own_plan", "urgent"])
def test_a_flag_is_not_raised_by_false(catalogue: Catalogue, name: str) -> None:
    assert not getattr(mentions_from([entity(name, "false")], catalogue), name)


def test_entities_of_another_kind_are_left_out(catalogue: Catalogue) -> None:
    assert mentions_from([entity("language", "fr"), entity("cnpj", "11222333000181")], catalogue) == Mentions()


# ── What a page hints at ─────────────────────────────────────────────────────────────────────────────


def test_a_page_may_hint_at_desk_plan_and_market(catalogue: Catalogue) -> None:
    metadata = {"desk": "clearsale", "plan": "lite", "market": "gb", "language": "fr"}
    assert hints_from(metadata, catalogue) == Hints(desk="clearsale", plan="lite", market="gb")


@pytest.mark.parametrize("metadata", [None, {}, {"theme": "dark"}])
def test_a_page_that_hints_at_nothing_gives_no_hints(
    catalogue: Catalogue, metadata: Mapping[str, object] | None
) -> None:
    assert hints_from(metadata, catalogue) == Hints()


@pytest.mark.parametrize("name", ["desk", "plan", "market"])
def test_a_hint_that_no_desk_file_knows_is_left_out(catalogue: Catalogue, name: str) -> None:
    assert hints_from({name: "gigantic"}, catalogue) == Hints()


@pytest.mark.parametrize(("name", "value"), product(("desk", "plan", "market"), (*NO_TEXTS, "")))
def test_a_hint_that_is_no_text_is_left_out(catalogue: Catalogue, name: str, value: object) -> None:
    assert hints_from({name: value}, catalogue) == Hints()


def test_a_wrong_hint_leaves_the_right_ones(catalogue: Catalogue) -> None:
    assert hints_from({"desk": 7, "plan": "lite", "market": "mars"}, catalogue) == Hints(plan="lite")
