"""What the trained model makes of messages that it has not seen, and how that is counted."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import yaml
from sklearn.metrics import f1_score

from bot.answers.model import OPTION_OF_INTENT

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
LANGUAGES = ("pt", "fr")
OFF_TOPIC = "out_of_scope"
ABOUT_AN_OPTION = ("ask_contact_options", "ask_opening_hours", "compare_plans")  # and an option may be named
REJECTIONS = frozenset({OFF_TOPIC, "nlu_fallback", "other_language"})


@dataclass(frozen=True)
class Expected:
    """A labelled message. `language` is pt, fr, or a third one; `names` are (entity, value)."""

    text: str
    language: str
    intent: str
    style: str = ""
    names: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Understood:
    """`intent` is what Rasa acts on, `best` the first of the ranking with its `confidence`, 0 to 1."""

    expected: Expected
    intent: str
    best: str
    confidence: float
    language: str | None
    names: frozenset[tuple[str, str]]

    @property
    def is_rejected(self) -> bool:
        return self.intent in REJECTIONS

    @property
    def is_right(self) -> bool:
        return self.best == self.expected.intent


def unseen() -> list[Expected]:
    """Both sets of messages that nobody trains on."""
    return [*messages("unseen"), *messages("second")]


def messages(folder: str) -> list[Expected]:
    """All messages of tests/nlu/`folder`."""
    found: list[Expected] = []
    for file in sorted((HERE / folder).glob("*.yml")):
        for row in yaml.safe_load(file.read_text(encoding="utf-8")):
            names = frozenset((name["entity"], str(name["value"])) for name in row.get("entities", ()))
            language = row.get("language", file.stem)
            intent = row.get("intent", "other_language")
            found.append(Expected(row["text"], language, intent, row.get("style", ""), names))
    return found


def understood(expected: Iterable[Expected]) -> list[Understood]:
    """Each message as the model in models/ reads it."""

    async def read() -> list[Understood]:
        return [_understood(one, await _agent().parse_message(one.text)) for one in expected]

    return asyncio.run(read())


def two_requests() -> list[tuple[str, frozenset[str]]]:
    """Messages of tests/nlu/two_requests, some of one request, with what they ask."""
    files = sorted((HERE / "two_requests").glob("*.yml"))
    rows = [row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [(row["text"], frozenset(row["intents"])) for row in rows]


def understood_requests(
    expected: Iterable[tuple[str, frozenset[str]]],
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """(meant, understood): the intents of each message."""

    async def read() -> list[tuple[frozenset[str], frozenset[str]]]:
        return [(meant, _asked(await _agent().parse_message(text))) for text, meant in expected]

    return asyncio.run(read())


def _asked(parsed: dict[str, Any]) -> frozenset[str]:
    also = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "also_asks"]
    return frozenset([parsed["intent"]["name"], *also])


@cache
def _agent() -> Any:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    from rasa.core.agent import Agent

    [model] = (ROOT / "models").glob("*.tar.gz")
    return Agent.load(str(model))


def _understood(expected: Expected, parsed: dict[str, Any]) -> Understood:
    ranking = [one for one in parsed["intent_ranking"] if one["name"] != "nlu_fallback"]
    best = ranking[0] if ranking else {"name": "nlu_fallback", "confidence": 0.0}
    names = frozenset((name["entity"], str(name["value"])) for name in parsed["entities"])
    language = next((value for entity, value in names if entity == "language"), None)
    intent = parsed["intent"]["name"] or "nlu_fallback"
    return Understood(expected, intent, best["name"] or "nlu_fallback", best["confidence"], language, names)


# ── Counting ─────────────────────────────────────────────────────────────────────────────────────────


def share(values: Iterable[bool]) -> float:
    """Of them true, 0 to 1; 0 where there is none."""
    counted = list(values)
    return sum(counted) / len(counted) if counted else 0.0


def is_short(one: Understood) -> bool:
    """Of one to three words."""
    return len(one.expected.text.split()) <= 3


def tells_its_language(one: Understood) -> bool:
    """Not so "large", a CNPJ, or keys struck at random: see tests/nlu/untold.yml."""
    return one.expected.text not in _untold()


@cache
def _untold() -> frozenset[str]:
    return frozenset(yaml.safe_load((HERE / "untold.yml").read_text(encoding="utf-8")))


def accuracy(results: Iterable[Understood]) -> float:
    return share(one.is_right for one in results)


def macro_f1(results: Sequence[Understood]) -> float:
    """The mean of the F1 of each intent that a message has."""
    truth, told = [one.expected.intent for one in results], [one.best for one in results]
    return float(f1_score(truth, told, labels=sorted(set(truth)), average="macro", zero_division=0))


def in_scope(results: Iterable[Understood]) -> list[Understood]:
    return [one for one in results if one.expected.intent not in REJECTIONS]


def off_topic(results: Iterable[Understood]) -> list[Understood]:
    return [one for one in results if one.expected.intent == OFF_TOPIC]


def accuracy_of_answers(results: Iterable[Understood]) -> float:
    """Of the requests that are answered, the share that is answered as meant."""
    return share(one.intent == one.expected.intent for one in in_scope(results) if not one.is_rejected)


def names_f1(results: Iterable[Understood], entity: str) -> tuple[float, int]:
    """F1 of an entity's values, and how many there are."""
    right = told = meant = 0
    for one in results:
        expected = _values(entity, one.expected.intent, one.expected.names)
        found = _values(entity, one.best, one.names)
        right, told, meant = right + len(expected & found), told + len(found), meant + len(expected)
    return (2 * right / (told + meant) if told + meant else 1.0), meant


def _values(entity: str, intent: str, names: frozenset[tuple[str, str]]) -> set[str]:
    """The values of an entity, alike in form. Of options, the one that the answer is about, by name or by intent."""
    named = {value for kind, value in names if kind == entity}
    if entity == "cnpj":
        return {re.sub(r"\W", "", value).upper() for value in named}
    if entity != "option" or intent in ABOUT_AN_OPTION:
        return named
    return {OPTION_OF_INTENT[intent]} if intent in OPTION_OF_INTENT else set()


def confusions(results: Iterable[Understood]) -> Counter[tuple[str, str]]:
    """(meant, understood) -> times."""
    return Counter((one.expected.intent, one.best) for one in results if not one.is_right)


def rejection_curve(results: Sequence[Understood], thresholds: Iterable[float]) -> list[tuple[float, float, float]]:
    """(threshold, share of off-topic rejected, share of requests rejected), if below it nothing were answered."""

    def rejected(one: Understood, threshold: float) -> bool:
        return one.best in REJECTIONS or one.confidence < threshold

    return [
        (
            threshold,
            share(rejected(one, threshold) for one in off_topic(results)),
            share(rejected(one, threshold) for one in in_scope(results)),
        )
        for threshold in thresholds
    ]
