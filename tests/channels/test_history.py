"""Events of a conversation as messages, however old or odd they are."""

from __future__ import annotations

from typing import Any

from bot.channels.history import replies_by_message, transcript


def user(text: str, number: str | None = "a", language: str | None = None, **metadata: Any) -> dict[str, Any]:
    entities = [{"entity": "language", "value": language}] if language else []
    return {
        "event": "user",
        "timestamp": 1.0,
        "text": text,
        "message_id": number,
        "parse_data": {"entities": entities},
        "metadata": metadata,
    }


def bot(text: str, **metadata: Any) -> dict[str, Any]:
    return {"event": "bot", "timestamp": 2.0, "text": text, "data": {"buttons": None}, "metadata": metadata}


def test_each_message_tells_its_language() -> None:
    told = transcript([user("oi"), bot("olá", language="pt"), user("bonjour", "b", "fr"), bot("oui")], "pt")
    assert [message["language"] for message in told] == ["pt", "pt", "fr", "fr"]


def test_a_pressed_button_shows_its_title() -> None:
    [told] = transcript([user('/inform_plan{"plan": "lite"}', title="Lite")], "pt")
    assert told["text"] == "Lite"


def test_a_mail_is_shown_as_it_was_sent() -> None:
    mail = {"mail": {"to": "a@b.example"}}
    event = {**bot("Para: a@b.example"), "data": {"custom": mail, "buttons": [], "image": None}}
    [told] = transcript([event], "pt")
    assert (told["custom"], told["text"]) == (mail, "Para: a@b.example")
    assert "buttons" not in told and "image" not in told


def test_replies_are_numbered_after_the_message_they_answer() -> None:
    told = transcript([user("oi"), bot("um"), bot("dois"), user("e", "b"), bot("três")], "pt")
    assert [message["id"] for message in told] == ["a", "a.1", "a.2", "b", "b.1"]
    assert {asked: [reply["text"] for reply in said] for asked, said in replies_by_message(told).items()} == {
        "a": ["um", "dois"],
        "b": ["três"],
    }
    assert "from" not in replies_by_message(told)["b"][0]


def test_what_begins_in_the_middle_is_read_too() -> None:
    told = transcript([bot("cauda"), {"event": "slot"}, user("oi", None), {"event": "user"}, {"event": "bot"}], "fr")
    assert [message["from"] for message in told] == ["bot", "user", "user", "bot"]
    assert len({message["id"] for message in told}) == 4
