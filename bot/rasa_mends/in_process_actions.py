"""Runs custom actions inside the assistant: `action_endpoint: {actions_module: actions}`.

Missing in Rasa 3.6.21: without `url:` it can't run custom actions at all. Rasa Pro uses the same key for
the same thing. The call that would have gone to the action server is handed to rasa_sdk's own
`ActionExecutor`, in a thread of its own, so that a slow action does not freeze other conversations, and one that
hangs for ever takes no other's place.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import logging
import pickle
import queue
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import asdict
from typing import Any, cast

from rasa.core.actions.action import ActionExecutionRejection
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection

from bot.answers.fallback import part_down
from bot.answers.layout import COMPOSED
from bot.catalogue import current_edition
from bot.matrix.model import Language

logger = logging.getLogger(__name__)

KEY = "actions_module"
DEADLINE = 5.0  # seconds for one action
MOST_AT_ONCE = 32  # actions, those that hang included; beyond that something is broken, and users are told so at once

_APPLIED = "_guichet_in_process_actions"
_places = threading.BoundedSemaphore(MOST_AT_ONCE)
_idle: list[_Worker] = []
_own = threading.local()  # of each worker: its event loop


class NoPlaceError(Exception):
    """As many actions run as may, and it is not to be expected that they end."""


def apply() -> None:
    """Let `EndpointConfig.request` serve endpoints that name a module instead of a URL."""
    original = EndpointConfig.request
    if hasattr(original, _APPLIED):
        return
    if "json" in inspect.signature(original).parameters or not inspect.iscoroutinefunction(original):
        raise RuntimeError("EndpointConfig.request has changed in this Rasa; read rasa_mends/in_process_actions.py")

    @functools.wraps(original)
    async def request(self: EndpointConfig, *args: Any, **kwargs: Any) -> Any:
        module = self.kwargs.get(KEY)
        if module is None or self.url is not None:
            return await original(self, *args, **kwargs)
        return await run_action(module, kwargs["json"])

    setattr(request, _APPLIED, True)
    EndpointConfig.request = request  # type: ignore[method-assign]


async def run_action(module: str, call: dict[str, Any]) -> dict[str, Any]:
    """The action's events and responses; on any failure, words that say that it failed.

    Raises:
        ActionExecutionRejection: where the action declines to run, as Rasa expects it.
    """
    name = str(call.get("next_action"))
    try:
        turn = contextvars.copy_context()  # the edition of the facts goes along into the thread
        work = _in_thread(turn.run, _run, module, _copied(call))
        return await asyncio.wait_for(asyncio.wrap_future(work), DEADLINE)
    except SdkRejection as rejection:
        raise ActionExecutionRejection(rejection.action_name, rejection.message) from rejection
    except asyncio.TimeoutError:
        logger.error("The action %s took longer than %s s; the user was told so.", name, DEADLINE)
    except NoPlaceError:
        logger.error("%s actions hang; %s was not run, and the user was told so.", MOST_AT_ONCE, name)
    except Exception:
        logger.exception("The action %s failed; the user was told so.", name)
    return {"events": [], "responses": [_failed(call)]}


def _failed(call: dict[str, Any]) -> dict[str, Any]:
    """The desk's own doors, in the conversation's language."""
    slots = (call.get("tracker") or {}).get("slots") or {}
    language: Language = "fr" if slots.get("language") == "fr" else "pt"
    edition = current_edition()
    given = part_down(edition.catalogue, slots.get("desk"), language)
    parts = [asdict(part) for part in given.parts]
    return {"response": COMPOSED, "language": language, "parts": parts, "facts": edition.version}


def _copied(call: dict[str, Any]) -> dict[str, Any]:
    """What an action changes in it stays its own. As deepcopy would, in a fifth of the time."""
    return cast("dict[str, Any]", pickle.loads(pickle.dumps(call, pickle.HIGHEST_PROTOCOL)))  # noqa: S301


def _run(module: str, call: dict[str, Any]) -> dict[str, Any]:
    result = _completed(_executor(module).run(call))  # type: ignore[arg-type]
    if result is None:
        raise ValueError("the call names no action")
    return result


def _completed(work: Coroutine[Any, Any, dict[str, Any] | None]) -> dict[str, Any] | None:
    """As `asyncio.run`, in an event loop that the thread keeps."""
    loop = getattr(_own, "loop", None)
    if loop is None:
        loop = _own.loop = asyncio.new_event_loop()
    try:
        return cast("dict[str, Any] | None", loop.run_until_complete(work))
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


@functools.lru_cache(maxsize=4)
def _executor(module: str) -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package(module)
    return executor


class _Worker(threading.Thread):
    """Runs one action after the other. It does not keep the process from ending."""

    def __init__(self) -> None:
        super().__init__(name="action", daemon=True)
        self.jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.start()

    def run(self) -> None:
        while True:
            self.jobs.get()()


def _in_thread(work: Callable[..., dict[str, Any]], *arguments: Any) -> Future[dict[str, Any]]:
    """Begin it in a thread that nobody else is using: one that has ended its last action, or a new one.

    Raises:
        NoPlaceError: where `MOST_AT_ONCE` run already.
    """
    places = _places
    if not places.acquire(blocking=False):
        raise NoPlaceError
    result: Future[dict[str, Any]] = Future()
    result.set_running_or_notify_cancel()
    worker = _idle.pop() if _idle else _Worker()  # the event loop alone takes them out

    def run() -> None:
        try:
            done, error = work(*arguments), None
        except BaseException as raised:  # whatever it is, the turn has to hear of it
            done, error = {}, raised
        _idle.append(worker)
        places.release()
        if error is None:
            result.set_result(done)
        else:
            result.set_exception(error)

    worker.jobs.put(run)
    return result
