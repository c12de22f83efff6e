"""`python -m benchmarks.parse`: how long the model takes to understand a message, and which component takes it.

Messages of tests/nlu/unseen, one at a time, as a server of `guichet run` reads them; each once, for people seldom
write the same. Milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from bot import blas

MESSAGES = Path("tests/nlu/unseen")
WARM_UP = 50  # messages that are not timed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parse", description=__doc__)
    parser.add_argument("--messages", type=int, default=500, help="messages, drawn by lot (default: 500)")
    parser.add_argument("--model", default="models", help="a model, or the folder of models (default: models)")
    options = parser.parse_args()
    blas.apply()
    agent = _agent(options.model)
    texts = _texts(options.messages + WARM_UP)
    asyncio.run(_parse(agent, texts[:WARM_UP]))
    by_component = _timed(agent)
    whole = asyncio.run(_parse(agent, texts[WARM_UP:]))
    print("| ms | p50 | p95 |\n|---|---:|---:|")
    _print_row("a message", whole)
    for component, times in by_component.items():
        _print_row(f"`{component}`", times)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\n{len(whole)} messages on {os.cpu_count()} cores; load average at the end: {load}.")


def _agent(model: str) -> Any:
    """The model as a server has it."""
    from bot.rasa_mends import without_tensorflow

    without_tensorflow.apply()
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    from bot import rasa_mends

    configure_structlog(logging.WARNING)
    rasa_mends.apply()
    agent = Agent.load(model)
    if agent.processor is None:
        sys.exit(f"There is no model in {model}: run `make train`.")
    return agent


def _texts(count: int) -> list[str]:
    rows = [row for file in sorted(MESSAGES.glob("*.yml")) for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    texts = list(dict.fromkeys(row["text"] for row in rows))
    random.Random(7).shuffle(texts)  # noqa: S311 (no secret)
    return texts[:count]


def _timed(agent: Any) -> dict[str, list[float]]:
    """The times of each component of the model, from now on; in the order they run."""
    times: dict[str, list[float]] = defaultdict(list)

    def timed(name: str, run: Any) -> Any:
        def call(*given: Any) -> Any:
            started = time.perf_counter()
            try:
                return run(*given)
            finally:
                times[name].append((time.perf_counter() - started) * 1000)

        return call

    nodes = agent.processor.graph_runner._instantiated_nodes
    for key, node in nodes.items():
        nodes[key] = timed(node._component_class.__name__, node)
    return times


async def _parse(agent: Any, texts: list[str]) -> list[float]:
    times = []
    for text in texts:
        started = time.perf_counter()
        await agent.parse_message(text)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _print_row(name: str, times: list[float]) -> None:
    print(f"| {name} | {statistics.median(times):.2f} | {statistics.quantiles(times, n=20)[-1]:.2f} |")


if __name__ == "__main__":
    main()
