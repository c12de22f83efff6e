"""Slack: direct messages and mentions, answered in their thread. In credentials.yml:

    bot.channels.slack.SlackInput:
      bot_token: {env: SLACK_BOT_TOKEN}
      signing_secret: {env: SLACK_SIGNING_SECRET}
      desk: sendcloud  # what it is about where nobody says; may be left out, as what follows
      api: https://slack.com/api
      messages_per_minute: 30  # of one conversation; more are not answered
      max_text: 2000  # limits and their defaults: bot/channels/limits.py

Events and interactivity come to POST /webhooks/slack/webhook, as deploy/slack-manifest.yml tells Slack.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import re
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse as SlackResponse

from bot import log, rasa_mends
from bot.catalogue import catalogue_or_exit
from bot.channels.credentials import LARGE, Credentials, LeftOut, UnusableSecretError
from bot.channels.guard import Guard, Handler
from bot.channels.inbox import Inbox
from bot.channels.labels import as_language, labels
from bot.channels.limits import Limits
from bot.channels.request import RefusedError
from bot.channels.signed_request import content_type, json_object, read_body
from bot.channels.slack_blocks import messages
from bot.channels.slack_events import Ignored, Place, Pressed, Said, Told, read_event, read_interaction
from bot.channels.turn import DEFAULT, MESSAGES_PER_MINUTE, Pace, answer, language_of, text_of_press

API = "https://slack.com/api"
ACKNOWLEDGED_WITHIN = 2.0  # seconds; Slack waits for 3
_POSTED_WITHIN = 10.0  # seconds, without the waiting that Slack asks for
_RETRIES = 3
_TOKEN = re.compile(r"xoxb-[A-Za-z0-9-]+")
_SECRET = re.compile(r"[0-9a-f]{32,}")


class SlackOutput(OutputChannel):
    """Posts to Slack, and waits as Slack asks it to where it posts too fast."""

    def __init__(self, token: str, api: str = API) -> None:
        self._token = token
        self._api = api
        self._session: aiohttp.ClientSession | None = None

    @classmethod
    def name(cls) -> str:
        return "slack"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        place = Place.of(recipient_id)
        language = as_language(message.get("language")) or DEFAULT
        for part in messages(message, labels(language), message.get("chosen")):
            if not await self._post(place, part, recipient_id):
                return  # what follows would stand there without its beginning

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, place: Place, part: dict[str, Any], conversation: str) -> bool:
        try:
            await self._client().chat_postMessage(
                channel=place.channel,
                thread_ts=place.thread,
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
                **part,
            )
        except SlackApiError as error:
            reason = error.response["error"] if isinstance(error.response, SlackResponse) else "no JSON came back"
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            reason = type(error).__name__
        else:
            return True
        log.event(
            "not_delivered", logging.ERROR, channel=self.name(), conversation=log.pseudonym(conversation), why=reason
        )
        return False

    def _client(self) -> AsyncWebClient:
        """With connections that are kept; they belong to the event loop, so they are made when first needed."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_POSTED_WITHIN))
        again = (AsyncRateLimitErrorRetryHandler, AsyncConnectionErrorRetryHandler, AsyncServerErrorRetryHandler)
        return AsyncWebClient(
            self._token,
            base_url=self._api,
            session=self._session,
            retry_handlers=[handler(max_retry_count=_RETRIES) for handler in again],
        )


class SlackInput(InputChannel):
    """What Slack sends, once its signature is known to be right."""

    def __init__(
        self,
        token: str,
        signing_secret: str,
        *,
        api: str = API,
        desk: str | None = None,
        limits: Limits | None = None,
        pace: int = MESSAGES_PER_MINUTE,
    ) -> None:
        self._output = SlackOutput(token, api)
        self._verifier = SignatureVerifier(signing_secret)
        self._metadata = {"desk": desk} if desk else None
        self._limits = limits or Limits(**LARGE)
        self._pace = Pace(pace)

    @classmethod
    def name(cls) -> str:
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Without its secrets the channel is left out, and says so.

        Raises:
            InvalidConfigException: for a setting that is none, or a secret that stands in the file.
        """
        catalogue_or_exit()
        rasa_mends.apply()
        given = Credentials(credentials, cls.name())
        token = given.secret("bot_token", _TOKEN, "a bot token of Slack, xoxb-…")
        signing_secret = given.secret("signing_secret", _SECRET, "a signing secret of Slack, 32 hexadecimal digits")
        api, desk, pace = given.address("api", API), given.desk(), given.pace(MESSAGES_PER_MINUTE)
        limits = given.limits()
        try:
            given.finish()
        except UnusableSecretError as why:
            return LeftOut(cls.name(), why)
        return cls(token, signing_secret, api=api, desk=desk, limits=limits, pace=pace)

    def get_output_channel(self) -> SlackOutput:
        return self._output

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        webhook = Blueprint("slack_webhook")
        guard, inbox = Guard(self._limits, on_new_message), Inbox(ACKNOWLEDGED_WITHIN)

        @webhook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"], stream=True)
        async def receive(request: Request) -> HTTPResponse:
            try:
                body = await read_body(request, self._limits)
                self._check_signature(request, body)
                told = self._read(content_type(request), body)
            except RefusedError as refused:
                return response.json({"error": refused.error}, status=refused.status)
            if isinstance(told, str):
                return response.json({"challenge": told})
            if not isinstance(told, Ignored):
                agent = getattr(request.app.ctx, "agent", None)
                work = functools.partial(self._work, told, guard, agent)
                await inbox.take(told.delivery, told.place.conversation, work, agent)
            return response.empty(status=200)

        @webhook.listener("before_server_stop")
        async def finish(*_: Any) -> None:
            await inbox.finish()

        @webhook.listener("after_server_stop")
        async def close(*_: Any) -> None:
            await self._output.close()

        return webhook

    def _check_signature(self, request: Request, body: bytes) -> None:
        """Raises RefusedError: for a signature that is missing, wrong, or older than five minutes."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        time = headers.get("x-slack-request-timestamp", "")
        try:
            signed = time.isdecimal() and len(time) < 12 and self._verifier.is_valid_request(body, headers)
        except (ValueError, TypeError):  # a body that is no UTF-8, a signature that is no ASCII
            signed = False
        if not signed:
            raise RefusedError(401, "the signature is missing, wrong or too old")

    def _read(self, kind: str, body: bytes) -> Told | str:
        """What a request of Slack's says; the challenge where it only asks whether we are there.

        Raises:
            RefusedError: for what is not of Slack's forms.
        """
        if kind == "application/json":
            envelope = json_object(body, self._limits)
            if envelope.get("type") == "url_verification":
                return str(envelope.get("challenge") or "")
            if envelope.get("type") == "app_rate_limited":
                log.event("slack_sends_less", logging.WARNING, why="too many events in a minute; some were not sent")
            return read_event(envelope) if envelope.get("type") == "event_callback" else Ignored("of another kind")
        if kind == "application/x-www-form-urlencoded":
            try:
                payload = parse_qs(body.decode(), max_num_fields=20)["payload"][0]
            except (ValueError, KeyError):
                raise RefusedError(400, "the form has no field `payload`") from None
            return read_interaction(json_object(payload, self._limits))
        raise RefusedError(415, "send application/json or application/x-www-form-urlencoded")

    async def _work(self, told: Said | Pressed, guard: Guard, agent: Agent | None) -> None:
        conversation = told.place.conversation
        pace = await self._pace.check(conversation)
        if pace != "go on" or (isinstance(told, Said) and told.is_unread):
            words = labels(await language_of(conversation, agent) or DEFAULT)
            if pace != "wait":
                text = words.too_fast if pace == "tell" else words.text_only
                await self._output.send_response(conversation, {"text": text})
            return
        text, chosen = (told.text, None) if isinstance(told, Said) else (told.payload, told.title)
        if chosen is not None:
            text = await text_of_press(text, chosen, conversation, agent)
        message = UserMessage(text, self._output, conversation, input_channel=self.name(), metadata=self._metadata)
        await answer(guard, message, agent, chosen=chosen)
