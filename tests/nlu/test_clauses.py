"""Two requests in one message are told from one request in two clauses."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.clauses import MOST, clauses, two_requests

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
        ([PHONE, CHAT], [(PHONE, 0.95), (CHAT, 0.95)], [PHONE, CHAT]),
        ([CHAT, PLAN, PHONE], [(PHONE, 0.95), (CHAT, 0.95)], [PHONE, CHAT]),
        ([PHONE, CHAT], [(PHONE, 0.95), (CHAT, 0.85)], []),
        ([PHONE, PLAN, GREET, "a", "b", CHAT], [(PHONE, 0.95), (CHAT, 0.95)], []),
        ([PHONE, GREET], [(PHONE, 0.95), (GREET, 0.95)], []),
        ([PHONE], [(PHONE, 0.95), (PHONE, 0.95)], []),
        (["inform_plan", PHONE, CHAT], [(PHONE, 0.95), (CHAT, 0.95)], []),
        ([PLAN, CHAT, PHONE], [(PLAN, 0.95), (CHAT, 0.95), (PHONE, 0.95)], []),
        ([None], [(None, 0.0), (None, 0.0)], []),
    ],
)
def test_two_requests(ranking: list[str | None], parts: list[tuple[str | None, float]], two: list[str]) -> None:
    assert two_requests(ranking, len(parts), iter(parts), REQUESTS) == two


@pytest.mark.parametrize(
    ("ranking", "parts", "looked_at"),
    [
        ([GREET, PHONE], [(PHONE, 0.95), (CHAT, 0.95)], 0),
        ([PHONE, CHAT], [(GREET, 0.95), (CHAT, 0.95)], 1),
        ([PHONE, CHAT], [(PHONE, 0.5), (PHONE, 0.95), (CHAT, 0.95)], 3),
        ([PHONE, CHAT], [(PHONE, 0.5), (PHONE, 0.5), (CHAT, 0.95)], 2),
    ],
)
def test_no_more_clauses_are_looked_at_than_tell(
    ranking: list[str | None], parts: list[tuple[str | None, float]], looked_at: int
) -> None:
    each = iter(parts)
    two_requests(ranking, len(parts), each, REQUESTS)
    assert list(each) == parts[looked_at:]
