"""The mail draft that a message may carry: `custom: {"mail": {"to", "subject", "body", "mailto"}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Mail(NamedTuple):
    """A draft. `link` is its `mailto:` with subject and body, empty where there is none."""

    to: str
    subject: str
    body: str
    link: str


def mail_of(message: Mapping[str, Any]) -> Mail | None:
    """The message's draft. A channel that shows it leaves out the message's `text`, which is the same one."""
    custom = message.get("custom")
    draft = custom.get("mail") if isinstance(custom, Mapping) else None
    if not isinstance(draft, Mapping):
        return None
    to, subject, body, link = (draft.get(key) for key in ("to", "subject", "body", "mailto"))
    if not (isinstance(to, str) and isinstance(subject, str) and isinstance(body, str) and body.strip()):
        return None
    return Mail(to, subject, body, link if isinstance(link, str) and link.startswith("mailto:") else "")
