"""`guichet telegram`: tells Telegram where to send messages, and which commands to show. Nothing else ever does.

The bot's token and the webhook's secret come from the environment, by the names that credentials.yml gives.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot.matrix.model import LANGUAGES, Language

if TYPE_CHECKING:
    from bot.channels.telegram_api import TelegramApi

CHANNEL = "bot.channels.telegram.TelegramInput"
PATH = "/webhooks/telegram/webhook"
_FOR_OTHERS: Language = "pt"  # the menu of who uses Telegram in another language


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("telegram", help="connect the bot in Telegram", description=__doc__)
    steps = parser.add_subparsers(metavar="step", required=True)
    setting = steps.add_parser("set-webhook", help="have messages sent here, and set the menu of commands")
    setting.add_argument("url", help="where this assistant is reached from outside, such as https://bot.example.com")
    setting.add_argument("--drop-pending", action="store_true", help="forget what was written in the meantime")
    info = steps.add_parser("webhook-info", help="what Telegram knows of the webhook, and its last error")
    removing = steps.add_parser("delete-webhook", help="have nothing sent any more; what is written is kept for a day")
    for step, work in ((setting, _set_webhook), (info, _tell_webhook), (removing, _delete_webhook)):
        step.add_argument("--credentials", type=Path, default=Path("credentials.yml"))
        step.set_defaults(run=run, work=work)


def run(options: argparse.Namespace) -> int:
    from rasa.shared.exceptions import RasaException

    from bot.channels.credentials import Credentials, UnusableSecretError
    from bot.channels.telegram import secrets_of
    from bot.channels.telegram_api import TelegramApi, TelegramError

    try:
        entries = yaml.safe_load(options.credentials.read_text(encoding="utf-8")) or {}
        given = Credentials(entries.get(CHANNEL), "telegram")
        token, secret, api = secrets_of(given)
        given.finish()
    except (OSError, yaml.YAMLError, UnusableSecretError, RasaException) as error:
        print(f"{error}. See docs/telegram.md.", file=sys.stderr)
        return 2

    async def work() -> int:
        telegram = TelegramApi(token, api)
        try:
            return int(await options.work(telegram, options, secret))
        finally:
            await telegram.close()

    try:
        return asyncio.run(work())
    except TelegramError as error:
        print(f"Telegram says: {error}", file=sys.stderr)
        if error.status in (401, 404):
            print("The token is not that of a bot: copy it again from @BotFather.", file=sys.stderr)
        return 1


async def _set_webhook(telegram: TelegramApi, options: argparse.Namespace, secret: str) -> int:
    from bot.channels.telegram_updates import UPDATES

    address = options.url.rstrip("/").removesuffix(PATH) + PATH
    await telegram.call(
        "setWebhook",
        url=address,
        secret_token=secret,
        allowed_updates=list(UPDATES),
        drop_pending_updates=options.drop_pending,
    )
    for language, code in (*((language, language) for language in LANGUAGES), (_FOR_OTHERS, None)):
        await telegram.call("setMyCommands", commands=_menu(language), language_code=code)
    me = await telegram.call("getMe")
    print(f"Telegram sends what is written to @{me['username']} to {address}")
    print(f"The menu of commands is set: {', '.join(LANGUAGES)}. Write to https://t.me/{me['username']}")
    return 0


async def _tell_webhook(telegram: TelegramApi, options: argparse.Namespace, _: str) -> int:
    info: dict[str, Any] = await telegram.call("getWebhookInfo")
    if not info.get("url"):
        print("No webhook is set: guichet telegram set-webhook https://…", file=sys.stderr)
        return 1
    print(f"Webhook: {info['url']}")
    print(f"Waiting: {info.get('pending_update_count', 0)}")
    if info.get("last_error_message"):
        since = time.strftime(" at %Y-%m-%d %H:%M UTC", time.gmtime(info.get("last_error_date") or 0))
        print(f"Last error: {info['last_error_message']}{since if info.get('last_error_date') else ''}")
    return 0


async def _delete_webhook(telegram: TelegramApi, options: argparse.Namespace, _: str) -> int:
    await telegram.call("deleteWebhook")
    print("No webhook is set any more.")
    return 0


def _menu(language: Language) -> list[dict[str, str]]:
    from bot.channels.labels import menu

    return [{"command": command, "description": what} for command, what, _ in menu(language)]
