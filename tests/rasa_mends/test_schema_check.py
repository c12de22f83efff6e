"""An action's result is judged as Rasa judges it; the schema itself is checked once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

from bot.rasa_mends import schema_check

METHOD = "_validate_action_result"
Unmend = Callable[[type, str], Any]


@pytest.fixture
def action() -> RemoteAction:
    return RemoteAction("action_answer", EndpointConfig("http://127.0.0.1/"))


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each schema that jsonschema checks while the test runs."""
    seen: list[Any] = []
    own = Draft7Validator.check_schema.__func__  # type: ignore[attr-defined]

    def check_schema(cls: Any, schema: Any, *args: Any, **kwargs: Any) -> None:
        seen.append(schema)
        own(cls, schema, *args, **kwargs)

    monkeypatch.setattr(Draft7Validator, "check_schema", classmethod(check_schema))
    return seen


def test_no_schema_is_checked_at_a_second_call(as_shipped: Unmend, action: RemoteAction, checks: list[Any]) -> None:
    as_shipped(RemoteAction, METHOD)
    schema_check.apply()
    action._validate_action_result(RESULTS[1])
    checks.clear()
    action._validate_action_result(RESULTS[1])
    assert checks == []


def test_an_event_is_not_held_to_the_schemas_of_other_types(
    as_shipped: Unmend, action: RemoteAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("oneOf was tried")

    as_shipped(RemoteAction, METHOD)
    schema_check.apply()
    monkeypatch.setitem(Draft7Validator.VALIDATORS, "oneOf", never)
    monkeypatch.setitem(schema_check._whole().VALIDATORS, "oneOf", never)
    assert action._validate_action_result(RESULTS[1])


RESULTS: tuple[Any, ...] = (
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "plan", "value": "lite"}], "responses": [{"text": "a"}]},
    {"events": [{"event": "slot", "name": "plan", "value": None, "timestamp": None}], "responses": []},
    {"events": [{"event": "slot", "name": "plan"}], "responses": []},
    {"events": [{"event": "slot", "name": "plan", "value": 1, "timestamp": "now"}], "responses": []},
    {"events": [{"event": "bot", "text": "a", "metadata": []}], "responses": []},
    {"events": [{"event": "action", "name": "action_listen", "policy": 3}], "responses": []},
    {"events": [{"event": "user", "text": "a", "parse_data": {"text": 1}}], "responses": []},
    {"events": [{"event": "unheard_of"}], "responses": []},
    {"events": [{"event": "restart"}, {"event": "undo"}, {"event": "reset_slots"}], "responses": []},
    {"events": []},
    {"responses": []},
    {},
    {"events": None, "responses": None},
    {"events": [{"name": "no event"}], "responses": []},
    {"events": [{"event": 3}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": ["not an object"]},
    {"events": "none", "responses": "none"},
    [],
    None,
    "text",
)


@pytest.mark.parametrize("result", RESULTS, ids=repr)
def test_results_are_judged_as_rasa_judges_them(as_shipped: Unmend, action: RemoteAction, result: Any) -> None:
    def judged() -> bool:
        try:
            return bool(action._validate_action_result(result))
        except ValidationError:
            return False

    as_shipped(RemoteAction, METHOD)
    by_rasa = judged()
    schema_check.apply()
    assert judged() is by_rasa


def test_both_verdicts_occur(as_shipped: Unmend, action: RemoteAction) -> None:
    as_shipped(RemoteAction, METHOD)
    schema_check.apply()
    assert action._validate_action_result(RESULTS[0]) is True
    with pytest.raises(ValidationError, match="not what Rasa expects"):
        action._validate_action_result("text")


def test_applying_twice_is_applying_once(as_shipped: Unmend) -> None:
    as_shipped(RemoteAction, METHOD)
    schema_check.apply()
    once = RemoteAction._validate_action_result
    schema_check.apply()
    assert RemoteAction._validate_action_result is once


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, METHOD, lambda self, result: True)
    with pytest.raises(RuntimeError, match="_validate_action_result has changed"):
        schema_check.apply()
