"""The log: one line of JSON on standard error for each turn and each event of the assistant's own."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import secrets
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

import structlog

from bot.discretion import record_factory, structlog_processor

_logger = logging.getLogger("guichet")


def install() -> None:
    """Keep every line of this process discreet, and show the assistant's own at any usual level; safe to repeat."""
    factory = logging.getLogRecordFactory()
    if not getattr(factory, "discreet", False):
        logging.setLogRecordFactory(record_factory(factory))
    # In place: loggers that Rasa has used already keep this very list.
    processors = structlog.get_config()["processors"]
    if structlog_processor not in processors:
        processors.insert(0, structlog_processor)
    logging.captureWarnings(True)
    if not _logger.handlers:  # of its own: Rasa's handlers hide INFO where it is told to be quiet
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        _logger.addHandler(handler)
        _logger.setLevel(logging.INFO)
        _logger.propagate = False


def event(name: str, level: int = logging.INFO, /, **fields: Any) -> None:
    """One line; fields that are None are left out. Never give it what a user wrote."""
    time = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    line = {"time": time, "level": logging.getLevelName(level).lower(), "event": name}
    line |= {key: value for key, value in fields.items() if value is not None}
    _logger.log(level, json.dumps(line, ensure_ascii=False, default=str))


def pseudonym(conversation: str) -> str:
    """The same for all lines of a conversation; who it is can't be told without the key."""
    digest = hmac.new(_key(), conversation.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def _key() -> bytes:
    """The installation's GUICHET_LOG_KEY, so that lines match across restarts; else one for this process."""
    return os.environ.get("GUICHET_LOG_KEY", "").encode() or secrets.token_bytes(32)
