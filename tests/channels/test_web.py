"""The web channel over HTTP: sessions, messages that are answered once, history, origins, limits, readiness."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import yaml
from rasa.shared.exceptions import InvalidConfigException

from bot.channels import identity
from bot.channels.limits import Limits
from bot.channels.origins import Origins
from bot.channels.probe import CONVERSATION
from bot.channels.sessions import Sessions
from bot.channels.web import Web
from bot.channels.web_settings import CHANNEL as WEB
from bot.channels.web_settings import WebSettings
from bot.matrix.model import Catalogue
from bot.storage.conversations import ConversationStore
from tests.channels.serving import Repeating, served
from tests.server import ROOT
from tests.storage.talking import DOMAIN

SHOP = "https://shop.example"
KEY = "k" * 40
SETTINGS = WebSettings(
    origins=Origins({"sendcloud": frozenset({SHOP}), "clearsale": frozenset({"https://loja.example"})}),
    limits=Limits(max_body=1_000, max_text=100, deadline=20, body_time=0.5),
    messages_per_minute=10_000,
    sessions_per_minute=10_000,
    requests_per_minute=10_000,
)
ROUTES = [
    ("POST", "/messages"),
    ("GET", "/history"),
    ("DELETE", "/history"),
    ("POST", "/language"),
]


class Client:
    """A page in a browser, more or less."""

    def __init__(self, url: str, **hints: Any) -> None:
        self.url = f"{url}/guichet"
        self.started = self.post("/session", hints)
        self.session = self.started.json().get("session", "")

    @property
    def own(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session}"}

    def post(self, path: str, data: Any, **headers: str) -> requests.Response:
        return requests.post(self.url + path, json=data, headers=headers, timeout=30)

    def say(self, text: str, number: str = "1", **more: Any) -> list[dict[str, Any]]:
        answer = self.post("/messages", {"id": number, "text": text, **more}, **self.own)
        assert answer.status_code == 200, answer.text
        said: list[dict[str, Any]] = answer.json()
        return said

    def press(self, payload: str, title: str, number: str = "2") -> list[dict[str, Any]]:
        answer = self.post("/messages", {"id": number, "payload": payload, "title": title}, **self.own)
        assert answer.status_code == 200, answer.text
        said: list[dict[str, Any]] = answer.json()
        return said

    def history(self) -> list[dict[str, Any]]:
        answer = requests.get(f"{self.url}/history", headers=self.own, timeout=30)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repeating]:
    store = ConversationStore(DOMAIN, db=str(tmp_path_factory.mktemp("web") / "web.db"))
    yield Repeating(store)
    store.close()


@pytest.fixture
def agent(assistant: Repeating) -> Repeating:
    """The one assistant of this module, which has heard nothing yet."""
    assistant.forget()
    return assistant


def channel(settings: WebSettings = SETTINGS, days: float = 30) -> Web:
    return Web(settings, Sessions([KEY], days))


@pytest.fixture(scope="module")
def address(assistant: Repeating) -> Iterator[str]:
    with served([channel()], assistant) as listening:
        yield listening


@pytest.fixture
def url(address: str, agent: Repeating) -> str:
    return address


@pytest.fixture
def client(url: str) -> Client:
    return Client(url, desk="sendcloud", language="fr")


# ── Sessions ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_gets_a_session_a_greeting_and_words(client: Client) -> None:
    told = client.started.json()
    assert client.started.status_code == 201
    assert set(told) == {"session", "expires", "language", "greeting", "words"}
    assert told["language"] == "fr"
    assert abs(told["expires"] - time.time() - 30 * 24 * 3600) < 60
    [greeting] = told["greeting"]
    assert greeting["text"].startswith("Bonjour !")
    assert all(button["payload"].startswith("/") for button in greeting["buttons"])


@pytest.mark.parametrize(
    ("hints", "language"),
    [({}, "pt"), ({"desk": "sendcloud"}, "fr"), ({"desk": "clearsale"}, "pt"), ({"language": "de"}, "pt")],
)
def test_without_a_language_it_is_the_desks(url: str, hints: dict[str, str], language: str) -> None:
    assert Client(url, **hints).started.json()["language"] == language


@pytest.mark.parametrize("hint", ["desk", "language", "plan", "market"])
@pytest.mark.parametrize("value", [3, ["sendcloud"], {"x": 1}, True])
def test_a_hint_that_is_no_string_is_refused(url: str, hint: str, value: Any) -> None:
    answer = Client(url, **{hint: value}).started
    assert (answer.status_code, answer.json()["code"]) == (400, "shape")


def test_hints_travel_with_each_message_and_those_that_mean_nothing_do_not(url: str, agent: Repeating) -> None:
    client = Client(url, desk="sendcloud", plan="platinum", market="fr", language="fr", sender="x", session="y")
    client.say("oi")
    [heard] = agent.heard
    assert heard.metadata == {"desk": "sendcloud", "market": "fr", "language": "fr", "greeted": True}


def test_the_conversation_has_a_name_that_nobody_chose(url: str, agent: Repeating) -> None:
    for sender in ("ana", "ana"):
        Client(url, sender=sender, sender_id=sender, conversation=sender, c=sender).say("oi")
    names = [message.sender_id for message in agent.heard]
    assert len(set(names)) == 2
    assert all(name.startswith("web:") and "ana" not in name and len(name) > 25 for name in names)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer web:ana", "Bearer " + "a" * 5_000, "Bearer ..."],
)
def test_without_a_session_of_this_server_everything_is_refused(
    url: str, method: str, path: str, authorization: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization is not None else {}
    answer = requests.request(method, f"{url}/guichet{path}", json={}, headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (401, "session")


def test_a_session_that_has_ended_is_refused(agent: Repeating) -> None:
    with served([channel(days=-1)], agent) as url:
        client = Client(url)
        answer = client.post("/messages", {"id": "1", "text": "oi"}, **client.own)
    assert (answer.status_code, answer.json()["code"]) == (401, "session")
    assert "has ended" in answer.json()["error"]


def test_a_session_that_is_half_over_is_renewed_with_its_conversation(agent: Repeating) -> None:
    sessions = Sessions([KEY], 30)
    old = Sessions([KEY], 14).issue({"desk": "sendcloud"}, None, "web:ana")[0]
    with served([channel()], agent) as url:
        history = requests.get(f"{url}/guichet/history", headers={"Authorization": f"Bearer {old}"}, timeout=30).json()
        young = requests.get(
            f"{url}/guichet/history", headers={"Authorization": f"Bearer {history['session']}"}, timeout=30
        ).json()
    renewed = sessions.read(f"Bearer {history['session']}")
    assert (renewed.conversation, renewed.hints["desk"]) == ("web:ana", "sendcloud")
    assert history["expires"] == renewed.expires > time.time() + 29 * 24 * 3600
    assert "session" not in young


# ── Users that the page vouches for ──────────────────────────────────────────────────────────────────


def vouched(user: str = "17", name: str = "Ana", *, key: str = "secret", ahead: int = 600) -> dict[str, Any]:
    expires = int(time.time()) + ahead
    return {"id": user, "name": name, "expires": expires, "signature": identity.sign(user, name, expires, key)}


def test_history_follows_a_user_to_another_device(url: str, agent: Repeating, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_IDENTITY_KEY", "secret")
    Client(url, user=vouched()).say("do computador")
    assert [message["text"] for message in Client(url, user=vouched()).history()] == [
        "do computador",
        *replies("do computador"),
    ]
    assert Client(url, user=vouched("18")).history() == []
    assert agent.heard[0].metadata["user"] == {"id": "17", "name": "Ana"}
    assert "17" not in agent.heard[0].sender_id.split(":")


@pytest.mark.parametrize("key", ["secret", None])
def test_a_user_without_a_right_signature_is_refused(
    url: str, key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if key:
        monkeypatch.setenv("GUICHET_IDENTITY_KEY", key)
    answer = Client(url, user=vouched(key="another")).started
    assert (answer.status_code, answer.json()["code"]) == (403, "identity")


# ── Messages ─────────────────────────────────────────────────────────────────────────────────────────


def replies(text: str) -> list[str]:
    return [f"um: {text}", "dois"]


def test_an_answer_is_a_list_of_messages(client: Client) -> None:
    before = time.time()
    first, second = client.say("oi", "a-1")
    assert first == {"id": "a-1.1", "time": first["time"], "language": "pt", "text": "um: oi", "desk": "sendcloud"}
    assert before <= first["time"] <= second["time"] <= time.time()
    assert (second["id"], second["buttons"]) == ("a-1.2", [{"title": "Lite", "payload": "/inform_plan"}])


def events(answer: requests.Response) -> Iterator[tuple[str, Any]]:
    """The server-sent events as they come."""
    name = ""
    for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def stream(client: Client, text: str, number: str = "1") -> requests.Response:
    return requests.post(
        f"{client.url}/messages",
        json={"id": number, "text": text},
        headers={**client.own, "Accept": "text/event-stream"},
        stream=True,
        timeout=30,
    )


def test_replies_are_streamed_while_the_turn_goes_on(client: Client, agent: Repeating) -> None:
    with stream(client, "wait") as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        coming = events(answer)
        assert next(coming)[1]["text"] == "um: wait"
        agent.go_on.set()
        rest = list(coming)
    assert [name for name, _ in rest] == ["message", "done"]
    assert rest[0][1]["text"] == "dois"
    assert rest[1][1] == {"language": "pt", "about": {}}


def test_the_end_of_a_turn_tells_what_it_was_about(client: Client) -> None:
    with stream(client, "sou lite") as answer:
        *_, (name, told) = events(answer)
    assert (name, told["about"]) == ("done", {"plan": "lite"})


def test_the_same_message_sent_twice_is_answered_once_with_the_same_replies(client: Client, agent: Repeating) -> None:
    assert client.say("oi", "a") == client.say("oi", "a")
    assert len(agent.heard) == 1
    client.say("oi", "b")
    assert len(agent.heard) == 2


def test_so_it_is_after_a_restart(client: Client, agent: Repeating) -> None:
    before = client.say("oi", "a")
    with served([channel()], agent) as again:
        client.url = f"{again}/guichet"
        assert client.say("oi", "a") == before
    assert len(agent.heard) == 1


def test_and_while_its_turn_is_under_way(client: Client, agent: Repeating) -> None:
    answers: list[list[dict[str, Any]]] = []
    asking = [threading.Thread(target=lambda: answers.append(client.say("wait", "a"))) for _ in range(3)]
    for one in asking:
        one.start()
    assert agent.begun.wait(10)
    agent.go_on.set()
    for one in asking:
        one.join(30)
    assert len(answers) == 3
    assert answers[0] == answers[1] == answers[2]
    assert len(agent.heard) == 1


def test_who_leaves_midway_finds_the_answer_in_the_history(client: Client, agent: Repeating) -> None:
    with stream(client, "wait") as answer:
        next(events(answer))
    agent.go_on.set()
    assert [message["text"] for message in client.say("wait")] == replies("wait")  # once the turn is over
    assert [message["text"] for message in client.history()] == ["wait", *replies("wait")]
    assert len(agent.heard) == 1


def test_the_ids_of_one_conversation_are_not_those_of_another(url: str, agent: Repeating) -> None:
    Client(url).say("um", "a")
    assert Client(url).say("dois", "a")[0]["text"] == "um: dois"
    assert len(agent.heard) == 2


def test_a_button_that_was_offered_is_pressed(client: Client, agent: Repeating) -> None:
    client.say("oi")
    client.press("/inform_plan", "Lite")
    assert agent.heard[-1].text == "/inform_plan"
    assert [message["text"] for message in client.history() if message["from"] == "user"] == ["oi", "Lite"]


@pytest.mark.parametrize("payload", ["/restart", '/inform_plan{"plan": "premium"}', "/inform_plan ", "//inform_plan"])
def test_of_any_other_button_the_title_is_said(client: Client, agent: Repeating, payload: str) -> None:
    client.say("oi")
    client.press(payload, "/Premium{}")
    assert agent.heard[-1].text in ("Premium", "/inform_plan")
    assert agent.heard[-1].text != payload


def test_what_is_typed_is_never_a_button(client: Client, agent: Repeating) -> None:
    client.say("oi")
    client.say("/inform_plan", "2")
    assert agent.heard[-1].text == "inform_plan"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "1"},
        {"text": "oi"},
        {"id": 1, "text": "oi"},
        {"id": "", "text": "oi"},
        {"id": "a b", "text": "oi"},
        {"id": "é", "text": "oi"},
        {"id": "a" * 65, "text": "oi"},
        {"id": "1", "text": None},
        {"id": "1", "text": ["oi"]},
        {"id": "1", "text": "oi", "payload": "/x", "title": "x"},
        {"id": "1", "payload": "/x"},
        {"id": "1", "payload": "x", "title": "x"},
        {"id": "1", "payload": "/x", "title": "x" * 201},
        {"id": "1", "payload": {"x": 1}, "title": "x"},
        [],
        3,
        "oi",
        [[[[[[[[[[]]]]]]]]]],
    ],
)
def test_what_is_no_message_is_refused_with_one_line(client: Client, agent: Repeating, body: Any) -> None:
    answer = (
        client.post("/messages", body, **client.own) if body is not None else client.post("/messages", 3, **client.own)
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "shape")
    assert "\n" not in answer.json()["error"]
    assert not agent.heard


def test_a_text_that_is_too_long_is_answered_and_not_read(client: Client, agent: Repeating) -> None:
    client.say("a" * 500)
    assert agent.heard[-1].parse_data["intent"]["name"] == "message_too_long"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_any_other_content_type_is_refused(client: Client, kind: str) -> None:
    answer = requests.post(
        f"{client.url}/messages",
        data=b'{"id": "1", "text": "oi"}',
        headers={**client.own, "Content-Type": kind},
        timeout=30,
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "type")


@pytest.mark.parametrize("size", [1_001, 999_000, 3_000_000])
@pytest.mark.parametrize("path", ["/session", "/messages", "/language"])
def test_a_body_that_is_too_large_is_refused(client: Client, path: str, size: int) -> None:
    headers = {**client.own, "Content-Type": "application/json"}
    answer = requests.post(client.url + path, data=b"a" * size, headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (413, "size")


def test_a_body_that_does_not_come_is_not_waited_for(client: Client) -> None:
    host, port = client.url.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"POST /guichet/session HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        assert b" 408 " in connection.recv(1_000)


# ── History ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_history_has_both_sides_in_their_order(client: Client) -> None:
    said = client.say("oi", "a")
    first, *rest = client.history()
    assert first == {"from": "user", "id": "a", "time": first["time"], "text": "oi", "language": "fr"}
    assert rest == [{"from": "bot", **reply} for reply in said]


def test_the_history_reaches_back_a_hundred_messages(client: Client) -> None:
    for number in range(40):
        client.say(f"n{number}", str(number))
    told = client.history()
    assert len(told) == 100
    assert [message["text"] for message in told][-3:] == ["n39", *replies("n39")]
    assert next(message["text"] for message in told if message["from"] == "user") == "n7"
    assert len({message["id"] for message in told}) == 100


def test_what_is_erased_is_gone(client: Client, agent: Repeating) -> None:
    client.say("oi", "a")
    answer = requests.delete(f"{client.url}/history", headers=client.own, timeout=30)
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.history() == []
    client.say("oi", "a")
    assert len(agent.heard) == 2


def test_a_conversation_is_erased_after_the_turn_that_is_under_way(client: Client, agent: Repeating) -> None:
    status: list[int] = []
    with stream(client, "wait") as answer:
        coming = events(answer)
        next(coming)
        erasing = threading.Thread(
            target=lambda: status.append(
                requests.delete(f"{client.url}/history", headers=client.own, timeout=30).status_code
            )
        )
        erasing.start()
        agent.go_on.set()
        assert [name for name, _ in coming] == ["message", "done"]
    erasing.join(30)
    assert status == [204]
    assert client.history() == []


def test_of_a_message_that_erases_the_conversation_nothing_is_left_to_be_said_again(
    client: Client, agent: Repeating
) -> None:
    client.say("oi", "a")
    with stream(client, "erase", "b") as answer:
        *_, (name, told) = events(answer)
    assert (name, told["erased"]) == ("done", True)
    assert client.history() == []
    client.say("oi", "a")  # of a conversation that knows no "a"
    client.say("erase", "b")  # once more after a lost connection, perhaps
    assert [message.text for message in agent.heard] == ["oi", "erase", "oi"]


def test_what_could_not_be_erased_is_not_forgotten(
    client: Client, agent: Repeating, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.say("oi", "a")
    with monkeypatch.context() as broken:
        broken.setattr(agent.tracker_store._database, "write", lambda *_: 1 / 0)
        with stream(client, "erase", "b") as answer:
            *_, (_, told) = events(answer)
    assert "erased" not in told
    client.say("oi", "a")
    assert [message.text for message in agent.heard] == ["oi", "erase"]


# ── Language ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_language_is_switched_without_a_turn(client: Client, agent: Repeating) -> None:
    answer = client.post("/language", {"language": "fr"}, **client.own)
    assert answer.json()["language"] == "fr"
    assert answer.json()["greeting"][0]["text"].startswith("Bonjour")
    assert not agent.heard
    assert client.say("oi")[0]["language"] == "fr"
    client.post("/language", {"language": "pt"}, **client.own)
    assert client.say("oi", "2")[0]["language"] == "pt"
    assert [message["from"] for message in client.history()] == ["user", "bot", "bot"] * 2


@pytest.mark.parametrize("body", [{}, {"language": "de"}, {"language": None}, {"language": ["fr"]}])
def test_a_language_that_is_not_spoken_is_refused(client: Client, body: dict[str, Any]) -> None:
    assert client.post("/language", body, **client.own).status_code == 400


# ── Origins ──────────────────────────────────────────────────────────────────────────────────────────

EVERY = [*ROUTES, ("POST", "/session"), ("GET", "/words"), ("GET", "/health"), ("GET", "/"), ("GET", "/nowhere")]
FOREIGN = ["https://evil.example", "null", "http://shop.example", f"{SHOP}.evil.example", f"{SHOP}:8443", "*", ""]


@pytest.mark.parametrize(("method", "path"), EVERY)
@pytest.mark.parametrize("origin", FOREIGN)
def test_pages_that_are_not_on_the_list_are_refused(client: Client, method: str, path: str, origin: str) -> None:
    for asked in (method, "OPTIONS"):
        headers = {**client.own, "Origin": origin, "Access-Control-Request-Method": method}
        answer = requests.request(asked, client.url + path, json={}, headers=headers, timeout=30)
        assert (answer.status_code, answer.json()["code"]) == (403, "origin")
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_a_page_on_the_list_is_let_in_without_credentials(client: Client) -> None:
    headers = {
        "Origin": SHOP,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    asked = requests.options(f"{client.url}/messages", headers=headers, timeout=30)
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == SHOP
    assert "authorization" in asked.headers["Access-Control-Allow-Headers"].lower()
    answer = client.post("/messages", {"id": "1", "text": "oi"}, Origin=SHOP, **client.own)
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Origin" in answer.headers["Vary"]
    for told in (asked, answer):
        assert "Access-Control-Allow-Credentials" not in told.headers


def test_a_page_of_another_desk_is_refused(client: Client, url: str) -> None:
    other = "https://loja.example"
    assert client.post("/messages", {"id": "1", "text": "oi"}, Origin=other, **client.own).status_code == 403
    assert client.post("/session", {"desk": "sendcloud"}, Origin=other).status_code == 403
    assert client.post("/session", {"desk": "clearsale"}, Origin=other).status_code == 201
    assert client.post("/session", {}, Origin=other).status_code == 201


def test_pages_of_this_server_are_always_let_in(client: Client, url: str) -> None:
    assert client.post("/messages", {"id": "1", "text": "oi"}, Origin=url, **client.own).status_code == 200


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_every_answer_has_the_headers_that_keep_browsers_safe(client: Client, method: str, path: str) -> None:
    for asked in (method, "PUT", "OPTIONS"):
        answer = requests.request(asked, client.url + path, json={}, timeout=30)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_stream_has_them_too(client: Client) -> None:
    with stream(client, "oi") as answer:
        assert "Content-Security-Policy" in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


# ── Other addresses ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_another_method_is_refused(client: Client, method: str) -> None:
    answer = requests.request(method, f"{client.url}/messages", timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (405, "method")


@pytest.mark.parametrize("path", ["/nowhere", "/a/b/c", "/..%2f..%2fweb.py", "/%2e%2e/web.py", "/widget/../../web.py"])
def test_there_is_nothing_else(client: Client, path: str) -> None:
    request = requests.Request("GET", client.url).prepare()
    request.url = client.url + path  # as it stands, not made canonical
    with requests.Session() as session:
        answer = session.send(request, timeout=30)
    assert answer.status_code in (400, 404)
    assert "import" not in answer.text


def test_words_are_those_of_both_languages(client: Client) -> None:
    assert set(requests.get(f"{client.url}/words", timeout=30).json()) == {"pt", "fr"}


# ── Rates ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "words"), [("pt", "Tente de novo"), ("fr", "Réessayez")])
def test_who_writes_too_fast_is_told_in_their_language(agent: Repeating, language: str, words: str) -> None:
    with served([channel(WebSettings(messages_per_minute=3))], agent) as url:
        client, other = Client(url), Client(url)
        client.post("/language", {"language": language}, **client.own)
        answers = [client.post("/messages", {"id": str(number), "text": "oi"}, **client.own) for number in range(8)]
        refused = answers[-1].json()
        assert answers[-1].status_code == 429  # three in one minute, and three in the next at most
        assert refused["code"] == "too_fast"
        assert words in refused["text"]
        assert 1 <= refused["retry_after"] <= 60
        assert answers[-1].headers["Retry-After"] == str(refused["retry_after"])
        assert other.say("oi")


def test_so_is_an_address_that_asks_too_often(agent: Repeating) -> None:
    with served([channel(WebSettings(requests_per_minute=4, proxies=1))], agent) as url:
        statuses = [
            requests.get(f"{url}/guichet/words", headers={"X-Forwarded-For": f"6.6.6.{spoofed}, 192.0.2.1"}, timeout=30)
            for spoofed in range(10)
        ]
        assert statuses[-1].status_code == 429
        other = requests.get(f"{url}/guichet/words", headers={"X-Forwarded-For": "192.0.2.2"}, timeout=30)
        assert other.status_code == 200
        assert requests.get(f"{url}/guichet/health", headers={"X-Forwarded-For": "192.0.2.1"}, timeout=30).ok


def test_new_sessions_are_counted_by_address(agent: Repeating) -> None:
    with served([channel(WebSettings(sessions_per_minute=2))], agent) as url:
        assert [Client(url).started.status_code for _ in range(6)][-1] == 429


def test_without_a_proxy_nobody_chooses_an_address(agent: Repeating) -> None:
    with served([channel(WebSettings(requests_per_minute=4))], agent) as url:
        for address in range(10):
            headers = {"X-Forwarded-For": f"192.0.2.{address}", "Forwarded": f"for=192.0.2.{address}"}
            answer = requests.get(f"{url}/guichet/words", headers=headers, timeout=30)
    assert answer.status_code == 429


# ── Readiness ────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_alive(client: Client) -> None:
    assert requests.get(f"{client.url}/health", timeout=30).json() == {"status": "alive"}


def test_it_is_ready_when_a_message_is_answered_and_stored_and_leaves_nothing_behind(
    client: Client, agent: Repeating
) -> None:
    for _ in range(3):
        answer = requests.get(f"{client.url}/ready", timeout=30)
        assert answer.status_code == 200
        assert answer.json()["status"] == "ready"
        assert answer.json()["checks"] == {"answers": True, "store": True}
    assert len(agent.heard) == 1  # kept for ten seconds
    assert CONVERSATION not in asyncio.run(agent.tracker_store.keys())


def test_it_is_not_ready_when_nothing_is_said(agent: Repeating, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(message: Any) -> None:
        pass

    monkeypatch.setattr(agent, "handle_message", silent)
    with served([channel()], agent) as url:
        answer = requests.get(f"{url}/guichet/ready", timeout=30)
    assert (answer.status_code, answer.json()["checks"]["answers"]) == (503, False)


def test_it_is_not_ready_when_nothing_can_be_stored(agent: Repeating, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError("disk")

    monkeypatch.setattr(agent.tracker_store._database, "write", full)  # type: ignore[attr-defined]
    with served([channel()], agent) as url:
        answer = requests.get(f"{url}/guichet/ready", timeout=30)
    assert (answer.status_code, answer.json()["checks"]) == (503, {"answers": True, "store": False})


def test_it_is_not_ready_without_a_model() -> None:
    with served([channel()], None) as url:
        assert requests.get(f"{url}/guichet/ready", timeout=30).status_code == 503
        assert requests.get(f"{url}/guichet/health", timeout=30).status_code == 200
        client = Client(url)
        answer = requests.delete(f"{url}/guichet/history", headers=client.own, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")


def test_the_probe_has_a_conversation_that_no_client_can_have() -> None:
    assert not CONVERSATION.startswith("web:")


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────────


def test_settings_come_from_credentials(catalogue: Catalogue) -> None:
    read = WebSettings.from_credentials({"max_text": 10, "proxies": 1, "origins": {"sendcloud": [SHOP]}}, catalogue)
    assert (read.limits.max_text, read.proxies) == (10, 1)
    assert read.origins.allow(SHOP, "guichet.example", "sendcloud")
    assert WebSettings.from_credentials(None, catalogue).metrics_port is None


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"max_txt": 1}, "`max_txt` is no setting"),
        ({"proxies": -1}, "`proxies`"),
        ({"session_days": 0}, "`session_days`"),
        ({"messages_per_minute": "20"}, "'20'"),
        ({"metrics_port": True}, "True"),
        ({"rate_storage": "nowhere://x"}, "`rate_storage`"),
        ({"origins": {"amazon": [SHOP]}}, "amazon"),
        ({"origins": {"sendcloud": ["*"]}}, "'\\*' is no origin"),
        ({"origins": {"sendcloud": [f"{SHOP}/"]}}, "no origin"),
        ({"origins": [SHOP]}, "write `origins:`"),
    ],
)
def test_a_wrong_setting_is_named(catalogue: Catalogue, setting: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidConfigException, match=said):
        WebSettings.from_credentials(setting, catalogue)


@pytest.mark.parametrize("file", ["docs/website.md", "credentials.yml"])
def test_the_settings_that_are_shown_are_settings(catalogue: Catalogue, file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    shown = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if file.endswith(".md") else [text]
    for block in shown:
        given = yaml.safe_load(re.sub(r"^( *)# (\w+: \d+)", r"\1\2", block, flags=re.MULTILINE))
        read = WebSettings.from_credentials(given[WEB], catalogue)
        assert read != WebSettings.from_credentials(None, catalogue)
