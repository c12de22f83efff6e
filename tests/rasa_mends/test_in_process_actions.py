"""Custom actions run inside the assistant: `action_endpoint: {actions_module: actions}`."""

from __future__ import annotations

import asyncio
import copy
import importlib
import inspect
import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.answers.fallback import part_down
from bot.answers.layout import COMPOSED
from bot.matrix.model import Catalogue
from bot.rasa_mends import in_process_actions
from bot.rasa_mends.in_process_actions import KEY, MOST_AT_ONCE, run_action
from bot.words import DOMAIN
from tests import truth

MODULE = "actions_of_a_test"

ACTIONS = """
import asyncio
import threading

from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection

GO = threading.Event()
LEFT = []


class LeavesATask(Action):
    def name(self):
        return "action_test_leaves_a_task"

    async def run(self, dispatcher, tracker, domain):
        async def more():
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                LEFT.append("cancelled")

        self._more = asyncio.ensure_future(more())
        await asyncio.sleep(0)
        return []


class Answer(Action):
    def name(self):
        return "action_test_answer"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text=f"oi {tracker.sender_id}")
        return [SlotSet("plan", "lite")]


class Asynchronous(Action):
    def name(self):
        return "action_test_asynchronous"

    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="oi")
        return []


class Wait(Action):
    def name(self):
        return "action_test_wait"

    def run(self, dispatcher, tracker, domain):
        GO.wait(30)
        return []


class Fail(Action):
    def name(self):
        return "action_test_fail"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="half an answer")
        raise ZeroDivisionError("in the action")


class Reject(Action):
    def name(self):
        return "action_test_reject"

    def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection(self.name(), "not now")


class Spoil(Action):
    def name(self):
        return "action_test_spoil"

    def run(self, dispatcher, tracker, domain):
        tracker.slots["plan"] = "spoilt"
        tracker.latest_message["text"] = "spoilt"
        tracker.events.append("spoilt")
        domain["slots"] = "spoilt"
        return []
"""


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A package of actions that answer, fail, wait, reject."""
    folder = tmp_path_factory.mktemp("package")
    (folder / f"{MODULE}.py").write_text(ACTIONS, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield importlib.import_module(MODULE)
    sys.path.remove(str(folder))


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa as it is delivered, then mended; whatever other tests did before."""
    monkeypatch.setattr(EndpointConfig, "request", inspect.unwrap(EndpointConfig.request))
    in_process_actions.apply()


def call(action: str | None, **slots: Any) -> dict[str, Any]:
    """What Rasa would send to the action server."""
    tracker = {
        "sender_id": "ana",
        "slots": slots,
        "latest_message": {"text": "oi"},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "sender_id": "ana", "tracker": tracker, "domain": {}, "version": "3.6.21"}


def run(action: str | None, **slots: Any) -> dict[str, Any]:
    return asyncio.run(run_action(MODULE, call(action, **slots)))


def texts(result: dict[str, Any]) -> list[Any]:
    return [response.get("text") for response in result["responses"]]


# ── It is needed, and applied once ───────────────────────────────────────────────────────────────────

FRESH_PROCESS = f"""
import asyncio, json
from rasa.utils.endpoints import EndpointConfig

call = json.loads({json.dumps(json.dumps(call("action_start_over", language="fr")))})
endpoint = EndpointConfig.from_dict({{"{KEY}": "actions"}})

def outcome():
    try:
        result = asyncio.run(endpoint.request(method="post", json=call))
        return [response["response"] for response in result["responses"]]
    except Exception as error:
        return f"failed: {{error!r}}"

before = outcome()
from bot.rasa_mends import in_process_actions
in_process_actions.apply()
print(json.dumps([before, outcome()]))
"""


@cache
def in_a_fresh_process() -> list[Any]:
    """The outcome of a call before the mend is applied, and after."""
    command = [sys.executable, "-c", FRESH_PROCESS]
    done = subprocess.run(command, cwd=DOMAIN.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.splitlines()[-1]))


def test_without_the_mend_rasa_can_not_run_actions_of_a_module() -> None:
    assert in_a_fresh_process()[0].startswith("failed: ")


def test_with_the_mend_rasa_runs_actions_of_a_module() -> None:
    assert in_a_fresh_process()[1] == ["utter_started_over"]


def test_the_mend_changes_the_request_of_an_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    delivered = inspect.unwrap(EndpointConfig.request)
    monkeypatch.setattr(EndpointConfig, "request", delivered)
    in_process_actions.apply()
    assert EndpointConfig.request is not delivered


@pytest.mark.usefixtures("mended")
def test_applying_the_mend_again_changes_nothing() -> None:
    once = EndpointConfig.request
    in_process_actions.apply()
    assert EndpointConfig.request is once


async def _with_json(self: EndpointConfig, json: Any) -> None:
    """Not as Rasa 3.6.21 has it: the body has a parameter of its own."""


def _synchronous(self: EndpointConfig, method: str = "post", **kwargs: Any) -> None:
    """Not as Rasa 3.6.21 has it: no coroutine."""


@pytest.mark.parametrize("request_of_another_rasa", [_with_json, _synchronous])
def test_the_mend_says_so_when_rasa_has_changed(monkeypatch: pytest.MonkeyPatch, request_of_another_rasa: Any) -> None:
    monkeypatch.setattr(EndpointConfig, "request", request_of_another_rasa)
    with pytest.raises(RuntimeError, match=r"rasa_mends/in_process_actions\.py"):
        in_process_actions.apply()


# ── Which endpoints ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The requests that reach Rasa's own `request`, which is not made to send any."""
    sent: list[dict[str, Any]] = []

    async def original(self: EndpointConfig, method: str = "post", **kwargs: Any) -> str:
        sent.append({"url": self.url, "method": method, **kwargs})
        return "from the network"

    monkeypatch.setattr(EndpointConfig, "request", original)
    in_process_actions.apply()
    return sent


URL = "http://localhost:5055/webhook"


@pytest.mark.parametrize(
    "endpoint",
    [EndpointConfig(URL), EndpointConfig.from_dict({"url": URL, KEY: MODULE})],
    ids=["a URL alone", "a URL and a module"],
)
def test_an_endpoint_with_a_url_is_asked_over_the_network(
    requests: list[dict[str, Any]], endpoint: EndpointConfig
) -> None:
    asyncio.run(endpoint.request(method="post", json=call("action_test_answer")))
    assert requests == [{"url": URL, "method": "post", "json": call("action_test_answer")}]


def test_the_answer_from_the_network_is_handed_back(requests: list[dict[str, Any]]) -> None:
    assert asyncio.run(EndpointConfig(URL).request("post", json={})) == "from the network"


def test_an_endpoint_with_neither_is_left_to_rasa(requests: list[dict[str, Any]]) -> None:
    asyncio.run(EndpointConfig().request("get"))
    assert len(requests) == 1


@pytest.mark.usefixtures("actions")
def test_an_endpoint_with_a_module_alone_asks_nobody_over_the_network(requests: list[dict[str, Any]]) -> None:
    asyncio.run(EndpointConfig.from_dict({KEY: MODULE}).request("post", json=call("action_test_answer")))
    assert requests == []


# ── Running an action ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("actions")
def test_an_action_hands_back_its_events() -> None:
    [event] = run("action_test_answer")["events"]
    assert (event["event"], event["name"], event["value"]) == ("slot", "plan", "lite")


@pytest.mark.usefixtures("actions")
def test_an_action_hands_back_its_responses() -> None:
    assert texts(run("action_test_answer")) == ["oi ana"]


@pytest.mark.usefixtures("actions")
def test_an_asynchronous_action_runs_too() -> None:
    assert texts(run("action_test_asynchronous")) == ["oi"]


@pytest.mark.usefixtures("actions")
def test_an_action_can_not_change_the_call_that_rasa_made() -> None:
    made = call("action_test_spoil", plan="lite")
    kept = copy.deepcopy(made)
    asyncio.run(run_action(MODULE, made))
    assert made == kept


def test_while_an_action_waits_another_conversation_is_answered(actions: ModuleType) -> None:
    actions.GO.clear()

    async def both() -> bool:
        slow = asyncio.create_task(run_action(MODULE, call("action_test_wait")))
        await run_action(MODULE, call("action_test_answer"))
        still_waiting = not slow.done()
        actions.GO.set()
        await slow
        return still_waiting

    assert asyncio.run(both())


@pytest.mark.usefixtures("actions", "mended")
def test_rasa_utters_what_an_action_says() -> None:
    domain = Domain.empty()
    tracker = DialogueStateTracker.from_events("ana", evts=[], slots=domain.slots)
    action = RemoteAction("action_test_answer", EndpointConfig.from_dict({KEY: MODULE}))
    nlg = TemplatedNaturalLanguageGenerator({})
    events = asyncio.run(action.run(CollectingOutputChannel(), nlg, tracker, domain))
    assert [event.text for event in events if event.type_name == "bot"] == ["oi ana"]


# ── When it fails ────────────────────────────────────────────────────────────────────────────────────

FAILING = {
    "an action that raises": "action_test_fail",
    "an action that nobody knows": "action_of_nobody",
    "a call that names no action": None,
}

each_failure = pytest.mark.parametrize("action", FAILING.values(), ids=FAILING)


@each_failure
@pytest.mark.usefixtures("actions")
def test_a_failure_has_no_events(action: str | None) -> None:
    assert run(action)["events"] == []


@each_failure
@pytest.mark.usefixtures("actions")
def test_of_a_failure_the_merchant_is_told_in_one_message(action: str | None) -> None:
    assert [response["response"] for response in run(action)["responses"]] == [COMPOSED]


@each_failure
@pytest.mark.usefixtures("actions")
def test_of_a_failure_the_merchant_is_told_first(action: str | None) -> None:
    assert run(action)["responses"][0]["parts"][0]["response"] == "utter_cannot_answer"


@each_failure
@pytest.mark.usefixtures("actions")
def test_a_failure_is_logged_with_the_name_of_the_action(caplog: pytest.LogCaptureFixture, action: str | None) -> None:
    run(action)
    logged = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert [message for message in logged if str(action) in message]


@pytest.mark.usefixtures("actions")
def test_a_failure_is_logged_with_its_cause(caplog: pytest.LogCaptureFixture) -> None:
    run("action_test_fail")
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("language", truth.LANGUAGES)
@pytest.mark.usefixtures("actions")
def test_of_a_failure_the_merchant_is_told_in_the_conversations_language(language: str) -> None:
    assert run("action_test_fail", language=language)["responses"][0]["language"] == language


@pytest.mark.parametrize("slots", [{}, {"language": None}, {"language": "de"}])
@pytest.mark.usefixtures("actions")
def test_without_a_language_of_ours_the_merchant_is_told_in_portuguese(slots: dict[str, Any]) -> None:
    assert run("action_test_fail", **slots)["responses"][0]["language"] == "pt"


@pytest.mark.parametrize(("language", "desk", "where"), [
    ("pt", None, "clearsale"), ("fr", None, "sendcloud"),
    ("pt", "sendcloud", "sendcloud"), ("fr", "clearsale", "clearsale"), ("fr", "gigantic", "sendcloud"),
])  # fmt: skip
@pytest.mark.usefixtures("actions")
def test_of_a_failure_the_merchant_is_told_the_desks_own_doors(
    catalogue: Catalogue, language: Any, desk: str | None, where: str
) -> None:
    said = run("action_test_fail", language=language, desk=desk)["responses"][0]["parts"]
    expected = part_down(catalogue, where, language).parts
    assert [(part["response"], part["values"]) for part in said] == [(part.response, part.values) for part in expected]


@pytest.mark.parametrize("tracker", [None, {}, {"slots": None}])
@pytest.mark.usefixtures("actions")
def test_a_call_without_a_conversation_is_told_to_have_failed(tracker: Any) -> None:
    result = asyncio.run(run_action(MODULE, {"next_action": "action_test_fail", "tracker": tracker}))
    assert result["responses"][0]["parts"][0]["response"] == "utter_cannot_answer"


@pytest.mark.usefixtures("actions")
def test_an_action_that_declines_is_rejected_as_rasa_knows_it() -> None:
    with pytest.raises(ActionExecutionRejection) as rejected:
        run("action_test_reject")
    assert (rejected.value.action_name, rejected.value.message) == ("action_test_reject", "not now")


@pytest.fixture
def no_patience(actions: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A deadline that an action which waits is sure to miss."""
    actions.GO.clear()
    monkeypatch.setattr(in_process_actions, "DEADLINE", 0.05)
    yield
    actions.GO.set()


@pytest.mark.usefixtures("no_patience")
def test_an_action_that_misses_the_deadline_is_told_to_have_failed() -> None:
    assert run("action_test_wait")["responses"][0]["parts"][0]["response"] == "utter_cannot_answer"


@pytest.mark.usefixtures("no_patience")
def test_an_action_that_misses_the_deadline_has_no_events() -> None:
    assert run("action_test_wait")["events"] == []


@pytest.mark.usefixtures("no_patience")
def test_an_action_that_misses_the_deadline_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    run("action_test_wait")
    assert [one for one in caplog.records if "action_test_wait took longer than 0.05 s" in one.getMessage()]


# ── The shipped configuration ────────────────────────────────────────────────────────────────────────


def test_the_shipped_endpoints_run_actions_inside_the_assistant() -> None:
    from rasa.core.utils import AvailableEndpoints

    endpoints = AvailableEndpoints.read_endpoints(str(DOMAIN.with_name("endpoints.yml")))
    assert endpoints.action is not None
    assert (endpoints.action.url, endpoints.action.kwargs) == (None, {KEY: "actions", "enable_selective_domain": True})


# ── Actions that hang for ever ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> int:
    """Places of which no other test's actions take one."""
    monkeypatch.setattr(in_process_actions, "_places", threading.BoundedSemaphore(MOST_AT_ONCE))
    return MOST_AT_ONCE


def seconds_of_an_answer_behind(hanging: int) -> float:
    """How long a good action takes while so many hang, none of which has missed its deadline yet."""

    async def talk() -> float:
        waiting = [asyncio.ensure_future(run_action(MODULE, call("action_test_wait"))) for _ in range(hanging)]
        await asyncio.sleep(0)
        started = time.monotonic()
        answer = await run_action(MODULE, call("action_test_answer"))
        elapsed = time.monotonic() - started
        assert answer["responses"][0]["text"] == "oi ana"
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return elapsed

    return asyncio.run(talk())


def test_actions_that_hang_do_not_hold_up_one_that_answers(actions: ModuleType, places: int) -> None:
    actions.GO.clear()
    try:
        assert seconds_of_an_answer_behind(hanging=places - 1) < 1
    finally:
        actions.GO.set()


@pytest.mark.usefixtures("no_patience")
def test_where_too_many_hang_the_user_is_told_at_once(
    places: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(places):
        run("action_test_wait")
    monkeypatch.setattr(in_process_actions, "DEADLINE", 60)
    with caplog.at_level(logging.ERROR):
        said = run("action_test_answer")["responses"]
    assert said[0]["parts"][0]["response"] == "utter_cannot_answer"
    assert f"{places} actions hang; action_test_answer was not run" in caplog.text


def test_actions_that_have_hung_and_end_make_room(
    actions: ModuleType, places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.GO.clear()
    monkeypatch.setattr(in_process_actions, "DEADLINE", 0.05)
    for _ in range(places):
        run("action_test_wait")
    actions.GO.set()
    monkeypatch.setattr(in_process_actions, "DEADLINE", 60)
    until = time.monotonic() + 30
    while in_process_actions._places._value < places and time.monotonic() < until:
        time.sleep(0.01)
    assert run("action_test_answer")["responses"][0]["text"] == "oi ana"


def test_one_action_after_the_other_has_the_same_thread(places: int) -> None:
    run("action_test_answer")
    before = {thread.ident for thread in threading.enumerate()}
    for _ in range(3):
        run("action_test_answer")
    assert {thread.ident for thread in threading.enumerate()} <= before


def test_what_an_action_leaves_running_is_stopped(actions: ModuleType, places: int) -> None:
    run("action_test_leaves_a_task")
    run("action_test_asynchronous")
    assert actions.LEFT == ["cancelled"]
