"""Servers with faults, and what the assistant has kept of a conversation."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.server import NotStartedError, RunningServer

HERE = Path(__file__).resolve().parent
NLG = "nlg: {type: bot.nlg.ComposedResponses}\n"
PATIENCE = 30  # seconds for what happens behind an answer


@dataclass(frozen=True)
class Turn:
    """One message of a user and what the bot said to it, as the tracker has them."""

    text: str
    intent: str
    said: tuple[str, ...]


class FaultServer(RunningServer):
    """A running server whose trackers can be read."""

    def __init__(self, endpoints: Path, *arguments: str) -> None:
        self.folder = endpoints.parent / "begun"
        self.folder.mkdir()
        env = {"PYTHONPATH": str(HERE), "GUICHET_FAULTS": str(self.folder)}
        super().__init__(endpoints=endpoints, arguments=["--enable-api", *arguments], env=env)

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self._port

    def post(self, body: bytes, kind: str = "application/json") -> requests.Response:
        """A request as it stands, which may be no message."""
        headers = {"Content-Type": kind}
        return requests.post(self._url("/webhooks/rest/webhook"), data=body, headers=headers, timeout=PATIENCE)

    def say(self, message: str, sender: str, metadata: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """The channel's own answer, as a list."""
        answer = self.post(json.dumps({"sender": sender, "message": message, "metadata": metadata}).encode())
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()
        return messages

    def wait_for_action(self, sender: str) -> None:
        """Until an action of this conversation has begun."""
        wait_until(lambda: (self.folder / sender).exists())

    def tracker(self, sender: str) -> dict[str, Any]:
        answer = requests.get(self._url(f"/conversations/{sender}/tracker"), timeout=PATIENCE)
        tracker: dict[str, Any] = answer.json()
        return tracker

    def turns(self, sender: str) -> list[Turn]:
        """The finished turns of a conversation."""
        found: list[Turn] = []
        for event in self.tracker(sender)["events"]:
            if event["event"] == "user":
                found.append(Turn(event["text"], event["parse_data"]["intent"]["name"], ()))
            elif event["event"] == "bot":
                found[-1] = Turn(found[-1].text, found[-1].intent, (*found[-1].said, event["text"]))
        return found


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"it did not happen within {PATIENCE} s"
        time.sleep(0.05)


def started(server: FaultServer) -> Iterator[FaultServer]:
    try:
        with server as running:
            yield running
    except NotStartedError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    """The assistant with the actions of `faulty_actions`."""
    endpoints = tmp_path_factory.mktemp("faulty") / "endpoints.yml"
    endpoints.write_text("action_endpoint: {actions_module: faulty_actions}\n" + NLG)
    yield from started(FaultServer(endpoints))


class ActionServer:
    """Stands where an action server should be, and answers every call with `reply`; None leaves it waiting."""

    def __init__(self) -> None:
        self.reply: tuple[int, bytes] | None = (200, b"{}")
        self.port = 0
        self.start()

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(outer) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                while outer.reply is None:
                    time.sleep(0.05)
                status, body = outer.reply
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@pytest.fixture(scope="session")
def action_server() -> Iterator[ActionServer]:
    server = ActionServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def remote(action_server: ActionServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    """The assistant with `action_server` for its actions, and three seconds for a turn."""
    folder = tmp_path_factory.mktemp("remote")
    endpoints, credentials = folder / "endpoints.yml", folder / "credentials.yml"
    endpoints.write_text(f"action_endpoint: {{url: 'http://127.0.0.1:{action_server.port}/webhook'}}\n" + NLG)
    credentials.write_text("bot.channels.rest.GuardedRest: {deadline: 3}\n")
    yield from started(FaultServer(endpoints, "--credentials", str(credentials)))
