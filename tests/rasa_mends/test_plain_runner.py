"""The components of a model run in their order, without a scheduler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dask
import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from bot.rasa_mends import plain_runner

Unmend = Callable[[type, str], Any]


class Sum(GraphComponent):
    """Adds up what it is given, and 1."""

    @classmethod
    def create(cls, *_: Any, **__: Any) -> Sum:
        return cls()

    def run(self, one: int = 0, other: int = 0) -> int:
        return one + other + 1

    def fail(self, one: int = 0) -> int:
        raise RuntimeError("in the component")


def node(needs: dict[str, str], function: str = "run", is_target: bool = False) -> SchemaNode:
    return SchemaNode(
        needs=needs, uses=Sum, constructor_name="create", fn=function, config={}, eager=True, is_target=is_target
    )


DIAMOND = {
    "bottom": node({"one": "left", "other": "right"}, is_target=True),
    "left": node({"one": "top"}),
    "right": node({"one": "top", "other": "__given__"}),
    "top": node({"one": "__given__"}),
    "apart": node({}, is_target=True),
}


def runner(nodes: dict[str, SchemaNode] = DIAMOND) -> DaskGraphRunner:
    schema = GraphSchema(nodes)
    return DaskGraphRunner(schema, None, ExecutionContext(schema))


@pytest.fixture
def scheduled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each graph that dask is given while the test runs."""
    seen: list[Any] = []
    get = dask.get
    monkeypatch.setattr(dask, "get", lambda graph, targets: seen.append(targets) or get(graph, targets))
    return seen


@pytest.mark.parametrize("targets", [None, ["bottom"], ["left", "apart"], ["__given__", "top"]])
def test_it_gives_what_rasa_gives(as_shipped: Unmend, scheduled: list[Any], targets: list[str] | None) -> None:
    as_shipped(DaskGraphRunner, "run")
    by_rasa = runner().run({"__given__": 5}, targets)
    assert len(scheduled) == 1
    plain_runner.apply()
    mended = runner()
    assert mended.run({"__given__": 5}, targets) == mended.run({"__given__": 5}, targets) == by_rasa
    assert len(scheduled) == 1, "no scheduler is asked"


def test_a_node_runs_once_and_only_when_it_is_needed(as_shipped: Unmend, monkeypatch: pytest.MonkeyPatch) -> None:
    as_shipped(DaskGraphRunner, "run")
    plain_runner.apply()
    made, ran = runner(), []
    for name, one in made._instantiated_nodes.items():
        monkeypatch.setitem(made._instantiated_nodes, name, lambda *given, n=name, o=one: ran.append(n) or o(*given))
    made.run({"__given__": 1}, ["right"])
    assert ran == ["top", "right"]


def test_what_nobody_provides_is_an_error(as_shipped: Unmend) -> None:
    as_shipped(DaskGraphRunner, "run")
    plain_runner.apply()
    with pytest.raises(GraphRunError, match="__given__"):
        runner().run({}, ["top"])


def test_an_input_that_is_called_like_a_node_is_an_error(as_shipped: Unmend) -> None:
    as_shipped(DaskGraphRunner, "run")
    plain_runner.apply()
    with pytest.raises(GraphRunError, match="clashes"):
        runner().run({"__given__": "left"}, ["bottom"])


def test_nodes_that_need_each_other_are_an_error() -> None:
    with pytest.raises(GraphRunError, match="needs itself"):
        plain_runner.in_order(GraphSchema({"a": node({"one": "b"}), "b": node({"one": "a"})}))


def test_a_component_that_fails_fails_the_run(as_shipped: Unmend) -> None:
    as_shipped(DaskGraphRunner, "run")
    with pytest.raises(Exception, match="a") as by_rasa:
        runner({"a": node({}, "fail")}).run({}, ["a"])
    plain_runner.apply()
    with pytest.raises(type(by_rasa.value), match="a") as mended:
        runner({"a": node({}, "fail")}).run({}, ["a"])
    assert str(mended.value) == str(by_rasa.value)


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DaskGraphRunner, "run", lambda self, inputs=None, targets=None: {})
    with pytest.raises(RuntimeError, match="run has changed"):
        plain_runner.apply()
