"""A channel's settings in credentials.yml. Secrets come from the environment, and are written as {env: NAME} there.

Rasa's own `${NAME}` ends the whole server where the variable is missing; here only the channel is left out.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint

from bot import log
from bot.catalogue import current_catalogue
from bot.channels.limits import Limits

LARGE = {"max_body": 1_000_000, "max_depth": 40}
"""Limits of requests that a platform signs: it repeats a message in several forms, nested."""


class UnusableSecretError(Exception):
    """Secrets that the environment does not have, or not in their form; never shows a value.

    `is_wanted` where one of the channel's secrets is there: then it is a mistake, and no choice.
    """

    def __init__(self, problems: list[str], is_wanted: bool) -> None:
        super().__init__("; ".join(problems))
        self.is_wanted = is_wanted


class Credentials:
    """The entry of one channel, taken out piece by piece."""

    def __init__(self, entry: Mapping[str, Any] | None, channel: str) -> None:
        self._left = dict(entry or {})
        self._channel = channel
        self._missing: list[str] = []
        self._problems: list[str] = []
        self._is_wanted = False

    def secret(self, key: str, form: re.Pattern[str], example: str) -> str:
        """The secret's value; an empty one where it can't be used, which `finish` then tells.

        Raises:
            InvalidConfigException: for anything but {env: NAME}, above all the secret itself.
        """
        entry = self._left.pop(key, None)
        name = entry.get("env") if isinstance(entry, Mapping) and set(entry) == {"env"} else None
        if not isinstance(name, str):
            right = f"{key}: {{env: {self._channel.upper()}_{key.upper()}}}"
            raise InvalidConfigException(
                f"credentials.yml: `{key}` of {self._channel} must name a variable of the environment: "
                f"write `{right}`, and keep the secret itself out of files"
            )
        value = os.environ.get(name, "").strip()
        self._is_wanted |= bool(value)
        if not value:
            self._missing.append(name)
        elif not form.fullmatch(value):
            self._problems.append(f"{name} does not look like {example}")
        return value

    def address(self, key: str, default: str) -> str:
        """The base address of a platform's API."""
        value = self._left.pop(key, default)
        if not isinstance(value, str) or not re.fullmatch(r"https?://\S+", value):
            raise InvalidConfigException(
                f"credentials.yml: `{key}` of {self._channel} is {value!r}; write {default}, or leave it out"
            )
        return value.rstrip("/")

    def desk(self) -> str | None:
        """The desk that messages of this channel are about, where the merchant names none."""
        value = self._left.pop("desk", None)
        known = current_catalogue().desks
        if value is not None and value not in known:
            raise InvalidConfigException(
                f"credentials.yml: `desk` of {self._channel} is {value!r}; there are: {', '.join(known)}"
            )
        return value

    def pace(self, default: int) -> int:
        """How many messages of one conversation are answered in a minute."""
        value = self._left.pop("messages_per_minute", default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InvalidConfigException(
                f"credentials.yml: `messages_per_minute` of {self._channel} is {value!r}; write a whole number above 0"
            )
        return value

    def limits(self) -> Limits:
        """What is left: limits.

        Raises:
            InvalidConfigException: for a key that is no setting.
        """
        return Limits.from_credentials({**LARGE, **self._left}, self._channel)

    def finish(self) -> None:
        """Raises UnusableSecretError: with all secrets that can't be used."""
        if self._missing:
            self._problems.insert(0, f"the environment has no {' and no '.join(self._missing)}")
        if self._problems:
            raise UnusableSecretError(self._problems, self._is_wanted)


class LeftOut(InputChannel):
    """In the place of a channel whose secrets are missing: it has no routes. The others serve."""

    def __init__(self, channel: str, why: UnusableSecretError) -> None:
        self._channel = channel
        level = logging.WARNING if why.is_wanted else logging.INFO
        log.event("channel_left_out", level, channel=channel, why=str(why), see=f"docs/{channel}.md")

    def url_prefix(self) -> str:
        return self._channel

    def blueprint(self, on_new_message: Any) -> Blueprint:
        return Blueprint(f"{self._channel}_left_out")
