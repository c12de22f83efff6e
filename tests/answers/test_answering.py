"""How answers are composed: what is asked for and when, what is offered, what is cited; and all of it swept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from itertools import product
from string import Formatter

import pytest

from bot.answers.answering import answer, knows, question_of
from bot.answers.asking import ask_plan_of_family, is_about_a_plan, offer_known_plans
from bot.answers.context import Mentions, PlanMention
from bot.answers.fallback import part_down
from bot.answers.model import Answer, Choice, Context, Question, option_intent
from bot.locale_format import day
from bot.matrix.evidence import facts
from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Catalogue, Desk, HoursException, Language, Option, Source
from bot.words import load_intents, load_responses, render, title
from tests import truth
from tests.answers.book import BETWEEN, INSTANTS, SATURDAY, UNKNOWN, WEDNESDAY, Page, pages, utc

RESPONSES = load_responses()
INTENTS = load_intents()

each_language = pytest.mark.parametrize("language", LANGUAGES)


def at(desk: str, language: Language = "pt", **known: str | None) -> Context:
    """A conversation whose desk the merchant has told."""
    return replace(Context(language, desk, desk_certain=True), **known)  # type: ignore[arg-type]


def maybe_at(desk: str, language: Language = "pt") -> Context:
    """A conversation whose desk is only the page's or the language's."""
    return Context(language, desk)


def asked(catalogue: Catalogue, question: Question, context: Context, now: datetime = WEDNESDAY) -> Answer:
    return answer(question, context, catalogue, now)


def parts(given: Answer) -> list[str]:
    return [part.response for part in given.parts]


def text(given: Answer, context: Context) -> str:
    return render(given, context.language, RESPONSES)


def titles(given: Answer, language: Language = "pt") -> list[str]:
    return [title(choice, language, RESPONSES) for choice in given.choices]


def offered(given: Answer, name: str) -> list[str]:
    """What the buttons hold of one kind of entity, in their order."""
    return [choice.entities[name] for choice in given.choices if name in choice.entities]


def lines(given: Answer) -> set[int]:
    return {citation.line for citation in given.citations}


def with_option(catalogue: Catalogue, key: str, **changed: object) -> Catalogue:
    """The catalogue as it would be if Sendcloud's option were otherwise."""
    desk = catalogue.desks["sendcloud"]
    return with_desk(catalogue, desk, options={**desk.options, key: desk.options[key].copy(update=changed)})


def with_desk(catalogue: Catalogue, desk: Desk, **changed: object) -> Catalogue:
    return Catalogue.construct(desks={**catalogue.desks, desk.desk: desk.copy(update=changed)})


# ── The sweep: every question × plan × market × desk × language ──────────────────────────────────────

STATES_NOTHING = {
    "utter_ask_desk", "utter_ask_market", "utter_ask_plan", "utter_ask_plan_of_family", "utter_ask_topic",
    "utter_hours_not_stated", "utter_no_hours_at_all", "utter_no_times_at_all", "utter_no_plans_here",
    "utter_option_not_named", "utter_other_desk", "utter_plan_of_other_desk", "utter_time_not_stated",
    "utter_topic_not_in_article", "utter_about_topic", "utter_source", "utter_ask_detail", "utter_data_notice",
}  # fmt: skip
"""Questions, the articles' silences, headings: what rests on no line of an article."""

SENTENCE_FAULTS = re.compile(r"\n\n|  |[{}]| [.,](?!\w)|\.\.|, \.|: \.|[.:] \.|\bNone\b|\s$")
"""An empty line (Rasa's channels break a message there), a hole where a value should be, two full stops."""

Check = Callable[[Page, Answer], Iterator[object]]


def nothing_to_say(page: Page, given: Answer) -> Iterator[object]:
    if not given.parts:
        yield given


def unknown_responses(page: Page, given: Answer) -> Iterator[object]:
    for part in given.parts:
        if set(RESPONSES.get(part.response, ())) != set(LANGUAGES):
            yield part.response


def values_that_do_not_fit(page: Page, given: Answer) -> Iterator[object]:
    for part in given.parts:
        words = RESPONSES[part.response][part.language or page.context.language]["text"]
        if {name for _, name, _, _ in Formatter().parse(words) if name} != set(part.values):
            yield part.response, sorted(part.values)


def values_that_say_nothing(page: Page, given: Answer) -> Iterator[object]:
    for part in given.parts:
        if not all(isinstance(value, str) and value.strip() for value in part.values.values()):
            yield part


def faulty_sentences(page: Page, given: Answer) -> Iterator[object]:
    """The mail aside: it has paragraphs."""
    spoken = text(replace(given, letter=None), page.context)
    for line in SENTENCE_FAULTS.findall(spoken):
        yield line, spoken


def responses_said_twice(page: Page, given: Answer) -> Iterator[object]:
    said = [(part.response, *part.values.items()) for part in given.parts]
    yield from (one for index, one in enumerate(said) if one in said[:index])


def buttons_without_words(page: Page, given: Answer) -> Iterator[object]:
    for choice in given.choices:
        if not choice.title and set(RESPONSES.get(choice.response or "", ())) != set(LANGUAGES):
            yield choice


def buttons_that_lead_nowhere(page: Page, given: Answer) -> Iterator[object]:
    yield from (choice for choice in given.choices if choice.intent not in INTENTS)


def buttons_that_look_alike(page: Page, given: Answer) -> Iterator[object]:
    names = titles(given, page.context.language)
    yield from (name for index, name in enumerate(names) if name in names[:index])


def questions_that_no_button_answers(page: Page, given: Answer) -> Iterator[object]:
    if given.asks == "topic":
        answered = any(choice.intent in truth.DESK_OF_TOPIC for choice in given.choices)
    elif given.asks == "detail":  # told in words; a button leaves the mail
        answered = any(choice.intent == "stop" for choice in given.choices)
    else:
        answered = given.asks is None or bool(offered(given, given.asks))
    if not answered:
        yield given.asks


def facts_without_a_citation(page: Page, given: Answer) -> Iterator[object]:
    if not given.citations and not set(parts(given)) <= STATES_NOTHING:
        yield parts(given)


@cache
def sources() -> frozenset[tuple[str, int, str]]:
    """Every source of the shipped desk files."""
    return frozenset(
        (desk.desk, source.line, source.words)
        for desk in load_catalogue().desks.values()
        for located in facts(desk)
        for source in located.fact.source
    )


def citations_of_no_source(page: Page, given: Answer) -> Iterator[object]:
    yield from (one for one in given.citations if (one.desk, one.line, one.words) not in sources())


def facts_without_their_article(page: Page, given: Answer) -> Iterator[object]:
    """Where a fact is stated, the article closes the answer; a mere question back needs none."""
    if given.citations and parts(given)[-1] != "utter_source":
        yield parts(given)


def articles_said_twice(page: Page, given: Answer) -> Iterator[object]:
    if parts(given).count("utter_source") > 1:
        yield parts(given)


CHECKS: tuple[Check, ...] = (
    nothing_to_say,
    unknown_responses,
    values_that_do_not_fit,
    values_that_say_nothing,
    faulty_sentences,
    responses_said_twice,
    buttons_without_words,
    buttons_that_lead_nowhere,
    buttons_that_look_alike,
    questions_that_no_button_answers,
    facts_without_a_citation,
    citations_of_no_source,
    facts_without_their_article,
    articles_said_twice,
)

FULL = (WEDNESDAY, BETWEEN)
"""Instants at which every plan comes with every market."""


@cache
def faults() -> dict[str, list[str]]:
    """What each check finds in the book at all instants. An answer that raises ends the sweep."""
    found: dict[str, list[str]] = {check.__name__: [] for check in CHECKS}
    catalogue = load_catalogue()
    for now in INSTANTS.values():
        for page in pages(catalogue, now, short=now not in FULL):
            given = page.answer(catalogue)
            for check in CHECKS:
                if len(found[check.__name__]) < 5:
                    found[check.__name__] += [
                        f"{page.said} {page.context} {now}: {what}" for what in check(page, given)
                    ]
    return found


@pytest.mark.parametrize("fault", [check.__name__ for check in CHECKS])
def test_no_answer_has(fault: str) -> None:
    assert faults()[fault] == []


# ── The truth, as it is said ─────────────────────────────────────────────────────────────────────────

PLAN_OPTION_LANGUAGE = list(product(truth.PLANS, truth.OPTIONS, LANGUAGES))


@pytest.mark.parametrize(("plan", "option", "language"), PLAN_OPTION_LANGUAGE)
def test_a_plan_is_said_to_have_an_option_exactly_where_the_article_says_so(
    catalogue: Catalogue, plan: str, option: str, language: Language
) -> None:
    context = at("sendcloud", language, focus=plan)
    said = parts(asked(catalogue, Question("option", option=option), context))[0]
    assert (said == "utter_option_included") is (option in truth.MATRIX[plan])


@pytest.mark.parametrize(("plan", "option", "language"), PLAN_OPTION_LANGUAGE)
def test_the_plan_that_is_asked_about_is_named(
    catalogue: Catalogue, plan: str, option: str, language: Language
) -> None:
    given = asked(catalogue, Question("option", option=option), at("sendcloud", language, focus=plan))
    assert given.parts[0].values["plan"] == truth.PLANS[plan].name


@pytest.mark.parametrize(("plan", "option"), product(truth.PLANS, truth.OPTIONS))
def test_what_to_use_instead_are_the_doors_of_the_plan(catalogue: Catalogue, plan: str, option: str) -> None:
    if option in truth.MATRIX[plan]:
        expected = [door for door in truth.DOORS if door in truth.MATRIX[plan] and door != option][:2]
    else:
        expected = [door for door in truth.DOORS if door in truth.MATRIX[plan]]
    given = asked(catalogue, Question("option", option=option), at("sendcloud", focus=plan))
    assert offered(given, "option") == expected


@pytest.mark.parametrize(("topic", "language"), product(truth.CLEARSALE_TOPICS, LANGUAGES))
def test_a_topic_of_clearsale_is_told_as_the_article_does(catalogue: Catalogue, topic: str, language: Language) -> None:
    context = at("clearsale", language)
    said = text(asked(catalogue, Question("topic", topic=topic), context), context)
    assert [words for words in truth.CLEARSALE_TOPICS[topic].must_say[language] if words not in said] == []


@pytest.mark.parametrize(("topic", "language"), product(truth.CLEARSALE_TOPICS, LANGUAGES))
def test_nothing_is_told_of_a_topic_that_the_article_does_not(
    catalogue: Catalogue, topic: str, language: Language
) -> None:
    context = at("clearsale", language)
    said = text(asked(catalogue, Question("topic", topic=topic), context), context)
    assert [words for words in truth.CLEARSALE_TOPICS[topic].never_say[language] if words in said] == []


@pytest.mark.parametrize(("topic", "language"), product(truth.SENDCLOUD_TOPICS, LANGUAGES))
def test_a_topic_of_sendcloud_is_told_as_the_article_does(catalogue: Catalogue, topic: str, language: Language) -> None:
    context = at("sendcloud", language)
    said = text(asked(catalogue, Question("topic", topic=topic), context), context)
    assert [words for words in truth.SENDCLOUD_TOPICS[topic].must_say[language] if words not in said] == []


TOPIC_LINES = {
    **{key: set(row.lines) for key, row in truth.CLEARSALE_TOPICS.items()},
    **{key: set(row.lines) for key, row in truth.SENDCLOUD_TOPICS.items()},
}


@pytest.mark.parametrize(("topic", "told"), TOPIC_LINES.items())
def test_a_topic_cites_its_lines_of_the_article(catalogue: Catalogue, topic: str, told: set[int]) -> None:
    given = asked(catalogue, Question("topic", topic=topic), at(truth.DESK_OF_TOPIC[topic]))
    assert told <= lines(given)


@pytest.mark.parametrize("row", truth.DEADLINES, ids=lambda row: f"{row.local} +{row.business_days}")
@each_language
def test_the_date_of_a_reply_is_told_in_the_merchants_language(
    catalogue: Catalogue, clearsale: Desk, row: truth.Deadline, language: Language
) -> None:
    topic = clearsale.topics["order_analysis"]
    assert topic.time is not None
    timed = topic.copy(update={"time": topic.time.copy(update={"business_days": row.business_days})})
    changed = with_desk(catalogue, clearsale, topics={"order_analysis": timed})
    given = asked(changed, Question("topic", topic="order_analysis"), at("clearsale", language), row.at)
    said = next(part.values for part in given.parts if part.response == "utter_due")
    assert said["date"] == day(date.fromisoformat(row.date), language)


@pytest.mark.parametrize("row", truth.DEADLINES, ids=lambda row: f"{row.local} +{row.business_days}")
@each_language
def test_days_that_may_delay_a_reply_are_named(
    catalogue: Catalogue, clearsale: Desk, row: truth.Deadline, language: Language
) -> None:
    topic = clearsale.topics["order_analysis"]
    assert topic.time is not None
    timed = topic.copy(update={"time": topic.time.copy(update={"business_days": row.business_days})})
    changed = with_desk(catalogue, clearsale, topics={"order_analysis": timed})
    given = asked(changed, Question("topic", topic="order_analysis"), at("clearsale", language), row.at)
    said = " ".join(part.values["delays"] for part in given.parts if part.response == "utter_due_may_slip").casefold()
    column = 1 if language == "pt" else 2
    assert [key for key in row.delays if truth.MAY_ADD_A_DAY[key][column].casefold() not in said] == []


@pytest.mark.parametrize("instant", truth.INSTANTS, ids=lambda instant: f"{instant.utc} {instant.what}")
def test_the_phone_is_said_to_be_open_for_a_market_exactly_when_it_is(
    catalogue: Catalogue, instant: truth.Instant
) -> None:
    question = Question("hours", option="phone")
    found = {
        market: "utter_open_now" in parts(asked(catalogue, question, at("sendcloud", market=market), instant.at))
        for market in truth.MARKETS
    }
    assert found == {market: instant.state(market).open for market in truth.MARKETS}


@pytest.mark.parametrize("instant", truth.INSTANTS, ids=lambda instant: f"{instant.utc} {instant.what}")
def test_a_holiday_is_told_to_the_markets_that_have_it(catalogue: Catalogue, instant: truth.Instant) -> None:
    question = Question("hours", option="phone")
    found = {
        market
        for market in truth.MARKETS
        if "utter_holiday" in parts(asked(catalogue, question, at("sendcloud", market=market), instant.at))
    }
    assert found == set(instant.holiday_then.split())


# ── The plan is asked for where the answer depends on it ─────────────────────────────────────────────

NEEDS_PLAN = tuple(option for option in truth.OPTIONS if option not in truth.EVERYBODY_HAS)


@pytest.mark.parametrize("option", NEEDS_PLAN)
def test_an_option_that_not_everybody_has_needs_the_plan(catalogue: Catalogue, option: str) -> None:
    assert asked(catalogue, Question("option", option=option), at("sendcloud")).asks == "plan"


@pytest.mark.parametrize("option", NEEDS_PLAN)
def test_while_the_plan_is_asked_for_nothing_is_stated(catalogue: Catalogue, option: str) -> None:
    assert parts(asked(catalogue, Question("option", option=option), at("sendcloud"))) == ["utter_ask_plan"]


@pytest.mark.parametrize("option", sorted(truth.EVERYBODY_HAS))
def test_an_option_that_everybody_has_needs_no_plan(catalogue: Catalogue, option: str) -> None:
    assert asked(catalogue, Question("option", option=option), at("sendcloud")).asks is None


@pytest.mark.parametrize("option", sorted(truth.EVERYBODY_HAS))
def test_of_an_option_that_everybody_has_that_is_said(catalogue: Catalogue, option: str) -> None:
    assert parts(asked(catalogue, Question("option", option=option), at("sendcloud")))[0] == "utter_option_everyone"


@pytest.mark.parametrize(("option", "plan", "known"), product(truth.OPTIONS, truth.PLANS, ("plan", "focus")))
def test_no_plan_is_asked_for_where_one_is_known(catalogue: Catalogue, option: str, plan: str, known: str) -> None:
    assert asked(catalogue, Question("option", option=option), at("sendcloud", **{known: plan})).asks is None


@pytest.mark.parametrize("option", truth.OPTIONS)
def test_a_plan_that_the_desk_does_not_have_is_no_plan(catalogue: Catalogue, option: str) -> None:
    unknown = asked(catalogue, Question("option", option=option), at("sendcloud", plan="gigantic"))
    assert unknown.asks == asked(catalogue, Question("option", option=option), at("sendcloud")).asks


def test_all_options_without_a_plan_are_followed_by_the_question_for_it(catalogue: Catalogue) -> None:
    assert asked(catalogue, Question("contact_options"), at("sendcloud")).asks == "plan"


def test_all_options_of_a_plan_need_nothing_more(catalogue: Catalogue) -> None:
    assert asked(catalogue, Question("contact_options"), at("sendcloud", plan="lite")).asks is None


@pytest.mark.parametrize("plan", truth.PLANS)
def test_all_options_of_a_plan_are_exactly_its_own(catalogue: Catalogue, sendcloud: Desk, plan: str) -> None:
    given = asked(catalogue, Question("contact_options"), at("sendcloud", plan=plan))
    shown = [part.values.get("what") or part.values.get("item") for part in given.parts]
    names = {sendcloud.options[key].name.pt: key for key in truth.OPTIONS}
    assert {names[name] for name in shown if name in names} == truth.MATRIX[plan]


@pytest.mark.parametrize("question", [Question("human"), Question("hours"), Question("compare"), Question("find_plan")])
def test_what_does_not_depend_on_the_plan_does_not_ask_for_it(catalogue: Catalogue, question: Question) -> None:
    assert asked(catalogue, question, at("sendcloud", market="fr")).asks is None


@pytest.mark.parametrize("kind", ["option", "contact_options"])
def test_clearsale_never_asks_for_a_plan(catalogue: Catalogue, kind: str) -> None:
    question = Question("option", option="email") if kind == "option" else Question("contact_options")
    assert asked(catalogue, question, at("clearsale")).asks is None


def test_the_current_plans_are_offered_to_choose_from(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("option", option="phone"), at("sendcloud"))
    assert offered(given, "plan") == [key for key, plan in truth.PLANS.items() if plan.family == "current"]


def test_a_plans_button_bears_its_name(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("option", option="phone"), at("sendcloud"))
    shown = {choice.entities["plan"]: choice.title for choice in given.choices if "plan" in choice.entities}
    assert shown == {key: plan.name for key, plan in truth.PLANS.items() if plan.family == "current"}


def test_the_way_to_the_legacy_plans_is_offered(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("option", option="phone"), at("sendcloud"))
    assert offered(given, "plan_family") == ["legacy"]


def test_who_does_not_know_the_plan_is_offered_to_look_it_up(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("option", option="phone"), at("sendcloud"))
    assert given.choices[-1].intent == "find_my_plan"


@pytest.mark.parametrize(("family", "other"), [("legacy", "current"), ("current", "legacy")])
def test_a_family_is_asked_for_its_plans(catalogue: Catalogue, family: str, other: str) -> None:
    given = ask_plan_of_family(family, at("sendcloud"), catalogue)
    expected = [key for key, plan in truth.PLANS.items() if plan.family == family]
    assert (given.asks, offered(given, "plan"), offered(given, "plan_family")) == ("plan", expected, [other])


def test_a_family_is_asked_for_its_plans_in_a_conversation_about_another_desk(catalogue: Catalogue) -> None:
    given = ask_plan_of_family("legacy", at("clearsale"), catalogue)
    assert offered(given, "plan") == [key for key, plan in truth.PLANS.items() if plan.family == "legacy"]


def test_a_plan_that_nobody_knows_leads_to_those_that_there_are(catalogue: Catalogue) -> None:
    given = offer_known_plans(at("sendcloud"), catalogue)
    assert (parts(given)[0], given.asks) == ("utter_unknown_plan", "plan")


def test_a_plan_that_nobody_knows_is_followed_by_all_names(catalogue: Catalogue) -> None:
    context = at("sendcloud")
    said = text(offer_known_plans(context, catalogue), context)
    assert [plan.name for plan in truth.PLANS.values() if plan.name not in said] == []


def test_a_plan_told_while_the_desk_is_uncertain_is_taken_for_one_of_the_desk_with_plans(catalogue: Catalogue) -> None:
    assert parts(offer_known_plans(maybe_at("clearsale"), catalogue))[0] == "utter_unknown_plan"


def test_a_plan_told_to_a_desk_without_plans_is_told_that_it_has_none(catalogue: Catalogue) -> None:
    assert parts(offer_known_plans(at("clearsale"), catalogue))[0] == "utter_no_plans_here"


@pytest.mark.parametrize(
    ("kind", "asks", "about"),
    [("option", None, True), ("contact_options", None, True), ("human", "plan", True), ("hours", "desk", True),
     ("topic", None, False), ("hours", "market", False)],
)  # fmt: skip
def test_a_plan_that_nobody_knows_matters_to_what_a_plan_decides(kind: str, asks: str | None, about: bool) -> None:
    assert is_about_a_plan(Question(kind), Answer(asks=asks)) is about


# ── Which plan an answer is about ────────────────────────────────────────────────────────────────────

PHONE = Question("option", option="phone")


def test_the_plan_in_focus_counts_more_than_the_merchants_own(catalogue: Catalogue) -> None:
    given = asked(catalogue, PHONE, at("sendcloud", plan="premium", focus="lite"))
    assert given.parts[0].values["plan"] == "Lite"


def test_without_a_plan_in_focus_it_is_the_merchants_own(catalogue: Catalogue) -> None:
    given = asked(catalogue, PHONE, at("sendcloud", plan="premium"))
    assert given.parts[0].values["plan"] == "Premium"


def test_a_plan_in_focus_that_the_desk_does_not_have_leaves_the_merchants_own(catalogue: Catalogue) -> None:
    given = asked(catalogue, PHONE, at("sendcloud", plan="premium", focus="gigantic"))
    assert given.parts[0].values["plan"] == "Premium"


@pytest.mark.parametrize(
    ("plan", "focus", "said"),
    [
        ("premium", None, "utter_option_included_yours"),
        ("premium", "premium", "utter_option_included_yours"),
        (None, "premium", "utter_option_included"),
        ("lite", "premium", "utter_option_included"),
    ],
)
def test_only_the_plan_that_is_claimed_is_called_theirs(
    catalogue: Catalogue, plan: str | None, focus: str | None, said: str
) -> None:
    assert parts(asked(catalogue, PHONE, at("sendcloud", plan=plan, focus=focus)))[0] == said


@pytest.mark.parametrize(
    ("plan", "focus", "said"),
    [("lite", None, "utter_plan_includes_yours"), (None, "lite", "utter_plan_includes")],
)
def test_only_the_options_of_the_plan_that_is_claimed_are_called_theirs(
    catalogue: Catalogue, plan: str | None, focus: str | None, said: str
) -> None:
    assert parts(asked(catalogue, Question("contact_options"), at("sendcloud", plan=plan, focus=focus)))[0] == said


# ── A plan of another desk ───────────────────────────────────────────────────────────────────────────


def test_a_plan_of_another_desk_that_is_named_is_told_to_be_so(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("contact_options"), at("clearsale", focus="lite", named_plan="lite"))
    assert given.parts[0].response == "utter_plan_of_other_desk"


def test_of_a_plan_of_another_desk_the_owner_is_told(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("contact_options"), at("clearsale", focus="lite", named_plan="lite"))
    assert given.parts[0].values == {"plan": "Lite", "owner": "Sendcloud", "desk": "ClearSale"}


def test_after_a_plan_of_another_desk_the_question_is_answered(catalogue: Catalogue) -> None:
    plain = asked(catalogue, Question("contact_options"), at("clearsale"))
    given = asked(catalogue, Question("contact_options"), at("clearsale", focus="lite", named_plan="lite"))
    assert given.parts[1:] == plain.parts


@pytest.mark.parametrize("known", ["plan", "focus"])
def test_a_plan_of_another_desk_from_before_is_passed_over(catalogue: Catalogue, known: str) -> None:
    given = asked(catalogue, Question("contact_options"), at("clearsale", **{known: "lite"}))
    assert given == asked(catalogue, Question("contact_options"), at("clearsale"))


def test_a_plan_of_this_desk_that_is_named_needs_no_such_word(catalogue: Catalogue) -> None:
    given = asked(catalogue, PHONE, at("sendcloud", focus="lite", named_plan="lite"))
    assert "utter_plan_of_other_desk" not in parts(given)


def test_a_plan_that_no_desk_has_belongs_to_none(catalogue: Catalogue) -> None:
    given = asked(catalogue, PHONE, at("sendcloud", plan="lite", named_plan="gigantic"))
    assert "utter_plan_of_other_desk" not in parts(given)


# ── The desk is asked for where the answer depends on it ─────────────────────────────────────────────

ONLY_SENDCLOUD = (
    *(Question("option", option=option) for option in truth.OPTIONS if option != "email"),
    *(Question("topic", topic=topic) for topic in truth.SENDCLOUD_TOPICS),
    Question("hours"),
    Question("compare"),
    Question("compare", option="phone"),
    Question("find_plan"),
)
ONLY_CLEARSALE = (
    *(Question("topic", topic=topic) for topic in truth.CLEARSALE_TOPICS),
    *(Question("draft", topic=topic) for topic in truth.CLEARSALE_TOPICS),
    Question("response_time"),
)
KNOWN_TO_ONE = [
    *(
        pytest.param("clearsale", "sendcloud", one, id=f"{one.kind} {one.option or one.topic}")
        for one in ONLY_SENDCLOUD
    ),
    *(pytest.param("sendcloud", "clearsale", one, id=f"{one.kind} {one.topic}") for one in ONLY_CLEARSALE),
]
KNOWN_TO_BOTH = (Question("option", option="email"), Question("contact_options"), Question("human"), Question("draft"))

one_desk_knows = pytest.mark.parametrize(("silent", "knowing", "question"), KNOWN_TO_ONE)


@one_desk_knows
def test_a_desk_knows_what_its_article_treats(
    catalogue: Catalogue, silent: str, knowing: str, question: Question
) -> None:
    assert knows(catalogue.desks[knowing], question)


@one_desk_knows
def test_a_desk_does_not_know_what_its_article_is_silent_on(
    catalogue: Catalogue, silent: str, knowing: str, question: Question
) -> None:
    assert not knows(catalogue.desks[silent], question)


@pytest.mark.parametrize("question", KNOWN_TO_BOTH, ids=lambda question: question.kind)
@pytest.mark.parametrize("desk", ["sendcloud", "clearsale"])
def test_a_question_for_any_desk_is_known_to_each(catalogue: Catalogue, desk: str, question: Question) -> None:
    assert knows(catalogue.desks[desk], question)


@pytest.mark.parametrize("kind", ["option", "topic", "draft"])
@pytest.mark.parametrize("desk", ["sendcloud", "clearsale"])
def test_a_name_that_nobody_knows_is_known_to_no_desk(catalogue: Catalogue, desk: str, kind: str) -> None:
    question = Question("option", option=UNKNOWN) if kind == "option" else Question(kind, topic=UNKNOWN)  # type: ignore[arg-type]
    assert not knows(catalogue.desks[desk], question)


def test_the_hours_of_an_option_are_known_where_the_option_is(catalogue: Catalogue) -> None:
    assert knows(catalogue.desks["clearsale"], Question("hours", option="email"))


@one_desk_knows
def test_while_the_desk_is_uncertain_it_is_asked_for(
    catalogue: Catalogue, silent: str, knowing: str, question: Question
) -> None:
    assert asked(catalogue, question, maybe_at(silent)).asks == "desk"


@one_desk_knows
def test_while_the_desk_is_asked_for_nothing_is_stated(
    catalogue: Catalogue, silent: str, knowing: str, question: Question
) -> None:
    assert parts(asked(catalogue, question, maybe_at(silent))) == ["utter_ask_desk"]


@one_desk_knows
def test_all_desks_are_offered_to_choose_from(
    catalogue: Catalogue, silent: str, knowing: str, question: Question
) -> None:
    found = {(choice.intent, choice.title) for choice in asked(catalogue, question, maybe_at(silent)).choices}
    assert found == {("choose_desk", "Sendcloud"), ("choose_desk", "ClearSale")}


@one_desk_knows
def test_a_desk_that_knows_is_not_asked_for(
    catalogue: Catalogue, silent: str, knowing: str, question: Question
) -> None:
    assert asked(catalogue, question, maybe_at(knowing)).asks != "desk"


@one_desk_knows
def test_a_desk_that_was_told_answers_itself(
    catalogue: Catalogue, silent: str, knowing: str, question: Question
) -> None:
    assert "utter_ask_desk" not in parts(asked(catalogue, question, at(silent)))


@pytest.mark.parametrize("desk", ["sendcloud", "clearsale"])
@pytest.mark.parametrize("option", ["fax", "whatsapp", UNKNOWN])
def test_what_no_desk_knows_is_not_asked_back(catalogue: Catalogue, desk: str, option: str) -> None:
    assert asked(catalogue, Question("option", option=option), maybe_at(desk)).asks is None


@pytest.mark.parametrize("question", KNOWN_TO_BOTH, ids=lambda question: question.kind)
@pytest.mark.parametrize("desk", ["sendcloud", "clearsale"])
def test_what_every_desk_knows_is_answered_without_asking_which(
    catalogue: Catalogue, desk: str, question: Question
) -> None:
    assert asked(catalogue, question, maybe_at(desk)).asks != "desk"


@pytest.mark.parametrize(("kind", "intent"), [("human", "request_human"), ("contact_options", "ask_contact_options")])
def test_while_the_desk_is_uncertain_a_general_question_offers_the_other_one(
    catalogue: Catalogue, kind: str, intent: str
) -> None:
    given = asked(catalogue, Question(kind), maybe_at("clearsale"))  # type: ignore[arg-type]
    assert Choice(intent, {"desk": "sendcloud"}, title="Sendcloud") in given.choices


@pytest.mark.parametrize("kind", ["human", "contact_options"])
def test_once_the_desk_is_told_a_general_question_does_not_offer_the_other_one(catalogue: Catalogue, kind: str) -> None:
    given = asked(catalogue, Question(kind), at("clearsale"))  # type: ignore[arg-type]
    assert offered(given, "desk") == []


# ── Where the article is silent, the general door ────────────────────────────────────────────────────

SILENT = [(topic, "sendcloud" if desk == "clearsale" else "clearsale") for topic, desk in truth.DESK_OF_TOPIC.items()]
NOT_LOCKED_OUT = [(topic, desk) for topic, desk in SILENT if (topic, desk) != ("request_login", "sendcloud")]


@pytest.mark.parametrize(("topic", "desk"), NOT_LOCKED_OUT)
def test_a_topic_that_the_article_does_not_treat_is_told_to_be_so(catalogue: Catalogue, topic: str, desk: str) -> None:
    given = asked(catalogue, Question("topic", topic=topic), at(desk))
    assert parts(given)[0] == "utter_topic_not_in_article"


@pytest.mark.parametrize(("topic", "desk"), NOT_LOCKED_OUT)
@each_language
def test_a_topic_that_the_article_does_not_treat_gets_the_general_door(
    catalogue: Catalogue, topic: str, desk: str, language: Language
) -> None:
    context = at(desk, language)
    door = truth.CENTRAL if desk == "clearsale" else "+Nouvelle réclamation"
    assert door in text(asked(catalogue, Question("topic", topic=topic), context), context)


@pytest.mark.parametrize(("topic", "desk"), NOT_LOCKED_OUT)
def test_a_topic_that_the_article_does_not_treat_offers_the_desk_that_does(
    catalogue: Catalogue, topic: str, desk: str
) -> None:
    given = asked(catalogue, Question("topic", topic=topic), at(desk))
    other = truth.DESK_OF_TOPIC[topic]
    assert (given.asks, [choice for choice in given.choices if choice.intent == topic]) == (
        "desk",
        [Choice(topic, {"desk": other}, title=catalogue.desks[other].name)],
    )


@pytest.mark.parametrize(("topic", "desk"), NOT_LOCKED_OUT)
@each_language
def test_a_topic_that_the_article_does_not_treat_is_named_in_the_merchants_language(
    catalogue: Catalogue, topic: str, desk: str, language: Language
) -> None:
    given = asked(catalogue, Question("topic", topic=topic), at(desk, language))
    name = catalogue.desks[truth.DESK_OF_TOPIC[topic]].topics[topic].name
    assert given.parts[0].values["topic"] == name.in_(language)


def test_who_is_locked_out_is_not_sent_to_a_door_in_the_account(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("topic", topic="request_login"), at("sendcloud"))
    assert {"utter_general_door", "utter_steps"} & set(parts(given)) == set()


def test_who_is_locked_out_hears_that_all_doors_are_in_the_account(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("topic", topic="request_login"), at("sendcloud"))
    assert parts(given)[0] == "utter_locked_out"


@each_language
def test_who_is_locked_out_hears_what_is_assumed(catalogue: Catalogue, sendcloud: Desk, language: Language) -> None:
    context = at("sendcloud", language)
    locked_out = sendcloud.locked_out
    assert locked_out and locked_out.assumed and locked_out.assumed.say
    said = text(asked(catalogue, Question("topic", topic="request_login"), context), context)
    assert locked_out.assumed.say.in_(language) in said


def test_who_is_locked_out_where_nothing_is_assumed_hears_no_empty_remark(
    catalogue: Catalogue, sendcloud: Desk
) -> None:
    assert sendcloud.locked_out
    stated = sendcloud.locked_out.copy(update={"assumed": None, "source": (Source(line=5, words="compte"),)})
    changed = with_desk(catalogue, sendcloud, locked_out=stated)
    given = asked(changed, Question("topic", topic="request_login"), at("sendcloud"))
    assert "utter_remark" not in parts(given)


WAYS = [(desk, way) for desk in ("sendcloud", "clearsale") for way in ("fax", "whatsapp", "sms", "social", UNKNOWN)]


@pytest.mark.parametrize(("desk", "way"), [*WAYS, ("clearsale", "phone"), ("clearsale", "chat")])
def test_a_way_of_contact_that_the_article_does_not_name_is_told_to_be_so(
    catalogue: Catalogue, desk: str, way: str
) -> None:
    assert parts(asked(catalogue, Question("option", option=way), at(desk)))[0] == "utter_option_not_named"


@pytest.mark.parametrize(("desk", "way"), WAYS)
@pytest.mark.parametrize("kind", ["option", "hours"])
def test_a_way_of_contact_that_the_article_does_not_name_gets_the_general_door(
    catalogue: Catalogue, desk: str, way: str, kind: str
) -> None:
    context = at(desk)
    door = truth.CENTRAL if desk == "clearsale" else "+Nouvelle réclamation"
    assert door in text(asked(catalogue, Question(kind, option=way), context), context)  # type: ignore[arg-type]


@pytest.mark.parametrize("option", [option for option in truth.OPTIONS if option != "email"])
def test_a_way_of_contact_of_another_desk_is_offered_there(catalogue: Catalogue, option: str) -> None:
    given = asked(catalogue, Question("option", option=option), at("clearsale"))
    expected = Choice(option_intent(option), {"desk": "sendcloud", "option": option}, title="Sendcloud")
    assert (given.asks, given.choices) == ("desk", [expected])


@pytest.mark.parametrize(("language", "name"), [("pt", "redes sociais"), ("fr", "réseaux sociaux")])
def test_a_way_of_contact_is_named_in_the_merchants_language(
    catalogue: Catalogue, language: Language, name: str
) -> None:
    given = asked(catalogue, Question("option", option="social"), at("clearsale", language))
    assert given.parts[0].values["option"] == name


def test_a_comparison_by_a_way_that_the_article_does_not_name_is_told_so(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("compare", option="fax"), at("sendcloud"))
    assert parts(given)[0] == "utter_option_not_named"


@pytest.mark.parametrize("question", [Question("compare"), Question("find_plan")], ids=lambda question: question.kind)
def test_a_question_about_plans_to_a_desk_without_plans_is_told_so(catalogue: Catalogue, question: Question) -> None:
    assert parts(asked(catalogue, question, at("clearsale")))[0] == "utter_no_plans_here"


@pytest.mark.parametrize("question", [Question("compare"), Question("find_plan")], ids=lambda question: question.kind)
def test_a_question_about_plans_waits_for_the_desk_that_has_some(catalogue: Catalogue, question: Question) -> None:
    """The button of the other desk answers what was asked; without waiting, it would list ways of contact."""
    given = asked(catalogue, question, at("clearsale"))
    assert (given.asks, offered(given, "desk")) == ("desk", ["sendcloud"])


def test_a_desk_that_forgot_where_plans_are_found_has_a_general_door(catalogue: Catalogue, sendcloud: Desk) -> None:
    changed = with_desk(catalogue, sendcloud, find_plan=None)
    assert "utter_general_door" in parts(asked(changed, Question("find_plan"), at("sendcloud")))


# ── The market is asked for where the answer depends on it ───────────────────────────────────────────


@pytest.mark.parametrize("instant", truth.INSTANTS, ids=lambda instant: f"{instant.utc} {instant.what}")
def test_the_market_is_asked_for_exactly_while_it_is_open_in_some_only(
    catalogue: Catalogue, instant: truth.Instant
) -> None:
    given = asked(catalogue, Question("hours"), at("sendcloud"), instant.at)
    assert (given.asks == "market") is (instant.continent.open is not instant.gb.open)


@pytest.mark.parametrize("option", [None, "phone"])
def test_all_markets_are_offered_to_choose_from(catalogue: Catalogue, option: str | None) -> None:
    given = asked(catalogue, Question("hours", option=option), at("sendcloud"), BETWEEN)
    assert set(offered(given, "market")) == set(truth.MARKETS)


def test_a_markets_button_asks_for_its_hours(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("hours"), at("sendcloud", "fr"), BETWEEN)
    assert Choice("ask_opening_hours", {"market": "gb", "option": "phone"}, title="Royaume-Uni") in given.choices


@pytest.mark.parametrize("market", truth.MARKETS)
def test_a_market_that_is_known_is_not_asked_for(catalogue: Catalogue, market: str) -> None:
    assert asked(catalogue, Question("hours"), at("sendcloud", market=market), BETWEEN).asks is None


@pytest.mark.parametrize("market", truth.MARKETS)
def test_only_the_hours_of_the_market_that_is_known_are_told(catalogue: Catalogue, market: str) -> None:
    given = asked(catalogue, Question("hours"), at("sendcloud", market=market), BETWEEN)
    assert parts(given).count("utter_hours_window") == 1


def test_without_a_market_all_hours_are_told(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("hours"), at("sendcloud"), BETWEEN)
    assert parts(given).count("utter_hours_window") == 2


STATES = {
    "utter_open_now",
    "utter_closed_now",
    "utter_open_now_everywhere",
    "utter_closed_now_everywhere",
    "utter_closed_now_everywhere_until",
}


@pytest.mark.parametrize("instant", truth.INSTANTS, ids=lambda instant: f"{instant.utc} {instant.what}")
def test_without_a_market_open_or_closed_is_said_exactly_where_all_agree(
    catalogue: Catalogue, instant: truth.Instant
) -> None:
    said = STATES & set(parts(asked(catalogue, Question("hours"), at("sendcloud"), instant.at)))
    words = {word.split("_")[1] for word in said}
    alike = instant.continent.open is instant.gb.open
    assert words == ({"open" if instant.gb.open else "closed"} if alike else set())


def test_the_hours_of_a_market_that_the_article_does_not_name_are_those_of_all(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("hours"), at("sendcloud", market="it"), BETWEEN)
    assert given == asked(catalogue, Question("hours"), at("sendcloud"), BETWEEN)


# ── The topic is asked for where a mail needs it ─────────────────────────────────────────────────────


def test_a_mail_without_a_topic_asks_for_it(catalogue: Catalogue) -> None:
    assert asked(catalogue, Question("draft"), at("clearsale")).asks == "topic"


def test_for_a_mail_all_topics_that_are_written_are_offered(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("draft"), at("clearsale"))
    assert {choice.intent for choice in given.choices} == set(truth.CLEARSALE_TOPICS)


@pytest.mark.parametrize("topic", [None, "parcel_claim"])
def test_a_desk_without_addresses_asks_for_no_topic(catalogue: Catalogue, topic: str | None) -> None:
    assert parts(asked(catalogue, Question("draft", topic=topic), at("sendcloud")))[0] == "utter_no_mail_here"


# ── Reply times ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("topic", "row"), truth.CLEARSALE_TOPICS.items())
def test_the_reply_time_of_a_topic_is_the_articles(catalogue: Catalogue, topic: str, row: truth.Mail) -> None:
    given = asked(catalogue, Question("response_time", topic=topic), at("clearsale"))
    said = {part.response: part.values for part in given.parts}
    found = (
        said.get("utter_due", {}).get("days"),
        said.get("utter_times_unclear", {}).get("times"),
        "utter_time_not_stated" in said,
    )
    assert found == (
        str(row.business_days) if row.business_days else None,
        " ou ".join(map(str, row.times_unclear)) or None,
        not row.business_days and not row.times_unclear,
    )


def test_without_a_topic_all_times_that_the_article_states_are_told(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("response_time"), at("clearsale"))
    assert lines(given) == set(truth.TIMES_STATED)


def test_topics_without_a_time_are_told_to_have_none(catalogue: Catalogue, clearsale: Desk) -> None:
    given = asked(catalogue, Question("response_time"), at("clearsale"))
    said = next(part.values["topics"] for part in given.parts if part.response == "utter_no_time_for")
    found = {key for key, topic in clearsale.topics.items() if topic.name.pt in said}
    assert found == {
        key for key, row in truth.CLEARSALE_TOPICS.items() if not row.business_days and not row.times_unclear
    }


def test_where_every_topic_has_a_time_none_is_told_to_have_none(catalogue: Catalogue, clearsale: Desk) -> None:
    timed = {key: topic for key, topic in clearsale.topics.items() if topic.time}
    changed = with_desk(catalogue, clearsale, topics=timed)
    assert "utter_no_time_for" not in parts(asked(changed, Question("response_time"), at("clearsale")))


@pytest.mark.parametrize("topic", [None, "cancel_plan"])
def test_sendcloud_states_no_reply_time_at_all(catalogue: Catalogue, topic: str | None) -> None:
    given = asked(catalogue, Question("response_time", topic=topic), at("sendcloud"))
    assert parts(given)[0] == "utter_no_times_at_all"


def test_where_no_time_is_stated_priority_support_is_said_to_be_faster(catalogue: Catalogue) -> None:
    assert 31 in lines(asked(catalogue, Question("response_time"), at("sendcloud")))


def test_a_desk_without_priority_support_says_only_that_no_time_is_stated(
    catalogue: Catalogue, sendcloud: Desk
) -> None:
    few = {key: option for key, option in sendcloud.options.items() if key != "priority"}
    given = asked(with_desk(catalogue, sendcloud, options=few), Question("response_time"), at("sendcloud"))
    assert parts(given) == ["utter_no_times_at_all", "utter_source"]


# ── Comparing plans ──────────────────────────────────────────────────────────────────────────────────

PAIRS = [(one, other) for one, other in product(truth.PLANS, truth.PLANS) if one != other]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_plans_are_told_apart_by_what_only_one_of_them_has(
    catalogue: Catalogue, sendcloud: Desk, one: str, other: str
) -> None:
    given = asked(catalogue, Question("compare", plans=(one, other)), at("sendcloud"))
    names = {option.name.pt: key for key, option in sendcloud.options.items()}
    found = {
        part.values["plan"]: {names[name] for name in re.split(r", | e ", part.values["options"])}
        for part in given.parts
        if part.response == "utter_only_has"
    }
    expected = {
        truth.PLANS[one].name: truth.MATRIX[one] - truth.MATRIX[other],
        truth.PLANS[other].name: truth.MATRIX[other] - truth.MATRIX[one],
    }
    assert found == {plan: options for plan, options in expected.items() if options}


@pytest.mark.parametrize("option", NEEDS_PLAN)
def test_the_plans_with_an_option_are_told_by_family(catalogue: Catalogue, option: str) -> None:
    given = asked(catalogue, Question("compare", option=option), at("sendcloud"))
    found = [re.split(r", | e ", part.values["plans"]) for part in given.parts if part.response == "utter_family_line"]
    expected = [
        [plan.name for key, plan in truth.PLANS.items() if plan.family == family and option in truth.MATRIX[key]]
        for family in ("current", "legacy")
    ]
    assert found == expected


def test_a_family_without_the_option_is_passed_over(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", plans=("growth", "premium"))
    given = asked(changed, Question("compare", option="phone"), at("sendcloud"))
    assert parts(given).count("utter_family_line") == 1


def test_an_option_that_everybody_has_needs_no_list_of_plans(catalogue: Catalogue) -> None:
    assert parts(asked(catalogue, Question("compare", option="chat"), at("sendcloud")))[0] == "utter_option_everyone"


@pytest.mark.parametrize("plans", [(), ("lite",), ("lite", "lite"), ("lite", UNKNOWN)])
def test_a_comparison_of_fewer_than_two_plans_shows_the_whole_matrix(
    catalogue: Catalogue, plans: tuple[str, ...]
) -> None:
    given = asked(catalogue, Question("compare", plans=plans), at("sendcloud"))
    shown = [part.values["plan"] for part in given.parts if part.response.startswith("utter_matrix_line")]
    assert sorted(shown) == sorted(plan.name for plan in truth.PLANS.values())


def test_the_matrix_shows_what_each_plan_has_beyond_all(catalogue: Catalogue, sendcloud: Desk) -> None:
    given = asked(catalogue, Question("compare"), at("sendcloud"))
    names = {option.name.pt: key for key, option in sendcloud.options.items()}
    found = {
        part.values["plan"]: {names[name] for name in re.split(r", | e ", part.values.get("options", "")) if name}
        for part in given.parts
        if part.response.startswith("utter_matrix_line")
    }
    assert found == {truth.PLANS[key].name: truth.MATRIX[key] - truth.EVERYBODY_HAS for key in truth.PLANS}


def test_plans_without_any_option_in_common_are_not_said_to_have_some(catalogue: Catalogue, sendcloud: Desk) -> None:
    few = {
        "phone": sendcloud.options["phone"].copy(update={"plans": ("lite",)}),
        "chat": sendcloud.options["chat"].copy(update={"plans": ("growth",)}),
    }
    changed = with_desk(catalogue, sendcloud, options=few)
    given = asked(changed, Question("compare", plans=("lite", "growth")), at("sendcloud"))
    assert [part for part in given.parts if part.values.get("options") == ""] == []


# ── The best door ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("plan", "now", "option"), [("premium", WEDNESDAY, "phone"), ("premium", SATURDAY, "chat"),
                                                     ("lite", WEDNESDAY, "chat")])  # fmt: skip
def test_an_urgent_request_for_a_person_gets_the_best_door_now(
    catalogue: Catalogue, sendcloud: Desk, plan: str, now: datetime, option: str
) -> None:
    given = asked(catalogue, Question("human", urgent=True), at("sendcloud", plan=plan, market="fr"), now)
    assert given.parts[0].values["what"] == sendcloud.options[option].what.pt


def test_the_best_door_comes_with_its_hours_where_it_has_some(catalogue: Catalogue) -> None:
    given = asked(catalogue, Question("human", urgent=True), at("sendcloud", plan="premium", market="fr"))
    assert "utter_open_now" in parts(given)


def test_without_a_plan_the_doors_that_it_may_add_are_told(catalogue: Catalogue, sendcloud: Desk) -> None:
    given = asked(catalogue, Question("human"), at("sendcloud"))
    said = [part.values["options"] for part in given.parts if part.response == "utter_plan_may_add"]
    assert said == [sendcloud.options["phone"].name.pt]


def test_where_everybody_has_all_doors_a_plan_adds_none(catalogue: Catalogue, sendcloud: Desk) -> None:
    changed = with_option(catalogue, "phone", plans=tuple(sendcloud.plans))
    assert "utter_plan_may_add" not in parts(asked(changed, Question("human"), at("sendcloud")))


@pytest.mark.parametrize("urgent", [True, False])
def test_the_last_line_of_the_table_holds_where_no_other_does(
    catalogue: Catalogue, sendcloud: Desk, urgent: bool
) -> None:
    """In the shipped matrix every plan has the chat, so that e-mail is never reached."""
    changed = with_option(catalogue, "chat", plans=("premium",))
    given = asked(changed, Question("human", urgent=urgent), at("sendcloud", plan="lite"))
    last = (sendcloud.best_door.urgent if urgent else sendcloud.best_door.not_urgent)[-1]
    assert given.parts[0].values["because"] == last.because.pt


# ── Hours that are rare ──────────────────────────────────────────────────────────────────────────────


def exception(first: str, last: str, span: str | None, markets: Sequence[str] = truth.MARKETS) -> HoursException:
    """Announced hours, or a closure, for the days from `first` to `last`."""
    row = {"from": first, "to": last, "markets": markets, "announced": "e-mail of 1 November"}
    return HoursException.parse_obj({**row, "open": span} if span else {**row, "closed": True})


PHONE_HOURS = Question("hours", option="phone")


def test_announced_hours_are_told_to_be_announced(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", exceptions=(exception("2026-11-18", "2026-11-18", "09:00-12:00"),))
    assert "utter_hours_announced" in parts(asked(changed, PHONE_HOURS, at("sendcloud", market="fr")))


def test_announced_hours_count_in_the_place_of_the_weekly_ones(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", exceptions=(exception("2026-11-18", "2026-11-18", "09:00-12:00"),))
    given = asked(changed, PHONE_HOURS, at("sendcloud", market="fr"))
    assert next(part.values["closes"] for part in given.parts if part.response == "utter_open_now") == "12h"


def test_weekly_hours_are_not_told_to_be_announced(catalogue: Catalogue) -> None:
    assert "utter_hours_announced" not in parts(asked(catalogue, PHONE_HOURS, at("sendcloud", market="fr")))


@pytest.mark.parametrize("market", ["fr", None])
def test_an_announced_closure_is_told_as_closed(catalogue: Catalogue, market: str | None) -> None:
    changed = with_option(catalogue, "phone", exceptions=(exception("2026-11-18", "2026-11-20", None),))
    given = asked(changed, PHONE_HOURS, at("sendcloud", market=market))
    assert {state for state in STATES if "closed" in state} & set(parts(given))


def test_an_announced_closure_is_told_to_end_on_the_next_working_day(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", exceptions=(exception("2026-11-18", "2026-11-20", None),))
    given = asked(changed, PHONE_HOURS, at("sendcloud", market="fr"))
    said = next(part.values["day"] for part in given.parts if part.response == "utter_closed_now")
    assert said == "segunda-feira, 23 de novembro"


def test_a_closure_without_end_names_no_day(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", exceptions=(exception("2026-11-01", "2028-11-01", None),))
    assert "utter_closed_for_long" in parts(asked(changed, PHONE_HOURS, at("sendcloud", market="fr")))


def test_without_a_market_a_closure_without_end_names_no_day(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", exceptions=(exception("2026-11-01", "2028-11-01", None),))
    given = asked(changed, PHONE_HOURS, at("sendcloud"))
    assert {"utter_closed_now_everywhere_until", "utter_closed_now"} & set(parts(given)) == set()


def test_markets_that_open_on_different_days_are_given_no_common_day(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", exceptions=(exception("2026-11-20", "2026-11-23", None, ["fr"]),))
    given = asked(changed, PHONE_HOURS, at("sendcloud"), utc("2026-11-21 18:00"))
    assert {"utter_closed_now_everywhere_until", "utter_closed_now"} & set(parts(given)) == set()


def one_window(option: Option, **changed: object) -> tuple[object, ...]:
    """The hours of the continent, for all markets."""
    return (option.hours[0].copy(update={"markets": truth.MARKETS, **changed}),)


def test_where_all_markets_open_alike_the_hour_is_told_without_a_market(catalogue: Catalogue, sendcloud: Desk) -> None:
    changed = with_option(catalogue, "phone", hours=one_window(sendcloud.options["phone"]))
    given = asked(changed, PHONE_HOURS, at("sendcloud"))
    assert next(part.values["closes"] for part in given.parts if part.response == "utter_open_now") == "17h30"


def test_hours_whose_days_the_article_states_need_no_remark_on_days(catalogue: Catalogue, sendcloud: Desk) -> None:
    changed = with_option(catalogue, "phone", hours=one_window(sendcloud.options["phone"], assumed=None))
    assert "utter_hours_window_without_days" in parts(asked(changed, PHONE_HOURS, at("sendcloud")))


def test_hours_whose_days_the_article_states_fit_their_words(catalogue: Catalogue, sendcloud: Desk) -> None:
    changed = with_option(catalogue, "phone", hours=one_window(sendcloud.options["phone"], assumed=None))
    page = Page(PHONE_HOURS, at("sendcloud"), WEDNESDAY)
    assert list(values_that_do_not_fit(page, page.answer(changed))) == []


@pytest.mark.parametrize("plan", ["lite", "essentiel"])
def test_who_asks_for_hours_of_what_the_plan_lacks_is_told_so(catalogue: Catalogue, plan: str) -> None:
    assert parts(asked(catalogue, PHONE_HOURS, at("sendcloud", plan=plan)))[0] == "utter_plan_lacks"


def test_a_desk_without_hours_says_so(catalogue: Catalogue) -> None:
    assert parts(asked(catalogue, Question("hours"), at("clearsale")))[0] == "utter_no_hours_at_all"


@pytest.mark.parametrize("option", [option for option in truth.OPTIONS if option not in truth.HAS_HOURS])
def test_an_option_whose_hours_the_article_does_not_state_is_told_so(catalogue: Catalogue, option: str) -> None:
    given = asked(catalogue, Question("hours", option=option), at("sendcloud", plan="premium"))
    assert "utter_hours_not_stated" in parts(given)


def test_a_desk_that_announces_no_busy_periods_speaks_of_none(catalogue: Catalogue, sendcloud: Desk) -> None:
    changed = with_desk(catalogue, sendcloud, peak_season=None)
    assert "utter_remark" not in parts(asked(changed, PHONE_HOURS, at("sendcloud")))


# ── Options that are rare ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("question", [PHONE, Question("compare", option="phone")], ids=lambda question: question.kind)
def test_an_option_that_no_plan_has_is_told_so(catalogue: Catalogue, question: Question) -> None:
    changed = with_option(catalogue, "phone", plans=())
    assert parts(asked(changed, question, at("sendcloud")))[0] == "utter_no_plan_has"


def test_an_option_that_no_plan_has_gets_the_general_door(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", plans=())
    assert "utter_general_door" in parts(asked(changed, PHONE, at("sendcloud")))


def test_an_option_with_a_gap_names_all_plans_that_have_it(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "phone", plans=("small_shop", "business"))
    given = asked(changed, PHONE, at("sendcloud", plan="essentiel"))
    assert given.parts[0].values["plans"] == "Small Shop e Business"


def test_a_door_without_a_use_is_told_without_one(catalogue: Catalogue) -> None:
    changed = with_option(catalogue, "chat", use_for=None)
    given = asked(changed, PHONE, at("sendcloud", plan="lite"))
    assert parts(given).count("utter_door") == 1


def test_an_option_without_a_door_leads_to_those_of_the_plan(catalogue: Catalogue, sendcloud: Desk) -> None:
    given = asked(catalogue, Question("option", option="priority"), at("sendcloud", plan="premium"))
    shown = [part.values["what"] for part in given.parts if part.response.startswith("utter_door")]
    assert shown == [sendcloud.options[door].what.pt for door in truth.DOORS]


def test_a_desk_with_plans_and_addresses_gives_its_addresses(catalogue: Catalogue, clearsale: Desk) -> None:
    written = with_option(catalogue, "email", door=clearsale.options["email"].door)
    changed = with_desk(written, written.desks["sendcloud"], mailboxes=clearsale.mailboxes)
    context = at("sendcloud")
    assert truth.CENTRAL in text(asked(changed, Question("option", option="fax"), context), context)


@pytest.fixture
def phone_by_mail(catalogue: Catalogue, clearsale: Desk) -> Catalogue:
    """Sendcloud as it would be if its phone were reached by writing to an address."""
    door = clearsale.options["email"].door
    changed = with_option(catalogue, "phone", door=door)
    return with_desk(changed, changed.desks["sendcloud"], mailboxes=clearsale.mailboxes)


def test_a_door_without_steps_is_told_without_them(phone_by_mail: Catalogue) -> None:
    assert "utter_steps" not in parts(asked(phone_by_mail, PHONE, at("sendcloud", plan="premium")))


def test_a_topic_through_a_door_without_steps_is_told_without_them(phone_by_mail: Catalogue, sendcloud: Desk) -> None:
    topic = sendcloud.topics["label_error"].copy(update={"through": "phone"})
    changed = with_desk(phone_by_mail, phone_by_mail.desks["sendcloud"], topics={"label_error": topic})
    given = asked(changed, Question("topic", topic="label_error"), at("sendcloud", plan="premium"))
    assert "utter_steps" not in parts(given)


def test_a_door_without_a_place_is_no_line_of_what_to_use_instead(phone_by_mail: Catalogue, sendcloud: Desk) -> None:
    given = asked(phone_by_mail, Question("option", option="account_manager"), at("sendcloud", plan="growth"))
    assert sendcloud.options["phone"].what.pt not in {part.values.get("what") for part in given.parts[1:]}


def test_a_topic_without_any_way_is_an_error(catalogue: Catalogue, clearsale: Desk) -> None:
    """The desk file's model refuses it before."""
    nowhere = clearsale.topics["cancel_plan"].copy(update={"mailbox": None})
    changed = with_desk(catalogue, clearsale, topics={"cancel_plan": nowhere})
    with pytest.raises(LookupError):
        asked(changed, Question("topic", topic="cancel_plan"), at("clearsale"))


# ── When a part is down ──────────────────────────────────────────────────────────────────────────────

DESK_AND_LANGUAGE = list(product(("sendcloud", "clearsale"), LANGUAGES))
CHECKS_OF_WORDS = (unknown_responses, values_that_do_not_fit, values_that_say_nothing, faulty_sentences)


@pytest.mark.parametrize(("desk", "language"), DESK_AND_LANGUAGE)
def test_when_a_part_is_down_that_is_said_first(catalogue: Catalogue, desk: str, language: Language) -> None:
    assert parts(part_down(catalogue, desk, language))[0] == "utter_cannot_answer"


@each_language
def test_when_a_part_is_down_clearsales_addresses_are_given(catalogue: Catalogue, language: Language) -> None:
    said = text(part_down(catalogue, "clearsale", language), at("clearsale", language))
    assert [address for address in (truth.CENTRAL, truth.SUPORTE) if address not in said] == []


@each_language
def test_when_a_part_is_down_the_doors_that_every_plan_has_are_given(
    catalogue: Catalogue, sendcloud: Desk, language: Language
) -> None:
    given = part_down(catalogue, "sendcloud", language)
    shown = [part.values["what"] for part in given.parts if "what" in part.values]
    doors = [door for door in truth.DOORS if door in truth.EVERYBODY_HAS]
    assert shown == [sendcloud.options[door].what.in_(language) for door in doors]


@each_language
@pytest.mark.parametrize("desk", [None, "gigantic"])
def test_when_a_part_is_down_and_the_desk_is_unknown_it_is_the_languages(
    catalogue: Catalogue, desk: str | None, language: Language
) -> None:
    assert part_down(catalogue, desk, language) == part_down(catalogue, truth.DEFAULT_DESK[language], language)


@pytest.mark.parametrize(("desk", "language"), DESK_AND_LANGUAGE)
@pytest.mark.parametrize("check", CHECKS_OF_WORDS, ids=lambda check: check.__name__)
def test_what_is_said_when_a_part_is_down_has_no(
    catalogue: Catalogue, desk: str, language: Language, check: Check
) -> None:
    page = Page(Question("contact_options"), at(desk, language), WEDNESDAY)
    assert list(check(page, part_down(catalogue, desk, language))) == []


# ── From an intent to a question ─────────────────────────────────────────────────────────────────────

NOTHING = Mentions()
LITE = PlanMention("lite")

QUESTIONS = (
    ("contact_email", NOTHING, Question("option", option="email")),
    ("contact_chat", NOTHING, Question("option", option="chat")),
    ("contact_phone", NOTHING, Question("option", option="phone")),
    ("ask_priority_support", NOTHING, Question("option", option="priority")),
    ("ask_account_manager", NOTHING, Question("option", option="account_manager")),
    ("contact_phone", Mentions(options=("whatsapp",)), Question("option", option="whatsapp")),
    ("contact_phone", Mentions(options=("chat",)), Question("option", option="phone")),
    ("ask_contact_options", NOTHING, Question("contact_options")),
    ("ask_contact_options", Mentions(options=("chat",)), Question("option", option="chat")),
    ("ask_opening_hours", NOTHING, Question("hours")),
    ("ask_opening_hours", Mentions(options=("chat", "phone")), Question("hours", option="chat")),
    ("request_human", NOTHING, Question("human")),
    ("request_human", Mentions(urgent=True), Question("human", urgent=True)),
    ("compare_plans", NOTHING, Question("compare")),
    ("compare_plans", Mentions(plans=(LITE, PlanMention("growth"))), Question("compare", plans=("lite", "growth"))),
    ("compare_plans", Mentions(options=("phone",)), Question("compare", option="phone")),
    ("compare_plans", Mentions(plans=(LITE,)), Question("compare", plans=("lite",))),
    ("ask_response_time", NOTHING, Question("response_time")),
    ("find_my_plan", NOTHING, Question("find_plan")),
    ("draft_email", NOTHING, Question("draft")),
    *((topic, NOTHING, Question("topic", topic=topic)) for topic in truth.DESK_OF_TOPIC),
)


@pytest.mark.parametrize(("intent", "mentions", "question"), QUESTIONS)
def test_an_intent_asks_its_question(catalogue: Catalogue, intent: str, mentions: Mentions, question: Question) -> None:
    assert question_of(intent, mentions, catalogue) == question


@pytest.mark.parametrize("intent", ["greet", "inform_plan", "choose_desk", "nlu_fallback", ""])
def test_an_intent_that_asks_nothing_has_no_question(catalogue: Catalogue, intent: str) -> None:
    assert question_of(intent, NOTHING, catalogue) is None


@pytest.mark.parametrize(("intent", "kind"), [("ask_response_time", "response_time"), ("draft_email", "draft")])
def test_a_follow_up_is_about_the_topic_last_spoken_of(catalogue: Catalogue, intent: str, kind: str) -> None:
    assert question_of(intent, NOTHING, catalogue, topic="cancel_plan") == Question(kind, topic="cancel_plan")  # type: ignore[arg-type]


def test_another_plan_asks_the_last_question_again(catalogue: Catalogue) -> None:
    assert question_of("compare_plans", Mentions(plans=(LITE,)), catalogue, last=PHONE) == PHONE


def test_another_plan_with_another_option_asks_for_that_option(catalogue: Catalogue) -> None:
    mentions = Mentions(plans=(LITE,), options=("chat",))
    assert question_of("compare_plans", mentions, catalogue, last=PHONE) == Question("option", option="chat")


def test_two_plans_are_compared_whatever_was_asked_last(catalogue: Catalogue) -> None:
    mentions = Mentions(plans=(LITE, PlanMention("growth")))
    assert question_of("compare_plans", mentions, catalogue, last=PHONE) == Question(
        "compare", plans=("lite", "growth")
    )


def test_a_request_of_people_who_are_locked_out_is_a_question_about_that_topic(
    catalogue: Catalogue, sendcloud: Desk
) -> None:
    alone = Catalogue.construct(desks={"sendcloud": sendcloud})
    assert question_of("request_login", NOTHING, alone) == Question("topic", topic="request_login")


# ── A question in a slot ─────────────────────────────────────────────────────────────────────────────

ANY_QUESTIONS = (PHONE, Question("compare", option="phone", plans=("lite", "growth")), Question("human", urgent=True))


@pytest.mark.parametrize("question", ANY_QUESTIONS, ids=lambda question: question.kind)
def test_a_question_comes_back_from_its_slot(question: Question) -> None:
    assert Question.from_slot(question.to_slot()) == question


@pytest.mark.parametrize("value", [None, "phone", 7, [], {}, {"option": "phone"}])
def test_a_slot_that_holds_no_question_gives_none(value: object) -> None:
    assert Question.from_slot(value) is None


def test_a_question_whose_lists_came_back_from_json_is_the_same() -> None:
    assert Question.from_slot({"kind": "compare", "plans": ["lite", "growth"]}) == Question(
        "compare", plans=("lite", "growth")
    )


@pytest.mark.parametrize("option", [*truth.OPTIONS])
def test_the_intent_of_an_option_asks_for_that_option(catalogue: Catalogue, option: str) -> None:
    mentions = Mentions(options=(option,))
    assert question_of(option_intent(option), mentions, catalogue) == Question("option", option=option)


def test_an_option_that_a_desk_adds_is_asked_for_without_an_intent_of_its_own(
    catalogue: Catalogue, sendcloud: Desk
) -> None:
    changed = with_desk(catalogue, sendcloud, options={**sendcloud.options, "video": sendcloud.options["chat"]})
    found = question_of(option_intent("video"), Mentions(options=("video",)), changed)
    assert found == Question("option", option="video")
