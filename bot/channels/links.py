"""The addresses in an answer, for channels that mark them up: links, mail addresses, the article at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["text", "url", "mail"]

_ADDRESS = re.compile(
    r"(?P<url>https?://[^\s<>\"“”«»|]*[^\s<>\"“”«»|.,;:!?)\]])"
    r"|(?P<mail>(?<![\w.+%-])[A-Za-z0-9][\w.+%-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
# "Fonte: ClearSale, “Central de ajuda”: https://…", and in French with spaces before the colons.
_SOURCE = re.compile(r"(?P<label>[^\W\d_]+ ?: )(?P<name>[^\n]+?) ?: (?P<url>https?://[^\s<>\"|]+)")


class Span(NamedTuple):
    """A piece of a line."""

    kind: Kind
    text: str


class Source(NamedTuple):
    """The paragraph that says where an answer is written: "Fonte: ", what it is called, where it is."""

    label: str
    name: str
    url: str


def spans(text: str) -> Iterator[Span]:
    """The text as it is, in pieces, so that addresses stand alone."""
    end = 0
    for match in _ADDRESS.finditer(text):
        if match.start() > end:
            yield Span("text", text[end : match.start()])
        yield Span("url" if match["url"] else "mail", match.group())
        end = match.end()
    if end < len(text):
        yield Span("text", text[end:])


def source_of(paragraph: str) -> Source | None:
    match = _SOURCE.fullmatch(paragraph.replace("\u00a0", " ").strip())
    return Source(match["label"], match["name"], match["url"]) if match else None
