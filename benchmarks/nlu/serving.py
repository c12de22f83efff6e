"""What a process that answers measures of itself, and what it writes down."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict


class Guess(TypedDict):
    """The likeliest intent, and how sure the engine is of it."""

    intent: str
    confidence: float


class Answer(Guess):
    """`ms`: how long the guess took."""

    ms: float


NOT_UNDERSTOOD: Guess = {"intent": "nlu_fallback", "confidence": 0.0}


def serve(guess: Callable[[str], Guess], texts: Path, results: Path) -> None:
    """Answer one text after the other, and write answers and memory."""
    told = json.loads(texts.read_text(encoding="utf-8"))
    for one in told["warm_up"]:
        guess(one["text"])
    answers: list[Answer] = []
    for text in [one["text"] for one in told["asked"]]:
        started = time.perf_counter()
        found = guess(text)
        answers.append({**found, "ms": (time.perf_counter() - started) * 1000})
    results.write_text(json.dumps({"answers": answers, "megabytes": peak_megabytes()}), encoding="utf-8")


def peak_megabytes() -> float:
    """The most memory that this process has had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
