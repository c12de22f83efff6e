"""The trained model on messages that nobody trained on: floors, a little below what was reached (`make nlu-report`)."""

from __future__ import annotations

import pytest

from tests.nlu.understanding import (
    LANGUAGES,
    Expected,
    Understood,
    accuracy,
    accuracy_of_answers,
    in_scope,
    is_short,
    macro_f1,
    messages,
    names_f1,
    off_topic,
    share,
    tells_its_language,
    two_requests,
    understood,
    understood_requests,
    unseen,
)


@pytest.fixture(scope="module")
def everything() -> list[Understood]:
    return understood(unseen())


@pytest.fixture(scope="module")
def surely_told() -> list[Understood]:
    """Messages whose language a native is sure of, or sure that it is neither."""
    return understood(messages("language"))


@pytest.fixture(scope="module")
def short_ones() -> list[Understood]:
    """Messages of one to three words that tell their language at once."""
    return understood(messages("short"))


@pytest.fixture(scope="module")
def ours(everything: list[Understood]) -> list[Understood]:
    return [one for one in everything if one.expected.language in LANGUAGES]


def test_intents(ours: list[Understood]) -> None:
    assert accuracy(ours) >= 0.95
    assert macro_f1(ours) >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(ours: list[Understood], language: str) -> None:
    assert accuracy([one for one in ours if one.expected.language == language]) >= 0.94


@pytest.mark.parametrize("style", ["short", "long", "slang", "typo", "formal"])
def test_intents_in_every_style(ours: list[Understood], style: str) -> None:
    assert accuracy([one for one in ours if one.expected.style == style]) >= 0.925


def test_what_is_answered_is_what_was_meant(ours: list[Understood]) -> None:
    assert accuracy_of_answers(ours) >= 0.97


def test_what_is_off_topic_is_turned_away_and_requests_are_not(ours: list[Understood]) -> None:
    assert share(one.is_rejected for one in off_topic(ours)) >= 0.94
    assert share(one.is_rejected for one in in_scope(ours)) <= 0.042


@pytest.mark.parametrize(
    ("entity", "floor"),
    [("plan", 0.98), ("desk", 0.97), ("option", 0.955), ("market", 0.96), ("cnpj", 0.99), ("store", 0.95)],
)
def test_names(ours: list[Understood], entity: str, floor: float) -> None:
    assert names_f1(ours, entity)[0] >= floor


def test_the_language_of_more_than_three_words(ours: list[Understood]) -> None:
    longer = [one for one in ours if not is_short(one)]
    assert share(one.language == one.expected.language for one in longer) >= 0.996


def test_the_language_of_one_to_three_words(
    ours: list[Understood], short_ones: list[Understood], surely_told: list[Understood]
) -> None:
    sure = [one for one in surely_told if one.expected.language in LANGUAGES and is_short(one)]
    assert share(one.language == one.expected.language for one in sure) >= 0.98
    telling = [one for one in ours if is_short(one) and tells_its_language(one)]
    assert share(one.language == one.expected.language for one in telling) >= 0.975
    assert share(one.language == one.expected.language for one in short_ones) >= 0.965


def test_a_language_that_is_told_is_the_right_one(
    ours: list[Understood], short_ones: list[Understood], surely_told: list[Understood]
) -> None:
    told = [*ours, *short_ones, *(one for one in surely_told if one.expected.language in LANGUAGES)]
    assert share(one.language in (None, one.expected.language) for one in told) >= 0.997


def test_neither_language(everything: list[Understood], surely_told: list[Understood]) -> None:
    neither = [one for one in everything if one.expected.language not in LANGUAGES]
    nor = [one for one in surely_told if one.expected.language not in LANGUAGES]
    assert share(one.language is None for one in [*neither, *nor]) >= 0.96
    assert share(one.best == "other_language" for one in neither) >= 0.85


@pytest.mark.parametrize(
    "text",
    [
        "Premium",
        "ClearSale",
        "ok",
        "chat?",
        "11.222.333/0001-81",
        "dfgjkl",
        "Nike Store",
        "Nike",
        "привет",
        "n/a",
        "xxxxxx",
    ],
)
def test_what_tells_no_language_leaves_it_as_it_was(text: str) -> None:
    [one] = understood([Expected(text, "neither", "")])
    assert one.language is None


@pytest.mark.parametrize(
    ("text", "language"), [("kkkkkkkkkkk", "pt"), ("siiiiiim", "pt"), ("ouiiiiii", "fr"), ("meeeerci", "fr")]
)
def test_a_letter_that_is_held_down_counts_once(text: str, language: str) -> None:
    [one] = understood([Expected(text, language, "")])
    assert one.language == language


def test_two_requests_are_told_from_one() -> None:
    read = understood_requests(two_requests())
    two = [told == meant for meant, told in read if len(meant) == 2]
    one = [len(told) == 2 for meant, told in read if len(meant) == 1]
    assert len(two) >= 60 and share(two) >= 0.74
    assert len(one) >= 40 and share(one) <= 0.1
