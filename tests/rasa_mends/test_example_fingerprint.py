"""An example that stays as it is is hashed once; one that changes, anew."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rasa.shared.utils.io
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.importer import ReadOnce
from bot.rasa_mends import example_fingerprint

Unmend = Callable[[type, str], Any]
NLU = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - oi\n    - bom dia\n'


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each example that is hashed while the test runs."""
    seen: list[Any] = []
    original = rasa.shared.utils.io.deep_container_fingerprint

    def counted(thing: Any, *args: Any) -> str:
        if isinstance(thing, list) and thing and isinstance(thing[0], dict) and INTENT in thing[0]:
            seen.append(thing)
        return original(thing, *args)

    monkeypatch.setattr(rasa.shared.utils.io, "deep_container_fingerprint", counted)
    return seen


def merged_often() -> TrainingData:
    data = TrainingData([Message.build("oi", "greet"), Message.build("tchau", "goodbye")])
    for _ in range(5):
        data = TrainingData().merge(data)
    return data


def test_an_example_is_hashed_once(hashed: list[Any]) -> None:
    example_fingerprint.apply()
    assert len(merged_often().training_examples) == 2
    assert len(hashed) == 2


def test_as_shipped_it_is_hashed_at_each_merge(as_shipped: Unmend, hashed: list[Any]) -> None:
    as_shipped(Message, "set")
    merged_often()
    assert len(hashed) >= 12


def test_an_example_that_changes_is_another() -> None:
    example_fingerprint.apply()
    message = Message.build("oi", "greet")
    before = message.fingerprint()
    message.set(INTENT, "goodbye")
    changed = message.fingerprint()
    message.set("tokens", ["oi"])
    assert len({before, changed, message.fingerprint()}) == 3


def test_the_training_data_are_read_once(tmp_path: Path) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text(NLU, encoding="utf-8")
    importer = ReadOnce(training_data_paths=[str(tmp_path)])
    assert len(importer.get_nlu_data("pt").training_examples) == 2
    file.unlink()
    assert len(importer.get_nlu_data().training_examples) == 2


def test_a_copied_example_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    original = ReadOnce(training_data_paths=[str(tmp_path)]).get_nlu_data().training_examples[0]
    copied = copy.deepcopy(original)
    assert copied == original and copied.fingerprint() == original.fingerprint()
    copied.set(INTENT, "goodbye", add_to_output=True)
    assert original.get(INTENT) != "goodbye" and INTENT not in original.output_properties
    assert copied.fingerprint() != original.fingerprint()


def test_copies_are_not_hashed_again(tmp_path: Path, hashed: list[Any]) -> None:
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    read = ReadOnce(training_data_paths=[str(tmp_path)]).get_nlu_data()
    hashed.clear()
    merged = TrainingData().merge(read, TrainingData())
    assert [one.fingerprint() for one in merged.training_examples] == [
        one.fingerprint() for one in read.training_examples
    ]
    assert hashed == []
