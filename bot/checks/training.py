"""The training data: nothing twice, nothing under two intents, every example in a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from bot.checks.domain import Domain
from bot.matrix.model import LANGUAGES
from bot.matrix.yaml_lines import Document, Path, Problem
from bot.nlu.text import fold

OTHER = "other"  # neither Portuguese nor French
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    language: str
    file: str
    line: int

    @property
    def spoken(self) -> str:
        """Without case, punctuation and annotations; a text of nothing else stays as it is."""
        plain = _ANNOTATION.sub(r"\1", self.text).casefold()
        return _NOT_A_LETTER.sub(" ", plain).strip() or plain

    @property
    def folded(self) -> str:
        """As `spoken`, without accents."""
        return fold(self.spoken)

    def problem(self, what: str, fix: str) -> Problem:
        return Problem(self.file, self.line, what, fix)


def check_training(domain: Domain, documents: Sequence[Document]) -> Iterator[Problem]:
    examples: list[Example] = []
    for document in documents:
        for path, entry in _entries(document):
            found = list(_examples(document, path, entry))
            yield from _check_entry(domain, document, path, entry, found)
            examples += found
    yield from _twice(examples)
    yield from _without_examples(domain, examples)


def _entries(document: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    data = document.data if isinstance(document.data, dict) else {}
    for index, entry in enumerate(data.get("nlu") or ()):
        if isinstance(entry, dict) and "intent" in entry:
            yield ("nlu", index), entry


def _language(entry: dict[str, Any]) -> str:
    metadata = entry.get("metadata")
    return str(metadata.get("language")) if isinstance(metadata, dict) else ""


def _examples(document: Document, path: Path, entry: dict[str, Any]) -> Iterator[Example]:
    """The lines `- text` of a block; they begin on the line after `examples: |`."""
    first = document.line((*path, "examples")) + 1
    for offset, line in enumerate(str(entry.get("examples") or "").split("\n")):
        if line.strip().startswith("-"):
            text = line.strip()[1:].strip()
            yield Example(text, str(entry["intent"]), _language(entry), document.file, first + offset)


def _check_entry(
    domain: Domain, document: Document, path: Path, entry: dict[str, Any], found: list[Example]
) -> Iterator[Problem]:
    line, intent, language = document.line((*path, "intent")), str(entry["intent"]), _language(entry)
    if intent not in domain.intents:
        yield Problem(document.file, line, f"no intent is called `{intent}`", "correct it, or add it to domain.yml")
    folder = PurePath(document.file).parent.name
    if language not in (*LANGUAGES, OTHER):
        fix = f"add `metadata: {{language: {folder if folder in LANGUAGES else 'pt'}}}`"
        yield Problem(document.file, line, f"the examples of `{intent}` have no language", fix)
    elif folder in LANGUAGES and language != folder:
        what = f"the examples of `{intent}` are marked {language} in the folder of {folder}"
        yield Problem(document.file, line, what, "correct the language, or move them")
    if not found:
        yield Problem(document.file, line, f"`{intent}` has no examples here", "write `examples: |` and a `- ` a line")
    for example in found:
        if not example.text:
            yield example.problem("an example without text", "remove the line")


def _twice(examples: Sequence[Example]) -> Iterator[Problem]:
    """One text twice in a language, or under two intents: in any language, for one model learns both."""
    by_language: dict[tuple[str, str], Example] = {}
    by_text: dict[str, Example] = {}
    for example in (example for example in examples if example.text):
        same = by_language.setdefault((example.language, example.folded), example)
        alike = by_text.setdefault(example.spoken, example)
        contrary = next((other for other in (same, alike) if other.intent != example.intent), None)
        if contrary is not None:
            what = f"`{example.text}` is an example of `{contrary.intent}` too ({contrary.file}:{contrary.line})"
            yield example.problem(what, "keep it under one intent")
        elif same is not example:
            what = f"`{example.text}` stands at {same.file}:{same.line} already"
            yield example.problem(what, "remove one of them")


def _without_examples(domain: Domain, examples: Sequence[Example]) -> Iterator[Problem]:
    known = {(example.intent, example.language) for example in examples}
    for intent, path in domain.intents.items():
        missing = [language for language in LANGUAGES if (intent, language) not in known]
        if len(missing) < len(LANGUAGES):  # one with none at all is told by buttons, or by another language
            for language in missing:
                yield domain.problem(
                    path, f"`{intent}` has no examples in {language}", f"add some to data/nlu/{language}"
                )
