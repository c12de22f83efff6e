"""A button that is told in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choosing import chosen
from bot.nlu.context_cues import context_cues
from bot.nlu.in_context import pressed_in_words

PLANS = ["Gratuit", "Lite", "Growth", "Premium", "Um plano antigo", "Não sei"]
YES_NO = ["Sim, apagar tudo", "Não, manter"]


def index(text: str, titles: list[str]) -> int | None:
    words = context_cues()
    filler = {word for group in words["around_ordinal"].values() for word in group}
    return chosen(text, titles, words["ordinals"], filler)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("o segundo", 1), ("a segunda opção", 1), ("2", 1), ("segundo por favor", 1), ("quero o terceiro", 2),
        ("la première option", 0), ("le deuxième svp", 1), ("je prends la 3e", 2), ("le dernier", 5), ("o último", 5),
        ("primeira", 0), ("c'est la deuxième", 1), ("opção 4", 3), ("o sétimo", None), ("7", None),
    ],
)  # fmt: skip
def test_a_place_in_the_row(text: str, place: int | None) -> None:
    assert index(text, PLANS) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [("lite", 1), ("não sei", 5), ("NAO SEI!", 5), ("um plano antgo", 4), ("premium", 3), ("sei", None)],
)
def test_a_title(text: str, place: int | None) -> None:
    assert index(text, PLANS) == place


@pytest.mark.parametrize(("text", "place"), [("sim", 0), ("Sim!", 0), ("não", 1), ("nao, manter", 1), ("talvez", None)])
def test_the_beginning_of_a_title(text: str, place: int | None) -> None:
    assert index(text, YES_NO) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("preparar", 0),
        ("Préparer", None),
        ("não resolveu", 2),
        ("preparar um", None),
        ("em", None),
        ("outra coisa", None),
    ],
)
def test_the_first_words_of_a_title(text: str, place: int | None) -> None:
    assert index(text, ["Preparar o e-mail", "Resolveu", "Não resolveu", "Outra coisa 1", "Outra coisa 2"]) == place


@pytest.mark.parametrize(
    "text",
    [
        "qual é a segunda via do boleto?",
        "sou Lite e quero o segundo plano",
        "deuxième relance, répondez",
        "",
        "?",
        "2 lojas",
    ],
)
def test_a_sentence_is_no_button(text: str) -> None:
    assert index(text, PLANS) is None


def test_two_titles_that_fit_are_none() -> None:
    assert index("sim", ["Sim, hoje", "Sim, amanhã"]) is None


@given(st.text(), st.lists(st.text(), max_size=6))
def test_any_text_is_some_button_or_none(text: str, titles: list[str]) -> None:
    found = index(text, titles)
    assert found is None or 0 <= found < len(titles)


def test_the_payload_is_the_buttons_own() -> None:
    buttons = [
        {"title": "Lite", "payload": '/inform_plan{"plan": "lite"}'},
        {"title": "Não sei", "payload": "/find_my_plan"},
    ]
    assert pressed_in_words("o segundo", buttons) == "/find_my_plan"
    assert pressed_in_words("o terceiro", buttons) is None
    assert pressed_in_words("o segundo", []) is None
