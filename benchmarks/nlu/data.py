"""What every engine learns from, and what it is asked: the same for all of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from tests.nlu.understanding import ROOT, Expected, unseen

UNREAD = "unread.yml"  # intents that a channel gives to messages that no engine reads
EVERY = 300  # of so many training examples one is asked, before any message is timed


@dataclass(frozen=True)
class Example:
    """A line of the training data. `language` is pt, fr, or other."""

    text: str
    intent: str
    language: str


@dataclass(frozen=True)
class Data:
    """Files in a folder: Rasa's own form for its pipelines, JSON for the others."""

    nlu: Path
    examples: Path
    texts: Path
    fingerprint: str
    count: int  # of the examples
    asked: list[Expected]


def prepare(folder: Path) -> Data:
    """Write the training examples, and the messages of the test without what they mean.

    Others come before them to warm up: nlp.js remembers what it was asked.
    """
    nlu, examples, texts = folder / "nlu", folder / "examples.json", folder / "texts.json"
    if nlu.exists():
        shutil.rmtree(nlu)
    digest = hashlib.sha256()
    for source in training_files():
        file = nlu / source.parent.name / source.name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, file)
        digest.update(source.read_bytes())
    asked = unseen()
    learnt = training_examples()
    texts.write_text(json.dumps({"warm_up": _told(learnt[::EVERY]), "asked": _told(asked)}), encoding="utf-8")
    examples.write_text(json.dumps([asdict(one) for one in learnt]), encoding="utf-8")
    return Data(nlu, examples, texts, digest.hexdigest(), len(learnt), asked)


def _told(messages: Sequence[Example | Expected]) -> list[dict[str, str]]:
    return [{"text": one.text, "language": one.language} for one in messages]


def training_files() -> list[Path]:
    return [file for file in sorted((ROOT / "data" / "nlu").glob("*/*.yml")) if file.name != UNREAD]


def training_examples() -> list[Example]:
    found = []
    for file in training_files():
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = [line.strip() for line in entry["examples"].splitlines()]
            texts = [line[1:].strip() for line in lines if line.startswith("-")]
            found += [Example(text, entry["intent"], file.parent.name) for text in texts]
    return found
