"""Rasa's HTTP server as it should be where the internet can reach it."""

from __future__ import annotations

import logging
import re

from sanic import Sanic
from sanic.log import access_logger

from bot.channels.web_settings import WebSettings

MAX_BODY = 1_000_000  # bytes that are read at all, of requests to any route; Sanic's own limit is 100 MB
REQUEST_TIME = 10  # seconds without a byte of a request that has begun
KEEP_ALIVE = 60  # seconds without a request on a connection
_ELSEWHERE = re.compile(r"(?!/guichet(?:/|$)).*")


def prepare_server(app: Sanic, settings: WebSettings) -> None:
    """Called before the server listens; values apply to connections that come after."""
    app.config.REQUEST_MAX_SIZE = min(app.config.REQUEST_MAX_SIZE, MAX_BODY)
    app.config.REQUEST_TIMEOUT = min(app.config.REQUEST_TIMEOUT, REQUEST_TIME)
    app.config.KEEP_ALIVE_TIMEOUT = min(app.config.KEEP_ALIVE_TIMEOUT, KEEP_ALIVE)
    app.config.ACCESS_LOG = access_logger.isEnabledFor(logging.INFO)  # else each line is put together for nobody
    app.config.PROXIES_COUNT = settings.proxies or None
    cors = getattr(app.ctx, "sanic_cors", None)
    if cors is not None:  # Rasa's, for `rasa run --cors`: allows credentials, and answers OPTIONS before any route
        cors.resources = [(_ELSEWHERE, options) for _, options in cors.resources]
