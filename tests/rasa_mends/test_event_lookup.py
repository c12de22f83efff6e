"""An event's class is found as Rasa finds it, and the tree of classes is walked once a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import rasa.shared.utils.common
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.utils.common import all_subclasses

from bot.rasa_mends import event_lookup

METHOD = "resolve_by_type"
TYPES = sorted({cls.type_name for cls in all_subclasses(Event) if getattr(cls, "type_name", None)})
Unmend = Callable[[type, str], Any]


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each walk over the tree of event classes while the test runs."""
    seen: list[Any] = []

    def counted(cls: Any) -> list[Any]:
        if cls is Event:
            seen.append(cls)
        return list(all_subclasses(cls))

    monkeypatch.setattr(rasa.shared.utils.common, "all_subclasses", counted)
    return seen


def test_the_tree_is_walked_once_a_name(as_shipped: Unmend, walks: list[Any]) -> None:
    as_shipped(Event, METHOD)
    event_lookup.apply()
    for _ in range(50):
        assert Event.from_parameters({"event": "slot", "name": "plan", "value": "lite"}) == SlotSet("plan", "lite")
    assert len(walks) == 1


@pytest.mark.parametrize("name", TYPES)
def test_each_class_is_the_one_that_rasa_finds(as_shipped: Unmend, name: str) -> None:
    by_rasa = as_shipped(Event, METHOD)(name)
    event_lookup.apply()
    assert Event.resolve_by_type(name) is Event.resolve_by_type(name) is by_rasa


def test_an_unknown_name_is_an_error_or_the_default(as_shipped: Unmend) -> None:
    as_shipped(Event, METHOD)
    event_lookup.apply()
    for _ in range(2):
        with pytest.raises(ValueError, match="nonsense"):
            Event.resolve_by_type("nonsense")
        assert Event.resolve_by_type("nonsense", UserUttered) is UserUttered


def test_applying_twice_is_applying_once(as_shipped: Unmend) -> None:
    as_shipped(Event, METHOD)
    event_lookup.apply()
    once = Event.resolve_by_type
    event_lookup.apply()
    assert Event.resolve_by_type is once


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Event, METHOD, staticmethod(lambda type_name, default=None: default))
    with pytest.raises(RuntimeError, match="resolve_by_type has changed"):
        event_lookup.apply()
