"""How the parts of an answer become one text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

COMPOSED = "utter_answer"  # the response that stands for an answer of several parts
_BULLET = "•"

# Rasa's channels send what follows an empty line as a message of its own; a line with a space stays inside.
_GAP = "\n \n"
_EMPTY_LINES = re.compile(r"\n(?: ?\n)+")


def arrange(parts: Iterable[tuple[str, bool]]) -> str:
    """One text of (text, apart) pairs: sentences run on, lists go line by line, what is apart gets a gap."""
    whole, last = "", ""
    for text, apart in parts:
        if whole:
            whole += _GAP if apart else "\n" if _breaks(last, text) else " "
        whole += text
        last = text
    return _EMPTY_LINES.sub(_GAP, whole)


def mail_link(to: str, subject: str, body: str) -> str:
    """A link that opens the mail in the user's program (RFC 6068). All is encoded: what was given adds no header."""
    lines = body.replace("\r", "").replace("\n", "\r\n")
    told = {"subject": " ".join(subject.split()), "body": lines}
    return f"mailto:{quote(to, safe='@')}?" + "&".join(f"{key}={quote(text, safe='')}" for key, text in told.items())


def _breaks(last: str, text: str) -> bool:
    """Lists, their headings and what follows them stand on lines of their own."""
    return "\n" in text or "\n" in last or text.startswith(_BULLET) or last.startswith(_BULLET) or text.endswith(":")
