"""Forms of a text: folded for matching, simplified for features, masked names."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.text import CNPJ, PLACEHOLDERS, fold, masked, simplified

ODD_LETTERS = "İIıßŉǰΐᾳẞÅÅﬁ①½™ⅷ한각é\u0301\u0327🙏🇧🇷👩🏽\u200d💻\u200b\ufeff\u00ad\u00a0\u202f"


# ── fold ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Téléphone", "telephone"),
        ("LIGAÇÃO", "ligacao"),
        ("grátis", "gratis"),
        ("gra\u0301tis", "gratis"),
        ("l’appel", "l'appel"),
        ("l`appel", "l'appel"),
        ("9\u00a0h\u202f30", "9 h 30"),
        ("Œuvre", "œuvre"),
        ("11.222.333/0001-81", "11.222.333/0001-81"),
    ],
)
def test_folding_takes_case_and_accents_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text() | st.text(alphabet=ODD_LETTERS))
def test_folding_keeps_the_length_of_the_composed_text(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))


@given(st.text() | st.text(alphabet=ODD_LETTERS))
def test_folding_goes_character_by_character(text: str) -> None:
    """So that a place in the folded text is the place in the composed one."""
    composed = unicodedata.normalize("NFC", text)
    assert fold(text) == "".join(fold(character) for character in composed)


@given(st.text(alphabet="aàâãäbcçdeéèêfghiîjklmnoôõpqrstuûüvwxyz 'AÀÂÇÉ"))
def test_what_is_folded_is_not_changed_by_folding_again(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aàâãäbcçdeéèêfghiîjklmnoôõpqrstuûüvwxyz"))
def test_portuguese_and_french_letters_become_plain_ones(text: str) -> None:
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz")


# ── simplified ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("", ""),
        ("  Olá,\n\ttudo  bem? ", "ola, tudo bem?"),
        ("oiiiiii", "oi"),
        ("socorroooo", "socorro"),
        ("Ooooi", "oi"),
        ("pressa", "pressa"),
        ("1000000", "1000000"),
        ("???", "???"),
        ("Gr\u200bow\u00adth", "growth"),
        ("\u200b\ufeff", ""),
        ("🙏🙏🙏", "🙏🙏🙏"),
    ],
)
def test_simplifying_leaves_what_features_need(text: str, simple: str) -> None:
    assert simplified(text) == simple


@given(st.text())
def test_a_simplified_text_is_not_changed_by_simplifying_again(text: str) -> None:
    assert simplified(simplified(text)) == simplified(text)


@given(st.text())
def test_a_simplified_text_holds_no_needless_space(text: str) -> None:
    simple = simplified(text)
    assert simple == " ".join(simple.split())


# ── masked ───────────────────────────────────────────────────────────────────────────────────────────


def entity(kind: str, start: int, end: int) -> dict[str, Any]:
    return {"entity": kind, "start": start, "end": end}


def test_a_plan_is_masked() -> None:
    assert masked("sou Growth!", [entity("plan", 4, 10)]) == f"sou {PLACEHOLDERS['plan']}!"


def test_a_cnpj_is_masked() -> None:
    assert masked("11222333000181", [entity("cnpj", 0, 14)]) == PLACEHOLDERS["cnpj"]


def test_several_names_are_masked_each_in_its_place() -> None:
    text = "Lite ou Growth?"
    placeholder = PLACEHOLDERS["plan"]
    assert masked(text, [entity("plan", 0, 4), entity("plan", 8, 14)]) == f"{placeholder} ou {placeholder}?"


def test_the_order_of_entities_does_not_matter() -> None:
    one, other = entity("plan", 0, 4), entity("plan", 8, 14)
    assert masked("Lite ou Growth?", [other, one]) == masked("Lite ou Growth?", [one, other])


@pytest.mark.parametrize("kind", ["desk", "option", "market", "urgent"])
def test_other_names_stay(kind: str) -> None:
    assert masked("telefone", [entity(kind, 0, 8)]) == "telefone"


def test_an_entity_without_a_place_is_passed_over() -> None:
    assert masked("sou Growth", [{"entity": "plan", "value": "growth"}]) == "sou Growth"


def test_a_text_without_names_stays() -> None:
    assert masked("bom dia", []) == "bom dia"


def test_places_are_those_of_the_composed_text() -> None:
    decomposed = unicodedata.normalize("NFD", "já sou Growth")
    assert masked(decomposed, [entity("plan", 7, 13)]) == f"já sou {PLACEHOLDERS['plan']}"


# ── CNPJ ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["11.222.333/0001-81", "11222333000181", "12.ABC.345/01DE-35", "12abc34501de35"])
def test_a_cnpj_has_fourteen_characters_with_or_without_marks(text: str) -> None:
    assert CNPJ.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["1122233300018", "112223330001811", "11.222.333/0001-8A", "ABCDEFGHIJKLMN", "11 222 333 0001 81", ""]
)
def test_what_is_shorter_longer_or_ends_in_letters_is_no_cnpj(text: str) -> None:
    assert not CNPJ.search(text)
