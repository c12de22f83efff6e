"""The settings of the web channel, below `bot.channels.web.Web:` in credentials.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from limits.storage import storage_from_string
from rasa.shared.exceptions import InvalidConfigException

from bot.channels.limits import Limits
from bot.channels.origins import Origins
from bot.channels.rate import IN_MEMORY
from bot.matrix.model import Catalogue

CHANNEL = "bot.channels.web.Web"


@dataclass(frozen=True)
class WebSettings:
    """Secrets are not among them: these come from the environment."""

    origins: Origins = field(default_factory=lambda: Origins({}))
    """Pages on which the widget may be, per desk."""
    limits: Limits = field(default_factory=Limits)
    session_days: float = 30
    """A session that is in use is renewed after half of it."""
    messages_per_minute: int = 20
    """Of one session."""
    sessions_per_minute: int = 30
    """New ones from one address."""
    requests_per_minute: int = 300
    """Of any kind, from one address: an office behind one address shares it."""
    rate_storage: str = IN_MEMORY
    """Where requests are counted; `redis://host:6379` for several processes."""
    proxies: int = 0
    """Reverse proxies in front, whose X-Forwarded-For tells the address."""
    metrics_port: int | None = None
    """Prometheus metrics on this port of this machine; none where it is not set."""

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None, catalogue: Catalogue) -> WebSettings:
        """The settings with their defaults.

        Raises:
            InvalidConfigException: for a key that is no setting, or a value of another kind.
        """
        given = dict(credentials or {})
        limits = {entry.name for entry in fields(Limits)}
        own = {entry.name: entry for entry in fields(cls) if entry.name not in ("limits", "origins")}
        unknown = [key for key in given if key not in {*limits, *own, "origins"}]
        if unknown:
            known = ", ".join(["origins", *own, *sorted(limits)])
            raise InvalidConfigException(
                f"credentials.yml: `{unknown[0]}` is no setting of {CHANNEL}; there are: {known}"
            )
        values: dict[str, Any] = {key: given[key] for key in own if key in given}
        for key, value in values.items():
            _check(key, value)
        return cls(
            origins=Origins.from_credentials(given.get("origins"), catalogue.desks),
            limits=Limits.from_credentials({key: given[key] for key in given if key in limits}, CHANNEL),
            **values,
        )


def _check(key: str, value: Any) -> None:
    if key == "rate_storage":
        try:
            storage_from_string(value)
        except Exception as error:
            what = f"credentials.yml: `rate_storage` of {CHANNEL} can't be used: {type(error).__name__}"
            raise InvalidConfigException(f"{what}; write memory:// or redis://host:6379") from None
        return
    if value is None and key == "metrics_port":
        return
    least = 0 if key == "proxies" else 1
    is_number = isinstance(value, (int, float) if key == "session_days" else int) and not isinstance(value, bool)
    if not is_number or value < least:
        raise InvalidConfigException(
            f"credentials.yml: `{key}` of {CHANNEL} is {value!r}; write a number of at least {least}"
        )
