"""The assistant in several builds, each a running server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
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
HEAVY = ("rasa", "run")


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
    Variant("without `schema_check`", without=("schema_check",)),
    Variant("without `event_lookup`", without=("event_lookup",)),
    Variant("actions in a server of their own", own_server=True),
    Variant("the same without `kept_connection`", own_server=True, without=("kept_connection",)),
    Variant("with TensorFlow (`rasa run`)", HEAVY),
)


@dataclass(frozen=True)
class Running:
    """A server that has answered once."""

    url: str
    seconds_to_first_answer: float
    pids: tuple[int, ...]

    def megabytes(self) -> float:
        """Resident memory of the server, and of its action server where it has one."""
        return sum(_resident_kilobytes(pid) for pid in self.pids) / 1024


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
            credentials = Path(folder) / "credentials.yml"
            credentials.write_text("rest:\n", encoding="utf-8")
            launcher = (*launcher, "--credentials", str(credentials))
        os.environ[LEFT_OUT] = ",".join(variant.without)
        started = time.perf_counter()
        server = stack.enter_context(RunningServer(endpoints=endpoints, launcher=launcher))
        seconds = time.perf_counter() - started
        pids.append(server._process._process.pid)
        yield Running(server._url("/webhooks/rest/webhook"), seconds, tuple(pids))


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
