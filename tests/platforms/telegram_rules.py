"""What Telegram refuses of a call, from its Bot API; errors in its words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler"}
)
_BARE = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.links: list[str] = []
        self.error = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.error = f'Unsupported start tag "{tag}"'
        self.open.append(tag)
        self.links += [value or "" for name, value in attrs if (tag, name) == ("a", "href")]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.error = f'Unmatched end tag "{tag}"'

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(html: str) -> tuple[str, list[str], str]:
    """What a user reads of Telegram's HTML, the links in it, and what is wrong with it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    error = reader.error or (f"Can't find end tag for {reader.open[-1]}" if reader.open else "")
    if _BARE.search(html) or "<" in re.sub(r"</?[a-z][^<>]*>", "", html):
        error = error or "bare sign"
    return reader.text, reader.links, error


def refused(call: dict[str, Any]) -> str | None:
    """Telegram's description of the error; None for a `sendMessage` that is taken."""
    text = call.get("text")
    if not isinstance(text, str) or not text.strip():
        return "Bad Request: message text is empty"
    error = ""
    if call.get("parse_mode") == "HTML":
        text, _, error = shown(text)
    if error:
        return f"Bad Request: can't parse entities: {error}"
    if len(text.encode("utf-16-le")) // 2 > 4_096:
        return "Bad Request: message is too long"
    if not text.strip():
        return "Bad Request: message text is empty"
    return _refused_keyboard(call.get("reply_markup"))


def _refused_keyboard(markup: Any) -> str | None:
    if markup is None:
        return None
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list):
        return "Bad Request: object expected as reply markup"
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        return "Bad Request: REPLY_MARKUP_TOO_LONG"
    for button in buttons:
        if not isinstance(button.get("text"), str) or not button["text"].strip():
            return "Bad Request: inline keyboard button text must be non-empty"
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            return "Bad Request: BUTTON_DATA_INVALID"
    return None


def refused_commands(call: dict[str, Any]) -> str | None:
    commands = call.get("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        return "Bad Request: too many commands"
    for entry in commands:
        if not _COMMAND.fullmatch(str(entry.get("command"))):
            return "Bad Request: BOT_COMMAND_INVALID"
        if not 1 <= len(str(entry.get("description", ""))) <= 256:
            return "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
    if not re.fullmatch(r"(?:[a-z]{2})?", call.get("language_code") or ""):
        return "Bad Request: invalid language code specified"
    return None


def refused_webhook(call: dict[str, Any]) -> str | None:
    match = re.fullmatch(r"https://[^/:]+(?::(\d+))?(?:/.*)?", str(call.get("url")))
    if match is None:
        return "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    if match[1] not in (None, "443", "80", "88", "8443"):
        return "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
    secret = call.get("secret_token")
    if secret is not None and not _SECRET.fullmatch(str(secret)):
        return "Bad Request: secret token contains unallowed characters"
    return None
