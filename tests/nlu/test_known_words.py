"""Which words of the training lines are a language's own, and whether a text is made of known ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.known_words import KnownWords

LINES = [
    ("merci beaucoup", "fr"),
    ("merci", "fr"),
    ("merci à vous", "fr"),
    ("non merci", "fr"),
    ("a fatura é urgente", "pt"),
    ("merci, tchau", "pt"),
    ("é urgente", "pt"),
    ("c'est urgent", "fr"),
    ("mi factura es urgente", "other"),
]


@pytest.fixture
def words() -> KnownWords:
    return KnownWords.of(LINES, other="other")


def test_a_word_is_the_own_one_of_the_language_that_has_it_far_more_often(words: KnownWords) -> None:
    assert words.tell("fr", "merci")
    assert not words.tell("pt", "merci")


def test_a_word_that_another_language_has_too_tells_nothing(words: KnownWords) -> None:
    assert not words.tell("pt", "urgente")
    assert words.tell("pt", "fatura urgente")


def test_known_words_make_up_half_of_the_letters(words: KnownWords) -> None:
    assert words.tell("fr", "merci Alice")
    assert not words.tell("fr", "merci Constantinople")


def test_accents_and_case_do_not_count(words: KnownWords) -> None:
    assert words.tell("pt", "FATÚRA")


def test_single_letters_are_no_words(words: KnownWords) -> None:
    assert not words.tell("pt", "é")


def test_what_is_saved_is_loaded(words: KnownWords, tmp_path: Path) -> None:
    words.save(tmp_path / "words.json")
    loaded = KnownWords.load(tmp_path / "words.json")
    assert loaded.tell("fr", "merci") and not loaded.tell("pt", "merci")
