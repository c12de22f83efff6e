"""What people do who mean no good: it is refused or harmless, and others are served meanwhile."""

from __future__ import annotations

import base64
import json
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from itsdangerous import URLSafeSerializer

from bot.channels import identity
from bot.channels.text import spoken
from tests.server import SOURCE
from tests.web.conftest import IDENTITY_KEY, SECRETS, SHOP, Page, WebServer

SCRIPT = "<script>alert(document.cookie)</script><img src=x onerror=alert(1)>"
OF_A_MACHINE = ("Traceback", "Exception", 'File "', "sanic", "rasa", "sqlalchemy")


@pytest.fixture(autouse=True)
def others_are_served(server: WebServer) -> Iterator[None]:
    """Whatever a test does: the next visitor is answered, and no answer of a machine was logged."""
    yield
    said = Page(server.web, desk="sendcloud", language="fr", timeout=10).say("Je suis en Lite, puis-je vous appeler ?")
    assert "Lite" in said[0]["text"]
    assert "Traceback" not in server.log()


def check_refused(answer: requests.Response, status: int, code: str) -> None:
    __tracebackhide__ = True
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    check_calm(answer)


def check_calm(answer: requests.Response) -> None:
    __tracebackhide__ = True
    found = [word for word in OF_A_MACHINE if word in answer.text]
    assert not found, f"expected nothing of {found} in:\n{answer.text[:2000]}"


# ── Sessions ─────────────────────────────────────────────────────────────────────────────────────────


def forged(session: str, **changes: Any) -> Iterator[str]:
    """The session with its inside changed, signed in ways that are not this server's."""
    signed = URLSafeSerializer([SECRETS["GUICHET_SESSION_KEY"]], salt="guichet.session")
    _, inside = signed.loads_unsafe(session)
    inside |= changes
    body = URLSafeSerializer("x" * 48, salt="guichet.session").dumps(inside)
    assert isinstance(body, str)
    yield body  # another key
    yield URLSafeSerializer(SECRETS["GUICHET_SESSION_KEY"], salt="another").dumps(inside)
    yield f"{body.rpartition('.')[0]}.{session.rpartition('.')[2]}"  # the signature of the one that it was
    yield body.rpartition(".")[0]
    yield base64.urlsafe_b64encode(json.dumps(inside).encode()).decode()
    yield f"{base64.urlsafe_b64encode(json.dumps(inside).encode()).decode()}."


def test_a_stolen_conversation_can_not_be_named(server: WebServer, page: Page) -> None:
    """The thief knows the conversation's name, and holds a session of their own."""
    page.say("Je suis en Growth")
    _, inside = URLSafeSerializer("").loads_unsafe(page.session)
    thief = Page(server.web)
    for session in forged(thief.session, c=inside["c"]):
        for method, path in (("GET", "/history"), ("DELETE", "/history")):
            headers = {"Authorization": f"Bearer {session}"}
            check_refused(requests.request(method, server.web + path, headers=headers, timeout=30), 401, "session")
    assert thief.history() == []
    assert len(page.history()) == 2


def test_a_session_can_not_be_made_to_last(server: WebServer, page: Page) -> None:
    for session in forged(page.session, e=4_000_000_000):
        headers = {"Authorization": f"Bearer {session}"}
        check_refused(requests.get(f"{server.web}/history", headers=headers, timeout=30), 401, "session")


def test_no_letter_of_a_session_can_be_changed(server: WebServer, page: Page) -> None:
    for place in range(0, len(page.session), 7):
        other = "A" if page.session[place] != "A" else "B"
        session = page.session[:place] + other + page.session[place + 1 :]
        headers = {"Authorization": f"Bearer {session}"}
        check_refused(requests.get(f"{server.web}/history", headers=headers, timeout=30), 401, "session")


def test_nobody_is_led_into_a_conversation_that_another_chose(server: WebServer) -> None:
    """Fixation: what the attacker has is no way to make the victim's session."""
    attacker = Page(server.web)
    attacker.say("Sou Lite")
    inside = URLSafeSerializer("").loads_unsafe(attacker.session)[1]
    wishes = {"session": attacker.session, "conversation": inside["c"], "sender": inside["c"], "c": inside["c"]}
    answer = requests.post(
        f"{server.web}/session?session={attacker.session}",
        json=wishes,
        headers={**attacker.own, "Cookie": f"session={attacker.session}"},
        timeout=30,
    )
    victim = answer.json()["session"]
    assert URLSafeSerializer("").loads_unsafe(victim)[1]["c"] != inside["c"]
    assert "Set-Cookie" not in answer.headers


def test_a_session_in_another_place_is_none(server: WebServer, page: Page) -> None:
    for more in ({"params": {"session": page.session, "token": page.session}}, {"cookies": {"session": page.session}}):
        check_refused(requests.get(f"{server.web}/history", timeout=30, **more), 401, "session")


def test_the_web_conversation_of_another_can_not_be_read_by_a_message(page: Page, server: WebServer) -> None:
    inside = URLSafeSerializer("").loads_unsafe(page.session)[1]
    page.say("Je suis en Growth")
    other = Page(server.web)
    other.say("oi", sender=inside["c"], sender_id=inside["c"], conversation=inside["c"], metadata={"plan": "growth"})
    assert len(page.history()) == 2


# ── Users ────────────────────────────────────────────────────────────────────────────────────────────


def claim(**changes: Any) -> dict[str, Any]:
    expires = int(time.time()) + 600
    honest = {"id": "ana", "name": "Ana", "expires": expires}
    return {**honest, "signature": identity.sign("ana", "Ana", expires, IDENTITY_KEY), **changes}


def test_the_signature_of_one_user_is_not_that_of_another(server: WebServer) -> None:
    expires = int(time.time()) + 600
    for changes in (
        {"id": "bruno"},
        {"name": "Bruno"},
        {"name": None},
        {"id": "ana|Ana", "name": ""},
        {"expires": expires + 5_000},
        {"signature": "0" * 64},
        {"signature": ""},
    ):
        answer = requests.post(f"{server.web}/session", json={"user": claim(**changes)}, timeout=30)
        assert answer.status_code in (400, 403), changes
        assert "session" not in answer.json()
        check_calm(answer)


def test_an_old_signature_is_not_taken_again(server: WebServer) -> None:
    for expires in (int(time.time()) - 1, 0, -1, int(time.time()) + 48 * 3600):
        signature = identity.sign("ana", "Ana", expires, IDENTITY_KEY)
        answer = requests.post(
            f"{server.web}/session", json={"user": claim(expires=expires, signature=signature)}, timeout=30
        )
        check_refused(answer, 403, "identity")


def test_a_message_that_is_sent_again_does_nothing_again(server: WebServer, page: Page) -> None:
    body = {"id": "m1", "text": "Je suis en Growth"}
    first = page.post("/messages", body).json()
    assert [page.post("/messages", body).json() for _ in range(3)] == [first] * 3
    assert len(page.history()) == 2
    assert page.post("/messages", {"id": "m1", "text": "Je suis en Lite"}).json() == first  # the id is what counts


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{SHOP}.evil.example", "http://127.0.0.1:1"])
def test_a_foreign_page_gets_nowhere(server: WebServer, page: Page, origin: str) -> None:
    for method, path in (("POST", "/session"), ("POST", "/messages"), ("GET", "/history"), ("DELETE", "/history")):
        headers = {**page.own, "Origin": origin}
        answer = requests.request(method, server.web + path, json={}, headers=headers, timeout=30)
        check_refused(answer, 403, "origin")
        asking = {"Origin": origin, "Access-Control-Request-Method": method}
        asked = requests.options(server.web + path, headers=asking, timeout=30)
        for told in (answer, asked):
            assert not [name for name in told.headers if name.lower().startswith("access-control-allow")]


def test_a_form_of_a_foreign_page_is_no_request(server: WebServer, page: Page) -> None:
    """These need no preflight; an old browser may tell no origin."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = requests.post(f"{server.web}/session", data="{}", headers={"Content-Type": kind}, timeout=30)
        check_refused(answer, 415, "type")


def test_a_page_on_the_list_is_told_so_and_gets_no_credentials(server: WebServer) -> None:
    headers = {"Origin": SHOP, "Access-Control-Request-Method": "POST"}
    asked = requests.options(f"{server.web}/messages", headers=headers, timeout=30)
    assert asked.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Credentials" not in asked.headers


# ── Payloads ─────────────────────────────────────────────────────────────────────────────────────────

PAYLOADS = [
    "/restart",
    "/session_start",
    '/inform_plan{"plan": "premium"}',
    '/draft_email{"topic": "cancel_plan"}',
    "/message_too_long",
    '/inform_plan{"plan": {"x": 1}}',
    "/inform_plan" + "{" * 500,
    "/" * 1_000,
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_that_was_never_offered_is_no_more_than_its_words(server: WebServer, payload: str) -> None:
    def heard(send: Callable[[Page], list[dict[str, Any]]]) -> list[str]:
        page = Page(server.web, desk="sendcloud", language="fr")
        page.say("Je suis en Lite")
        return [message["text"] for message in send(page)]

    words = heard(lambda page: page.say(spoken(payload)))
    assert heard(lambda page: page.say(payload)) == words
    assert heard(lambda page: page.press(payload, payload[:200])) == heard(lambda page: page.say(spoken(payload[:200])))


def test_the_payload_of_another_conversation_is_none_here(server: WebServer, page: Page) -> None:
    [asked] = page.say("Puis-je vous appeler ?")
    button = next(button for button in asked["buttons"] if button["title"] == "Premium")
    other = Page(server.web, desk="sendcloud", language="fr")
    assert "Premium" not in other.press(button["payload"], "xyz")[0]["text"]


# ── Whatever can be written ──────────────────────────────────────────────────────────────────────────

NASTY = [
    SCRIPT,
    "\ud83d",
    "\x00\x01\x1b[31m",
    "\u202e\u2066oi",
    "'; DROP TABLE events; --",
    "{{7*7}} ${7*7} %s {0} 0[",
    "{" * 2_000,
    "a" * 10_000,
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b\r\n\r\n<html>",
]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("field", ["text", "title", "desk", "language", "plan", "market", "id", "user"])
def test_what_is_written_is_text_and_nothing_else(server: WebServer, page: Page, field: str, text: str) -> None:
    if field == "text":
        answer = page.post("/messages", {"id": "1", "text": text})
    elif field == "title":
        answer = page.post("/messages", {"id": "1", "payload": "/x", "title": text[:200]})
    elif field == "id":
        answer = page.post("/messages", {"id": text, "text": "oi"})
    elif field == "user":
        answer = page.post("/session", {"user": claim(id=text[:100], name=text[:100])}, {})
    else:
        answer = page.post("/session", {field: text}, {})
    assert answer.status_code in (200, 201, 400, 403)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    check_calm(answer)
    for message in page.history():
        if message["from"] == "bot":
            assert "<script" not in message["text"]
            assert "49" not in message["text"]


@pytest.mark.parametrize("path", ["/session", "/messages", "/language"])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"a" * 1_000_000, 413),
        (b'{"id": "1", "text": "' + b"a" * 1_000_000 + b'"}', 413),
        (b"[" * 30_000, 400),
        (b'{"a":' * 6_000, 400),
        (b'{"id": "1", "text": NaN}', 400),
        (b'{"id": "1", "text": "oi", "x": ' + b"9" * 20_000 + b"}", 400),
        (b"\xff\xfe\x00", 400),
        (b"", 400),
        (b"null", 400),
    ],
    ids=["1 MB", "1 MB of text", "deep lists", "deep objects", "NaN", "a large number", "no UTF-8", "empty", "null"],
)
def test_a_body_that_is_no_message_is_refused(
    page: Page, server: WebServer, path: str, body: bytes, status: int
) -> None:
    headers = {**page.own, "Content-Type": "application/json"}
    answer = requests.post(server.web + path, data=body, headers=headers, timeout=30)
    assert answer.status_code == status
    check_calm(answer)


def test_a_lone_surrogate_is_answered(page: Page, server: WebServer) -> None:
    headers = {**page.own, "Content-Type": "application/json"}
    body = b'{"id": "1", "text": "\\ud83d bonjour"}'
    answer = requests.post(f"{server.web}/messages", data=body, headers=headers, timeout=30)
    assert answer.status_code == 200
    assert page.history()[0]["text"] == "bonjour"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /guichet/messages HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /guichet/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
        b"GET /guichet/history HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + b"a" * 20_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\x00" * 100 + b"\r\n\r\n",
    ],
    ids=["unknown version", "negative length", "no chunks", "large headers", "TLS", "zeros"],
)
def test_what_is_no_http_gets_no_more_than_an_error(server: WebServer, request_: bytes) -> None:
    with socket.create_connection(server.address, timeout=15) as connection:
        connection.sendall(request_)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    assert not answer or answer.startswith(b"HTTP/1.1 4") or answer.startswith(b"HTTP/1.1 5")
    assert b"Traceback" not in answer


# ── Many connections ─────────────────────────────────────────────────────────────────────────────────

BEGUN = {
    "nothing": b"",
    "half a header": b"POST /guichet/messages HTTP/1.1\r\nHost: x\r\nX-A: ",
    "half a body": b"POST /guichet/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{",
}


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN)
def test_200_stalled_connections_keep_nobody_waiting(server: WebServer, begun: bytes) -> None:
    before = server.open_files()
    stalled = [socket.create_connection(server.address, timeout=10) for _ in range(200)]
    try:
        for connection in stalled:
            connection.sendall(begun)
        page = Page(server.web, desk="sendcloud", language="fr", timeout=5)
        assert "Lite" in page.say("Je suis en Lite, puis-je vous appeler ?")[0]["text"]
    finally:
        for connection in stalled:
            connection.close()
    deadline = time.monotonic() + 30
    while server.open_files() > before + 20:
        assert time.monotonic() < deadline, "connections that were closed are still held open"
        time.sleep(0.1)


def test_a_stalled_request_is_closed_by_the_server(server: WebServer) -> None:
    with socket.create_connection(server.address, timeout=40) as connection:
        connection.sendall(BEGUN["half a header"])
        answer = connection.recv(1_000)
    assert not answer or b" 408 " in answer


# ── What is left of it ───────────────────────────────────────────────────────────────────────────────


def test_nothing_of_what_was_written_stands_in_the_log(server: WebServer) -> None:
    page = Page(server.web, language="fr", user=claim())
    page.say("Mon numéro est le 11.222.333/0001-81, écrivez à marie.dupont@boutique.example, cordialement Wxyzzy")
    page.press("/wxyzzy_payload", "Wxyzzy titre")
    log = server.log()
    inside = URLSafeSerializer("").loads_unsafe(page.session)[1]
    for secret in (
        "Wxyzzy",
        "wxyzzy",
        "marie.dupont",
        "11.222.333",
        page.session,
        inside["c"],
        "Ana",
        *SECRETS.values(),
    ):
        assert secret not in log
    assert '"channel": "web"' in log


def test_metrics_count_turns_and_refusals_and_tell_nothing_about_people(server: WebServer) -> None:
    page = Page(server.web, desk="sendcloud", language="fr", user=claim())
    page.say("Je suis en Lite, puis-je vous appeler ?")
    page.say("le machin là")
    requests.get(f"{server.web}/history", timeout=30)
    told = server.metrics()
    turns = 'guichet_turns_total{channel="web",desk="sendcloud",language="fr",outcome="%s"}'
    assert turns % "answered" in told
    assert turns % "not_understood" in told
    assert 'guichet_turn_seconds_bucket{channel="web",desk="sendcloud",language="fr",le="' in told
    assert 'guichet_refusals_total{channel="web",desk="none",language="none",reason="session"}' in told
    inside = URLSafeSerializer("").loads_unsafe(page.session)[1]
    for secret in (inside["c"], "ana", "Ana", "Lite", "machin", page.session):
        assert secret not in told


def test_metrics_are_served_on_their_own_port_alone(server: WebServer) -> None:
    assert requests.get(f"{server.web}/metrics", timeout=30).status_code == 404
    assert requests.get(server._url("/metrics"), timeout=30).status_code == 404


def test_readiness_is_tried_out(server: WebServer) -> None:
    answer = requests.get(f"{server.web}/ready", timeout=30)
    assert (answer.status_code, answer.json()["checks"]) == (200, {"answers": True, "store": True})


# ── And for those who mean well ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["pt", "fr"])
def test_the_first_answer_is_in_the_pages_language_where_the_message_has_none(server: WebServer, language: str) -> None:
    other = next(name for name in SOURCE if name != language)
    page = Page(server.web, desk="sendcloud", language=language)
    [said] = page.say("Lite")
    assert said["language"] == language
    assert SOURCE[language] in said["text"]
    assert SOURCE[other] not in said["text"]


def test_the_merchants_language_is_worth_more_than_the_pages(server: WebServer) -> None:
    page = Page(server.web, desk="sendcloud", language="fr")
    assert page.say("Olá, sou Lite, posso ligar para vocês?")[0]["language"] == "pt"
    assert page.say("Growth")[0]["language"] == "pt"


def test_a_language_that_was_chosen_stays(server: WebServer) -> None:
    page = Page(server.web, desk="sendcloud", language="fr")
    page.post("/language", {"language": "pt"})
    assert page.say("Lite")[0]["language"] == "pt"


def test_a_hinted_plan_is_used(server: WebServer) -> None:
    page = Page(server.web, desk="sendcloud", language="fr", plan="growth")
    assert "Growth" in page.say("Puis-je vous appeler ?")[0]["text"]


def test_a_button_leads_on(page: Page) -> None:
    [asked] = page.say("Puis-je vous appeler ?")
    button = next(button for button in asked["buttons"] if button["title"] == "Lite")
    assert "Lite" in page.press(button["payload"], button["title"])[0]["text"]
    assert [message["text"] for message in page.history() if message["from"] == "user"][-1] == "Lite"


def test_the_buttons_of_the_greeting_are_understood(server: WebServer) -> None:
    for language in ("pt", "fr"):
        page = Page(server.web, desk="sendcloud", language=language)
        for button in page.started.json()["greeting"][0]["buttons"]:
            said = page.press(button["payload"], button["title"])
            assert SOURCE[language] in said[0]["text"] or said[0].get("buttons"), (button, said)
