"""An empty domain is known as one, and made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa.shared.core.domain import Domain

from bot.rasa_mends import empty_domain

Unmend = Callable[[type, str], Any]
METHOD = "is_empty"


@pytest.mark.parametrize(
    "domain",
    [
        Domain.empty(),
        Domain.from_yaml('version: "3.1"'),
        Domain.from_yaml('version: "3.1"\nintents: [greet]'),
        Domain.from_yaml('version: "3.1"\nsession_config: {session_expiration_time: 5}'),
    ],
    ids=["empty", "of nothing", "with an intent", "with a session of its own"],
)
def test_it_is_empty_where_rasa_says_so(as_shipped: Unmend, domain: Domain) -> None:
    by_rasa = as_shipped(Domain, METHOD)(domain)
    empty_domain.apply()
    assert domain.is_empty() is by_rasa


def test_an_empty_one_is_made_once(as_shipped: Unmend, monkeypatch: pytest.MonkeyPatch) -> None:
    as_shipped(Domain, METHOD)
    asked, made, empty = Domain.from_yaml('version: "3.1"\nintents: [greet]'), [], Domain.empty()
    monkeypatch.setattr(Domain, "empty", lambda: made.append(1) or empty)
    for _ in range(9):
        asked.is_empty()
    assert len(made) == 9, "as shipped, each time"
    empty_domain.apply()
    for _ in range(9):
        asked.is_empty()
    assert len(made) <= 10


def test_applying_twice_is_applying_once(as_shipped: Unmend) -> None:
    as_shipped(Domain, METHOD)
    empty_domain.apply()
    once = Domain.is_empty
    empty_domain.apply()
    assert Domain.is_empty is once


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Domain, METHOD, lambda self: False)
    with pytest.raises(RuntimeError, match=r"Domain\.is_empty has changed"):
        empty_domain.apply()
