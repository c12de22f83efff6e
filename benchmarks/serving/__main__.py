"""`python -m benchmarks.serving`: a Markdown table, Guichet beside Rasa as shipped."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys

from benchmarks.serving.load import measure
from benchmarks.serving.variants import AS_SHIPPED, EACH, GUICHET, Variant, running

START, MEMORY = "start to first answer (s)", "memory (MB)"
Rows = dict[str, list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each variant; medians are shown (default: 3)")
    parser.add_argument("--turns", type=int, default=100, help="turns of each kind (default: 100)")
    parser.add_argument("--messages", type=int, default=20, help="messages of each of 16 conversations (default: 20)")
    parser.add_argument("--last", type=int, default=500, help="last turn of the long conversation (default: 500)")
    parser.add_argument("--each", action="store_true", help="also Guichet with one mend less, one after the other")
    options = parser.parse_args()
    variants = [AS_SHIPPED, GUICHET, *(EACH if options.each else ())]
    results: dict[Variant, Rows] = {variant: {} for variant in variants}
    for number in range(options.runs):
        for variant in variants:  # in turns, so that a busy machine is busy for all of them
            print(f"run {number + 1} of {options.runs}: {variant.name}", file=sys.stderr, flush=True)
            for row, value in _run(variant, options).items():
                results[variant].setdefault(row, []).append(value)
    _print_table(results, options.runs)


def _run(variant: Variant, options: argparse.Namespace) -> dict[str, float]:
    with running(variant) as server:
        found = {START: server.seconds_to_first_answer, MEMORY: server.megabytes()}
        found |= asyncio.run(measure(server.url, turns=options.turns, messages=options.messages, last=options.last))
        found["memory afterwards (MB)"] = server.megabytes()
        return found


def _print_table(results: dict[Variant, Rows], runs: int) -> None:
    """Medians; the factor is how much better Guichet is than Rasa as shipped."""
    print(f"| {' | '.join(['', *(variant.name for variant in results), 'factor'])} |")
    print("|---|" + "---:|" * (len(results) + 1))
    for row in results[GUICHET]:
        medians = {variant: statistics.median(rows[row]) for variant, rows in results.items()}
        factor = medians[AS_SHIPPED] / medians[GUICHET]
        factor = 1 / factor if "/s)" in row else factor
        cells = [f"{value:.3g}" if value < 100 else f"{value:.0f}" for value in medians.values()]
        print(f"| {' | '.join([row, *cells, f'{factor:.1f} ×'])} |")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\nMedians of {runs} runs on {os.cpu_count()} cores; load average at the end: {load}.")


if __name__ == "__main__":
    main()
