"""People who talk to the running assistant in Slack or in Telegram, whatever the platform's own forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.platforms import slack, telegram
from tests.platforms.slack import SlackStandIn
from tests.platforms.telegram import TelegramStandIn
from tests.server import Button, Reply

CREDENTIALS = """
bot.channels.rest.GuardedRest:
bot.channels.slack.SlackInput:
  bot_token: {{env: SLACK_BOT_TOKEN}}
  signing_secret: {{env: SLACK_SIGNING_SECRET}}
  messages_per_minute: 10000
  api: {slack}
bot.channels.telegram.TelegramInput:
  bot_token: {{env: TELEGRAM_BOT_TOKEN}}
  webhook_secret: {{env: TELEGRAM_WEBHOOK_SECRET}}
  messages_per_minute: 10000
  api: {telegram}
"""
SECRETS = {
    "SLACK_BOT_TOKEN": slack.TOKEN,
    "SLACK_SIGNING_SECRET": slack.SIGNING_SECRET,
    "TELEGRAM_BOT_TOKEN": telegram.TOKEN,
    "TELEGRAM_WEBHOOK_SECRET": telegram.SECRET,
}


@dataclass
class Chat:
    """One person's conversation; `press` finds the newest button with a title, as a person does."""

    messages: Sequence[Any]
    write: Callable[[str], Any]
    push: Callable[[Any, str], Any]
    place: Any

    def ask(self, text: str) -> Reply:
        before = len(self.messages)
        self.write(text)
        return self._since(before, text)

    def press(self, name: str) -> Reply:
        message = next(
            message for message in reversed(self.messages) if name in message.buttons and self._mine(message)
        )
        before = len(self.messages)
        self.push(message, name)
        return self._since(before, f"[{name}]")

    def _since(self, before: int, asked: str) -> Reply:
        said = [message for message in self.messages[before:] if self._mine(message)]
        buttons = tuple(Button(shown, value) for message in said for shown, value in message.buttons.items())
        return Reply(asked, tuple(message.shown for message in said), buttons)

    def _mine(self, message: Any) -> bool:
        where = (message.channel, message.thread) if hasattr(message, "thread") else message.chat
        return bool(where == self.place)


def in_slack(stand_in: SlackStandIn, channel: str, user: str, thread: str | None = None) -> Chat:
    """In direct messages; or in a thread of a channel, with a mention each time."""
    more = {"thread_ts": thread} if thread else {}
    return Chat(
        stand_in.posted,
        lambda text: stand_in.say(text, channel, user, **more),
        lambda message, name: stand_in.press(message, name, user),
        (channel, thread),
    )


def in_telegram(stand_in: TelegramStandIn, person: int, language: str | None = None, **message: Any) -> Chat:
    chat = message.get("chat", {}).get("id", person)
    return Chat(
        stand_in.sent,
        lambda text: stand_in.say(text, person, language=language, **message),
        lambda sent, name: stand_in.press(sent, name, person),
        chat,
    )
