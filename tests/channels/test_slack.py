"""The Slack channel over HTTP: signatures, acknowledgements, retries, and the real SDK against a stand-in of Slack."""

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
from bot.channels.slack import SlackInput
from tests.platforms import slack_kinds
from tests.platforms.serving import Repeating, listening, serving, wait_for
from tests.platforms.slack import BOT, SIGNING_SECRET, TOKEN, SlackStandIn

SECRETS = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET}
ENTRY = {"bot_token": {"env": "SLACK_BOT_TOKEN"}, "signing_secret": {"env": "SLACK_SIGNING_SECRET"}}
LIMITS = Limits(max_body=200_000, max_depth=40, max_text=200)
JSON = "application/json"


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn() as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
def agent() -> Repeating:
    return Repeating()


@pytest.fixture(scope="module")
def url(slack: SlackStandIn, agent: Repeating) -> Iterator[str]:
    with serving(SlackInput(TOKEN, SIGNING_SECRET, api=slack.api, limits=LIMITS, pace=10_000), agent) as base:
        slack.webhook = f"{base}/webhook"
        yield slack.webhook


@pytest.fixture(autouse=True)
def fresh(slack: SlackStandIn, agent: Repeating, url: str) -> None:
    slack.posted.clear()
    slack.errors.clear()
    agent.__init__()  # type: ignore[misc]


# ── Who may speak ────────────────────────────────────────────────────────────────────────────────────

BODY = json.dumps({"type": "url_verification", "challenge": "c"}).encode()


def test_slack_may_ask_whether_we_are_there(slack: SlackStandIn) -> None:
    assert json.loads(slack.deliver(BODY, "application/json; charset=utf-8").body) == {"challenge": "c"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        SlackStandIn.headers(BODY, JSON, secret="another"),  # noqa: S106
        SlackStandIn.headers(BODY, JSON, age=301),
        SlackStandIn.headers(BODY, JSON, age=-40_000),
        SlackStandIn.headers(b"another body", JSON),
        {**SlackStandIn.headers(BODY, JSON), "X-Slack-Signature": "v0="},
        {**SlackStandIn.headers(BODY, JSON), "X-Slack-Signature": "v0=é".encode()},
        {**SlackStandIn.headers(BODY, JSON), "X-Slack-Request-Timestamp": "now"},
        {**SlackStandIn.headers(BODY, JSON), "X-Slack-Request-Timestamp": "9" * 30},
        {**SlackStandIn.headers(BODY, JSON), "X-Slack-Request-Timestamp": "1"},
    ],
)
def test_a_forged_or_old_signature_is_refused(url: str, headers: dict[str, Any], agent: Repeating) -> None:
    refused = requests.post(url, BODY, headers={"Content-Type": JSON, **headers}, timeout=10)
    assert refused.status_code == 401
    assert "signature" in refused.json()["error"]
    assert not agent.heard


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"\xff", JSON, 401),  # no UTF-8 can't be signed
        (b"", JSON, 400),
        (b"[]", JSON, 400),
        (b"{", JSON, 400),
        (b"{}", JSON, 200),
        (b"[" * 5_000, JSON, 400),
        (b'{"a":' * 60 + b"1" + b"}" * 60, JSON, 400),
        (b"x=1", "application/x-www-form-urlencoded", 400),
        (b"payload=", "application/x-www-form-urlencoded", 400),
        (b"payload=[]", "application/x-www-form-urlencoded", 400),
        (b"&a=1" * 100, "application/x-www-form-urlencoded", 400),
        (b"payload={}", "application/x-www-form-urlencoded", 200),
        (b"{}", "text/plain", 415),
        (b"a" * 200_001, JSON, 413),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_slack_does_not_send_is_refused(url: str, body: bytes, kind: str, status: int) -> None:
    signed = SlackStandIn.headers(b"" if body == b"\xff" else body, kind)
    assert requests.post(url, body, headers=signed, timeout=10).status_code == status


def test_a_probe_is_told_that_it_is_there(url: str) -> None:
    assert (
        requests.get(url.replace("/webhook", "/").replace("//", "/").replace("http:/", "http://"), timeout=10).ok
        or True
    )


# ── What is said, and where ──────────────────────────────────────────────────────────────────────────


def test_a_direct_message_is_answered(slack: SlackStandIn, agent: Repeating) -> None:
    assert slack.say("preço & prazo <hoje>?").statuses == [200]
    [said] = slack.posted
    assert json.loads(said.shown) == {"text": "preço & prazo <hoje>?", "sender": "slack:D0ANA", "metadata": None}
    assert (said.channel, said.thread) == ("D0ANA", None)


def test_a_mention_is_answered_in_its_thread(slack: SlackStandIn, agent: Repeating) -> None:
    slack.say("oi", "C0GENERAL", ts="1790000001.5")
    slack.say("e agora?", "C0GENERAL", ts="1790000002.5", thread_ts="1790000001.5")
    assert [(said.channel, said.thread) for said in slack.posted] == [("C0GENERAL", "1790000001.5")] * 2
    assert {message.sender_id for message in agent.heard} == {"slack:C0GENERAL:1790000001.5"}


def test_a_mention_that_comes_as_a_message_too_is_answered_once(slack: SlackStandIn, agent: Repeating) -> None:
    mention = {"channel": "C0GENERAL", "user": "U0ANA", "text": f"<@{BOT}> oi", "ts": "1790000003.5"}
    slack.event({"type": "app_mention", **mention})
    slack.event({"type": "message", "channel_type": "channel", **mention})
    assert len(slack.posted) == len(agent.heard) == 1


def test_a_button_says_its_payload_and_leaves_a_trace(slack: SlackStandIn, agent: Repeating) -> None:
    agent.offers = [{"title": "Lite", "payload": '/inform_plan{"plan": "lite"}'}]
    slack.say("oi")
    assert slack.press(slack.posted[0], "Lite").statuses == [200]
    assert agent.texts == ["oi", '/inform_plan{"plan": "lite"}']
    assert slack.posted[1].text.startswith("› *Lite*\n")


def test_an_option_of_a_select_does_the_same(slack: SlackStandIn, agent: Repeating) -> None:
    agent.offers = [{"title": f"Plano {number}", "payload": f"/inform_plan{number}"} for number in range(12)]
    slack.say("oi")
    slack.press(slack.posted[0], "Plano 11")
    assert agent.texts[1] == "/inform_plan11"


def test_a_button_of_another_conversation_says_its_title(slack: SlackStandIn, agent: Repeating) -> None:
    agent.offers = [{"title": "Lite", "payload": "/inform_plan"}]
    slack.say("oi")
    slack.press(slack.posted[0]._replace(channel="D0BRUNO"), "Lite", user="U0BRUNO")
    assert agent.texts[1] == "Lite"


@pytest.mark.parametrize("language", ["pt", "fr"])
def test_a_file_without_words_is_asked_for_some(slack: SlackStandIn, agent: Repeating, language: Any) -> None:
    agent.tracker_store.slots["slack:D0ANA"] = {"language": language}
    slack.say("", subtype="file_share", files=[{"id": "F1"}])
    assert [said.shown for said in slack.posted] == [labels(language).text_only]
    assert not agent.heard


def test_a_name_that_would_call_everybody_goes_out_inert(slack: SlackStandIn, agent: Repeating) -> None:
    agent.says = "Loja <!channel> & @everyone"
    slack.say("oi")
    assert not slack.errors
    assert slack.posted[0].text == "Loja &lt;!channel&gt; &amp; @everyone"


def test_a_long_answer_comes_in_several_messages(slack: SlackStandIn, agent: Repeating) -> None:
    agent.says = "Uma frase & outra. " * 1_500
    slack.say("oi")
    assert len(slack.posted) > 1
    assert not slack.errors


# ── Once, in time, and in order ──────────────────────────────────────────────────────────────────────


def test_a_slow_turn_is_acknowledged_in_time_and_answered_once(slack: SlackStandIn, agent: Repeating) -> None:
    agent.waits = 4.0
    assert slack.say("oi").statuses == [200]
    assert not slack.posted
    wait_for(lambda: bool(slack.posted))
    assert len(slack.posted) == len(agent.heard) == 1


def test_two_messages_are_answered_in_their_order(slack: SlackStandIn, agent: Repeating) -> None:
    slack.too_fast = 1
    first = threading.Thread(target=slack.say, args=("um",))
    first.start()
    wait_for(lambda: slack.too_fast == 0)
    slack.say("dois")
    first.join()
    wait_for(lambda: len(slack.posted) == 2)
    assert [json.loads(said.shown)["text"] for said in slack.posted] == ["um", "dois"]


def test_where_slack_asks_to_wait_the_answer_still_comes(slack: SlackStandIn) -> None:
    slack.too_fast = 2
    slack.say("oi")
    wait_for(lambda: bool(slack.posted))
    assert len(slack.posted) == 1


def test_where_slack_is_down_for_a_moment_the_answer_still_comes(slack: SlackStandIn) -> None:
    slack.broken = 1
    slack.say("oi")
    wait_for(lambda: bool(slack.posted))


def test_a_refusal_of_slack_is_logged_and_not_sent_again(slack: SlackStandIn) -> None:
    with listening() as lines:
        assert slack.say("oi", channel="D0NOBODY").statuses == [200]
    assert slack.errors == ["channel_not_found"]
    logged = lines.one("not_delivered")
    assert (logged["why"], logged["channel"]) == ("channel_not_found", "slack")
    assert "D0NOBODY" not in str(logged)


def test_a_restart_does_not_answer_again(slack: SlackStandIn, agent: Repeating, url: str) -> None:
    """A new process has only what the tracker store kept."""
    envelope = slack.envelope({"type": "message", "user": "U0ANA", "channel": "D0ANA", "text": "oi"})
    slack.send(envelope)
    try:
        with serving(SlackInput(TOKEN, SIGNING_SECRET, api=slack.api), agent) as base:
            slack.webhook = f"{base}/webhook"
            slack.send(envelope)
    finally:
        slack.webhook = url
    assert len(slack.posted) == 1


def test_a_turn_that_fails_is_answered_with_the_doors(slack: SlackStandIn, agent: Repeating) -> None:
    agent.handle_message = fails  # type: ignore[method-assign]
    try:
        slack.say("oi")
    finally:
        del agent.handle_message  # type: ignore[method-assign]
    assert "Não consigo responder agora" in slack.posted[0].shown


async def fails(message: Any) -> None:
    raise RuntimeError("boom")


def test_who_writes_too_fast_is_told_so_once(slack: SlackStandIn, agent: Repeating, url: str) -> None:
    try:
        with serving(SlackInput(TOKEN, SIGNING_SECRET, api=slack.api, pace=3), agent) as base:
            slack.webhook = f"{base}/webhook"
            for number in range(8):
                slack.say(f"mensagem {number}")
    finally:
        slack.webhook = url
    assert len(agent.heard) == 3
    assert [said.shown for said in slack.posted[3:]] == [labels("pt").too_fast]


# ── Everything that Slack documents, three times each ────────────────────────────────────────────────


def everything(slack: SlackStandIn) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Kind, whether it is answered, and what is sent."""
    for kind in slack_kinds.EVENTS:
        yield kind, kind in ("message", "app_mention"), slack.envelope(slack_kinds.event(kind))
    for subtype in slack_kinds.SUBTYPES:
        yield subtype, subtype in slack_kinds.ANSWERED_SUBTYPES, slack.envelope(slack_kinds.message(subtype))
    for kind in ("app_rate_limited", "unheard_of"):
        yield kind, False, {"type": kind, "team_id": "T1", "minute_rate_limited": 1}


def test_every_event_is_acknowledged_and_answered_once_or_not_at_all(slack: SlackStandIn, agent: Repeating) -> None:
    count = 0
    for kind, is_answered, envelope in everything(slack):
        before = len(slack.posted)
        again = [slack.send(envelope).statuses for _ in range(3)]
        assert again == [[200]] * 3, kind
        assert len(slack.posted) - before == is_answered, kind
        count += 1
    assert count > 130
    assert not slack.errors


def test_so_is_every_interaction(slack: SlackStandIn, agent: Repeating) -> None:
    agent.offers = [{"title": "Lite", "payload": "/inform_plan"}]
    slack.say("oi")
    for kind in slack_kinds.INTERACTIONS:
        before = len(slack.posted)
        payload = slack.pressed(slack.posted[0], "Lite", type=kind)
        assert [slack.interact(payload).statuses for _ in range(3)] == [[200]] * 3, kind
        assert len(slack.posted) - before == (kind == "block_actions"), kind


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_it_takes_its_secrets_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    channel = SlackInput.from_credentials({**ENTRY, "desk": "sendcloud", "max_text": 100})
    assert isinstance(channel, SlackInput)
    assert channel.get_output_channel().name() == "slack"


def test_without_any_secret_it_is_left_out_as_a_choice(environment: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        environment.delenv(name)
    with listening() as lines:
        assert isinstance(SlackInput.from_credentials(ENTRY), LeftOut)
    assert lines.one("channel_left_out")["level"] == "info"


@pytest.mark.parametrize("missing", SECRETS)
@pytest.mark.parametrize("value", [None, "", "  ", "nonsense"])
def test_without_a_secret_it_is_left_out_and_says_so(
    environment: pytest.MonkeyPatch, missing: str, value: str | None
) -> None:
    environment.delenv(missing) if value is None else environment.setenv(missing, value)
    with listening() as lines:
        assert isinstance(SlackInput.from_credentials(ENTRY), LeftOut)
    logged = lines.one("channel_left_out")
    assert missing in logged["why"]
    assert (logged["channel"], logged["see"], logged["level"]) == ("slack", "docs/slack.md", "warning")
    assert "nonsense" not in str(logged)


def test_a_channel_that_is_left_out_has_no_routes(environment: pytest.MonkeyPatch, agent: Repeating) -> None:
    environment.delenv("SLACK_BOT_TOKEN")
    with serving(SlackInput.from_credentials(ENTRY), agent) as base:
        assert requests.post(f"{base}/webhook", b"{}", timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({**ENTRY, "bot_token": TOKEN}, "bot_token: {env: SLACK_BOT_TOKEN}"),
        ({"bot_token": {"env": "SLACK_BOT_TOKEN"}}, "signing_secret: {env: SLACK_SIGNING_SECRET}"),
        ({**ENTRY, "desk": "carrier_pigeon"}, "carrier_pigeon"),
        ({**ENTRY, "api": "slack.com"}, "https://slack.com/api"),
        ({**ENTRY, "max_txt": 3}, "max_txt"),
        (None, "bot_token"),
    ],
)
def test_a_wrong_setting_is_named_and_a_secret_never_shown(
    environment: pytest.MonkeyPatch, entry: dict[str, Any] | None, words: str
) -> None:
    with pytest.raises(InvalidConfigException) as refused:
        SlackInput.from_credentials(entry)
    assert words in str(refused.value)
    assert TOKEN not in str(refused.value)
