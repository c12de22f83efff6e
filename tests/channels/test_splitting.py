"""Texts in pieces that a platform takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import paragraphs, split


def test_a_text_that_fits_stays_whole() -> None:
    assert split("um\ndois", 10) == ["um\ndois"]


def test_it_is_cut_between_lines() -> None:
    assert split("um dois\ntres quatro\ncinco", 12) == ["um dois", "tres quatro", "cinco"]


def test_a_long_line_is_cut_between_words() -> None:
    assert split("um dois tres", 8) == ["um dois", "tres"]


def test_a_long_word_is_cut_anywhere() -> None:
    assert split("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_without_words_there_is_no_piece() -> None:
    assert split(" \n \n", 10) == []


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\n \n \n", "\n\t\n"])
def test_a_blank_line_parts_paragraphs(gap: str) -> None:
    assert paragraphs(f"um\ndois{gap}tres") == ["um\ndois", "tres"]


@given(text=st.text(alphabet="ab <&\n\u00e9😀", max_size=300), limit=st.integers(5, 40))
def test_no_piece_is_too_long_and_no_character_is_lost(text: str, limit: int) -> None:
    def size(piece: str) -> int:
        return sum({"<": 4, "&": 5, "😀": 2}.get(character, 1) for character in piece)

    pieces = split(text, limit, size)
    assert all(size(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
