"""`python -m bot.light run` answers as `rasa run` does, without TensorFlow; what needs TensorFlow gets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogues.test_action_server import QUESTIONS
from tests.rasa_mends.probe import WORD, endpoints_with_probe
from tests.server import QUIET, ROOT, NotStartedError, RunningServer


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The assistant as `guichet run` starts it."""
    endpoints = endpoints_with_probe(tmp_path_factory.mktemp("light"))
    try:
        with RunningServer(endpoints=endpoints, launcher=("python", "-m", "bot.light", "run")) as running:
            yield running
    except NotStartedError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.mark.parametrize("conversation", QUESTIONS, ids=lambda conversation: conversation[0])
def test_both_starts_give_the_same_answers(
    server: RunningServer, light: RunningServer, conversation: tuple[str, ...]
) -> None:
    by_rasa, by_light = server.talk(), light.talk()
    for message in conversation:
        expected = by_rasa.ask(message)
        assert expected.text, f"expected an answer:\n{expected}"
        assert by_light.ask(message) == expected


def test_tensorflow_and_matplotlib_stay_out(light: RunningServer) -> None:
    light.ask("Sou Growth, posso ligar para vocês?")
    report = json.loads(light.ask(WORD).texts[0])
    assert not report["tensorflow"]
    assert not report["matplotlib"]


# Trains a pipeline with DIETClassifier, loads it and lets it read a message, in a process that puts TensorFlow off.
WITH_DIET = """
import asyncio, json, sys
from bot.rasa_mends import without_tensorflow
without_tensorflow.apply()
import rasa.core.run
before = "tensorflow" in sys.modules
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
model = train_nlu("config.yml", "nlu.yml", "models", domain="domain.yml")
agent = Agent.load(model)
parsed = asyncio.run(agent.parse_message("bom dia"))
schema = agent.processor.model_metadata.train_schema
uses = sorted(node.uses.__name__ for node in schema.nodes.values())
again = type(agent.processor.model_metadata).from_dict(
    json.loads(json.dumps(agent.processor.model_metadata.as_dict(), default=str)))
print(json.dumps({
    "before": before, "after": "tensorflow" in sys.modules, "ranking": len(parsed["intent_ranking"]), "uses": uses,
    "same": again.train_schema.as_dict() == schema.as_dict()}))
"""
CONFIG = """
recipe: default.v1
assistant_id: diet
language: pt
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- name: DIETClassifier
  epochs: 1
policies: []
"""
NLU = """
nlu:
- intent: greet
  examples: |
    - oi
    - bom dia
- intent: goodbye
  examples: |
    - tchau
    - até logo
"""


def test_a_component_that_needs_tensorflow_gets_it(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    (tmp_path / "domain.yml").write_text("intents: [greet, goodbye]\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", WITH_DIET],
        cwd=tmp_path,
        env={**os.environ, **QUIET, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert not seen["before"], "TensorFlow was imported before anything needed it"
    assert seen["after"]
    assert seen["ranking"] == 2
    assert "DIETClassifier" in seen["uses"]
    assert seen["same"]
