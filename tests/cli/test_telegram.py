"""`guichet telegram`, against a stand-in of Telegram."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.labels import menu
from bot.cli import main
from tests.platforms.telegram import SECRET, TOKEN, USERNAME, TelegramStandIn

CREDENTIALS = """
bot.channels.telegram.TelegramInput:
  bot_token: {{env: TELEGRAM_BOT_TOKEN}}
  webhook_secret: {{env: TELEGRAM_WEBHOOK_SECRET}}
  api: {api}
"""


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def file(telegram: TelegramStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """credentials.yml, with its secrets in the environment."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", SECRET)
    path = tmp_path / "credentials.yml"
    path.write_text(CREDENTIALS.format(api=telegram.api), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "url", ["https://bot.example.com", "https://bot.example.com/", "https://bot.example.com/webhooks/telegram/webhook"]
)
def test_it_sets_the_webhook_with_the_secret_and_the_menu_in_both_languages(
    telegram: TelegramStandIn, file: str, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert main(["telegram", "set-webhook", url, "--credentials", file]) == 0
    assert telegram.webhook_set == {
        "url": "https://bot.example.com/webhooks/telegram/webhook",
        "secret_token": SECRET,
        "allowed_updates": ["message", "callback_query", "my_chat_member"],
        "drop_pending_updates": False,
    }
    names = {code: [entry["command"] for entry in commands] for code, commands in telegram.commands.items()}
    assert names == {code: [entry[0] for entry in menu(of)] for code, of in (("pt", "pt"), ("fr", "fr"), ("", "pt"))}
    told = capsys.readouterr().out
    assert f"@{USERNAME}" in told
    assert SECRET not in told
    assert TOKEN not in told


def test_it_tells_what_telegram_knows(telegram: TelegramStandIn, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["telegram", "webhook-info", "--credentials", file]) == 1
    assert "set-webhook" in capsys.readouterr().err
    main(["telegram", "set-webhook", "https://bot.example.com", "--credentials", file])
    assert main(["telegram", "webhook-info", "--credentials", file]) == 0
    told = capsys.readouterr().out
    assert "https://bot.example.com/webhooks/telegram/webhook" in told
    assert "Last error: Connection refused" in told


def test_it_takes_the_webhook_back(telegram: TelegramStandIn, file: str) -> None:
    main(["telegram", "set-webhook", "https://bot.example.com", "--credentials", file])
    assert main(["telegram", "delete-webhook", "--credentials", file]) == 0
    assert telegram.webhook_set == {}


@pytest.mark.parametrize("url", ["http://bot.example.com", "https://bot.example.com:5005", "bot.example.com"])
def test_an_address_that_telegram_does_not_take_is_told(
    telegram: TelegramStandIn, file: str, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert main(["telegram", "set-webhook", url, "--credentials", file]) == 1
    assert "bad webhook" in capsys.readouterr().err


def test_a_token_that_is_none_is_told_and_not_shown(
    file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "987654321:AAanother-token-of-nobody-at-all"
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", other)
    assert main(["telegram", "set-webhook", "https://bot.example.com", "--credentials", file]) == 1
    told = capsys.readouterr().err
    assert "@BotFather" in told
    assert other not in told


@pytest.mark.parametrize("missing", ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"])
def test_a_secret_that_is_missing_is_named(
    file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)
    assert main(["telegram", "set-webhook", "https://bot.example.com", "--credentials", file]) == 2
    assert missing in capsys.readouterr().err


def test_without_credentials_it_says_which_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["telegram", "webhook-info", "--credentials", str(tmp_path / "nowhere.yml")]) == 2
    assert "nowhere.yml" in capsys.readouterr().err
