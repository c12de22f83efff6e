"""The manifest that is pasted into Slack asks for what the channel needs, and no more."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.server import ROOT

ADDRESS = "https://bot.example.com/webhooks/slack/webhook"


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load((ROOT / "deploy" / "slack-manifest.yml").read_text(encoding="utf-8"))


def test_it_asks_for_the_least_scopes_that_do(manifest: Any) -> None:
    assert manifest["oauth_config"]["scopes"] == {"bot": ["app_mentions:read", "chat:write", "im:history"]}


def test_it_subscribes_to_mentions_and_direct_messages(manifest: Any) -> None:
    subscribed = manifest["settings"]["event_subscriptions"]
    assert subscribed == {"request_url": ADDRESS, "bot_events": ["app_mention", "message.im"]}


def test_buttons_come_to_the_same_address(manifest: Any) -> None:
    assert manifest["settings"]["interactivity"] == {"is_enabled": True, "request_url": ADDRESS}
    assert manifest["settings"]["socket_mode_enabled"] is False


def test_one_may_write_to_it(manifest: Any) -> None:
    home = manifest["features"]["app_home"]
    assert (home["messages_tab_enabled"], home["messages_tab_read_only_enabled"]) == (True, False)


def test_its_texts_are_as_short_as_slack_wants_them(manifest: Any) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
