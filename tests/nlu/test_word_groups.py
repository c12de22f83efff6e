"""Words of like meaning are in one group, across both languages."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from bot.nlu import word_groups
from bot.nlu.word_groups import GroupTfidf
from tests.nlu.encoders import exact_encoder

WORDS = [
    "telefone",
    "téléphone",
    "boleto",
    "facture",
    "fatura",
    "pacote",
    "colis",
    "encomenda",
    "oi",
    "bonjour",
    "olá",
    "segunda",
    "lundi",
    "sexta",
]
TEXTS = [f"{word} e {other}" for word in WORDS for other in WORDS]


@pytest.fixture(autouse=True)
def six_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_groups, "GROUPS", 6)


@cache
def groups() -> dict[str, str]:
    return word_groups.word_groups(TEXTS, exact_encoder(), seen_in=2)


@pytest.mark.parametrize(("one", "other"), [("telefone", "téléphone"), ("fatura", "facture"), ("colis", "pacote")])
def test_words_that_mean_the_same_are_of_one_group(one: str, other: str) -> None:
    assert groups()[one] == groups()[other]


def test_others_are_not() -> None:
    assert len({groups()[word] for word in ("telefone", "fatura", "colis")}) == 3


def test_there_are_no_more_groups_than_asked_for() -> None:
    assert len(set(groups().values())) <= 6


def test_the_same_texts_make_the_same_groups() -> None:
    assert len({tuple(word_groups.word_groups(TEXTS, exact_encoder(), seen_in=2).items()) for _ in range(2)}) == 1


def test_a_word_of_too_few_texts_has_none() -> None:
    found = word_groups.word_groups(["oi oi", "oi boleto"], exact_encoder(), seen_in=2)
    assert set(found) == {"oi"}, "twice in one text is once"
    assert word_groups.word_groups(["oi", "boleto"], exact_encoder(), seen_in=2) == {}


def test_texts_of_like_words_are_alike() -> None:
    learnt = GroupTfidf(exact_encoder(), 1)
    learnt.fit_transform(TEXTS)
    rows = learnt.transform(["telefone e fatura", "téléphone e facture", "fatura e telefone"]).toarray()
    np.testing.assert_array_equal(rows[0], rows[1])
    assert not np.array_equal(rows[0], rows[2]), "their order counts"
