"""Forms of a text for matching and classifying."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

LONGEST_MESSAGE = 4_000  # characters that any component looks at: twice what a channel lets through

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_ACCENT = re.compile("[\u0300-\u036f]")  # on its own: a second one on a letter, or on one that never has it
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(r"\s+")

# 14 characters, the first 12 letters or digits since July 2026 (alphanumeric CNPJ), with or without punctuation. Four
# digits tell it from a word; they are looked for no farther than a CNPJ reaches, or a long text takes its square.
CNPJ = re.compile(
    r"(?<![\w.])(?=(?:[A-Za-z./-]{0,14}\d){4})[0-9A-Za-z]{2}\.?[0-9A-Za-z]{3}\.?[0-9A-Za-z]{3}/?[0-9A-Za-z]{4}-?\d{2}(?![\w])"
)

PLACEHOLDERS = {"plan": " plannome ", "cnpj": " cnpjnumero "}


def composed(text: str) -> str:
    """The beginning of a text in NFC, in which places are counted."""
    return unicodedata.normalize("NFC", text[:LONGEST_MESSAGE])


def fold(text: str) -> str:
    """Lower case without accents, character for character: offsets stay those of the NFC text."""
    return "".join(map(_fold_character, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4_096)
def _fold_character(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "?"  # half a character; no tokenizer takes it
    base = unicodedata.normalize("NFD", character)[0].lower()[:1]
    return {"’": "'", "`": "'", "\u00a0": " ", "\u202f": " "}.get(base, base)


def simplified(text: str) -> str:
    """For features: folded, without invisible characters, accents, long runs of a letter and extra spaces."""
    text = _ACCENT.sub("", fold(_INVISIBLE.sub("", text)))
    return _SPACES.sub(" ", _LONG_RUN.sub(r"\1", text)).strip()


def masked(text: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """The text with plans and CNPJs replaced by placeholders, so that features see the kind, not the name."""
    text = unicodedata.normalize("NFC", text)
    spans = [entity for entity in entities if entity.get("entity") in PLACEHOLDERS and "start" in entity]
    for entity in sorted(spans, key=lambda entity: entity["start"], reverse=True):
        text = text[: entity["start"]] + PLACEHOLDERS[entity["entity"]] + text[entity["end"] :]
    return text
