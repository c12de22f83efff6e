"""A session is believed when this server signed it and it has not ended; nothing else is."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from rasa.shared.exceptions import InvalidConfigException

from bot.channels.request import RefusedError
from bot.channels.sessions import DAY, KEY, Sessions

OLD, NEW = "o" * 40, "n" * 40
HINTS = {"desk": "sendcloud", "language": "fr"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def refusal(sessions: Sessions, authorization: str | None) -> str:
    with pytest.raises(RefusedError) as refused:
        sessions.read(authorization)
    assert (refused.value.status, refused.value.code) == (401, "session")
    return refused.value.error


def test_a_session_is_read_as_it_was_issued() -> None:
    sessions = Sessions([NEW], 30)
    text, session = sessions.issue(HINTS, {"id": "17", "name": "Zoé"})
    assert sessions.read(f"Bearer {text}") == session
    assert sessions.read(f"bearer  {text} ") == session
    assert (session.hints, session.user) == (HINTS, {"id": "17", "name": "Zoé"})


def test_each_has_a_conversation_of_its_own() -> None:
    sessions = Sessions([NEW], 30)
    names = {sessions.issue({})[1].conversation for _ in range(100)}
    assert len(names) == 100
    assert all(name.startswith("web:") and len(name) >= 28 for name in names)


def test_it_ends_when_it_says() -> None:
    clock = Clock()
    sessions = Sessions([NEW], 30, clock)
    text, session = sessions.issue({})
    assert session.expires == clock.now + 30 * DAY
    clock.now = session.expires - 1
    assert sessions.read(f"Bearer {text}") == session
    clock.now = session.expires
    assert "has ended" in refusal(sessions, f"Bearer {text}")


def test_it_is_renewed_after_half_of_its_life_and_keeps_its_conversation() -> None:
    clock = Clock()
    sessions = Sessions([NEW], 30, clock)
    _, session = sessions.issue(HINTS, {"id": "17", "name": ""})
    clock.now += 15 * DAY - 1
    assert sessions.renewed(session) is None
    clock.now += 2
    renewed = sessions.renewed(session)
    assert renewed is not None
    text, later = renewed
    assert later.expires == int(clock.now) + 30 * DAY
    assert (later.conversation, later.hints, later.user) == (session.conversation, session.hints, session.user)
    assert sessions.read(f"Bearer {text}") == later


def test_a_key_can_be_replaced_while_sessions_go_on() -> None:
    old = Sessions([OLD], 30).issue({})[0]
    new = Sessions([NEW], 30).issue({})[0]
    both = Sessions([OLD, NEW], 30)
    assert both.read(f"Bearer {old}") and both.read(f"Bearer {new}")
    assert Sessions([NEW], 30).read(f"Bearer {both.issue({})[0]}")  # the last one signs
    refusal(Sessions([NEW], 30), f"Bearer {old}")


@given(st.text(st.characters(), max_size=300))
def test_whatever_else_comes_is_refused(text: str) -> None:
    refusal(Sessions([NEW], 30), f"Bearer {text}")
    refusal(Sessions([NEW], 30), text)


@pytest.mark.parametrize(
    "inside",
    [None, [], 3, "x", {}, {"c": "web:x"}, {"c": "web:x", "e": "9999999999", "h": {}, "u": None}, {"c": 1, "e": None}],
)
def test_what_is_signed_and_of_another_shape_is_refused(inside: object) -> None:
    """Signed with the right key, as another version of this program might."""
    sessions = Sessions([NEW], 30)
    text = sessions._signer.dumps(inside)
    refusal(sessions, f"Bearer {text!s}")


def test_a_signature_for_another_purpose_is_none() -> None:
    sessions = Sessions([NEW], 30)
    text, _ = sessions.issue({})
    inside = json.loads(json.dumps(sessions._signer.loads(text)))
    for salt in ("itsdangerous", "guichet", ""):
        refusal(sessions, f"Bearer {URLSafeSerializer(NEW, salt=salt).dumps(inside)!s}")


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, f"{OLD}, {NEW}")
    text, _ = Sessions.from_environment(30).issue({})
    assert Sessions([NEW], 30).read(f"Bearer {text}")


def test_without_a_key_sessions_end_with_the_process_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setattr(logging.getLogger("guichet"), "propagate", True)
    with caplog.at_level(logging.INFO, "guichet"):
        first, second = Sessions.from_environment(30), Sessions.from_environment(30)
    refusal(second, f"Bearer {first.issue({})[0]}")
    assert "sessions_end_at_restart" in caplog.text
    assert KEY in caplog.text


def test_a_key_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "secret")
    with pytest.raises(InvalidConfigException, match=r"shorter than 32(.|\n)*token_urlsafe"):
        Sessions.from_environment(30)
