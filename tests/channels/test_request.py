"""A request is read or refused with one line that says what to send; nothing else can come of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.exceptions import InvalidConfigException

from bot.channels.limits import Limits
from bot.channels.request import Incoming, RefusedError, parse_body

LIMITS = Limits()


def body(**changes: Any) -> bytes:
    return json.dumps({"sender": "ana", "message": "oi", **changes}).encode()


def refusal(raw: bytes) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        parse_body(raw, LIMITS)
    return refused.value


def test_a_message_is_read() -> None:
    assert parse_body(body(), LIMITS) == Incoming("ana", "oi", {})


def test_metadata_is_kept_with_its_strings_cleaned() -> None:
    metadata = {"desk": "send\x00cloud", "page": {"tags": ["\ud83d", 1, None, True]}, "\u200bkey": 1.5}
    read = parse_body(body(metadata=metadata), LIMITS)
    assert read.metadata == {"desk": "sendcloud", "page": {"tags": ["", 1, None, True]}, "key": 1.5}


@pytest.mark.parametrize("sender", ["a", "Z9", "user@example.com", "a.b:c_d-e", "x" * 128])
def test_senders_of_the_allowed_form(sender: str) -> None:
    assert parse_body(body(sender=sender), LIMITS).sender == sender


@pytest.mark.parametrize(
    "sender",
    [None, "", " ", 7, True, [], {}, "a b", "é", "a\n", "\ud83d", "\x00", "a/b", "default", "x" * 129, "x" * 10_000],
)
def test_any_other_sender_is_refused(sender: Any) -> None:
    error = refusal(body(sender=sender))
    assert error.status == 400
    assert "`sender`" in error.error


def test_without_a_sender_no_conversation_is_shared() -> None:
    error = refusal(b'{"message": "oi"}')
    assert (error.status, "`sender` is missing" in error.error) == (400, True)


@pytest.mark.parametrize(
    ("raw", "status", "said"),
    [
        (b"", 400, "empty"),
        (b"null", 400, "null"),
        (b"[]", 400, "a list"),
        (b"3", 400, "a number"),
        (b'"oi"', 400, "a string"),
        (b"{", 400, "not JSON"),
        (b"oi", 400, "not JSON"),
        (b"\xff\xfe", 400, "UTF-8"),
        (b'{"sender": "ana"}', 400, "`message` is missing"),
        (body(message=None), 400, "`message` is null"),
        (body(message=3), 400, "`message` is a number"),
        (body(message=["oi"]), 400, "`message` is a list"),
        (body(message={"text": "oi"}), 400, "`message` is an object"),
        (body(metadata="sendcloud"), 400, "`metadata` is a string"),
        (body(metadata=[1]), 400, "`metadata` is a list"),
        (b'{"sender": "ana", "message": "oi", "metadata": {"x": NaN}}', 400, "NaN"),
        (b'{"sender": "ana", "message": "oi", "metadata": {"x": 1e999}}', 400, "too large"),
        (b'{"sender": "ana", "message": "oi", "metadata": {"x": ' + b"9" * 5_000 + b"}}", 400, "not JSON"),
        (b"[" * 10_000 + b"]" * 10_000, 400, "nested deeper"),
        (b'{"a":' * 5_000, 400, "nested deeper"),
    ],
)
def test_what_is_no_message_is_refused(raw: bytes, status: int, said: str) -> None:
    error = refusal(raw)
    assert error.status == status
    assert said in error.error
    assert "\n" not in error.error


def test_brackets_in_a_text_are_no_nesting() -> None:
    assert parse_body(body(message='[[[[[[[[[["{{{{{{{{{{{{{\\"'), LIMITS).text.startswith("[[[")


def test_a_text_that_never_ends_is_not_read_over_and_over() -> None:
    """Read again from each quote, this would take hours."""
    assert refusal(b'{"a": "' + rb"\"" * 1_000_000).status == 400


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_whatever_comes_is_read_or_refused(raw: bytes) -> None:
    try:
        assert isinstance(parse_body(raw, LIMITS), Incoming)
    except RefusedError as refused:
        assert refused.status == 400


def test_limits_come_from_credentials() -> None:
    assert Limits.from_credentials(None, "rest") == Limits()
    assert Limits.from_credentials({"max_text": 10, "deadline": 2.5}, "rest") == Limits(max_text=10, deadline=2.5)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"max_txt": 10},
            "`max_txt` is no setting of rest; there are: max_body, max_text, max_depth, deadline, body_time",
        ),
        ({"max_text": 0}, "write a whole number above 0, such as 2000"),
        ({"max_text": "2000"}, "'2000'"),
        ({"max_text": 1.5}, "whole number"),
        ({"max_body": True}, "True"),
        ({"deadline": None}, "write a number above 0, such as 10"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidConfigException) as wrong:
        Limits.from_credentials(settings, "rest")
    assert said in str(wrong.value)
