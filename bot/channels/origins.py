"""Which pages may talk to the web channel from a browser: a list for each desk, and this server's own."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from rasa.shared.exceptions import InvalidConfigException

_FORM = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
_SCHEME = re.compile(r"^https?://")


class Origins:
    """The allow-list."""

    def __init__(self, by_desk: Mapping[str, frozenset[str]]) -> None:
        self._by_desk = by_desk
        self._any = frozenset(origin for origins in by_desk.values() for origin in origins)

    @classmethod
    def from_credentials(cls, setting: Any, desks: Container[str]) -> Origins:
        """Of `origins: {desk: [origin, …]}` in credentials.yml.

        Raises:
            InvalidConfigException: for another shape, a desk that there is not, or what is no origin.
        """
        if setting is None:
            return cls({})
        if not isinstance(setting, Mapping):
            raise InvalidConfigException("credentials.yml: write `origins:` as {desk: [https://shop.example, …]}")
        return cls({str(desk): _checked(str(desk), origins, desks) for desk, origins in setting.items()})

    def allow(self, origin: str, host: str, desk: str | None) -> bool:
        """Whether a page of `origin` may speak about `desk`; without a desk, whether it may about any.

        `host` is the name that the request itself was sent to.
        """
        if host and _SCHEME.sub("", origin) == host.lower():
            return True
        return origin in (self._any if desk is None else self._by_desk.get(desk, frozenset()))


def _checked(desk: str, origins: Any, desks: Container[str]) -> frozenset[str]:
    if desk not in desks:
        raise InvalidConfigException(f"credentials.yml: `origins` names {desk}, which is no desk")
    found = frozenset(origins if isinstance(origins, list) else [origins]) - {None}
    for origin in found:
        if not isinstance(origin, str) or not _FORM.fullmatch(origin):
            raise InvalidConfigException(
                f"credentials.yml: `origins` of {desk}: {origin!r} is no origin; write https://shop.example, "
                "in lower case, without a path or a slash at the end"
            )
    return found
