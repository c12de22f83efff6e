"""Whether a message gives the detail that was just asked for, or is about something else."""

from __future__ import annotations

import re

from bot.details import ADDRESS, DetailKind
from bot.nlu.store_name import store_name, without_cnpj
from bot.nlu.text import CNPJ, LONGEST_MESSAGE

# Intents of a message that is no request: a name or a number seldom looks like one.
_NO_REQUEST = frozenset({"provide_details", "out_of_scope", "other_language", "nlu_fallback", "None"})
# Said about the mail itself, or the conversation: never a detail.
_TO_THE_BOT = frozenset(
    {"stop", "skip_detail", "say_again", "erase_my_data", "restart_conversation", "switch_language", "draft_email"}
)
_LEFT_OUT = frozenset({"deny", "none_of_these"})
SURE = 0.6  # confidence, 0 to 1, from which an intent counts against what was asked for
_NUMBERLIKE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./ -]{6,}[0-9A-Za-z]")
_MANY_DIGITS = 5
_TELLING = 4  # letters; shorter words, such as "do" and "les", stand small in names


def gives(kind: DetailKind, text: str, intent: str, confidence: float) -> str | None:
    """What is given, as it was written; "" where the merchant goes without; None where it is about something else."""
    text = text[:LONGEST_MESSAGE]
    if intent in _LEFT_OUT and confidence >= SURE:
        return ""
    if intent in _TO_THE_BOT and confidence >= SURE:
        return "" if intent == "skip_detail" else None
    if kind == "words":
        return None if text.rstrip().endswith("?") and intent not in _NO_REQUEST else text
    if kind == "name":
        return _name(text, intent, confidence)
    found = _cnpj(text) if kind == "cnpj" else _address(text) if kind == "address" else _number(text)
    if found is not None:
        return found
    return text if intent in _NO_REQUEST or confidence < SURE else None


def _name(text: str, intent: str, confidence: float) -> str | None:
    place = store_name(text)
    if place is not None:
        return text[place[0] : place[1]]
    if "?" in text:
        return None
    name = without_cnpj(text)
    if not name:
        return None
    return name if intent in _NO_REQUEST or confidence < SURE or _is_written_as_a_name(name) else None


def _is_written_as_a_name(text: str) -> bool:
    """ "Chat Noir", "Loja do Zé": each word with a capital, small words aside; a single word may begin a sentence."""
    words = re.findall(r"[^\W\d_]+", text)
    telling = [word for word in words if len(word) >= _TELLING]
    return len(words) > 1 and bool(telling) and all(word[0].isupper() for word in telling)


def _cnpj(text: str) -> str | None:
    """What was meant as a CNPJ, right or wrong: the token that looks most like one."""
    whole = CNPJ.search(text)
    if whole is not None:
        return whole.group()
    like = [
        match.group() for match in _NUMBERLIKE.finditer(text) if sum(c.isdigit() for c in match.group()) >= _MANY_DIGITS
    ]
    return max(like, key=lambda part: sum(c.isdigit() for c in part), default=None)


def _address(text: str) -> str | None:
    found = ADDRESS.search(text)
    if found is not None:
        return found.group()
    return next((word for word in text.split() if "@" in word), None)


def _number(text: str) -> str | None:
    return text if any(character.isdigit() for character in text) else None
