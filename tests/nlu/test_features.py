"""What the classifier sees: the same for the same text; and typing errors, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.encoder import DIMENSIONS
from bot.nlu.features import DIRECTIONS, GROUPS_SEEN_IN, Features, with_typing_error, with_typing_errors
from tests.nlu.encoders import exact_encoder

TEXTS = ["quero falar com uma pessoa", "je veux parler à quelqu'un", "oi", "meu boleto nao chegou"]
LABELS = ["request_human", "request_human", "greet", "invoice_not_received"]

seeds = st.integers(0, 10_000)
words = st.text(alphabet="abcdefgh ?é", min_size=1, max_size=30)


# ── One typing error ─────────────────────────────────────────────────────────────────────────────────


@given(words, seeds)
def test_the_same_dice_make_the_same_error(text: str, seed: int) -> None:
    assert with_typing_error(text, random.Random(seed)) == with_typing_error(text, random.Random(seed))


@given(words, seeds)
def test_an_error_changes_the_length_by_one_letter_at_most(text: str, seed: int) -> None:
    assert abs(len(with_typing_error(text, random.Random(seed))) - len(text)) <= 1


@given(words, seeds)
def test_an_error_touches_two_neighbouring_letters_at_most(text: str, seed: int) -> None:
    wrong = with_typing_error(text, random.Random(seed))
    begin = next((index for index, (a, b) in enumerate(zip(text, wrong, strict=False)) if a != b), len(text))
    assert wrong.endswith(text[begin + 2 :])


@pytest.mark.parametrize("text", ["", "oi", "ok?", "abc", "12345678", "a1b2c3"])
def test_a_text_of_few_letters_stays_as_it_is(text: str) -> None:
    assert {with_typing_error(text, random.Random(seed)) for seed in range(50)} == {text}


@pytest.mark.parametrize(("kind", "length"), [("drop", -1), ("double", +1), ("replace", 0), ("swap", 0)])
def test_every_kind_of_error_is_made(kind: str, length: int) -> None:
    text = "abcdefgh"
    made = [with_typing_error(text, random.Random(seed)) for seed in range(200)]
    swapped = [wrong for wrong in made if len(wrong) == 8 and sorted(wrong) == sorted(text) and wrong != text]
    of_kind = (
        swapped if kind == "swap" else [wrong for wrong in made if len(wrong) - 8 == length and wrong not in swapped]
    )
    assert of_kind


def test_an_error_is_made_in_letters_alone() -> None:
    """Digits, spaces and marks stay, but for a letter that changes places with one."""
    made = [with_typing_error("ab cd, ef 11.222", random.Random(seed)) for seed in range(200)]
    kept = Counter("  , 11.222")
    assert [wrong for wrong in made if kept - Counter(wrong)] == []


# ── More examples ────────────────────────────────────────────────────────────────────────────────────


@given(seeds, st.integers(0, 60))
def test_the_same_seed_gives_the_same_examples(seed: int, up_to: int) -> None:
    once, again = (with_typing_errors(TEXTS, LABELS, up_to=up_to, seed=seed) for _ in range(2))
    assert once == again


def test_another_seed_gives_other_examples() -> None:
    one, other = (with_typing_errors(TEXTS, LABELS, up_to=60, seed=seed) for seed in (1, 2))
    assert one != other


@given(seeds, st.integers(0, 60))
def test_the_texts_themselves_come_first(seed: int, up_to: int) -> None:
    texts, labels = with_typing_errors(TEXTS, LABELS, up_to=up_to, seed=seed)
    assert (texts[: len(TEXTS)], labels[: len(LABELS)]) == (TEXTS, LABELS)


@pytest.mark.parametrize(("up_to", "again"), [(1, []), (2, ["greet"]), (23, ["greet", "invoice_not_received"])])
def test_each_short_text_comes_once_more_with_its_label(up_to: int, again: list[str]) -> None:
    texts, labels = with_typing_errors(TEXTS, LABELS, up_to=up_to, seed=7)
    assert labels == LABELS + again
    assert len(texts) == len(labels)


def test_the_examples_that_are_given_stay_as_they_are() -> None:
    texts, labels = list(TEXTS), list(LABELS)
    with_typing_errors(texts, labels, up_to=60, seed=7)
    assert (texts, labels) == (TEXTS, LABELS)


# ── Features ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def features() -> Features:
    learnt = Features(exact_encoder())
    learnt.fit_transform([*TEXTS] * GROUPS_SEEN_IN)  # an n-gram must be in as many
    return learnt


def test_there_is_a_row_for_each_text(features: Features) -> None:
    assert features.transform(TEXTS).shape[0] == len(TEXTS)


def test_a_text_has_the_same_features_alone_and_among_others(features: Features) -> None:
    """However texts are ordered for encoding, each row is its own text's."""
    together = features.transform(TEXTS).toarray()
    alone = np.vstack([features.transform([text]).toarray() for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_what_differs_between_the_training_texts_is_kept_of_their_meanings(features: Features) -> None:
    """Fewer texts than directions lose nothing but rounding."""
    assert features.directions.shape == (DIMENSIONS, DIRECTIONS)
    meant = exact_encoder().encode(TEXTS)
    projected = meant @ features.directions
    np.testing.assert_allclose(projected @ projected.T, meant @ meant.T, atol=1e-4)


def test_an_ngram_of_a_single_text_is_not_learnt(features: Features) -> None:
    learnt = Features(exact_encoder())
    learnt.fit_transform([*["boleto"] * GROUPS_SEEN_IN, "fatura"])
    words, _, groups = learnt.vectorizers
    assert set(words.vocabulary_) == set(groups.groups) == {"boleto"}


def test_other_texts_have_other_features(features: Features) -> None:
    rows = features.transform(TEXTS).toarray()
    assert len({row.tobytes() for row in rows}) == len(TEXTS)


@pytest.mark.parametrize("text", ["", "🙏", "x" * 1_000, "ação 한각 \u0301"])
def test_an_odd_text_has_finite_features(features: Features, text: str) -> None:
    assert np.isfinite(features.transform([text]).toarray()).all()
