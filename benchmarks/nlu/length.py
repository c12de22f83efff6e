"""`python -m benchmarks.nlu.length`: how the time of each component grows with the length of a message.

Takes the model in models/. Ends with exit status 1 where a time grows faster than the length.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import cycle, islice, pairwise
from typing import get_args

import yaml
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from benchmarks.nlu.data import training_examples
from bot.details import DetailKind
from bot.drafts import Draft
from bot.nlu.awaited import gives
from bot.nlu.clauses import clauses
from bot.nlu.features import LONGEST_TEXT, Features
from bot.nlu.in_context import InContext
from bot.nlu.text import composed, fold, masked, simplified
from bot.nlu.tokens import tokenizer
from tests.nlu.encoders import sentence_encoder
from tests.nlu.understanding import ROOT, _agent

WORDS = (10, 100, 1_000, 10_000)
TIMES = 5  # each; the shortest counts, for the machine has other work
LINEAR = 1.5  # so many times as long may a thousand words take in a message that is ten times as long: times vary


def main() -> None:
    too_slow = []
    for kind, text in kinds().items():
        print(f"| {' | '.join([kind, *(f'{count:,} words' for count in WORDS)])} |")
        print("|---|" + "---:|" * len(WORDS))
        times = [measured(text(count)) for count in WORDS]
        for name in times[0]:
            each = [of_all[name] / count * 1_000 for of_all, count in zip(times, WORDS, strict=True)]
            print(f"| {name} | {' | '.join(f'{one:.2g}' for one in each)} |", flush=True)
            if any(longer > LINEAR * shorter for shorter, longer in pairwise(each)):
                too_slow.append(f"{name} ({kind})")
        print()
    print(f"Milliseconds per 1,000 words; the shortest of {TIMES}; load average at the end: {os.getloadavg()[0]:.1f}.")
    if too_slow:
        sys.exit(f"worse than linear: {', '.join(too_slow)}")
    print("No time grows faster than the length.")


def kinds() -> Mapping[str, Callable[[int], str]]:
    """Texts of so many words: what people write, and what is hard to read."""

    def repeated(*words: str, between: str = " ") -> Callable[[int], str]:
        return lambda count: between.join(islice(cycle(words), count))

    return {
        "sentences": repeated(*(word for one in training_examples() for word in one.text.split())),
        "names with typing errors": repeated("growht", "premiun", "smal", "shpo", "clear", "sale"),
        "one word": repeated("abcde", between=""),
        "blanks": repeated("    "),
        "parts of numbers and addresses": repeated("1a.", "a@", "b-", between=""),
        "marks upon marks": repeated("e\u0301\u0327\u0301\u0327", "\u0301\u0327", between=""),
    }


def measured(text: str) -> dict[str, float]:
    """Milliseconds of each component, one after the other on the same message, and of what they are made of."""
    found: dict[str, list[float]] = {}
    for _ in range(TIMES):
        message = Message({TEXT: text})
        for name, step in {**components(message), **parts(text)}.items():
            started = time.perf_counter()
            step()
            found.setdefault(name, []).append((time.perf_counter() - started) * 1_000)
    return {name: min(times) for name, times in found.items()}


def components(message: Message) -> dict[str, Callable[[], object]]:
    """Those of config.yml, as they are trained; a store's name is awaited."""
    processor = _agent().processor
    nodes = processor.graph_runner._instantiated_nodes.values()
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    names = [component["name"].rsplit(".")[-1] for component in pipeline]
    loaded = {type(node._component).__name__: node._component for node in nodes}
    events = [UserUttered("oi"), SlotSet("draft", Draft("clearsale", "cancel_plan", awaits="store", asked=1).to_slot())]
    tracker = DialogueStateTracker.from_events("ana", evts=events, slots=processor.domain.slots)
    others = {InContext.__name__: {"tracker": tracker}}
    return {name: partial(loaded[name].process, [message], **others.get(name, {})) for name in names}


def parts(text: str) -> dict[str, Callable[[], object]]:
    """What components are made of, as they call it: on the beginning of a text."""
    begins = composed(text)
    return {
        "text: composed": partial(composed, text),
        "text: simplified, masked": lambda: simplified(masked(begins, [])),
        "tokens": partial(_split(), fold(begins)),
        "clauses": partial(clauses, begins),
        "features": partial(_features().transform, [simplified(begins)[:LONGEST_TEXT]]),
        **{f"awaited: {kind}": partial(gives, kind, text, "nlu_fallback", 0.0) for kind in get_args(DetailKind)},
    }


@cache
def _split() -> Callable[[str], object]:
    split: Callable[[str], object] = tokenizer("fr").make_doc
    return split


@cache
def _features() -> Features:
    learnt = Features(sentence_encoder())
    learnt.fit_transform([one.text for one in training_examples()[:100]])
    return learnt


if __name__ == "__main__":
    main()
