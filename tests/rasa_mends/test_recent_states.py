"""The rule policy looks back as far as its rules do, and predicts what it predicted."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa_mends import recent_states

Unmend = Callable[[type, str], Any]
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet, thank, cancel]
slots:
  plan: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms: {form: {required_slots: []}}
responses: {utter_hi: [{text: hi}], utter_bye: [{text: bye}], utter_sure: [{text: sure}]}
"""
)
INFLUENCED = Domain.from_yaml(
    'version: "3.1"\nslots: {plan: {type: bool, influence_conversation: true, mappings: [{type: custom}]}}'
)
LISTEN = {"action_name": "action_listen"}
KEYS = {
    '[{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "greet"}}]': "utter_hi",
    '[{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "greet"}}, '
    '{"prev_action": {"action_name": "utter_hi"}, "user": {"intent": "greet"}}]': "action_listen",
    '[{"prev_action": {"action_name": "utter_hi"}, "user": {"intent": "greet"}}, '
    '{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "cancel"}}]': "utter_sure",
    '[{}, {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "thank"}}]': "utter_bye",
}
TEXT_RULE = '[{"prev_action": {"action_name": "action_listen"}, "user": {"text": "obrigado"}}]'


def policy(rules: dict[str, str] = KEYS) -> RulePolicy:
    made = RulePolicy(RulePolicy.get_default_config(), None, Resource("rules"), ExecutionContext(GraphSchema({})))
    made.lookup = {RULES: dict(rules), RULES_FOR_LOOP_UNHAPPY_PATH: {}}
    return made


def turn(intent: str, *actions: str) -> list[Event]:
    said = UserUttered("oi, sou a Ana", {"name": intent, "confidence": 1.0})
    return [
        said,
        SlotSet("plan", intent),
        *map(ActionExecuted, actions),
        BotUttered("…"),
        ActionExecuted("action_listen"),
    ]


BEGIN = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
turns = st.builds(turn, st.sampled_from(["greet", "thank", "cancel"]), st.sampled_from(["utter_hi", "utter_bye"]))
odd = st.sampled_from([[UserUtteranceReverted()], list(BEGIN), [ActiveLoop("form")], [ActiveLoop(None)]])
talks = st.lists(turns | odd, max_size=9).map(lambda parts: [*BEGIN, *(event for part in parts for event in part)])
ends = st.sampled_from([turn("greet")[:1], turn("cancel")[:2], turn("thank", "utter_hi")[:3], []])


def tracker(events: list[Event], domain: Domain = DOMAIN) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("ana", events, domain.slots)


def predicted(events: list[Event], rules: dict[str, str]) -> dict[str, float]:
    chances = policy(rules).predict_action_probabilities(tracker(events), DOMAIN).probabilities
    return dict(zip(DOMAIN.action_names_or_texts, chances, strict=True))


@given(talk=talks, end=ends, texts=st.booleans())
def test_it_predicts_what_rasa_predicts(talk: list[Event], end: list[Event], texts: bool) -> None:
    rules = {**KEYS, TEXT_RULE: "utter_bye"} if texts else KEYS
    shipped = {name: inspect.unwrap(getattr(RulePolicy, name)) for name in METHODS}
    with pytest.MonkeyPatch.context() as patch:
        for name, method in shipped.items():
            patch.setattr(RulePolicy, name, method)
        by_rasa = predicted([*talk, *end], rules)
        recent_states.apply()
        assert predicted([*talk, *end], rules) == by_rasa


METHODS = ("_prediction_states", "_find_action_from_rules", "_get_possible_keys")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each event that is applied to a tracker while the test runs."""
    seen: list[Any] = []
    update = DialogueStateTracker.update

    def counted(self: DialogueStateTracker, event: Event, domain: Domain | None = None) -> None:
        seen.append(event)
        update(self, event, domain)

    monkeypatch.setattr(DialogueStateTracker, "update", counted)
    return seen


def applied_in_a_prediction(turns: int, read: list[Any]) -> int:
    talk = tracker([*BEGIN, *(event for _ in range(turns) for event in turn("greet", "utter_hi")), *turn("thank")[:2]])
    read.clear()
    policy().predict_action_probabilities(talk, DOMAIN)
    return len(read)


def test_a_long_conversation_costs_what_a_short_one_does(as_shipped: Unmend, read: list[Any]) -> None:
    for name in METHODS:
        as_shipped(RulePolicy, name)
    assert applied_in_a_prediction(50, read) > 400, "as shipped it is replayed from its beginning, twice"
    recent_states.apply()
    assert applied_in_a_prediction(50, read) == applied_in_a_prediction(5, read) < 20


@pytest.mark.parametrize(("rules", "compared"), [(KEYS, 1), ({**KEYS, TEXT_RULE: "utter_bye"}, 4)])
def test_states_are_compared_with_the_rules_once(
    as_shipped: Unmend, monkeypatch: pytest.MonkeyPatch, rules: dict[str, str], compared: int
) -> None:
    """Where a rule names texts, those with the message's text each time: what users write is not remembered."""
    for name in METHODS:
        as_shipped(RulePolicy, name)
    asked, possible = [], RulePolicy._get_possible_keys
    mended = policy(rules)
    with monkeypatch.context() as patch:
        counted = functools.wraps(possible)(lambda *given: asked.append(given) or possible(*given))
        patch.setattr(RulePolicy, "_get_possible_keys", counted)
        recent_states.apply()
        for _ in range(3):
            mended.predict_action_probabilities(tracker([*BEGIN, *turn("greet")[:1]]), DOMAIN)
    assert len(asked) == compared
    assert "oi, sou a Ana" not in str(mended.__dict__)


@pytest.mark.parametrize(
    ("events", "domain"),
    [([ActiveLoop("form")], DOMAIN), ([ActiveLoop("form"), ActiveLoop(None)], DOMAIN), ([], INFLUENCED)],
    ids=["in a loop", "after a loop", "a slot that influences"],
)
def test_what_a_state_can_hang_on_for_long_is_read_whole(events: list[Event], domain: Domain) -> None:
    talk = tracker([*BEGIN, *events, *(event for _ in range(9) for event in turn("greet", "utter_hi"))], domain)
    assert recent_states.recent(talk, 2) is talk


def test_applying_twice_is_applying_once(as_shipped: Unmend) -> None:
    for name in METHODS:
        as_shipped(RulePolicy, name)
    recent_states.apply()
    once = RulePolicy._prediction_states
    recent_states.apply()
    assert RulePolicy._prediction_states is once


@pytest.mark.parametrize("name", ["_find_action_from_rules", "_get_possible_keys", "_is_rule_applicable"])
def test_another_rasa_is_refused(as_shipped: Unmend, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for method in METHODS:
        as_shipped(RulePolicy, method)

    def other(self: RulePolicy) -> None:
        """Another policy's."""

    other.__name__ = name
    monkeypatch.setattr(RulePolicy, name, other)
    with pytest.raises(RuntimeError, match=f"{name} has changed"):
        recent_states.apply()
