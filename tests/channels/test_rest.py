"""The REST channel over HTTP, with Rasa's own registration of channels and an agent that repeats what it hears."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import InvalidConfigException

from bot.catalogue import state
from bot.channels.limits import Limits
from bot.channels.readiness import readiness
from bot.channels.rest import GuardedRest
from tests.channels.serving import served
from tests.matrix.test_live import break_file
from tests.server import BIN, QUIET, ROOT, free_port, is_listening

LIMITS = Limits(max_body=1_000, max_text=100)


class Repeating:
    """In the agent's place: says back what it was told, and what it was told about the page."""

    processor = None
    tracker_store = SimpleNamespace()

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        heard = {"text": message.text, "channel": message.input_channel, "metadata": message.metadata}
        said = {"text": json.dumps(heard), "buttons": [{"title": "Lite", "payload": "/inform_plan"}]}
        await message.output_channel.send_response(message.sender_id, said)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Where the channel listens."""
    with served([GuardedRest(LIMITS)], Repeating()) as address:
        yield f"{address}/webhooks/rest"


def post(url: str, data: Any, kind: str | None = "application/json") -> requests.Response:
    return requests.post(f"{url}/webhook", data=data, headers={"Content-Type": kind} if kind else {}, timeout=10)


def test_the_probe_tells_the_version_of_the_facts(url: str) -> None:
    probe = requests.get(f"{url}/", timeout=10)
    assert probe.status_code == 200
    assert probe.json() == {"status": "ready", "facts": state().version, "problems": []}


@pytest.mark.parametrize("agent", [None, Agent()])
def test_without_a_model_it_is_not_ready(agent: Agent | None) -> None:
    told, status = asyncio.run(readiness(agent))
    assert (told["status"], status) == ("no model", 503)


def test_broken_desk_files_leave_it_ready_and_are_told(desk_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_DESKS", str(desk_copy))
    version = state().version
    break_file(desk_copy)
    told, status = asyncio.run(readiness(Repeating()))
    assert (told["status"], told["facts"], status) == ("ready", version, 200)
    assert any(problem.startswith("clearsale.yml:") for problem in told["problems"])


def test_an_answer_has_the_shape_of_rasas_own_channel(url: str) -> None:
    page = {"desk": "sendcloud"}
    answer = requests.post(f"{url}/webhook", json={"sender": "ana", "message": "oi", "metadata": page}, timeout=10)
    heard = {"text": "oi", "channel": "rest", "metadata": page}
    buttons = [{"title": "Lite", "payload": "/inform_plan"}]
    assert answer.json() == [{"recipient_id": "ana", "text": json.dumps(heard), "buttons": buttons}]


def test_the_client_does_not_choose_the_channel(url: str) -> None:
    body = {"sender": "ana", "message": "oi", "input_channel": "slack"}
    [said] = requests.post(f"{url}/webhook", json=body, timeout=10).json()
    assert json.loads(said["text"])["channel"] == "rest"


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"]
)
def test_any_other_content_type_is_refused(url: str, kind: str | None) -> None:
    refused = post(url, b'{"sender": "ana", "message": "oi"}', kind)
    assert refused.status_code == 415
    assert "application/json" in refused.json()["error"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_the_ways_to_write_the_content_type(url: str, kind: str) -> None:
    assert post(url, b'{"sender": "ana", "message": "oi"}', kind).ok


@pytest.mark.parametrize("body", [b"null", b"[]", b"", b"{}", b'{"sender": "ana", "message": 3}'])
def test_what_is_no_message_gets_one_line_that_says_what_to_send(url: str, body: bytes) -> None:
    refused = post(url, body)
    assert refused.status_code == 400
    assert list(refused.json()) == ["error"]
    assert '{"sender": "customer-17", "message": "Bonjour"}' in refused.json()["error"]


def pieces(size: int) -> Iterator[bytes]:
    """A body whose size is not stated."""
    for _ in range(size // 100):
        yield b"a" * 100


@pytest.mark.parametrize("body", [b"a" * 1_001, b"a" * 1_000_000], ids=["a byte more", "1 MB"])
def test_a_body_that_is_too_large_is_refused(url: str, body: bytes) -> None:
    refused = post(url, body)
    assert (refused.status_code, refused.json()) == (413, {"error": "the body is larger than 1000 bytes"})


@pytest.mark.parametrize("size", [2_000, 1_000_000])
def test_so_is_one_that_does_not_state_its_size(url: str, size: int) -> None:
    assert post(url, pieces(size)).status_code == 413


def test_a_body_that_is_never_sent_is_refused_by_its_stated_size(url: str) -> None:
    host, port = url.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = "POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: 99999999999\r\n\r\n".encode())
        assert b" 413 " in connection.recv(1_000)


def test_a_connection_goes_on_after_a_refusal(url: str) -> None:
    with requests.Session() as session:
        for _ in range(3):
            assert session.post(f"{url}/webhook", json=None, timeout=10).status_code == 415
            assert session.post(f"{url}/webhook", json={"sender": "ana", "message": "oi"}, timeout=10).ok


def test_it_takes_its_limits_from_credentials() -> None:
    assert GuardedRest.from_credentials({"max_text": 10})._limits == Limits(max_text=10)
    with pytest.raises(InvalidConfigException, match="max_txt"):
        GuardedRest.from_credentials({"max_txt": 10})


def test_without_valid_desk_files_it_is_not_made(desk_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk_copy / "clearsale.yml").write_text("", encoding="utf-8")
    monkeypatch.setenv("GUICHET_DESKS", str(desk_copy))
    with pytest.raises(SystemExit, match=r"Guichet does not start(.|\n)*clearsale.yml:1:"):
        GuardedRest.from_credentials(None)


def test_rasa_run_without_valid_desk_files_says_which_and_does_not_listen(desk_copy: Path) -> None:
    (desk_copy / "clearsale.yml").write_text("", encoding="utf-8")
    port = free_port()
    ended = subprocess.run(
        [str(BIN / "rasa"), "run", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **QUIET, "GUICHET_DESKS": str(desk_copy)},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert ended.returncode != 0
    assert "clearsale.yml:1:" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not is_listening(port)
