"""Two requests in one message are told from one request in two clauses."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.clauses import MOST, clauses, may_be_two, two_requests

REQUESTS = {"cancel_plan", "contact_phone", "contact_chat"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("o telefone e o chat", ["o telefone", "o chat"]),
        ("le téléphone et aussi le chat ?", ["le téléphone", "le chat "]),
        ("Quero cancelar. Além disso, não recebi o boleto!", ["Quero cancelar", "Além disso", "não recebi o boleto"]),
        ("oi, tudo bem?", ["oi", "tudo bem"]),
        ("quero cancelar", []),
        ("", []),
        ("1, 2, 3", []),
        (", ".join("abcdefgh"), []),
    ],
)
def test_clauses(text: str, parts: list[str]) -> None:
    assert [text[begin:end] for begin, end in clauses(text)] == parts


@given(st.text())
def test_clauses_are_in_order_and_few(text: str) -> None:
    found = clauses(text)
    assert len(found) <= MOST
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))


PHONE, CHAT, PLAN, GREET = "contact_phone", "contact_chat", "cancel_plan", "greet"


@pytest.mark.parametrize(
    ("ranking", "parts", "two"),
    [
        ([PHONE, CHAT], [(PHONE, 0.9), (CHAT, 0.9)], [PHONE, CHAT]),
        ([CHAT, PLAN, PHONE], [(PHONE, 0.9), (CHAT, 0.9)], [PHONE, CHAT]),
        ([PHONE, CHAT], [(PHONE, 0.9), (CHAT, 0.7)], []),
        ([PHONE, PLAN, GREET, "a", "b", CHAT], [(PHONE, 0.9), (CHAT, 0.9)], []),
        ([PHONE, GREET], [(PHONE, 0.9), (GREET, 0.9)], []),
        ([PHONE], [(PHONE, 0.9), (PHONE, 0.9)], []),
        (["inform_plan", PHONE, CHAT], [(PHONE, 0.9), (CHAT, 0.9)], []),
        ([PLAN, CHAT, PHONE], [(PLAN, 0.9), (CHAT, 0.9), (PHONE, 0.9)], []),
        ([None], [(None, 0.0), (None, 0.0)], []),
    ],
)
def test_two_requests(ranking: list[str | None], parts: list[tuple[str | None, float]], two: list[str]) -> None:
    assert two_requests(ranking, parts, REQUESTS) == two


@pytest.mark.parametrize(
    ("ranking", "by_words", "may_be"),
    [
        ([PHONE, CHAT], [[PHONE, PLAN], [PLAN, CHAT]], True),
        ([PHONE, CHAT], [[PHONE, CHAT], [PHONE]], True),
        ([PHONE, CHAT], [[PHONE, CHAT], [PLAN]], False),
        ([PHONE, CHAT], [[PLAN], [CHAT]], False),
        ([PHONE, PLAN], [[PHONE], [CHAT]], False),
        ([PHONE, CHAT], [[PHONE], ["a", "b", "c", "d", "e", "f", CHAT]], False),
        ([None], [], False),
    ],
)
def test_clauses_whose_words_ask_only_one_thing_are_not_looked_at(
    ranking: list[str | None], by_words: list[list[str]], may_be: bool
) -> None:
    assert may_be_two(ranking, by_words) is may_be
