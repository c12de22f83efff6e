"""A REST channel for tests and for servers that authenticate their own users. It is served where credentials.yml has

    bot.channels.rest.GuardedRest:
      max_text: 2000  # limits and their defaults: bot/channels/limits.py

POST /webhooks/rest/webhook takes {"sender": "…", "message": "…", "metadata": {…}} and answers as Rasa's own
channel does, with a list of {"recipient_id", "text", "buttons"}; `metadata` is optional. A request that is no
message gets 400, 413 or 415 and {"error": "…"}. GET /webhooks/rest/ is the readiness probe.

Whoever reaches the port can speak as any sender: keep it on this machine or behind a server of yours.
"""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import rasa_mends
from bot.catalogue import catalogue_or_exit
from bot.channels.guard import Guard, Handler
from bot.channels.limits import Limits
from bot.channels.readiness import readiness
from bot.channels.request import RefusedError, read_request


class GuardedRest(InputChannel):
    """Rasa's REST channel behind the guard; without `stream`, and the client names no `input_channel`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    @classmethod
    def name(cls) -> str:
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GuardedRest:
        """Rasa makes its channels before anything else: without valid desk files it ends here.

        Raises:
            InvalidConfigException: for a setting that is none.
        """
        catalogue_or_exit()
        rasa_mends.apply()  # no channel of ours serves without them, whatever endpoints.yml says
        return cls(Limits.from_credentials(credentials, f"{cls.__module__}.{cls.__name__}"))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        webhook = Blueprint("guarded_rest")
        guard = Guard(self._limits, on_new_message)

        @webhook.route("/", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            told, status = await readiness(getattr(request.app.ctx, "agent", None))
            return response.json(told, status=status)

        @webhook.route("/webhook", methods=["POST"], stream=True)
        async def receive(request: Request) -> HTTPResponse:
            try:
                incoming = await read_request(request, self._limits)
            except RefusedError as refused:
                return response.json({"error": refused.error}, status=refused.status)
            output = CollectingOutputChannel()
            message = UserMessage(
                incoming.text, output, incoming.sender, input_channel=self.name(), metadata=incoming.metadata or None
            )
            await guard.answer(message, getattr(request.app.ctx, "agent", None))
            return response.json(output.messages)

        return webhook
