"""Guesses, sources, what follows an answer, and what is asked back."""

from __future__ import annotations

from itertools import product

import pytest

from bot.answers.afterwards import after
from bot.answers.answering import answer, question_of
from bot.answers.asking import AskedBack, ask_which_of
from bot.answers.context import Mentions, PlanMention
from bot.answers.guessing import best_person, did_you_mean
from bot.answers.model import Answer, Context, Question, Scene
from bot.answers.sources import say_where
from bot.choosing import GUESSES
from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Language
from bot.words import load_intents, load_responses, render, title
from tests.answers.book import SATURDAY

CATALOGUE = load_catalogue()
WORDS = load_responses()
REQUESTS = sorted(intent for intent in load_intents() if question_of(intent, Mentions(), CATALOGUE))


def at(desk: str, language: Language = "pt", **known: str) -> Context:
    return Context(language, desk, **known)  # type: ignore[arg-type]


def guesses(intents: list[str], mentions: Mentions = Mentions(), desk: str = "sendcloud") -> Answer | None:  # noqa: B008
    return did_you_mean(intents, mentions, at(desk), CATALOGUE, SATURDAY, most=GUESSES)


# ── Did you mean ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("intent", "language"), product(REQUESTS, LANGUAGES))
def test_every_request_can_be_guessed_in_words_of_the_language(intent: str, language: Language) -> None:
    for desk in CATALOGUE.desks.values():
        given = did_you_mean([intent], Mentions(), at(desk.desk, language), CATALOGUE, SATURDAY, most=GUESSES)
        if given is None:
            assert intent.startswith(("contact_", "ask_")) and desk.desk == "clearsale"  # an option that it lacks
            continue
        words = title(given.choices[0], language, WORDS)
        assert words and "_" not in words and intent not in words


def test_at_most_three_guesses_and_none_of_these() -> None:
    given = guesses(["contact_phone", "contact_chat", "parcel_claim", "label_error", "compare_plans"])
    assert given is not None
    assert [choice.intent for choice in given.choices] == [
        "contact_phone",
        "contact_chat",
        "parcel_claim",
        "none_of_these",
    ]


def test_what_is_no_request_is_no_guess() -> None:
    assert guesses(["greet", "out_of_scope", "nlu_fallback", "thank"]) is None


def test_a_guess_takes_the_plan_along() -> None:
    given = guesses(["contact_phone"], Mentions(plans=(PlanMention("lite"),), desks=("sendcloud",)))
    assert given is not None
    assert given.choices[0].entities == {"option": "phone", "plan": "lite", "desk": "sendcloud"}


@pytest.mark.parametrize(("desk", "language"), product(CATALOGUE.desks, LANGUAGES))
def test_the_second_time_it_is_a_person_and_what_to_say_there(desk: str, language: Language) -> None:
    given = best_person(Mentions(), at(desk, language), CATALOGUE, SATURDAY)
    said = [part.response for part in given.parts]
    assert said[0] == "utter_rather_a_person" and said[-1] == "utter_source"
    assert said[-2] in ("utter_say_there", "utter_say_there_with")
    assert "none_of_these" not in {choice.intent for choice in given.choices}


# ── Where is that written ────────────────────────────────────────────────────────────────────────────


def test_each_line_is_named_once_with_its_words() -> None:
    given = answer(Question("topic", topic="cancel_plan"), at("clearsale"), CATALOGUE, SATURDAY)
    scene = Scene(CATALOGUE, at("clearsale"), SATURDAY)
    say_where(scene, given)
    text = render(scene.answer, "pt", WORDS)
    assert text.count("linha 16") == 1 and "deseja cancelar" in text
    assert str(CATALOGUE.desks["clearsale"].article.url) in text


@pytest.mark.parametrize("given", [None, Answer()])
def test_without_lines_the_article_is_named(given: Answer | None) -> None:
    scene = Scene(CATALOGUE, at("sendcloud", "fr"), SATURDAY)
    say_where(scene, given)
    assert [part.response for part in scene.answer.parts] == ["utter_all_from"]


# ── After an answer ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "asks", "again", "intents"),
    [
        (Question("topic"), None, False, ["feedback_solved", "feedback_not_solved"]),
        (Question("topic"), None, True, ["request_human", "feedback_solved", "feedback_not_solved"]),
        (Question("topic"), "plan", True, []),
        (Question("human"), None, True, []),
        (Question("draft"), None, True, []),
    ],
)
def test_what_follows(question: Question, asks: str | None, again: bool, intents: list[str]) -> None:
    found = after(question, Answer(asks=asks), asked_before=again)  # type: ignore[arg-type]
    assert [choice.intent for choice in found] == intents


# ── Asked back ───────────────────────────────────────────────────────────────────────────────────────


def test_asking_back_is_counted_in_a_row() -> None:
    once = AskedBack.after(None, "plan")
    twice = AskedBack.after(once, "plan")
    assert (once, twice) == (AskedBack("plan"), AskedBack("plan", 2))
    assert AskedBack.after(twice, "desk") == AskedBack("desk")
    assert AskedBack.after(twice, None) is None and AskedBack.after(twice, "detail") is None


@pytest.mark.parametrize("value", [None, 3, {}, {"times": 2}])
def test_what_is_no_count_is_none(value: object) -> None:
    assert AskedBack.from_slot(value) is None
    assert AskedBack.from_slot(AskedBack("plan", 2).to_slot()) == AskedBack("plan", 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_plans_that_are_told_are_offered(language: Language) -> None:
    given = ask_which_of(["lite", "premium", "lite"], at("clearsale", language), CATALOGUE)
    assert [choice.entities for choice in given.choices] == [{"plan": "lite"}, {"plan": "premium"}]
    assert "Lite ou Premium" in render(given, language, WORDS)
