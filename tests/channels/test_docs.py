"""What docs/slack.md and docs/telegram.md say is so."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from bot.channels import slack, telegram
from bot.channels.credentials import LARGE
from bot.channels.inbox import Inbox
from bot.channels.labels import menu
from bot.channels.limits import Limits
from bot.channels.slack_blocks import MOST_BUTTONS, ROW
from bot.cli.telegram import CHANNEL, PATH
from bot.matrix.model import LANGUAGES
from tests.channels.test_slack import SECRETS as SLACK_SECRETS
from tests.channels.test_telegram import SECRETS as TELEGRAM_SECRETS
from tests.platforms.serving import listening
from tests.server import ROOT

DOCS = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("slack", "telegram")}
CREDENTIALS = yaml.safe_load((ROOT / "credentials.yml").read_text(encoding="utf-8"))
SECRETS = {"slack": SLACK_SECRETS, "telegram": TELEGRAM_SECRETS}
CHANNELS: dict[str, Any] = {"slack": slack.SlackInput, "telegram": telegram.TelegramInput}
every_channel = pytest.mark.parametrize("name", CHANNELS)


def entry(name: str) -> dict[str, Any]:
    """The channel's entry in credentials.yml."""
    found: dict[str, Any] = CREDENTIALS[f"{CHANNELS[name].__module__}.{CHANNELS[name].__name__}"]
    return found


@every_channel
def test_with_the_secrets_of_the_page_the_channel_serves(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in SECRETS[name].items():
        assert f"export {variable}=" in DOCS[name]
        monkeypatch.setenv(variable, value)
    with listening() as lines:
        assert isinstance(CHANNELS[name].from_credentials(entry(name)), CHANNELS[name])
    assert not lines.events


@every_channel
def test_the_page_names_every_setting_with_its_default(name: str) -> None:
    rows = dict(re.findall(r"^\| (`.+?`) \|.*\| (.*?) \|$", DOCS[name], re.MULTILINE))
    named = {setting for row in rows for setting in re.findall(r"`(\w+)`", row)}
    assert {*entry(name), "desk", "api", "max_text", "deadline", "max_body", "max_depth"} <= named
    limits = Limits(**LARGE)
    assert rows["`max_text`"] == str(limits.max_text)
    assert rows["`deadline`"] == f"{limits.deadline:g}"
    assert rows["`max_body`, `max_depth`"] == f"{limits.max_body}, {limits.max_depth}"
    assert rows["`api`"] == f"`{slack.API if name == 'slack' else telegram.API}`"


@every_channel
def test_the_start_says_what_the_page_says_it_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    *others, last = SECRETS[name].items()
    shown = re.search(r'"why": "the environment has no (\w+)"', DOCS[name])
    assert shown is not None
    for variable, value in (*others, last):
        monkeypatch.setenv(variable, value)
    monkeypatch.delenv(shown[1])
    with listening() as lines:
        CHANNELS[name].from_credentials(entry(name))
    said = lines.one("channel_left_out")
    assert f'"why": "{said["why"]}", "see": "{said["see"]}"' in DOCS[name]


def test_the_commands_of_the_page_are_in_the_menu() -> None:
    commands = {command for language in LANGUAGES for command, _, _ in menu(language)}
    named = re.search(r"- \*\*Commands\*\*(.*?)\n- ", DOCS["telegram"], re.DOTALL)
    assert named is not None
    mentioned = set(re.findall(r"`/(\w+)`", named[1])) - {"start", "help"}
    assert len(mentioned) >= 4
    assert mentioned <= commands


def test_the_rights_of_the_page_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load((ROOT / "deploy" / "slack-manifest.yml").read_text(encoding="utf-8"))
    for right in manifest["oauth_config"]["scopes"]["bot"]:
        assert f"`{right}`" in DOCS["slack"]


def test_the_address_of_the_webhook_is_the_channels() -> None:
    assert f"https://bot.example.com{PATH}" in DOCS["telegram"]
    assert f"{telegram.TelegramInput.__module__}.{telegram.TelegramInput.__name__}" == CHANNEL


def test_buttons_and_times_are_as_the_page_says() -> None:
    assert (ROW, MOST_BUTTONS, slack.ACKNOWLEDGED_WITHIN) == (5, 10, 2.0)
    assert Inbox(slack.ACKNOWLEDGED_WITHIN)._patience < 3
