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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parent.parent
CREDENTIALS = ROOT / "tests" / "credentials.yml"
BIN = Path(sys.executable).parent

SATURDAY = "2026-11-21T15:00:00-03:00"
"""The clock of the tests: 15:00 in São Paulo, the phone is closed everywhere, business days begin on Monday."""

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "LOG_LEVEL": "WARNING",
}
START_WITHIN = 300  # seconds; some 20 on an idle machine
ANSWER_WITHIN = 20  # seconds; a twentieth of one on an idle machine

HELLO = ("Olá! Sou o Guichet, um assistente automático.", "Bonjour ! Je suis Guichet, un assistant automatique.")
SOURCE = {"pt": "Fonte: ", "fr": "Source : "}

# Words that one language has and the other never uses.
WORDS_OF = {
    "pt": re.compile(
        r"\b(o|os|é|não|você|seu|sua|em|dos|da|das|no|na|ao|aos|um|uma|pelo|pela|por|para|isso|até|são|está|estou|aqui"
        r"|com|fala|diga|qual|sim|olá|nada|bem|este|esse|esta|essa)\b"
    ),
    "fr": re.compile(
        r"\b(le|les|des|est|et|en|vous|votre|vos|je|il|du|dans|avec|pour|sur|sans|au|aux|une|cette|cela|ce|ne|pas|c"
        r"|lequel|oui|bonjour|ici)\b"
    ),
}
# What stays as it is in any language: quotations, links and addresses, the names of ClearSale's mailboxes.
UNTRANSLATED = re.compile(r"“[^”]*”|«[^»]*»|https?://\S+|\S+@\S+|Central de Relacionamento|Besoin d'aide")


def language_of(text: str) -> str:
    """`pt` or `fr`; "both" where words of both occur, "unclear" where none does."""
    own_words = UNTRANSLATED.sub(" ", text).casefold()
    spoken = [language for language, words in WORDS_OF.items() if words.search(own_words)]
    return spoken[0] if len(spoken) == 1 else "both" if spoken else "unclear"


@dataclass(frozen=True)
class Button:
    title: str
    payload: str

    @property
    def intent(self) -> str:
        return self.payload.removeprefix("/").partition("{")[0]


@dataclass(frozen=True)
class Reply:
    """What came back for one message. Its checks name what they miss and show the whole of it."""

    asked: str
    texts: tuple[str, ...]
    buttons: tuple[Button, ...]

    @property
    def text(self) -> str:
        """All texts, with plain spaces ("9 h" has one that does not break)."""
        return "\n".join(self.texts).replace("\u00a0", " ").replace("\u202f", " ")

    @property
    def answer(self) -> str:
        """The text without the first message's hello."""
        hello, _, rest = self.text.partition("\n \n")
        return rest if hello in HELLO else self.text

    @property
    def titles(self) -> list[str]:
        return [button.title for button in self.buttons]

    @property
    def language(self) -> str:
        """The language of the texts and the buttons."""
        return language_of(" ".join([self.text, *self.titles]))

    def __str__(self) -> str:
        return f"> {self.asked[:300]}\n{self.text}\n{[f'{b.title} = {b.payload}' for b in self.buttons]}"

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
        assert not said, f"expected no {said} in this reply:\n{self}"
        return self

    def must_speak(self, language: str) -> Reply:
        """Texts, buttons and the label of the source are in this language, and in no other."""
        __tracebackhide__ = True
        other = next(name for name in SOURCE if name != language)
        assert self.text.strip(), f"expected an answer, and got none:\n{self}"
        assert self.language == language, f"expected the language {language}, this is {self.language}:\n{self}"
        return self.never_say(SOURCE[other])

    def offers(self, name: str) -> bool:
        """Whether there is a button with this title, or for this intent."""
        return any(name in (button.title, button.intent) for button in self.buttons)

    def must_offer(self, *names: str) -> Reply:
        __tracebackhide__ = True
        missing = [name for name in names if not self.offers(name)]
        assert not missing, f"expected buttons for {missing} in this reply:\n{self}"
        return self

    def never_offer(self, *names: str) -> Reply:
        __tracebackhide__ = True
        offered = [name for name in names if self.offers(name)]
        assert not offered, f"expected no buttons for {offered} in this reply:\n{self}"
        return self

    def button(self, name: str) -> Button:
        __tracebackhide__ = True
        self.must_offer(name)
        return next(button for button in self.buttons if name in (button.title, button.intent))


class NotStartedError(RuntimeError):
    """A server did not start; the message ends with the end of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A command of .venv/bin, run from the repository's root with its output in a file; `with` stops it."""

    def __init__(self, command: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        self.shown = " ".join([command, *arguments])
        self._command = [str(BIN / command), *arguments]
        self._env = {**os.environ, **QUIET, **(env or {})}

    def __enter__(self) -> Process:
        self._output = tempfile.NamedTemporaryFile(prefix="guichet-", suffix=".log")
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._env, stdout=self._output, stderr=subprocess.STDOUT
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._output.close()

    def kill(self) -> None:
        """End it as `kill -9` does: it can do nothing about it."""
        self._process.kill()
        self._process.wait()

    def wait_until(self, what: str, holds: Callable[[], bool], within: float = START_WITHIN) -> None:
        """Wait until `holds()`.

        Raises:
            NotStartedError: if the process ends before that, or takes longer than `within` seconds.
        """
        deadline = time.monotonic() + within
        while not holds():
            status = self._process.poll()
            if status is not None or time.monotonic() > deadline:
                how = f"gave no sign within {within} s" if status is None else f"ended with status {status}"
                raise NotStartedError(f"`{self.shown}` {how}, waiting for {what}. {self._end_of_log()}")
            time.sleep(0.2)

    def _end_of_log(self) -> str:
        """The exceptions that Rasa logs as one endless line of JSON, and the last lines, cut."""
        log = self.log()
        raised = dict.fromkeys(re.findall(r'"exc_type": "([^"]+)", "exc_value": "((?:[^"\\]|\\.)*)"', log))
        lines = [line[:500] for line in log.splitlines()[-15:]]
        return "\n".join(["Its log ends:", *lines, *(f"{kind}: {value[:500]}" for kind, value in raised)])

    def log(self) -> str:
        return Path(self._output.name).read_text(errors="replace")


class RunningServer:
    """`rasa run` on a free port of this machine, with a clock that stands still; `with` stops it.

    It keeps its conversations in the file `conversations`; in one of its own where none is given.
    """

    def __init__(
        self,
        *,
        now: str = SATURDAY,
        endpoints: Path | None = None,
        desks: Path | None = None,
        conversations: Path | None = None,
        launcher: Sequence[str] = ("rasa", "run"),
        arguments: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._port = free_port()
        command, *given = [*launcher, "--interface", "127.0.0.1", "--port", str(self._port), *arguments]
        if endpoints is not None:
            given += ["--endpoints", str(endpoints)]
        if "--credentials" not in given:
            given += ["--credentials", str(CREDENTIALS)]
        self._folder = tempfile.TemporaryDirectory(prefix="guichet-")
        self.conversations = conversations or Path(self._folder.name) / "conversations.db"
        env = {**(env or {}), "GUICHET_NOW": now, "GUICHET_CONVERSATIONS": str(self.conversations)}
        if desks is not None:
            env["GUICHET_DESKS"] = str(desks)
        self._process = Process(command, *given, env=env)
        self._http = requests.Session()
        self._http.trust_env = False

    def __enter__(self) -> RunningServer:
        if not list((ROOT / "models").glob("*.tar.gz")):
            raise NotStartedError("models/ holds no trained model: run `make train`")
        self._process.__enter__()
        try:
            self._process.wait_until("GET /webhooks/rest/", self._is_up)
            self._process.wait_until("a first answer", self._answers, within=2 * ANSWER_WITHIN)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._process.__exit__()
        self._folder.cleanup()

    def ask(self, text: str, sender: str | None = None, metadata: Mapping[str, str] | None = None) -> Reply:
        """Say something as `sender`; as somebody new where none is given."""
        body: dict[str, Any] = {"sender": sender or uuid.uuid4().hex, "message": text}
        if metadata is not None:
            body["metadata"] = dict(metadata)
        response = self._http.post(self._url("/webhooks/rest/webhook"), json=body, timeout=ANSWER_WITHIN)
        response.raise_for_status()
        messages = response.json()
        return Reply(
            asked=text,
            texts=tuple(message["text"] for message in messages if message.get("text")),
            buttons=tuple(Button(b["title"], b["payload"]) for message in messages for b in message.get("buttons", ())),
        )

    def press(self, button: Button, sender: str) -> Reply:
        """What a REST client does with a button: it sends the payload as a text."""
        return self.ask(button.payload, sender)

    def talk(self) -> Talk:
        """A new conversation."""
        return Talk(self)

    def readiness(self) -> dict[str, Any]:
        """What a probe is told."""
        told: dict[str, Any] = self._http.get(self._url("/webhooks/rest/"), timeout=5).json()
        return told

    def log(self) -> str:
        return self._process.log()

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._process.kill()

    def _is_up(self) -> bool:
        try:
            return self._http.get(self._url("/webhooks/rest/"), timeout=5).ok
        except requests.RequestException:
            return False

    def _answers(self) -> bool:
        try:
            return bool(self.ask("Oi").text)
        except requests.RequestException:
            return False

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"


@contextmanager
def started(server: RunningServer) -> Iterator[RunningServer]:
    """The server for a fixture: if it can't start, the tests fail and say why, in few words."""
    reason = ""
    try:
        server.__enter__()
    except NotStartedError as error:
        reason = str(error)
    if reason:
        pytest.fail(reason, pytrace=False)
    try:
        yield server
    finally:
        server.__exit__()


@dataclass
class Talk:
    """One conversation with a running server."""

    server: RunningServer
    sender: str = field(default_factory=lambda: uuid.uuid4().hex)

    def ask(self, text: str, metadata: Mapping[str, str] | None = None) -> Reply:
        return self.server.ask(text, self.sender, metadata)

    def press(self, reply: Reply, name: str) -> Reply:
        """Press the button of `reply` with this title, or for this intent."""
        __tracebackhide__ = True
        return self.server.press(reply.button(name), self.sender)
