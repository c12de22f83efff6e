"""What a log line may hold of the people who write to the assistant.

At the default level: nothing that they wrote, no slots, no exception's own words (they quote what was wrong),
no conversation ids. At DEBUG these may stand there. CNPJs and e-mail addresses are masked at every level.

Rasa, its libraries and ours log through the standard `logging`, Rasa partly through structlog into it. So one
record factory sees every line, also of loggers that do not propagate; and one structlog processor sees Rasa's
structured lines while their values still have names.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

WITHHELD = "withheld; LOG_LEVEL=DEBUG shows it"

# Twelve letters or digits and two digits, with or without the usual punctuation; "\n" may stand before it as text.
_CNPJ = re.compile(
    r"(?<![0-9A-Za-z])(?:(?<=\\)[nrt])?"
    r"(?:[0-9A-Za-z]{2}[.\s]?[0-9A-Za-z]{3}[.\s]?[0-9A-Za-z]{3}\s?/\s?[0-9A-Za-z]{4}\s?-?\s?\d{2}"
    r"|\d{2}[.\s]?\d{3}[.\s]?\d{3}\s?\d{4}[-\s]?\d{2}"
    r"|(?=(?:[A-Za-z]*\d){4})[0-9A-Z]{12}\d{2})(?![0-9A-Za-z])"
)
_ADDRESS = re.compile(r"[\w.+%'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")

# Where libraries quote data: SQLAlchemy's statement with its values, and the repr of an exception.
_QUOTED = re.compile(r"\[(?:SQL|parameters):.*|(?<=Error)\(['\"].*|(?<=Exception)\(['\"].*", re.DOTALL)
_WORD = re.compile(r"\w+")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_SHORTEST_WORD = 4  # letters; shorter ones stand in any sentence
_NAMED_VALUES = frozenset({"event", "event_info", "level", "timestamp", "logger", "action_name", "exception"})

_Error = tuple[type[BaseException], BaseException, TracebackType | None]


@dataclass(frozen=True)
class Speaker:
    """Who is being answered, and the words that they wrote."""

    sender: str
    pseudonym: str
    text: str
    words: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        words = frozenset(_WORD.findall(self.text[:10_000].casefold()))
        object.__setattr__(self, "words", frozenset(w for w in words if len(w) >= _SHORTEST_WORD) or words)

    def is_quoted_in(self, line: str) -> bool:
        """Whether the line holds any word of the message."""
        unescaped = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), line).casefold()
        if any(word in unescaped for word in self.words if len(word) >= _SHORTEST_WORD):
            return True
        return bool(self.words & set(_WORD.findall(unescaped)))


_speaker: ContextVar[Speaker | None] = ContextVar("speaker", default=None)


@contextmanager
def speaking(speaker: Speaker) -> Iterator[None]:
    """Lines within this block, worker threads with its context included, keep the speaker's words back."""
    token = _speaker.set(speaker)
    try:
        yield
    finally:
        _speaker.reset(token)


def masked(line: str) -> str:
    """The line without CNPJs and e-mail addresses."""
    line = _CNPJ.sub("[CNPJ]", line)
    return _ADDRESS.sub("[e-mail]", line) if "@" in line or "%40" in line else line  # the search is slow


def is_default_level() -> bool:
    return not logging.getLogger("rasa").isEnabledFor(logging.DEBUG)


def record_factory(original: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
    """For `logging.setLogRecordFactory`."""

    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = original(*args, **kwargs)
        _keep_discreet(record)
        return record

    make.discreet = True  # type: ignore[attr-defined]
    return make


def structlog_processor(_: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keeps names and numbers of an event, and withholds other values."""
    if method == "debug" or not is_default_level():
        return event
    error = _as_error(event.get("exc_info") or method == "exception")
    for key, value in event.items():
        if key not in _NAMED_VALUES and not isinstance(value, (bool, int, float)) and value is not None:
            event[key] = WITHHELD
    event["exc_info"] = False
    if error is not None:
        event["exception"] = place_of(error)
    return event


def place_of(error: _Error) -> str:
    """The kind of an exception, of those it came from, and the places in the code; not its words."""
    kinds: list[str] = []
    one: BaseException | None = error[1]
    while one is not None and len(kinds) < 5:
        kinds.append(type(one).__name__)
        one = one.__cause__ or one.__context__
    frames = traceback.extract_tb(error[2])
    places = "".join(f"\n  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
    return f"{' from '.join(kinds)} ({WITHHELD}){places}"


def _keep_discreet(record: logging.LogRecord) -> None:
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError):  # arguments that do not fit; logging itself says so
        return
    error, shown = _as_error(record.exc_info), ""
    if is_default_level() and record.levelno >= logging.INFO:
        message = _discreet(record.name, message)
        shown = place_of(error) if error else ""
    elif error:
        shown = "".join(traceback.format_exception(*error)).rstrip()
    record.msg, record.args, record.exc_info = masked(message), (), None
    if shown:
        record.exc_text = masked(shown)


def _discreet(logger: str, message: str) -> str:
    speaker = _speaker.get()
    message = _QUOTED.sub("(…)", message)
    if speaker is None or logger.split(".")[0] in ("bot", "guichet"):
        return message
    if len(speaker.sender) >= _SHORTEST_WORD:
        message = message.replace(speaker.sender, speaker.pseudonym)
    return WITHHELD if speaker.is_quoted_in(message) else message


def _as_error(exc_info: Any) -> _Error | None:
    """What `exc_info` of a logging call stands for: true, an exception, or the three."""
    if isinstance(exc_info, BaseException):
        return type(exc_info), exc_info, exc_info.__traceback__
    found = exc_info if isinstance(exc_info, tuple) else sys.exc_info() if exc_info else (None, None, None)
    kind, value, trace = found
    return (kind, value, trace) if kind is not None and value is not None else None
