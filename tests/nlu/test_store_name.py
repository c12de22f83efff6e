"""A store's name is found where it is being given, and nowhere else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.store_name import store_name


def name(text: str) -> str | None:
    place = store_name(text)
    return unicodedata.normalize("NFC", text)[slice(*place)] if place else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("minha loja é Atelier Lune", "Atelier Lune"),
        ("o nome da loja é TechMania.", "TechMania"),
        ("a loja se chama Moda & Cia, cnpj 46288975000168", "Moda & Cia"),
        ("Minha loja se chama Loja do Zé e o cnpj é 11.222.333/0001-81", "Loja do Zé"),
        ("nome: Super Pets", "Super Pets"),
        ("loja: Açaí da Praia - 20146201000109", "Açaí da Praia"),
        ("ma boutique s'appelle Soleil d'Or", "Soleil d'Or"),
        ("ma boutique s’appelle Soleil d’Or", "Soleil d’Or"),
        ("le nom de la boutique est Au Bon Pain, CNPJ 12.ABC.345/01DE-35", "Au Bon Pain"),
        ("boutique : La Maison Bleue", "La Maison Bleue"),
        ("bonjour, mon magasin s'appelle « L'Épi » merci", "L'Épi"),
        ("loja Cantinho da Avó e o CNPJ da filial", "Cantinho da Avó"),
        ("la boutique s'appelle Soleil et son numéro CNPJ est le 33.710.528/0003-75", "Soleil"),
        ("anota aí: loja Trem Bão Queijos", "Trem Bão Queijos"),
        ("c la boutique Au Fil de Lou, voilà", "Au Fil de Lou"),
        ("os dados são estes: loja Maré Alta Surf, CNPJ 19XK204M000130", "Maré Alta Surf"),
        ("la boutique s'appelle Épices du Sud et que le CNPJ est le 30.661.448/0001-17", "Épices du Sud"),
    ],
)
def test_a_name_that_is_given(text: str, expected: str) -> None:
    assert name(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "quero cancelar meu plano",
        "minha loja é",
        "qual é o nome da loja?",
        "ma boutique est en panne depuis hier ?",
        "11.222.333/0001-81",
        "",
        "nome: ",
        "minha loja Shopify caiu",
        "já passei o nome da loja e o número do cadastro",
        "notre boutique est en pleine croissance",
        "Loja Shopify não sincroniza",
        "la boutique Chez Bérénice ne marche pas",
        "na minha loja a Sendcloud não abre",
    ],
)
def test_no_name(text: str) -> None:
    assert store_name(text) is None


@given(st.text())
def test_any_text_has_a_name_within_it_or_none(text: str) -> None:
    place = store_name(text)
    if place is not None:
        start, end = place
        assert 0 <= start < end <= len(unicodedata.normalize("NFC", text))
