"""A button's payload is read back as it was written."""

from __future__ import annotations

import pytest

from bot.payloads import read_payload


@pytest.mark.parametrize(
    ("payload", "intent", "entities"),
    [
        ("/greet", "greet", {}),
        ('/inform_plan{"plan": "lite"}', "inform_plan", {"plan": "lite"}),
        ('/a{"b": "c", "d": "e"}', "a", {"b": "c", "d": "e"}),
    ],
)
def test_a_payload(payload: str, intent: str, entities: dict[str, str]) -> None:
    assert read_payload(payload) == (intent, entities)


@pytest.mark.parametrize("text", ["", "greet", "/", "/greet please", '/greet{"plan"', "/greet{plan}"])
def test_no_payload(text: str) -> None:
    with pytest.raises(ValueError):
        read_payload(text)
