"""What goes into a line of the log is not copied for it, and the line is the same."""

from __future__ import annotations

import copy
from types import ModuleType
from typing import Any

import pytest
from rasa.core import processor
from rasa.core.policies import rule_policy
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa_mends import log_copies

MODULES = (processor, rule_policy)


@pytest.fixture
def as_rasa_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in MODULES:
        monkeypatch.setattr(module, "copy", copy)


class Uncopied:
    def __deepcopy__(self, memo: dict[int, Any]) -> Uncopied:
        raise AssertionError("it was copied")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
@pytest.mark.usefixtures("as_rasa_has_it")
def test_nothing_is_copied(module: ModuleType) -> None:
    with pytest.raises(AssertionError, match="it was copied"):
        module.copy.deepcopy(Uncopied())
    log_copies.apply()
    one = Uncopied()
    assert module.copy.deepcopy(one) is one


class Lines(list[tuple[str, dict[str, Any]]]):
    """In place of a logger: what it is told, whatever level is shown."""

    def debug(self, event: str, **fields: Any) -> None:
        self.append((event, copy.deepcopy(fields)))


def predicted(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """The lines of a prediction."""
    lines = Lines()
    monkeypatch.setattr(rule_policy, "structlogger", lines)
    domain = Domain.from_yaml('version: "3.1"\nintents: [greet]\nresponses: {utter_hi: [{text: hi}]}')
    policy = RulePolicy(RulePolicy.get_default_config(), None, Resource("rules"), ExecutionContext(GraphSchema({})))
    policy.lookup = {RULES: {}, RULES_FOR_LOOP_UNHAPPY_PATH: {}}
    talk = [ActionExecuted("action_listen"), UserUttered("oi", {"name": "greet", "confidence": 1.0})]
    policy.predict_action_probabilities(DialogueStateTracker.from_events("ana", talk), domain)
    return lines


@pytest.mark.usefixtures("as_rasa_has_it")
def test_the_lines_stay_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    by_rasa = predicted(monkeypatch)
    log_copies.apply()
    assert predicted(monkeypatch) == by_rasa
    assert any("greet" in str(fields) for _, fields in by_rasa)


@pytest.mark.usefixtures("as_rasa_has_it")
def test_applying_twice_is_applying_once() -> None:
    log_copies.apply()
    once = [module.copy for module in MODULES]
    log_copies.apply()
    assert [module.copy for module in MODULES] == once


@pytest.mark.usefixtures("as_rasa_has_it")
def test_a_module_that_copies_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_copies.inspect, "getsource", lambda module: "events = copy.deepcopy(tracker.events)")
    with pytest.raises(RuntimeError, match=r"rasa\.core\.processor copies more"):
        log_copies.apply()
