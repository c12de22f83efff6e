"""Starts the assistant as its users do, in a process of its own, and talks to it over HTTP."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent
RASA = Path(sys.executable).with_name("rasa")
SATURDAY = "2026-11-21T15:00:00-03:00"
"""The clock of the tests: a Saturday, 15:00 in São Paulo; the phone is closed, business days begin on Monday."""

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "LOG_LEVEL": "WARNING",
}
PATIENCE = 120  # seconds for a start
ANSWER_WITHIN = 20  # seconds for one message

# Words that only one of the two languages has; names, addresses and titles of articles hold none of them.
WORDS_OF = {
    "pt": frozenset("o os é não você seu sua em com do da dos das no na ao um uma pelo isso até esse são".split()),
    "fr": frozenset("le les est et vous votre vos du des dans avec sur au aux une par cette cela je ce l d n c".split()),
}
SOURCE = {"pt": "Fonte: ", "fr": "Source : "}


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """What came back for one message; its checks name what they miss and show the whole of it."""

    asked: str
    texts: tuple[str, ...]
    buttons: tuple[Button, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def titles(self) -> list[str]:
        return [button.title for button in self.buttons]

    @property
    def language(self) -> str:
        """`pt` or `fr`, by the words that only one of them has; "unclear" where neither prevails."""
        words = re.findall(r"[^\W\d_]+", self.text.casefold())
        count = {language: sum(word in own for word in words) for language, own in WORDS_OF.items()}
        if count["pt"] == count["fr"]:
            return "unclear"
        return max(count, key=lambda language: count[language])

    def __str__(self) -> str:
        return f"> {self.asked[:300]}\n{self.text}\n{self.titles}"

    def says(self, words: str) -> bool:
        return words.casefold() in self.text.casefold()

    def must_say(self, *expected: str) -> Reply:
        __tracebackhide__ = True
        missing = [words for words in expected if not self.says(words)]
        assert not missing, f"expected {missing} in this reply:\n{self}"
        return self

    def never_say(self, *forbidden: str) -> Reply:
        __tracebackhide__ = True
        said = [words for words in forbidden if self.says(words)]
        assert not said, f"expected not to read {said} in this reply:\n{self}"
        return self

    def must_speak(self, language: str) -> Reply:
        """All of it in one language, and the source under its label of that language."""
        __tracebackhide__ = True
        other = next(name for name in SOURCE if name != language)
        assert self.texts, f"expected an answer, and got none:\n{self}"
        assert self.language == language, f"expected {language}, this is {self.language}:\n{self}"
        return self.never_say(SOURCE[other])

    def must_offer(self, *titles: str) -> Reply:
        __tracebackhide__ = True
        missing = [title for title in titles if title not in self.titles]
        assert not missing, f"expected the buttons {missing} in this reply:\n{self}"
        return self

    def never_offer(self, *titles: str) -> Reply:
        __tracebackhide__ = True
        offered = [title for title in titles if title in self.titles]
        assert not offered, f"expected no buttons {offered} in this reply:\n{self}"
        return self

    def button(self, title: str) -> Button:
        __tracebackhide__ = True
        self.must_offer(title)
        return next(button for button in self.buttons if button.title == title)


class NotStartedError(RuntimeError):
    """A server did not start; the message ends with the tail of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Process:
    """A command from the repository's root, with its output in a file; stopped for certain."""

    command: list[str]
    env: Mapping[str, str]
    log: Path = field(init=False)
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    def start(self) -> None:
        handle, name = tempfile.mkstemp(prefix="guichet-", suffix=".log")
        self.log = Path(name)
        self._process = subprocess.Popen(
            self.command, cwd=ROOT, env={**os.environ, **QUIET, **self.env}, stdout=handle, stderr=subprocess.STDOUT
        )
        os.close(handle)

    def wait_until(self, ready: str, answers: Any) -> None:
        """Wait until `answers()` is true.

        Raises:
            NotStartedError: if the process ends before, or takes too long.
        """
        deadline = time.monotonic() + PATIENCE
        while not answers():
            ended = self._process.poll() if self._process else None
            late = time.monotonic() > deadline
            if ended is not None or late:
                self.stop()
                what = f"ended with status {ended}" if ended is not None else f"was not ready in {PATIENCE} s"
                raise NotStartedError(f"{' '.join(self.command)} {what} ({ready}); its log ends:\n{self.tail()}")
            time.sleep(0.2)

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class RunningServer:
    """`rasa run` on a free port of this machine, with its clock standing still."""

    def __init__(self, *, now: str = SATURDAY, endpoints: Path | None = None, desks: Path | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._http = requests.Session()
        self._http.trust_env = False
        command = [str(RASA), "run", "--interface", "127.0.0.1", "--port", str(self.port)]
        if endpoints is not None:
            command += ["--endpoints", str(endpoints)]
        env = {"GUICHET_NOW": now, **({"GUICHET_DESKS": str(desks)} if desks is not None else {})}
        self._process = Process(command, env)

    def __enter__(self) -> RunningServer:
        if not list((ROOT / "models").glob("*.tar.gz")):
            raise NotStartedError("models/ holds no trained model: run `make train`")
        self._process.start()
        self._process.wait_until("GET /webhooks/rest/", lambda: self._get_ok("/webhooks/rest/"))
        self._process.wait_until("the first answer", lambda: bool(self._post("Oi", uuid.uuid4().hex)))
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()
        self._process.log.unlink(missing_ok=True)

    def ask(self, text: str, sender: str | None = None, metadata: Mapping[str, str] | None = None) -> Reply:
        """Say something as `sender`; as somebody new where none is given."""
        messages = self._post(text, sender or uuid.uuid4().hex, metadata)
        texts = tuple(message["text"] for message in messages if message.get("text"))
        buttons = tuple(Button(b["title"], b["payload"]) for message in messages for b in message.get("buttons", ()))
        return Reply(text, texts, buttons)

    def press(self, button: Button, sender: str) -> Reply:
        return self.ask(button.payload, sender)

    def log(self) -> str:
        return self._process.log.read_text(errors="replace")

    def talk(self) -> Talk:
        """A new conversation."""
        return Talk(self)

    def _get_ok(self, path: str) -> bool:
        try:
            return self._http.get(self.url + path, timeout=5).ok
        except requests.RequestException:
            return False

    def _post(self, text: str, sender: str, metadata: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        body: dict[str, Any] = {"sender": sender, "message": text}
        if metadata is not None:
            body["metadata"] = dict(metadata)
        response = self._http.post(f"{self.url}/webhooks/rest/webhook", json=body, timeout=ANSWER_WITHIN)
        response.raise_for_status()
        return list(response.json())


@dataclass
class Talk:
    """One conversation with a running server."""

    server: RunningServer
    sender: str = field(default_factory=lambda: uuid.uuid4().hex)

    def ask(self, text: str, metadata: Mapping[str, str] | None = None) -> Reply:
        return self.server.ask(text, self.sender, metadata)

    def press(self, reply: Reply, title: str) -> Reply:
        """Press the button of `reply` with this title."""
        __tracebackhide__ = True
        return self.server.press(reply.button(title), self.sender)
