"""The assistant in several builds, each a running server."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from benchmarks.serving import LEFT_OUT
from bot.rasa_mends import MENDS
from tests.server import ROOT, SATURDAY, Process, RunningServer, free_port, is_listening

LIGHT = ("python", "-m", "bot.light", "run")
PARTLY_MENDED = ("python", "-m", "benchmarks.serving.start", "run")
HEAVY = ("rasa", "run")
# The web channel as it is, but for rates that no visitor reaches; and REST, which all variants have.
CHANNELS = """
bot.channels.web.Web: {messages_per_minute: 1000000, sessions_per_minute: 1000000, requests_per_minute: 1000000}
bot.channels.rest.GuardedRest:
"""


@dataclass(frozen=True)
class Variant:
    """How a server is put together.

    `own_server` runs the actions in `rasa run actions`; `own_store` keeps conversations in Rasa's SQL store and
    talks over Rasa's REST channel alone; `without` names mends that are left out.
    """

    name: str
    launcher: tuple[str, ...] = LIGHT
    own_server: bool = False
    own_store: bool = False
    without: tuple[str, ...] = ()


AS_SHIPPED = Variant("Rasa as shipped", HEAVY, own_server=True, own_store=True, without=MENDS)
GUICHET = Variant("Guichet")
EACH = (
    Variant("without `schema_check`", PARTLY_MENDED, without=("schema_check",)),
    Variant("without `event_lookup`", PARTLY_MENDED, without=("event_lookup",)),
    Variant("without `recent_states`", PARTLY_MENDED, without=("recent_states",)),
    Variant("without `applied_events`", PARTLY_MENDED, without=("applied_events",)),
    Variant("without `tracker_copy`", PARTLY_MENDED, without=("tracker_copy",)),
    Variant("without `log_copies`", PARTLY_MENDED, without=("log_copies",)),
    Variant("without `empty_domain`", PARTLY_MENDED, without=("empty_domain",)),
    Variant("without `plain_runner`", PARTLY_MENDED, without=("plain_runner",)),
    Variant("without `model_domain`", PARTLY_MENDED, without=("model_domain",)),
    Variant("actions in a server of their own", own_server=True),
    Variant("the same without `kept_connection`", PARTLY_MENDED, own_server=True, without=("kept_connection",)),
    Variant("with TensorFlow (`rasa run`)", HEAVY),
)


@dataclass(frozen=True)
class Running:
    """A server that has answered once. `web` is the address of its web channel, if it has one."""

    url: str
    web: str | None
    seconds_to_first_answer: float
    pids: tuple[int, ...]
    log: Callable[[], str]

    def bare_turns(self, channel: str, intent: str) -> list[float]:
        """Milliseconds that turns took without their way over HTTP, in their order, as the server's log tells."""
        lines = [json.loads(line) for line in self.log().splitlines() if line.startswith('{"time"')]
        return [line["ms"] for line in lines if (line.get("channel"), line.get("intent")) == (channel, intent)]

    def megabytes(self) -> float:
        """Resident memory of the server, and of its action server where it has one."""
        return sum(_resident_kilobytes(pid) for pid in self.pids) / 1024

    def processor_seconds(self) -> float:
        """What they have used of the processors so far."""
        return sum(_processor_ticks(pid) for pid in self.pids) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(variant: Variant) -> Iterator[Running]:
    """Start the variant on free ports, with a store of its own in a temporary folder."""
    with TemporaryDirectory(prefix="guichet-benchmark-") as folder, ExitStack() as stack:
        pids = []
        action_port = free_port()
        if variant.own_server:
            env = {"GUICHET_NOW": SATURDAY, "SANIC_HOST": "127.0.0.1"}
            actions = stack.enter_context(Process("rasa", "run", "actions", "--port", str(action_port), env=env))
            actions.wait_until("the action server", lambda: is_listening(action_port))
            pids.append(actions._process.pid)
        endpoints = Path(folder) / "endpoints.yml"
        endpoints.write_text(yaml.safe_dump(_endpoints(variant, Path(folder), action_port)), encoding="utf-8")
        launcher = variant.launcher
        if variant.own_store:
            launcher = (*launcher, "--credentials", str(_credentials("rest:\n", Path(folder))))
        else:
            launcher = (*launcher, "--credentials", str(_credentials(CHANNELS, Path(folder))))
        os.environ[LEFT_OUT] = ",".join(variant.without)
        started = time.perf_counter()
        server = stack.enter_context(RunningServer(endpoints=endpoints, launcher=launcher))
        seconds = time.perf_counter() - started
        pids.append(server._process._process.pid)
        web = None if variant.own_store else server._url("/guichet")
        yield Running(server._url("/webhooks/rest/webhook"), web, seconds, tuple(pids), server.log)


def _credentials(text: str, folder: Path) -> Path:
    file = folder / "credentials.yml"
    file.write_text(text, encoding="utf-8")
    return file


def _endpoints(variant: Variant, folder: Path, action_port: int) -> dict[str, Any]:
    """endpoints.yml as it is, but for what the variant changes and the place of the database."""
    endpoints: dict[str, Any] = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    store = endpoints.get("tracker_store")
    if variant.own_store:
        endpoints = {"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "rasa.db")}}
    elif store and "db" in store:
        store["db"] = str(folder / "guichet.db")
    if variant.own_server:
        endpoints["action_endpoint"] = {"url": f"http://127.0.0.1:{action_port}/webhook"}
        if not variant.own_store:
            endpoints["action_endpoint"]["enable_selective_domain"] = True
    if variant.without:
        endpoints["nlg"] = {"type": "benchmarks.serving.unmended.Unmended"}
    return endpoints


def _resident_kilobytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def _processor_ticks(pid: int) -> int:
    """The 14th and 15th field of /proc/PID/stat; the second, a name in brackets, may hold spaces."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
