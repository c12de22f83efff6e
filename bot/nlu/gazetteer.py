"""Finds the names of the desk files in a message: plans, desks, options, markets; and CNPJs.

Names come straight from the desk files, so that a new plan or a new spelling needs no training.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
import yaml
from rapidfuzz import fuzz, process
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.catalogue import current_catalogue
from bot.matrix.model import LANGUAGES, Catalogue
from bot.nlu.text import CNPJ, fold

CUES = Path(__file__).with_name("cues.yml")
LONGEST_TEXT = 2_000  # characters looked at; names in longer texts are found up to here

# Typing errors: a name of four letters and more, nearly the same. 80 is the lowest ratio that keeps
# "life" (75) from being "lite"; longer names are rarer words and still safe at 82.
FUZZY_KINDS = ("plan", "desk")
FUZZY_CUTOFF = 82
FUZZY_SHORTEST = 4


@dataclass(frozen=True)
class Name:
    """One name of one entry."""

    entity: str
    value: str
    everyday: bool = False


@dataclass(frozen=True)
class Found:
    """A name in a text, with offsets in the NFC form of it."""

    entity: str
    value: str
    start: int
    end: int
    role: str | None = None


@lru_cache(maxsize=1)
def cues() -> dict[str, Any]:
    """The words that decide how a name is meant, folded."""
    data = yaml.safe_load(CUES.read_text(encoding="utf-8"))
    return {
        group: {key: [fold(str(word)) for word in words] for key, words in entry.items()}
        for group, entry in data.items()
    }


class GazetteerMatcher:
    """Matches one catalogue's names. Build it again when the desk files change."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.names = dict(_names(catalogue))
        self._cues = cues()
        self._pipelines = {language: spacy.blank(language) for language in LANGUAGES}
        self._matchers = {language: self._matcher(language) for language in LANGUAGES}
        self._fuzzy = [name for name, entry in self.names.items() if entry.entity in FUZZY_KINDS]
        self._known_words = {word for name in self.names for word in name.split()}

    def _matcher(self, language: str) -> PhraseMatcher:
        pipeline = self._pipelines[language]
        matcher = PhraseMatcher(pipeline.vocab, attr="ORTH")
        for name in self.names:
            matcher.add(name, [pipeline.make_doc(name)])
        return matcher

    def find(self, text: str, language: str = "pt") -> list[Found]:
        """All names in `text`, in their order; the longest one where several overlap."""
        text = unicodedata.normalize("NFC", text)[:LONGEST_TEXT]
        doc = self._pipelines[language].make_doc(fold(text))
        spans = filter_spans([*self._matchers[language](doc, as_spans=True), *self._misspelt(doc)])
        found = [self._meaning(doc, span) for span in spans]
        names = [name for name in found if name is not None]
        numbers = [Found("cnpj", match.group(), match.start(), match.end()) for match in CNPJ.finditer(text)]
        return sorted([*names, *numbers, *self._signals(doc, language)], key=lambda name: name.start)

    def _misspelt(self, doc: Doc) -> Iterator[Span]:
        """Spans of one or two words that are nearly a name. The span's label is the name."""
        for size in (2, 1):
            for start in range(len(doc) - size + 1):
                span = doc[start : start + size]
                words = span.text
                if len(words) < FUZZY_SHORTEST or words in self.names or any(not token.is_alpha for token in span):
                    continue
                if size == 1 and words in self._known_words:
                    continue
                choices = [name for name in self._fuzzy if abs(len(name) - len(words)) <= 2 and len(name) > 3]
                best = process.extractOne(words, choices, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF)
                if best is not None and best[0][0] == words[0]:
                    yield Span(doc, span.start, span.end, label=best[0])

    def _meaning(self, doc: Doc, span: Span) -> Found | None:
        entry = self.names[span.label_ or span.text]
        if entry.everyday and not self._is_meant_as_plan(doc, span):
            return None
        role = "owned" if entry.entity == "plan" and self._is_owned(doc, span) else None
        return Found(entry.entity, entry.value, span.start_char, span.end_char, role)

    def _is_meant_as_plan(self, doc: Doc, span: Span) -> bool:
        """An everyday word is a plan as a whole answer, beside a word for plan, or after "no", "en" …"""
        words = [token.text for token in doc if token.is_alpha]
        outside = [word for word in words if word not in span.text.split() and word not in self._all("filler")]
        if not outside:
            return True
        near = {token.text for token in doc[max(0, span.start - 3) : span.end + 2] if token.i not in range(span.start, span.end)}
        if near & self._all("plan_words"):
            return True
        before = doc[span.start - 1].text if span.start else ""
        if before in self._all("before_plan"):
            return True
        return self._has_plan_beside(doc, span)

    def _has_plan_beside(self, doc: Doc, span: Span) -> bool:
        """ "Large Shop ou premium": joined to another plan by a short word or a comma."""
        for other in self._matchers_spans(doc):
            if self.names[other.text].entity == "plan" and not self.names[other.text].everyday:
                gap = min(abs(other.start - span.end), abs(span.start - other.end))
                if gap <= 2:
                    return True
        return False

    def _matchers_spans(self, doc: Doc) -> list[Span]:
        language = doc.vocab.lang
        return filter_spans(self._matchers[language](doc, as_spans=True))

    def _is_owned(self, doc: Doc, span: Span) -> bool:
        """Whether a first-person cue stands before the plan, with nothing but filler between them."""
        index = span.start - 1
        while index >= 0:
            word = doc[index].text
            if word in self._all("owner") and self._cue_holds(doc, index):
                return not any(doc[i].text in self._all("negation") for i in range(max(0, index - 2), index))
            if word not in self._all("filler"):
                return False
            index -= 1
        return False

    def _cue_holds(self, doc: Doc, index: int) -> bool:
        needs = self._cues["owner_needs"].get(doc[index].text)
        if needs is None:
            return True
        return index > 0 and doc[index - 1].text in needs

    def _signals(self, doc: Doc, language: str) -> Iterator[Found]:
        """Urgency, and the language that is asked for."""
        text = doc.text
        for word in self._all("urgent"):
            match = re.search(rf"\b{re.escape(word)}\b", text)
            if match:
                yield Found("urgent", "true", match.start(), match.end())
                break
        for target, words in self._cues["languages"].items():
            for token in doc:
                if token.text in words:
                    wanted = _other(target) if self._is_refused(doc, token.i) else target
                    yield Found("requested_language", wanted, token.idx, token.idx + len(token))
                    break

    def _is_refused(self, doc: Doc, index: int) -> bool:
        """ "não falo francês", "je ne comprends pas le portugais"."""
        before = [token.text for token in doc[max(0, index - 4) : index]]
        return bool(set(before) & self._all("negation")) and "," not in before

    def _all(self, group: str) -> frozenset[str]:
        return _words(group)


def _other(language: str) -> str:
    return next(other for other in LANGUAGES if other != language)


@lru_cache(maxsize=16)
def _words(group: str) -> frozenset[str]:
    return frozenset(word for words in cues()[group].values() for word in words)


def _names(catalogue: Catalogue) -> Iterator[tuple[str, Name]]:
    """Folded name -> entry. Later entries win: what a desk offers over what it does not name."""

    def each(entity: str, entries: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Name]]:
        for key, entry in entries:
            everyday = {fold(word) for word in getattr(entry, "everyday", ())}
            for name in entry.called.all():
                yield fold(name), Name(entity, key, fold(name) in everyday)

    for desk in catalogue.desks.values():
        yield from each("option", desk.not_named.items())
    for desk in catalogue.desks.values():
        yield from each("option", desk.options.items())
        yield from each("market", desk.markets.items())
        yield from each("plan_family", desk.families.items())
        yield from each("plan", desk.plans.items())
        yield from each("desk", [(desk.desk, desk)])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Gazetteer(GraphComponent, EntityExtractorMixin):
    """The graph component: writes what the matcher finds as entities."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> Gazetteer:
        return cls()

    def __init__(self) -> None:
        self._matcher = GazetteerMatcher(current_catalogue())

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            entities = message.get(ENTITIES, [])
            language = next((e["value"] for e in entities if e["entity"] == "language"), "pt")
            found = [as_entity(name) for name in self._matcher.find(message.get(TEXT) or "", language)]
            message.set(ENTITIES, self.add_extractor_name(found) + entities, add_to_output=True)
        return messages


def as_entity(name: Found) -> dict[str, Any]:
    entity = {"entity": name.entity, "value": name.value, "start": name.start, "end": name.end}
    return {**entity, "role": name.role} if name.role else entity
