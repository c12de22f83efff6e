"""The Telegram channel over HTTP: the secret, retries, and the real client against a stand-in of Telegram."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from rasa.shared.exceptions import InvalidConfigException

from bot.channels.credentials import LeftOut
from bot.channels.labels import labels
from bot.channels.limits import Limits
from bot.channels.telegram import TelegramInput
from tests.platforms import telegram_kinds
from tests.platforms.serving import Repeating, listening, serving, wait_for
from tests.platforms.telegram import ANA, BRUNO, GROUP, HEADER, SECRET, TOKEN, USERNAME, TelegramStandIn

SECRETS = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET}
ENTRY = {"bot_token": {"env": "TELEGRAM_BOT_TOKEN"}, "webhook_secret": {"env": "TELEGRAM_WEBHOOK_SECRET"}}
LIMITS = Limits(max_body=200_000, max_depth=40, max_text=200)
LITE = {"title": "Lite", "payload": '/inform_plan{"plan": "lite"}'}


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn() as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
def agent() -> Repeating:
    return Repeating()


@pytest.fixture(scope="module")
def url(telegram: TelegramStandIn, agent: Repeating) -> Iterator[str]:
    with serving(TelegramInput(TOKEN, SECRET, api=telegram.api, limits=LIMITS, pace=10_000), agent) as base:
        telegram.webhook = f"{base}/webhook"
        yield telegram.webhook


@pytest.fixture(autouse=True)
def fresh(telegram: TelegramStandIn, agent: Repeating, url: str) -> None:
    telegram.clear()
    agent.__init__()  # type: ignore[misc]


def methods(telegram: TelegramStandIn) -> list[str]:
    return [method for method, _ in telegram.calls]


# ── Who may speak ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("secret", [None, "", "another", SECRET[:-1], SECRET.upper(), "é".encode()])
def test_without_the_secret_nothing_is_read(url: str, agent: Repeating, secret: Any) -> None:
    headers = {"Content-Type": "application/json", **({HEADER: secret} if secret is not None else {})}
    refused = requests.post(url, b"a" * 300_000, headers=headers, timeout=10)
    assert refused.status_code == 401
    assert "secret" in refused.json()["error"]
    assert not agent.heard


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"{}", "application/json", 200),
        (b"{}", "application/json; charset=utf-8", 200),
        (b"{}", "text/plain", 415),
        (b"a" * 200_001, "application/json", 413),
        (b"[" * 5_000, "application/json", 400),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_telegram_does_not_send_is_refused(url: str, body: bytes, kind: str, status: int) -> None:
    assert requests.post(url, body, headers={"Content-Type": kind, HEADER: SECRET}, timeout=10).status_code == status


def test_no_route_sets_the_webhook_and_none_is_set_at_the_start(url: str, telegram: TelegramStandIn) -> None:
    for path in ("set_webhook", "set-webhook"):
        assert requests.get(url.replace("webhook", path), timeout=10).status_code == 404
    assert requests.get(url.removesuffix("webhook"), timeout=10).json() == {"status": "ok"}
    assert not telegram.calls


# ── What is said, and where ──────────────────────────────────────────────────────────────────────────


def test_a_message_is_answered(telegram: TelegramStandIn) -> None:
    assert telegram.say("preço & prazo <hoje>?") == [200]
    [said] = telegram.sent
    assert said.chat == ANA
    assert json.loads(said.shown) == {"text": "preço & prazo <hoje>?", "sender": f"telegram:{ANA}", "metadata": None}
    assert methods(telegram) == ["sendMessage"]


def test_in_a_group_it_answers_who_addresses_it_to_their_message(telegram: TelegramStandIn, agent: Repeating) -> None:
    telegram.in_group("entre nós")
    telegram.in_group(f"@{USERNAME} oi", BRUNO, message_id=77)
    [said] = telegram.sent
    assert (said.chat, said.call["reply_parameters"]["message_id"]) == (GROUP, 77)
    assert agent.heard[0].sender_id == f"telegram:{GROUP}:{BRUNO}"


def test_its_own_name_is_asked_for_once(telegram: TelegramStandIn) -> None:
    for _ in range(3):
        telegram.in_group(f"@{USERNAME} oi")
    assert methods(telegram).count("getMe") <= 1


def test_a_button_stops_spinning_and_says_its_payload(telegram: TelegramStandIn, agent: Repeating) -> None:
    agent.offers = [LITE]
    telegram.say("oi")
    assert telegram.press(telegram.sent[0], "Lite") == [200]
    assert agent.texts == ["oi", LITE["payload"]]
    assert telegram.sent[1].html.startswith("› <b>Lite</b>\n")
    assert [answered.get("text") for answered in telegram.answered] == [None]
    assert methods(telegram) == ["sendMessage", "answerCallbackQuery", "sendMessage"]


def test_what_a_button_stands_for_is_known_after_a_restart(
    telegram: TelegramStandIn, agent: Repeating, url: str
) -> None:
    agent.offers = [LITE]
    telegram.say("oi")
    try:
        with serving(TelegramInput(TOKEN, SECRET, api=telegram.api), agent) as base:
            telegram.webhook = f"{base}/webhook"
            telegram.press(telegram.sent[0], "Lite")
    finally:
        telegram.webhook = url
    assert agent.texts == ["oi", LITE["payload"]]


def test_a_button_that_was_offered_to_somebody_else_says_its_title(telegram: TelegramStandIn, agent: Repeating) -> None:
    agent.offers = [LITE]
    telegram.in_group(f"@{USERNAME} oi", ANA)
    telegram.press(telegram.sent[0], "Lite", BRUNO)
    assert agent.texts == ["oi", "Lite"]
    assert agent.heard[1].sender_id == f"telegram:{GROUP}:{BRUNO}"


def test_a_button_that_nobody_knows_any_more_says_so(telegram: TelegramStandIn, agent: Repeating) -> None:
    agent.offers = [LITE]
    telegram.say("oi")
    query = telegram.pressed(telegram.sent[0], "Lite", data="unknown")
    query["message"] = {"chat": {"id": ANA, "type": "private"}, "message_id": 1, "date": 0}
    assert telegram.send({"callback_query": query}) == [200]
    assert telegram.answered[0]["text"] == labels("pt").button_expired
    assert agent.texts == ["oi"]


def test_a_press_that_is_too_old_for_telegram_is_still_answered(telegram: TelegramStandIn, agent: Repeating) -> None:
    agent.offers = [LITE]
    telegram.say("oi")
    telegram.press(telegram.sent[0], "Lite", id="long ago")
    assert agent.texts[1] == LITE["payload"]


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("/start", "greet", []),
        ("/help", "ask_capabilities", []),
        ("/francais", "switch_language", [{"entity": "requested_language", "value": "fr"}]),
    ],
)
def test_a_command_is_an_intent_and_no_text(
    telegram: TelegramStandIn, agent: Repeating, text: str, intent: str, entities: list[dict[str, str]]
) -> None:
    telegram.say(text)
    parsed = agent.heard[0].parse_data
    assert (parsed["intent"]["name"], parsed["entities"]) == (intent, entities)


def test_what_looks_like_a_command_and_is_none_keeps_its_head(telegram: TelegramStandIn, agent: Repeating) -> None:
    telegram.say("/bot_challenge")
    assert agent.texts == ["/bot_challenge"]
    assert agent.heard[0].parse_data is None


@pytest.mark.parametrize(("start", "metadata"), [("sendcloud", {"desk": "sendcloud"}), ("nowhere", None)])
def test_a_link_may_name_the_desk(telegram: TelegramStandIn, agent: Repeating, start: str, metadata: Any) -> None:
    telegram.say(f"/start {start}")
    assert agent.heard[0].metadata == metadata


@pytest.mark.parametrize(("known", "app", "spoken"), [("fr", "pt", "fr"), (None, "fr", "fr"), (None, "en", "pt")])
def test_a_picture_is_asked_for_words(
    telegram: TelegramStandIn, agent: Repeating, known: Any, app: str, spoken: Any
) -> None:
    if known:
        agent.tracker_store.slots[f"telegram:{ANA}"] = {"language": known}
    telegram.send({"message": telegram.message(None, language=app, photo=[{"file_id": "f"}])})
    assert [said.shown for said in telegram.sent] == [labels(spoken).text_only]
    assert not agent.heard


def test_a_long_answer_comes_in_several_messages(telegram: TelegramStandIn, agent: Repeating) -> None:
    agent.says, agent.offers = "Uma frase & outra. " * 1_500, [LITE]
    telegram.say("oi")
    assert len(telegram.sent) > 3
    assert [bool(said.buttons) for said in telegram.sent] == [False] * (len(telegram.sent) - 1) + [True]
    assert not telegram.errors


# ── Once, and whatever Telegram answers ──────────────────────────────────────────────────────────────


def test_a_slow_turn_is_acknowledged_and_answered_once(telegram: TelegramStandIn, agent: Repeating) -> None:
    agent.waits = 6.0
    update = telegram.update({"message": telegram.message("oi")})
    assert telegram.deliver(update) == telegram.deliver(update) == [200]
    assert not telegram.sent
    wait_for(lambda: bool(telegram.sent))
    assert len(telegram.sent) == len(agent.heard) == 1


def test_two_messages_are_answered_in_their_order(telegram: TelegramStandIn) -> None:
    telegram.too_fast = 1
    first = threading.Thread(target=telegram.say, args=("um",))
    first.start()
    wait_for(lambda: telegram.too_fast == 0)
    telegram.say("dois")
    first.join()
    wait_for(lambda: len(telegram.sent) == 2)
    assert [json.loads(said.shown)["text"] for said in telegram.sent] == ["um", "dois"]


def test_who_has_blocked_it_costs_no_second_delivery(telegram: TelegramStandIn) -> None:
    telegram.blocked_by.add(ANA)
    with listening() as lines:
        assert telegram.say("oi") == [200]
    assert (lines.one("not_delivered")["level"], methods(telegram)) == ("info", ["sendMessage"])
    assert str(ANA) not in str(lines.events)


def test_where_telegram_is_down_for_a_moment_the_answer_still_comes(telegram: TelegramStandIn) -> None:
    telegram.broken = 2
    assert telegram.say("oi") == [200]
    assert len(telegram.sent) == 1


def test_a_group_that_has_become_a_large_one_is_found(telegram: TelegramStandIn) -> None:
    telegram.moved[GROUP] = -100777
    telegram.in_group(f"@{USERNAME} oi")
    assert [said.chat for said in telegram.sent] == [-100777]


def test_a_refusal_is_logged_without_the_token(telegram: TelegramStandIn) -> None:
    with listening() as lines:
        telegram.say("oi", 4242)
    logged = lines.one("not_delivered")
    assert "chat not found" in logged["why"]
    assert TOKEN not in str(lines.events)


def test_a_restart_does_not_answer_again(telegram: TelegramStandIn, agent: Repeating, url: str) -> None:
    update = telegram.update({"message": telegram.message("oi")})
    telegram.deliver(update)
    try:
        with serving(TelegramInput(TOKEN, SECRET, api=telegram.api), agent) as base:
            telegram.webhook = f"{base}/webhook"
            assert telegram.deliver(update) == [200]
    finally:
        telegram.webhook = url
    assert len(telegram.sent) == 1


def test_who_writes_too_fast_is_told_so_once(telegram: TelegramStandIn, agent: Repeating, url: str) -> None:
    try:
        with serving(TelegramInput(TOKEN, SECRET, api=telegram.api, pace=3), agent) as base:
            telegram.webhook = f"{base}/webhook"
            for number in range(8):
                telegram.say(f"mensagem {number}")
    finally:
        telegram.webhook = url
    assert len(agent.heard) == 3
    assert [said.shown for said in telegram.sent[3:]] == [labels("pt").too_fast]


def test_a_button_that_is_pressed_too_fast_stops_spinning(
    telegram: TelegramStandIn, agent: Repeating, url: str
) -> None:
    agent.offers = [LITE]
    try:
        with serving(TelegramInput(TOKEN, SECRET, api=telegram.api, pace=1), agent) as base:
            telegram.webhook = f"{base}/webhook"
            telegram.say("oi")
            telegram.press(telegram.sent[0], "Lite")
    finally:
        telegram.webhook = url
    assert agent.texts == ["oi"]
    assert [answered["text"] for answered in telegram.answered] == [labels("pt").too_fast]


# ── Everything that Telegram documents, three times each ─────────────────────────────────────────────


def everything(telegram: TelegramStandIn) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Kind, whether it is answered, and what is sent."""
    for kind, content in telegram_kinds.updates(telegram).items():
        yield kind, False, {kind.split()[0]: content}
    for kind in telegram_kinds.CONTENT:
        yield kind, True, {"message": telegram_kinds.content_message(telegram, kind)}
    for kind in telegram_kinds.SERVICE:
        yield kind, False, {"message": telegram_kinds.service_message(telegram, kind)}
    for text in ("oi", "/start", "/planos", "/unheard_of", "/", "😀"):
        yield text, True, {"message": telegram.message(text)}
        yield f"{text}, forwarded", True, {"message": telegram.message(text, forward_origin={"type": "hidden_user"})}
    yield (
        "a press without a message",
        False,
        {"callback_query": {"id": "1", "from": {"id": ANA}, "inline_message_id": "x"}},
    )


def test_every_update_is_taken_and_answered_once_or_not_at_all(telegram: TelegramStandIn) -> None:
    count = 0
    for kind, is_answered, content in everything(telegram):
        before, update = len(telegram.sent), telegram.update(content)
        assert [telegram.deliver(update) for _ in range(3)] == [[200]] * 3, kind
        assert len(telegram.sent) - before == is_answered, kind
        count += 1
    assert count > 120
    assert len(telegram.errors) == 1, "only the press that nobody made can't be answered"


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_it_takes_its_secrets_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    channel = TelegramInput.from_credentials({**ENTRY, "desk": "clearsale", "deadline": 5})
    assert isinstance(channel, TelegramInput)
    assert channel.get_output_channel().name() == "telegram"


def test_without_any_secret_it_is_left_out_as_a_choice(environment: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        environment.delenv(name)
    with listening() as lines:
        assert isinstance(TelegramInput.from_credentials(ENTRY), LeftOut)
    assert lines.one("channel_left_out")["level"] == "info"


@pytest.mark.parametrize("missing", SECRETS)
@pytest.mark.parametrize("value", [None, "", "short"])
def test_without_a_secret_it_is_left_out_and_says_so(
    environment: pytest.MonkeyPatch, missing: str, value: str | None
) -> None:
    environment.delenv(missing) if value is None else environment.setenv(missing, value)
    with listening() as lines:
        assert isinstance(TelegramInput.from_credentials(ENTRY), LeftOut)
    logged = lines.one("channel_left_out")
    assert missing in logged["why"]
    assert (logged["channel"], logged["see"]) == ("telegram", "docs/telegram.md")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({**ENTRY, "bot_token": TOKEN}, "bot_token: {env: TELEGRAM_BOT_TOKEN}"),
        ({**ENTRY, "verify": "x"}, "verify"),
        ({**ENTRY, "webhook_url": "https://x"}, "webhook_url"),
    ],
)
def test_a_wrong_setting_is_named(environment: pytest.MonkeyPatch, entry: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidConfigException) as refused:
        TelegramInput.from_credentials(entry)
    assert words in str(refused.value)
    assert TOKEN not in str(refused.value)
