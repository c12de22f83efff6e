"""Telegram: private chats, and groups where it is addressed. In credentials.yml:

    bot.channels.telegram.TelegramInput:
      bot_token: {env: TELEGRAM_BOT_TOKEN}
      webhook_secret: {env: TELEGRAM_WEBHOOK_SECRET}
      desk: clearsale  # what it is about where nobody says; may be left out, as what follows
      api: https://api.telegram.org
      messages_per_minute: 30  # of one conversation; more are not answered
      max_text: 2000  # limits and their defaults: bot/channels/limits.py

Updates come to POST /webhooks/telegram/webhook, once `guichet telegram set-webhook` has told Telegram so.
"""

from __future__ import annotations

import functools
import hmac
import logging
import re
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import log, rasa_mends
from bot.catalogue import catalogue_or_exit, current_catalogue
from bot.channels.credentials import LARGE, Credentials, LeftOut, UnusableSecretError
from bot.channels.guard import Guard, Handler
from bot.channels.inbox import Inbox
from bot.channels.labels import as_language, labels
from bot.channels.limits import Limits
from bot.channels.request import RefusedError
from bot.channels.signed_request import content_type, json_object, read_body
from bot.channels.telegram_api import API, TelegramApi, TelegramError
from bot.channels.telegram_text import messages, short_id
from bot.channels.telegram_updates import (
    Blocked,
    Ignored,
    Place,
    Pressed,
    Said,
    is_for_all,
    parsed_payload,
    read_update,
)
from bot.channels.turn import DEFAULT, MESSAGES_PER_MINUTE, Pace, answer, begin_in, language_of, offered_in
from bot.matrix.model import Language
from bot.storage.bounded import Bounded

ACKNOWLEDGED_WITHIN = 5.0  # seconds
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_OFFERS = 50_000  # buttons of which this process knows what they stand for; the tracker store knows the others


class TelegramOutput(OutputChannel):
    """Sends to Telegram. Whoever has blocked the bot is not written to again in the same turn."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api
        self._offers: Bounded[str] = Bounded(_OFFERS)

    @classmethod
    def name(cls) -> str:
        return "telegram"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        place = Place.of(recipient_id)
        for button in message.get("buttons") or ():
            payload = str(button.get("payload"))
            self._offers.put(f"{recipient_id} {short_id(payload)}", payload)
        language = as_language(message.get("language")) or DEFAULT
        where: dict[str, Any] = {"message_thread_id": place.thread}
        if message.get("reply_to"):
            where["reply_parameters"] = {"message_id": message["reply_to"], "allow_sending_without_reply": True}
        for part in messages(message, labels(language), message.get("chosen")):
            if not await self._send(place, {**where, **part}, recipient_id):
                return  # what follows would stand there without its beginning
            where.pop("reply_parameters", None)

    def offered(self, conversation: str, data: str) -> str | None:
        """The payload that a button stands for, if this process has offered it in this conversation."""
        return self._offers.get(f"{conversation} {data}")

    async def _send(self, place: Place, part: dict[str, Any], conversation: str) -> bool:
        chat = place.chat
        for _ in range(2):
            try:
                await self._api.call("sendMessage", chat_id=chat, **part)
            except TelegramError as error:
                moved = error.parameters.get("migrate_to_chat_id")
                if isinstance(moved, int) and moved != chat:
                    chat = moved  # the group has become a large one, and has another number
                    continue
                tell_failure(conversation, error)
                return False
            return True
        return False


def tell_failure(conversation: str, error: TelegramError) -> None:
    """403 is everyday: somebody has blocked the bot, or removed it."""
    level = logging.INFO if error.status == 403 else logging.ERROR
    log.event("not_delivered", level, channel="telegram", conversation=log.pseudonym(conversation), why=str(error))


class TelegramInput(InputChannel):
    """What Telegram sends, if it brings the secret that the webhook was set with."""

    def __init__(
        self,
        token: str,
        secret: str,
        *,
        api: str = API,
        desk: str | None = None,
        limits: Limits | None = None,
        pace: int = MESSAGES_PER_MINUTE,
    ) -> None:
        self._bot = int(token.partition(":")[0])
        self._secret = secret.encode()
        self._api = TelegramApi(token, api)
        self._output = TelegramOutput(self._api)
        self._desk = desk
        self._limits = limits or Limits(**LARGE)
        self._pace = Pace(pace)
        self._username = ""

    @classmethod
    def name(cls) -> str:
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Without its secrets the channel is left out, and says so.

        Raises:
            InvalidConfigException: for a setting that is none, or a secret that stands in the file.
        """
        catalogue_or_exit()
        rasa_mends.apply()
        given = Credentials(credentials, cls.name())
        token, secret, api = secrets_of(given)
        desk, pace = given.desk(), given.pace(MESSAGES_PER_MINUTE)
        limits = given.limits()
        try:
            given.finish()
        except UnusableSecretError as why:
            return LeftOut(cls.name(), why)
        return cls(token, secret, api=api, desk=desk, limits=limits, pace=pace)

    def get_output_channel(self) -> TelegramOutput:
        return self._output

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        webhook = Blueprint("telegram_webhook")
        guard, inbox = Guard(self._limits, on_new_message), Inbox(ACKNOWLEDGED_WITHIN)

        @webhook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"], stream=True)
        async def receive(request: Request) -> HTTPResponse:
            try:
                self._check_secret(request)
                if content_type(request) != "application/json":
                    raise RefusedError(415, "send application/json")
                update = json_object(await read_body(request, self._limits), self._limits)
            except RefusedError as refused:
                return response.json({"error": refused.error}, status=refused.status)
            told = read_update(update, self._bot, await self._own_name(update))
            agent = getattr(request.app.ctx, "agent", None)
            if isinstance(told, Blocked):
                name = "blocked" if told.blocked else "unblocked"
                log.event(name, channel=self.name(), conversation=log.pseudonym(told.place.conversation))
            elif not isinstance(told, Ignored):
                conversation = told.place.conversation if told.place else told.delivery
                work = functools.partial(self._work, told, guard, agent)
                await inbox.take(told.delivery, conversation, work, agent)
            return response.empty(status=200)

        @webhook.listener("before_server_stop")
        async def finish(*_: Any) -> None:
            await inbox.finish()

        @webhook.listener("after_server_stop")
        async def close(*_: Any) -> None:
            await self._api.close()

        return webhook

    def _check_secret(self, request: Request) -> None:
        """Raises RefusedError: without the secret; before anything else is read."""
        brought = str(request.headers.get(SECRET_HEADER) or "")
        if not hmac.compare_digest(brought.encode("utf-8", "surrogatepass"), self._secret):
            raise RefusedError(401, "the secret token is missing or wrong")

    async def _own_name(self, update: dict[str, Any]) -> str:
        """Our user name, which people call us by in groups; asked for once, when it is first needed."""
        if not self._username and is_for_all(update):
            try:
                self._username = str((await self._api.call("getMe"))["username"])
            except (TelegramError, KeyError, TypeError):
                log.event("own_name_unknown", logging.ERROR, channel=self.name(), why="getMe failed; try again later")
        return self._username

    async def _work(self, told: Said | Pressed, guard: Guard, agent: Agent | None) -> None:
        conversation = told.place.conversation if told.place else told.delivery
        pace = await self._pace.check(conversation)
        words = labels(await language_of(conversation, agent) or told.language or DEFAULT)
        if isinstance(told, Pressed):
            if pace == "go on":
                await self._press(told, guard, agent)
            else:
                await self._acknowledge(told, words.too_fast)
        elif pace == "tell" or (pace == "go on" and told.is_unread):
            text = words.too_fast if pace == "tell" else words.text_only
            await self._output.send_response(conversation, {"text": text})
        elif pace == "go on":
            await self._say(told, guard, agent)

    async def _say(self, said: Said, guard: Guard, agent: Agent | None) -> None:
        conversation = said.place.conversation
        if said.language:
            await begin_in(said.language, conversation, agent)
        message = await self._message(said.payload or said.text, conversation, said.language, agent, said.start)
        if said.payload:
            message.parse_data = parsed_payload(said.payload)
        await answer(guard, message, agent, reply_to=said.reply_to)

    async def _press(self, pressed: Pressed, guard: Guard, agent: Agent | None) -> None:
        """The button stops spinning at once; then it is answered."""
        text = None
        if pressed.place is not None:
            text = await self._payload(pressed, pressed.place.conversation, agent) or pressed.title or None
        await self._acknowledge(pressed, None if text else labels(pressed.language or DEFAULT).button_expired)
        if text and pressed.place is not None:
            message = await self._message(text, pressed.place.conversation, pressed.language, agent)
            await answer(guard, message, agent, chosen=pressed.title or None)

    async def _acknowledge(self, pressed: Pressed, note: str | None) -> None:
        """The button stops spinning; `note` is shown for a moment."""
        try:
            await self._api.call("answerCallbackQuery", callback_query_id=pressed.query, text=note)
        except TelegramError as error:
            if error.status != 400:  # one that is too old: Telegram has stopped it itself
                tell_failure(pressed.delivery, error)

    async def _payload(self, pressed: Pressed, conversation: str, agent: Agent | None) -> str | None:
        """What the button stands for, if it was offered in this very conversation."""
        known = self._output.offered(conversation, pressed.data)
        if known is not None:
            return known
        return next(
            (payload for payload in await offered_in(conversation, agent) or () if short_id(payload) == pressed.data),
            None,
        )

    async def _message(
        self, text: str, conversation: str, guess: Language | None, agent: Agent | None, start: str | None = None
    ) -> UserMessage:
        """With what the guard should know if the turn fails: the language; and with the desk that is meant.

        A desk's own page may link to https://t.me/…?start=sendcloud.
        """
        desk = start if start in current_catalogue().desks else self._desk
        hints = {"desk": desk, "language": await language_of(conversation, agent) or guess}
        metadata = {key: value for key, value in hints.items() if value} or None
        return UserMessage(text, self._output, conversation, input_channel=self.name(), metadata=metadata)


def secrets_of(given: Credentials) -> tuple[str, str, str]:
    """Token, secret of the webhook, and the address of the API."""
    return (
        given.secret("bot_token", _TOKEN, "a bot token of Telegram, 123456:AA…"),
        given.secret("webhook_secret", _SECRET, "a secret of 16 to 256 of the characters A-Z a-z 0-9 _ -"),
        given.address("api", API),
    )
