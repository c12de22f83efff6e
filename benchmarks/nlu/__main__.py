"""`python -m benchmarks.nlu`: a Markdown table of engines that learn from the same data and are asked the same."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.nlu.data import Data, prepare
from benchmarks.nlu.engines import Measured, engines, measure
from benchmarks.serving.load import percentile
from tests.nlu.understanding import (
    LANGUAGES,
    REJECTIONS,
    Understood,
    accuracy,
    in_scope,
    macro_f1,
    off_topic,
    share,
)

LOST = 0.04  # of the requests, that every engine's threshold turns away at most
COLUMNS = (
    "", "accuracy", "macro-F1", *LANGUAGES, "off-topic rejected", "third languages told",
    "ms, p50", "ms, p95", "training (s)", "of CPU (s)", "memory (MB)",
)  # fmt: skip


def main() -> None:
    options = _options()
    chosen = [one for one in engines(options.epochs) if options.only in (None, one.name)]
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(TemporaryDirectory(prefix="guichet-nlu-")))
        folder.mkdir(parents=True, exist_ok=True)
        data = prepare(folder.resolve())
        results = []
        for engine in chosen:
            print(f"{engine.name}: training and asking", file=sys.stderr, flush=True)
            results.append(measure(engine, data, folder.resolve() / engine.name))
        _print_table(results, data)


def _options() -> argparse.Namespace:
    names = [one.name for one in engines(0)]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu", description=__doc__)
    parser.add_argument("--only", choices=names, help="one engine instead of all")
    parser.add_argument("--epochs", type=int, default=100, help="how long DIET learns (default: 100, as in Rasa)")
    parser.add_argument("--keep", type=Path, help="a folder for models, logs and answers; models there are used again")
    return parser.parse_args()


def _print_table(results: Sequence[Measured], data: Data) -> None:
    print(f"| {' | '.join(COLUMNS)} |")
    print("|---|" + "---:|" * (len(COLUMNS) - 1))
    for one in results:
        print(f"| {' | '.join(_row(one, data))} |")
    cores, load = len(os.sched_getaffinity(0)), ", ".join(f"{value:.1f}" for value in os.getloadavg())
    ours = sum(one.language in LANGUAGES for one in data.asked)
    print(f"\n{data.count} examples; {ours} messages of both languages, {len(data.asked) - ours} of others;")
    print(f"on {cores} core{'s' if cores > 1 else ''}; load average at the end: {load}.")


def _row(measured: Measured, data: Data) -> list[str]:
    everything = understood(measured, data)
    ours = [one for one in everything if one.expected.language in LANGUAGES]
    others = [one for one in everything if one.expected.language not in LANGUAGES]
    by_language = [accuracy([one for one in ours if one.expected.language == language]) for language in LANGUAGES]
    times = [answer["ms"] for answer in measured.answers]
    return [
        measured.engine.title,
        *(f"{figure:.3f}" for figure in (accuracy(ours), macro_f1(ours), *by_language)),
        *(f"{figure:.1%}" for figure in (off_topic_rejected(ours), accuracy(others))),
        *(f"{percentile(times, part):.1f}" for part in (0.5, 0.95)),
        f"{measured.training.seconds:.0f}",
        f"{measured.training.cpu_seconds:.0f}",
        f"{measured.megabytes:.0f}",
    ]


def understood(measured: Measured, data: Data) -> list[Understood]:
    return [
        Understood(expected, found["intent"], found["intent"], found["confidence"], None, frozenset())
        for expected, found in zip(data.asked, measured.answers, strict=True)
    ]


def off_topic_rejected(results: Sequence[Understood]) -> float:
    """The share of what is off topic that is rejected by the threshold that rejects `LOST` of the requests.

    Of messages that lie at the threshold itself, as many are rejected as `LOST` still allows, and the same share of
    those off topic.
    """
    requests, others = ([_belonging(one) for one in group] for group in (in_scope(results), off_topic(results)))
    threshold = sorted(requests)[int(LOST * len(requests))]
    allowed = LOST - share(one < threshold for one in requests)
    part = allowed / share(one == threshold for one in requests)
    return share(one < threshold for one in others) + part * share(one == threshold for one in others)


def _belonging(one: Understood) -> float:
    """How sure an engine is that a message is a request: 1 of a request, 0 of nothing, -1 that it is off topic.

    So a threshold can also trust an engine less that rejects too much.
    """
    return -one.confidence if one.best in REJECTIONS else one.confidence


if __name__ == "__main__":
    main()
