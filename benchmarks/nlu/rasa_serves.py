"""`python -m benchmarks.nlu.rasa_serves MODEL TEXTS RESULTS [--light]`: a trained Rasa model answers.

`--light` leaves TensorFlow out until a component needs it, as `guichet run` does.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any

import structlog

from benchmarks.nlu.serving import NOT_UNDERSTOOD, Guess, serve
from bot.rasa_mends import without_tensorflow


def main() -> None:
    model, texts, results, *options = sys.argv[1:]
    if "--light" in options:
        without_tensorflow.apply()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    from rasa.core.agent import Agent

    if not Path(model).is_file():
        raise SystemExit(f"{model}: no such model")  # Rasa would take another one
    agent = Agent.load(model)
    loop = asyncio.new_event_loop()

    def guess(text: str) -> Guess:
        return _best(loop.run_until_complete(agent.parse_message(text)))

    serve(guess, Path(texts), Path(results))


def _best(parsed: dict[str, Any]) -> Guess:
    """The first of the ranking but for what the threshold put before it; without words there is none."""
    for one in parsed["intent_ranking"]:
        if one["name"] not in (None, NOT_UNDERSTOOD["intent"]):
            return {"intent": str(one["name"]), "confidence": float(one["confidence"])}
    return NOT_UNDERSTOOD


if __name__ == "__main__":
    main()
