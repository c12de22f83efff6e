"""What an event or a pressed button says, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack_events import Ignored, Place, Pressed, Said, plain, read_event, read_interaction
from tests.platforms import slack_kinds
from tests.platforms.slack import BOT, SlackStandIn

SLACK = SlackStandIn()
TS = "1790000000.000001"


def read(event: dict[str, Any], **envelope: Any) -> Any:
    return read_event(
        SLACK.envelope({"ts": TS, "user": "U0ANA", "channel": "D0ANA", "type": "message", **event}, **envelope)
    )


def test_a_direct_message_is_a_conversation() -> None:
    assert read({"text": "oi"}) == Said(f"slack:D0ANA:{TS}", Place("D0ANA"), "oi")


def test_a_thread_in_direct_messages_is_another() -> None:
    told = read({"text": "oi", "thread_ts": "1789.5"})
    assert told.place == Place("D0ANA", "1789.5")
    assert told.place.conversation == "slack:D0ANA:1789.5"


def test_a_mention_begins_a_thread_or_goes_on_in_one() -> None:
    mention = {"type": "app_mention", "channel": "C0GENERAL", "text": f"<@{BOT}> oi"}
    assert read(mention) == Said(f"slack:C0GENERAL:{TS}", Place("C0GENERAL", TS), "oi")
    assert read({**mention, "thread_ts": "1789.5"}).place == Place("C0GENERAL", "1789.5")


def test_a_file_alone_is_not_read_and_its_name_alone_is_a_message_without_words() -> None:
    assert read({"text": "", "files": [{"id": "F1"}]}).is_unread
    assert not read({"text": "meu boleto?", "files": [{"id": "F1"}]}).is_unread
    alone = read({"type": "app_mention", "channel": "C0GENERAL", "text": f"<@{BOT}>"})
    assert (alone.text, alone.is_unread) == ("", False)


def test_a_mention_and_its_message_are_one_delivery() -> None:
    body = {"channel": "C0GENERAL", "text": f"<@{BOT}|guichet> oi"}
    assert read({**body, "type": "app_mention"}) == read({**body, "type": "message", "channel_type": "channel"})


@pytest.mark.parametrize(
    "event",
    [
        {"channel": "C0GENERAL", "text": "entre nós"},
        {"channel": "C0GENERAL", "text": "<@U0BRUNO> oi"},
        {"text": "oi", "bot_id": "B1"},
        {"text": "oi", "bot_profile": {"id": "B1"}},
        {"text": "oi", "user": BOT},
        {"text": "oi", "user": "USLACKBOT"},
        {"text": "oi", "user": None},
        {"text": "oi", "user": 3},
        {"text": "oi", "edited": {"user": "U0ANA", "ts": TS}},
        {"text": "oi", "hidden": True},
        {"text": "oi", "channel": "../../x"},
        {"text": "oi", "channel": None},
        {"text": "oi", "ts": "now"},
        {"text": "oi", "ts": None},
        {"text": "oi", "type": ["message"]},
    ],
)
def test_what_is_not_said_to_us_is_left_alone(event: dict[str, Any]) -> None:
    assert isinstance(read(event), Ignored)


@pytest.mark.parametrize("kind", slack_kinds.EVENTS)
def test_events_of_other_kinds_are_left_alone(kind: str) -> None:
    told = read_event(SLACK.envelope(slack_kinds.event(kind)))
    assert isinstance(told, Said if kind in ("message", "app_mention") else Ignored)


@pytest.mark.parametrize("subtype", slack_kinds.SUBTYPES)
def test_of_messages_only_what_people_write_is_read(subtype: str) -> None:
    told = read_event(SLACK.envelope(slack_kinds.message(subtype)))
    assert isinstance(told, Said if subtype in slack_kinds.ANSWERED_SUBTYPES else Ignored)


@pytest.mark.parametrize("envelope", [{}, {"event": None}, {"event": []}, {"event": "x"}, {"event": {"type": {}}}])
def test_an_envelope_without_an_event_is_left_alone(envelope: dict[str, Any]) -> None:
    assert isinstance(read_event(envelope), Ignored)


@pytest.mark.parametrize("authorizations", [None, [], [3], [{}], {}, [{"user_id": 3}]])
def test_without_our_own_name_a_direct_message_is_still_read(authorizations: Any) -> None:
    assert isinstance(read({"text": "oi"}, authorizations=authorizations), Said)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;lt;", "&lt;"),
        (f"<@{BOT}> oi", "oi"),
        (f"oi <@{BOT}|guichet>", "oi"),
        ("fale com <@U0ANA|ana>", "fale com @ana"),
        ("fale com <@U0ANA>", "fale com"),
        ("em <#C1|geral>, <#C2>", "em #geral,"),
        ("<!here> <!channel|canal> <!subteam^S1|@loja>", "canal @loja"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<mailto:a@b.example?subject=x|escreva>", "a@b.example"),
        ("<https://a.example/?b=1&amp;c=2>", "https://a.example/?b=1&c=2"),
        ("<https://a.example|a.example>", "a.example"),
        ("<tel:+551199999|11 9999>", "11 9999"),
        (":tada: oi :+1::skin-tone-2:", "oi"),
        ("às 10:30: abre", "às 10:30: abre"),
        ("<", "<"),
    ],
)
def test_the_text_is_as_its_writer_sees_it(text: str, seen: str) -> None:
    assert plain(text, BOT) == seen


def pressed(**changes: Any) -> dict[str, Any]:
    action = {"type": "button", "action_id": "guichet:0", "value": "/greet", "text": {"text": "Oi"}, "action_ts": "5.1"}
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": "U0ANA"},
        "container": {"message_ts": TS, "channel_id": "C0GENERAL", "thread_ts": "4.1"},
        "actions": [{**action, **changes.pop("action", {})}],
    }
    return {**payload, **changes}


def test_a_pressed_button_carries_its_payload() -> None:
    told = read_interaction(pressed())
    assert told == Pressed(f"slack:C0GENERAL:{TS}:5.1:U0ANA", Place("C0GENERAL", "4.1"), "/greet", "Oi")


def test_so_does_an_option_that_is_picked() -> None:
    option = {"value": "/greet", "text": {"type": "plain_text", "text": "Oi"}}
    assert read_interaction(pressed(action={"selected_option": option, "value": None})) == read_interaction(pressed())


def test_outside_of_threads_it_is_the_message_or_the_direct_messages() -> None:
    assert read_interaction(pressed(container={"message_ts": TS, "channel_id": "C0GENERAL"})).place.thread == TS
    assert read_interaction(pressed(container={"message_ts": TS, "channel_id": "D0ANA"})).place == Place("D0ANA")


@pytest.mark.parametrize(
    "payload",
    [
        {},
        *({"type": kind} for kind in slack_kinds.INTERACTIONS),
        pressed(actions=[]),
        pressed(actions=None),
        pressed(actions=["x"]),
        pressed(action={"action_id": "other"}),
        pressed(action={"action_id": None}),
        pressed(action={"value": None}),
        pressed(action={"value": 3}),
        pressed(action={"action_ts": "x"}),
        pressed(action={"selected_option": {"value": None}}),
        pressed(container={}),
        pressed(container={"message_ts": TS, "channel_id": "nowhere"}),
    ],
)
def test_what_is_no_button_of_ours_is_left_alone(payload: dict[str, Any]) -> None:
    assert isinstance(read_interaction(payload), Ignored)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "event", "text", "id"]), inner)
    ),
    max_leaves=8,
)
EVENT_KEYS = ["type", "subtype", "channel", "user", "ts", "thread_ts", "text", "edited", "hidden", "bot_id"]


@given(st.dictionaries(st.sampled_from(EVENT_KEYS), json_values), json_values)
def test_no_shape_of_an_event_is_too_much(event: dict[str, Any], authorizations: Any) -> None:
    read_event(
        {
            "event": {"type": "message", "user": "U1", "channel": "D1", "ts": TS, **event},
            "authorizations": authorizations,
        }
    )


@given(st.dictionaries(st.sampled_from(["type", "actions", "container", "channel", "message", "user"]), json_values))
def test_no_shape_of_an_interaction_is_too_much(payload: dict[str, Any]) -> None:
    read_interaction({**pressed(), **payload})
    read_interaction(pressed(action=payload))


@pytest.mark.parametrize("place", [Place("D0ANA"), Place("C0GENERAL", "1790000000.000001")])
def test_a_conversation_tells_its_place(place: Place) -> None:
    assert Place.of(place.conversation) == place


@pytest.mark.parametrize("conversation", ["ana", "telegram:1", "slack:", "slack:../x"])
def test_the_conversation_of_another_channel_has_none(conversation: str) -> None:
    with pytest.raises(ValueError, match="no conversation in Slack"):
        Place.of(conversation)
