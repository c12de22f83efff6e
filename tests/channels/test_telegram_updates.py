"""What an update says, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_updates import (
    UPDATES,
    Blocked,
    Ignored,
    Place,
    Pressed,
    Said,
    is_for_all,
    parsed_payload,
    payloads_of_commands,
    read_update,
)
from bot.words import load_intents
from tests.platforms import telegram_kinds
from tests.platforms.telegram import ANA, BOT, BRUNO, GROUP, USERNAME, TelegramStandIn

TELEGRAM = TelegramStandIn()
IN_GROUP = {"chat": {"id": GROUP, "type": "supergroup"}}


def read(text: str | None, person: int = ANA, **message: Any) -> Any:
    update = TELEGRAM.update({"message": TELEGRAM.message(text, person, **message)})
    return read_update(update, BOT, USERNAME)


def test_a_private_chat_is_a_conversation() -> None:
    told = read(" oi ", language="pt-br")
    assert isinstance(told, Said)
    assert (told.text, told.place, told.language, told.payload) == ("oi", Place(ANA, ANA), "pt", None)
    assert told.place.conversation == f"telegram:{ANA}"


@pytest.mark.parametrize(
    ("code", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("PT", "pt"), ("en", None), (None, None)]
)
def test_the_language_of_the_app_is_a_first_guess(code: str | None, language: str | None) -> None:
    assert read("oi", language=code).language == language


def test_each_person_of_a_group_has_a_conversation() -> None:
    ana, bruno = (read(f"@{USERNAME} oi", person, **IN_GROUP).place for person in (ANA, BRUNO))
    assert ana.conversation == f"telegram:{GROUP}:{ANA}"
    assert bruno.conversation == f"telegram:{GROUP}:{BRUNO}"


def test_a_topic_of_a_forum_is_a_conversation_too() -> None:
    told = read(f"@{USERNAME} oi", is_topic_message=True, message_thread_id=7, **IN_GROUP)
    assert told.place == Place(GROUP, ANA, 7)
    assert read(f"@{USERNAME} oi", message_thread_id=7, **IN_GROUP).place.thread is None


@pytest.mark.parametrize(
    ("text", "message", "said"),
    [
        (f"@{USERNAME} oi", {}, "oi"),
        (f"oi, @{USERNAME.upper()}!", {}, "oi,  !"),
        ("oi", {"reply_to_message": {"from": {"id": BOT}}}, "oi"),
        ("/planos", {}, "/planos"),
        (f"/planos@{USERNAME}", {}, f"/planos@{USERNAME}".replace(f"@{USERNAME}", " ").strip()),
        (None, {"caption": f"@{USERNAME} isto", "photo": [{}]}, "isto"),
    ],
)
def test_in_groups_it_hears_what_is_said_to_it(text: str | None, message: dict[str, Any], said: str) -> None:
    told = read(text, **IN_GROUP, **message)
    assert isinstance(told, Said)
    assert told.reply_to is not None
    assert told.payload or told.text == said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("oi", {}),
        ("@another_bot oi", {}),
        (f"@{USERNAME}x oi", {}),
        (f"ana@{USERNAME}", {}),
        ("/planos@another_bot", {}),
        ("/unknown", {}),
        ("oi", {"reply_to_message": {"from": {"id": BRUNO}}}),
        (None, {"photo": [{}]}),
    ],
)
def test_in_groups_it_leaves_alone_what_is_between_people(text: str | None, message: dict[str, Any]) -> None:
    assert isinstance(read(text, **IN_GROUP, **message), Ignored)


def test_without_its_name_it_hears_replies_and_commands_alone() -> None:
    update = TELEGRAM.update({"message": TELEGRAM.message(f"@{USERNAME} oi", **IN_GROUP)})
    assert isinstance(read_update(update, BOT, ""), Ignored)
    assert is_for_all(update)
    assert not is_for_all(TELEGRAM.update({"message": TELEGRAM.message("oi")}))


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start", "/greet"),
        ("/help", "/ask_capabilities"),
        ("/ajuda", "/ask_capabilities"),
        ("/AIDE", "/ask_capabilities"),
        ("/abonnements", "/compare_plans"),
        ("/francais", '/switch_language{"requested_language": "fr"}'),
        (f"/planos@{USERNAME} e mais", "/compare_plans"),
        ("/bot_challenge", None),
        ("/inform_plan{}", None),
        ("/", None),
        ("planos", None),
    ],
)
def test_commands_of_the_menu_have_their_payload_and_others_stay_text(text: str, payload: str | None) -> None:
    told = read(text)
    assert (told.payload, told.text) == (payload, text)


def test_a_link_may_begin_the_chat_with_a_word() -> None:
    assert read("/start sendcloud").start == "sendcloud"
    assert read("/start").start is None
    assert read("/planos sendcloud").start is None


def test_every_command_leads_to_an_intent() -> None:
    for payload in payloads_of_commands().values():
        assert parsed_payload(payload)["intent"]["name"] in load_intents()


def test_a_payload_is_read_as_rasas_own_parser_does() -> None:
    parsed = parsed_payload('/switch_language{"requested_language": "fr"}')
    assert parsed["intent"] == {"name": "switch_language", "confidence": 1.0}
    assert parsed["entities"] == [{"entity": "requested_language", "value": "fr"}]
    with pytest.raises(ValueError, match="no payload"):
        parsed_payload("oi")


@pytest.mark.parametrize("kind", telegram_kinds.CONTENT)
def test_what_is_no_text_is_said_without_words(kind: str) -> None:
    told = read_update(TELEGRAM.update({"message": telegram_kinds.content_message(TELEGRAM, kind)}), BOT, USERNAME)
    assert isinstance(told, Said)
    assert told.is_unread


def test_a_caption_is_text() -> None:
    told = read(None, photo=[{}], caption="meu boleto?")
    assert (told.text, told.is_unread) == ("meu boleto?", False)


def test_its_name_alone_is_a_message_without_words() -> None:
    told = read(f"@{USERNAME}", **IN_GROUP)
    assert (told.text, told.is_unread) == ("", False)


@pytest.mark.parametrize("kind", telegram_kinds.SERVICE)
def test_what_happens_in_a_chat_is_left_alone(kind: str) -> None:
    message = telegram_kinds.service_message(TELEGRAM, kind)
    assert isinstance(read_update(TELEGRAM.update({"message": message}), BOT, USERNAME), Ignored)


@pytest.mark.parametrize("kind", telegram_kinds.updates(TELEGRAM))
def test_updates_of_other_kinds_are_left_alone(kind: str) -> None:
    content = telegram_kinds.updates(TELEGRAM)[kind]
    told = read_update(TELEGRAM.update({kind.split()[0]: content}), BOT, USERNAME)
    assert isinstance(told, Blocked if kind.startswith("my_chat_member private") else Ignored)


def test_it_asks_for_no_more_kinds_than_it_reads() -> None:
    assert UPDATES == ("message", "callback_query", "my_chat_member")


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
def test_who_blocks_it_is_known(status: str, blocked: bool) -> None:
    change = telegram_kinds.updates(TELEGRAM)[f"my_chat_member private {status}"]
    told = read_update(TELEGRAM.update({"my_chat_member": change}), BOT, USERNAME)
    assert told == Blocked(Place(ANA, ANA), blocked)


@pytest.mark.parametrize(
    "message",
    [
        {"from": {"id": ANA, "is_bot": True}},
        {"from": None},
        {"from": {"id": "1001"}},
        {"from": {"id": -1}},
        {"from": {"id": True}},
        {"chat": {"id": ANA, "type": "channel"}},
        {"chat": {"id": 2**70, "type": "private"}},
        {"chat": None},
        {"via_bot": {"id": BOT}},
        {"text": ""},
        {"text": 3},
    ],
)
def test_what_is_not_from_a_person_is_left_alone(message: dict[str, Any]) -> None:
    assert isinstance(
        read_update(TELEGRAM.update({"message": {**TELEGRAM.message("oi"), **message}}), BOT, USERNAME), Ignored
    )


def pressed(**query: Any) -> Any:
    button = {"text": "Lite", "callback_data": "d"}
    message = {"chat": {"id": ANA, "type": "private"}, "reply_markup": {"inline_keyboard": [[button]]}}
    body = {"id": "7", "from": {"id": ANA}, "data": "d", "message": message, **query}
    return read_update({"update_id": 5, "callback_query": body}, BOT, USERNAME)


def test_a_pressed_button_tells_what_it_carries_and_what_stands_on_it() -> None:
    assert pressed() == Pressed(f"telegram:{BOT}:5", Place(ANA, ANA), "7", "d", "Lite", None)


@pytest.mark.parametrize(
    "query", [{"message": None}, {"data": None}, {"from": None}, {"inline_message_id": "x", "message": 3}]
)
def test_one_that_can_not_be_answered_is_still_acknowledged(query: dict[str, Any]) -> None:
    told = pressed(**query)
    assert isinstance(told, Pressed)
    assert told.place is None


def test_a_message_that_telegram_has_no_more_leaves_the_title_open() -> None:
    assert pressed(message={"chat": {"id": ANA, "type": "private"}, "date": 0}).title == ""
    assert pressed(message={"chat": {"id": ANA}, "reply_markup": {"inline_keyboard": [3, [4]]}}).title == ""


@pytest.mark.parametrize("name", [None, "", 3])
def test_a_press_without_a_name_is_none(name: Any) -> None:
    assert isinstance(pressed(id=name), Ignored)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "from", "chat", "text"]), inner)
    ),
    max_leaves=8,
)
KEYS = ["chat", "from", "text", "caption", "reply_to_message", "message_thread_id", "photo", "message_id", "via_bot"]


@given(
    st.dictionaries(st.sampled_from(KEYS), json_values),
    st.dictionaries(st.sampled_from(["id", "data", "from", "message"]), json_values),
)
def test_no_shape_of_an_update_is_too_much(message: dict[str, Any], query: dict[str, Any]) -> None:
    read_update({"update_id": 5, "message": {**TELEGRAM.message("oi"), **message}}, BOT, USERNAME)
    read_update({"update_id": 5, "my_chat_member": message}, BOT, USERNAME)
    pressed(**query)


@pytest.mark.parametrize(
    "update", [{}, {"update_id": None}, {"update_id": "5"}, {"update_id": 5}, {"update_id": 5, "message": 3}]
)
def test_what_is_no_update_is_left_alone(update: dict[str, Any]) -> None:
    assert isinstance(read_update(update, BOT, USERNAME), Ignored)


@pytest.mark.parametrize("place", [Place(ANA, ANA), Place(ANA, ANA, 7), Place(GROUP, ANA), Place(GROUP, ANA, 7)])
def test_a_conversation_tells_its_place(place: Place) -> None:
    assert Place.of(place.conversation) == place


@pytest.mark.parametrize("conversation", ["ana", "slack:D1", "telegram:", "telegram:x"])
def test_the_conversation_of_another_channel_has_none(conversation: str) -> None:
    with pytest.raises(ValueError, match="no conversation in Telegram"):
        Place.of(conversation)
