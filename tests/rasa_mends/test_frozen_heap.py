"""What a model consists of is no work for the garbage collector; what comes after it is."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import rasa.core.agent
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.rasa_mends import frozen_heap

Unmend = Callable[[type, str], Any]


class Ring:
    """An object that only the garbage collector can remove."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Agent:
    """An agent whose model is a ring."""
    domain = Domain.empty()

    def processor(**_: Any) -> Any:
        return SimpleNamespace(domain=domain, ring=Ring())

    monkeypatch.setattr(rasa.core.agent, "MessageProcessor", processor)
    return Agent(domain=domain, tracker_store=InMemoryTrackerStore(domain))


def load(agent: Agent) -> None:
    agent.load_model("models")


def is_watched(thing: object) -> bool:
    return any(thing is other for other in gc.get_objects())


def test_the_collector_does_not_walk_through_a_loaded_model(agent: Agent) -> None:
    frozen_heap.apply()
    load(agent)
    assert not is_watched(agent.processor.ring)


def test_as_shipped_it_does(agent: Agent, as_shipped: Unmend) -> None:
    as_shipped(Agent, "load_model")
    load(agent)
    assert is_watched(agent.processor.ring)


def test_a_model_that_is_replaced_is_collected(agent: Agent) -> None:
    frozen_heap.apply()
    load(agent)
    before = weakref.ref(agent.processor.ring)
    load(agent)
    assert before() is None


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Agent, "load_model", lambda self, path: None)
    with pytest.raises(RuntimeError, match="load_model has changed"):
        frozen_heap.apply()
