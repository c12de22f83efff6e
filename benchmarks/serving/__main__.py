"""`python -m benchmarks.serving`: a Markdown table, Guichet beside Rasa as shipped."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys

from benchmarks.serving.load import ACTION, PLAIN, measure, measure_web, percentile
from benchmarks.serving.variants import AS_SHIPPED, EACH, GUICHET, Running, Variant, running

START, MEMORY = "start to first answer (s)", "memory (MB)"
KINDS = {"without action": (PLAIN, "thank"), "with action": (ACTION, "contact_phone")}
Rows = dict[str, list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each variant; medians are shown (default: 3)")
    parser.add_argument("--turns", type=int, default=100, help="turns of each kind (default: 100)")
    parser.add_argument("--messages", type=int, default=20, help="messages of each of 16 conversations (default: 20)")
    parser.add_argument("--last", type=int, default=500, help="last turn of the long conversation (default: 500)")
    parser.add_argument("--each", action="store_true", help="also Guichet with one mend less, one after the other")
    parser.add_argument("--alone", action="store_true", help="Guichet without Rasa as shipped beside it")
    options = parser.parse_args()
    variants = [*(() if options.alone else (AS_SHIPPED,)), GUICHET, *(EACH if options.each else ())]
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
        load = {"turns": options.turns, "messages": options.messages, "last": options.last}
        found |= asyncio.run(measure(server.url, server.processor_seconds, **load))
        found |= _web(server, options.turns)
        found["memory afterwards (MB)"] = server.megabytes()
        return found


def _web(server: Running, turns: int) -> dict[str, float]:
    """Turns over the web channel, and how much longer they take than the same turns take by themselves."""
    if server.web is None:
        return {}
    times, found = asyncio.run(measure_web(server.web, turns)), {}
    for kind, (said, intent) in KINDS.items():
        half = percentile(times[said], 0.5)
        bare = server.bare_turns("web", intent)[-len(times[said]) :]
        found[f"web channel, turn {kind}, p50 (ms)"] = half
        found[f"web channel, turn {kind}, p95 (ms)"] = percentile(times[said], 0.95)
        found[f"web channel, beyond the bare turn {kind}, p50 (ms)"] = half - percentile(bare, 0.5)
    return found


def _print_table(results: dict[Variant, Rows], runs: int) -> None:
    """Medians; the factor is how much better Guichet is than Rasa as shipped."""
    print(f"| {' | '.join(['', *(variant.name for variant in results), 'factor'])} |")
    print("|---|" + "---:|" * (len(results) + 1))
    for row in results[GUICHET]:
        medians = {variant: statistics.median(rows[row]) for variant, rows in results.items() if row in rows}
        shown = {variant: f"{value:.3g}" if value < 100 else f"{value:.0f}" for variant, value in medians.items()}
        cells = [shown.get(variant, "") for variant in results]
        print(f"| {' | '.join([row, *cells, _factor(medians, row)])} |")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\nMedians of {runs} runs on {os.cpu_count()} cores; load average at the end: {load}.")


def _factor(medians: dict[Variant, float], row: str) -> str:
    if AS_SHIPPED not in medians:
        return ""
    factor = medians[AS_SHIPPED] / medians[GUICHET]
    return f"{1 / factor if '/s)' in row else factor:.1f} ×"


if __name__ == "__main__":
    main()
