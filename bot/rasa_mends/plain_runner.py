"""Runs the components of a model one after the other.

Defect in Rasa 3.6.21: for each message and each prediction `DaskGraphRunner.run` builds a graph, has dask order it
anew and schedule it, as if its nodes were to run on many machines; then it runs them in this thread, one by one.
"""

from __future__ import annotations

import functools
import inspect
import weakref
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

_DEFECT = "dask.get(run_graph, run_targets)"
Order = list[tuple[str, tuple[str, ...]]]


def apply() -> None:
    """Order the nodes once for each set of targets."""
    original = DaskGraphRunner.run
    if getattr(original, "mended", False):
        return
    if _DEFECT not in inspect.getsource(original):
        raise RuntimeError("DaskGraphRunner.run has changed; read rasa_mends/plain_runner.py")
    orders: weakref.WeakKeyDictionary[DaskGraphRunner, dict[tuple[str, ...], Order]] = weakref.WeakKeyDictionary()

    @functools.wraps(original)
    def run(
        self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        known = orders.setdefault(self, {})
        if wanted not in known:
            known[wanted] = in_order(self._graph_schema.minimal_graph_schema(list(wanted)))
        if any(isinstance(value, str) and value in self._graph_schema.nodes for value in (inputs or {}).values()):
            return original(self, inputs, targets)  # an error, which Rasa explains
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name, needs in known[wanted]:
                if name not in done:
                    # What nobody provides stays a name, which the node reports.
                    done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return dict(done[name] for name in wanted)

    run.mended = True  # type: ignore[attr-defined]
    DaskGraphRunner.run = run


def in_order(schema: GraphSchema) -> Order:
    """The nodes with what they need, each behind all that it needs.

    Raises:
        GraphRunError: where nodes need each other.
    """
    ordered: dict[str, tuple[str, ...]] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in ordered or name not in schema.nodes:
            return
        if name in above:
            raise GraphRunError(f"The model's node {name} needs itself.")
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            add(need, (*above, name))
        ordered[name] = needs

    for name in schema.nodes:
        add(name, ())
    return list(ordered.items())
