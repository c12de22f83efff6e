"""The assistant as it is shipped, with the web channel facing tests that mean it no good."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.server import RunningServer, free_port, started

SHOP = "https://shop.example"
IDENTITY_KEY = "the shop's key"
SECRETS = {"GUICHET_SESSION_KEY": "s" * 48, "GUICHET_IDENTITY_KEY": IDENTITY_KEY}


class WebServer(RunningServer):
    """A running server, and its web channel."""

    def __init__(self, folder: Path, settings: str, **more: Any) -> None:
        self.metrics_port = free_port()
        credentials = folder / "credentials.yml"
        web = f"bot.channels.web.Web:\n  metrics_port: {self.metrics_port}\n{settings}"
        credentials.write_text(f"{web}bot.channels.rest.GuardedRest:\n", encoding="utf-8")
        more.setdefault("launcher", ("python", "-m", "bot.light", "run"))
        super().__init__(arguments=["--credentials", str(credentials)], env=SECRETS, **more)

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self._port

    @property
    def web(self) -> str:
        return self._url("/guichet")

    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self._process._process.pid}/fd").iterdir()))

    def metrics(self) -> str:
        return requests.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10).text


class Page:
    """A page that holds a session."""

    def __init__(self, web: str, http: Any = requests, timeout: float = 30, **hints: Any) -> None:
        self._web, self._http, self._timeout = web, http, timeout
        self.started = self.post("/session", hints, {})
        assert self.started.status_code == 201, self.started.text
        self.session = self.started.json()["session"]

    @property
    def own(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session}"}

    def post(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> requests.Response:
        headers = self.own if headers is None else headers
        answer: requests.Response = self._http.post(
            self._web + path, json=body, headers=dict(headers), timeout=self._timeout
        )
        return answer

    def say(self, text: str, **more: Any) -> list[dict[str, Any]]:
        answer = self.post("/messages", {"id": uuid.uuid4().hex, "text": text, **more})
        assert answer.status_code == 200, answer.text
        said: list[dict[str, Any]] = answer.json()
        return said

    def press(self, payload: str, title: str) -> list[dict[str, Any]]:
        answer = self.post("/messages", {"id": uuid.uuid4().hex, "payload": payload, "title": title})
        assert answer.status_code == 200, answer.text
        said: list[dict[str, Any]] = answer.json()
        return said

    def history(self) -> list[dict[str, Any]]:
        answer = self._http.get(f"{self._web}/history", headers=self.own, timeout=self._timeout)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    settings = (
        f"  origins: {{sendcloud: ['{SHOP}']}}\n"
        "  messages_per_minute: 1000\n  sessions_per_minute: 1000\n  requests_per_minute: 100000\n"
    )
    with started(WebServer(tmp_path_factory.mktemp("web"), settings)) as running:
        assert isinstance(running, WebServer)
        yield running


@pytest.fixture
def page(server: WebServer) -> Page:
    """Somebody new on a French page of Sendcloud."""
    return Page(server.web, desk="sendcloud", lang="fr", language="fr")
