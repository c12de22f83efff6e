"""What of a text is text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.constants import INTENT_MESSAGE_PREFIX

from bot.channels.text import clean, has_words, spoken

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates too


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Olá, tudo bem?", "Olá, tudo bem?"),
        ("\ud83d oi", "oi"),
        ("a\x00b", "ab"),
        ("li\u200bg\u200dar", "ligar"),
        ("\u202eoi\u2066", "oi"),
        ("te\u00adlefone", "telefone"),
        ("na\u0303o", "não"),
        ("17\u00a0h\u202f30", "17 h 30"),
        ("um\tdois\r\ntrês", "um dois \ntrês"),
        ("\ufffe\ue000\x7f", ""),
        (" \u2028 ", ""),
    ],
)
def test_what_is_no_text_goes(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(ANY_TEXT)
def test_a_clean_text_can_be_stored_and_stays_as_it_is(raw: str) -> None:
    text = clean(raw)
    assert text.encode("utf-8").decode("utf-8") == text
    assert clean(text) == text
    unreadable = [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")]
    assert not unreadable


@pytest.mark.parametrize("text", ["oi", "3", "é", "12.345.678/0001-95", "…?! a"])
def test_letters_and_digits_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "👍🏽", "?!…", "🇧🇷", "/", "{}", "\u200b"])
def test_nothing_else_is(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/restart", "restart"),
        ("//restart", "restart"),
        ("/ \n /restart", "restart"),
        ('/inform_plan{"plan": "lite"}', 'inform_plan "plan": "lite"'),
        ("/", ""),
        ("/{}", ""),
    ],
)
def test_a_typed_payload_becomes_words(typed: str, words: str) -> None:
    assert spoken(typed) == words


@given(ANY_TEXT)
def test_no_typed_payload_is_left_one(raw: str) -> None:
    assert not spoken(clean(INTENT_MESSAGE_PREFIX + raw)).strip().startswith(INTENT_MESSAGE_PREFIX)
