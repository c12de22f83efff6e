"""Requests, actions and clients that fail. After each, another user is answered, and no finished turn is missing."""

from __future__ import annotations

import json
import socket
import struct
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.faults.conftest import PATIENCE, ActionServer, FaultServer, Turn, wait_until
from tests.truth import CENTRAL

QUESTION = {"pt": "No plano Growth dá para ligar?", "fr": "Peut-on vous appeler avec l'abonnement Growth ?"}
ANSWER = {"pt": "o plano Growth inclui", "fr": "l'abonnement Growth comprend"}
CANNOT = {"pt": "Não consigo responder agora", "fr": "Je ne peux pas répondre pour le moment"}
IN_WORDS = {"pt": "Não encontrei palavras", "fr": "Je ne vois pas de mots"}
TOO_LONG = {"pt": "longa demais", "fr": "trop long"}
GREETING = {"pt": "Bom dia, tudo bem?", "fr": "Bonjour, comment ça va ?"}
SENDCLOUD_DOOR = "+Nouvelle réclamation"

every_language = pytest.mark.parametrize("language", ["pt", "fr"])


@pytest.fixture
def sender() -> str:
    return uuid.uuid4().hex


@pytest.fixture(autouse=True)
def another_user_is_answered(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test, by each server that it used, and the turn is kept."""
    yield
    other = uuid.uuid4().hex
    if "faulty" in request.fixturenames:
        server: FaultServer = request.getfixturevalue("faulty")
        [said] = server.say(QUESTION["pt"], other)
        assert ANSWER["pt"] in said["text"]
        assert server.turns(other) == [Turn(QUESTION["pt"], "contact_phone", (said["text"],))]
    if "remote" in request.fixturenames:  # its actions are gone, but not its own words
        server = request.getfixturevalue("remote")
        [said] = server.say(GREETING["pt"], other)
        assert "Guichet" in said["text"]
        assert server.turns(other) == [Turn(GREETING["pt"], "greet", (said["text"],))]


def text_of(messages: list[dict[str, Any]]) -> str:
    assert messages, "expected an answer, and got none"
    return "\n".join(message["text"] for message in messages)


def body(**changes: Any) -> bytes:
    return json.dumps({"sender": uuid.uuid4().hex, "message": "oi", **changes}).encode()


# ── Requests that are no message ─────────────────────────────────────────────────────────────────────

REFUSED = {
    "null": (b"null", 400),
    "a list": (b"[1]", 400),
    "an empty body": (b"", 400),
    "broken JSON": (b'{"sender": "ana", "mess', 400),
    "not UTF-8": (b'{"sender": "ana", "message": "\xff"}', 400),
    "a number for a message": (body(message=3), 400),
    "null for a message": (body(message=None), 400),
    "a list for a message": (body(message=["oi"]), 400),
    "no sender": (b'{"message": "oi"}', 400),
    "null for a sender": (body(sender=None), 400),
    "a lone surrogate for a sender": (body(sender="\ud83d"), 400),
    "NUL in a sender": (body(sender="a\x00"), 400),
    "a sender of 10 kB": (body(sender="a" * 10_000), 400),
    "JSON 10,000 deep": (b"[" * 10_000 + b"]" * 10_000, 400),
    "metadata 10,000 deep": (b'{"sender":"a","message":"oi","metadata":' + b"[" * 10_000 + b"]" * 10_000 + b"}", 400),
    "a text of 100 kB": (body(message="a" * 100_000), 413),
    "a text of 1 MB": (body(message="a" * 1_000_000), 413),
}


@pytest.mark.parametrize(("raw", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_message_is_refused_with_one_line(faulty: FaultServer, raw: bytes, status: int) -> None:
    refused = faulty.post(raw)
    assert refused.status_code == status, refused.text
    assert list(refused.json()) == ["error"]
    assert "\n" not in refused.json()["error"]


def test_another_content_type_is_refused(faulty: FaultServer) -> None:
    assert faulty.post(body(), "application/x-www-form-urlencoded").status_code == 415


# ── Texts ────────────────────────────────────────────────────────────────────────────────────────────


@every_language
@pytest.mark.parametrize("noise", ["\ud83d", "\x00", "\u200b", "\ufeff"], ids=["surrogate", "NUL", "zero width", "BOM"])
def test_what_is_no_text_goes_and_the_rest_is_answered(
    faulty: FaultServer, language: str, noise: str, sender: str
) -> None:
    question = QUESTION[language]
    text = text_of(faulty.say(question[:5] + noise + question[5:], sender))
    assert ANSWER[language] in text
    assert faulty.turns(sender)[0].text == question


@every_language
@pytest.mark.parametrize("text", ["", "   ", "😀😀", "\ud83d", "\x00", "\u200b\u200b", "?!…", "/", "/{}"])
def test_without_words_it_asks_for_some(faulty: FaultServer, language: str, text: str, sender: str) -> None:
    faulty.say(GREETING[language], sender)
    [said] = faulty.say(text, sender)
    assert IN_WORDS[language] in said["text"]
    assert len(said["buttons"]) == 2
    assert faulty.turns(sender)[-1].intent == "message_without_words"


@every_language
def test_what_is_too_long_is_answered_and_not_kept_whole(faulty: FaultServer, language: str, sender: str) -> None:
    faulty.say(GREETING[language], sender)
    assert TOO_LONG[language] in text_of(faulty.say("plano " * 2_000, sender))
    kept = faulty.turns(sender)[-1]
    assert kept.intent == "message_too_long"
    assert len(kept.text) <= 2_000


# ── Typed commands ───────────────────────────────────────────────────────────────────────────────────

TYPED = [
    "/restart",
    "/session_start",
    "/back",
    "/greet",
    "/cancel_plan",
    '/inform_plan{"plan": "premium"}',
    '/inform_plan{"plan": "platinum"}',
    '/inform_plan{"plan": 3}',
    '/choose_desk{"desk": "acme"}',
    '/greet{"language": "xx"}',
    '/message_too_long{"market": "gb"}',
]


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_is_text_whatever_it_looks_like(faulty: FaultServer, typed: str, sender: str) -> None:
    faulty.say(QUESTION["pt"], sender)
    assert text_of(faulty.say(typed, sender))
    message = faulty.tracker(sender)["latest_message"]
    assert not message["text"].startswith("/")
    assert all(entity["extractor"] != "RegexMessageHandler" for entity in message["entities"])
    after = faulty.tracker(sender)["slots"]
    assert after["language"] == "pt"
    assert after["desk"] in (None, "sendcloud", "clearsale")
    assert after["plan"] in (None, "premium")
    assert len(faulty.turns(sender)) == 2


def test_a_button_that_was_offered_works_and_one_that_was_not_does_not(faulty: FaultServer, sender: str) -> None:
    [asked] = faulty.say("Puis-je vous appeler ?", sender)
    payload = next(button["payload"] for button in asked["buttons"] if button["title"] == "Growth")
    assert "Growth comprend" in text_of(faulty.say(payload, sender))
    assert faulty.tracker(sender)["slots"]["plan"] == "growth"
    stranger = uuid.uuid4().hex
    faulty.say(payload, stranger)
    assert faulty.turns(stranger)[0].text == payload.lstrip("/").translate(str.maketrans("{}", "  ")).strip()


# ── Actions ──────────────────────────────────────────────────────────────────────────────────────────

FAULTS = [
    "raises",
    "exits",
    "hangs",
    "says nothing",
    "returns rubbish",
    "returns rubbish events",
    "utters an unknown response",
    "utters a broken answer",
]


@pytest.mark.parametrize("fault", FAULTS)
@every_language
def test_an_action_that_fails_ends_in_the_desks_doors(
    faulty: FaultServer, language: str, fault: str, sender: str
) -> None:
    text = text_of(faulty.say(QUESTION[language], sender, {"fault": fault}))
    assert CANNOT[language] in text
    assert {"pt": CENTRAL, "fr": SENDCLOUD_DOOR}[language] in text
    assert [turn.text for turn in faulty.turns(sender)] in ([], [QUESTION[language]])
    assert ANSWER[language] in text_of(faulty.say(QUESTION[language], sender)), "the conversation goes on"
    assert faulty.turns(sender)[-1].text == QUESTION[language]


RUBBISH = {
    "no JSON": (200, b"rubbish"),
    "a list": (200, b"[]"),
    "null": (200, b"null"),
    "the wrong shape": (200, b'{"events": 3, "responses": "x"}'),
    "nothing": (200, b'{"events": [], "responses": []}'),
    "an unknown event": (200, b'{"events": [{"event": "rubbish"}], "responses": []}'),
    "a broken rejection": (400, b"rubbish"),
    "an error": (500, b"rubbish"),
}


@pytest.mark.parametrize("reply", RUBBISH.values(), ids=RUBBISH)
@every_language
def test_an_action_server_that_returns_rubbish(
    remote: FaultServer, action_server: ActionServer, language: str, reply: tuple[int, bytes], sender: str
) -> None:
    action_server.reply = reply
    text = text_of(remote.say(QUESTION[language], sender))
    assert CANNOT[language] in text


def test_an_action_server_that_hangs_does_not_hold_the_conversation(
    remote: FaultServer, action_server: ActionServer, sender: str
) -> None:
    action_server.reply = None
    try:
        assert CANNOT["fr"] in text_of(remote.say(QUESTION["fr"], sender))
        assert "Guichet" in text_of(remote.say(GREETING["fr"], sender))
    finally:
        action_server.reply = (200, b"{}")
    assert [turn.text for turn in remote.turns(sender)] == [GREETING["fr"]]


@every_language
def test_an_action_server_that_is_gone(
    remote: FaultServer, action_server: ActionServer, language: str, sender: str
) -> None:
    action_server.stop()
    try:
        assert CANNOT[language] in text_of(remote.say(QUESTION[language], sender))
    finally:
        action_server.start()


# ── Clients ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_client_that_leaves_in_the_middle_does_not_take_the_turn_with_it(faulty: FaultServer, sender: str) -> None:
    message = body(sender=sender, message=QUESTION["pt"], metadata={"fault": "is slow"})
    head = "POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with socket.create_connection(faulty.address, timeout=PATIENCE) as connection:
        connection.sendall(f"{head}Content-Length: {len(message)}\r\n\r\n".encode() + message)
        faulty.wait_for_action(sender)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # leave with a reset
    wait_until(lambda: faulty.turns(sender))
    turns = faulty.turns(sender)
    assert [turn.text for turn in turns] == [QUESTION["pt"]]
    assert ANSWER["pt"] in turns[0].said[0]


def test_a_client_that_leaves_in_the_middle_of_its_request(faulty: FaultServer, sender: str) -> None:
    head = "POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with socket.create_connection(faulty.address, timeout=PATIENCE) as connection:
        connection.sendall(f'{head}Content-Length: 500\r\n\r\n{{"sender": "{sender}", "mess'.encode())
    assert faulty.turns(sender) == []


def test_two_messages_of_one_sender_at_once_are_both_answered_and_kept(faulty: FaultServer, sender: str) -> None:
    slow = {"fault": "is slow"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda question: faulty.say(question, sender, slow), [*QUESTION.values()] * 2))
    for language, said in zip(["pt", "fr"] * 2, answers, strict=True):
        assert ANSWER[language] in text_of(said)
    turns = faulty.turns(sender)
    assert sorted(turn.text for turn in turns) == sorted([*QUESTION.values()] * 2)
    assert all(len(turn.said) == 1 for turn in turns)
