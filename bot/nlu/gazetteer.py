"""Finds the names of the desk files in a message: plans, desks, options, markets; and CNPJs.

Names come straight from the desk files, so that a new plan or a new spelling needs no training.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

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

from bot.catalogue import catalogue_or_exit, derived
from bot.matrix import yaml_lines
from bot.matrix.loader import DeskFileError
from bot.matrix.model import LANGUAGES, Catalogue, Language
from bot.nlu.text import CNPJ, composed, fold
from bot.nlu.tokens import tokenizer

CUES = Path(__file__).with_name("cues.yml")
LONGEST_TEXT = 2_000  # characters looked at; names in longer texts are found up to here

# Typing errors: a name of four letters and more, nearly the same. 80 is the lowest ratio that keeps
# "life" (75) from being "lite"; longer names are rarer words and still safe at 82.
FUZZY_KINDS = ("plan", "desk")
FUZZY_CUTOFF = 82
FUZZY_SHORTEST = 4
FUZZY_PLAN_WORD = 88


@dataclass(frozen=True)
class Name:
    """One name of one entry."""

    entity: str
    value: str
    everyday: bool = False
    official: str = ""


@dataclass(frozen=True)
class Found:
    """A name in a text, with offsets in the NFC form of it."""

    entity: str
    value: str
    start: int
    end: int
    role: str | None = None


def cues() -> dict[str, Any]:
    """The words that decide how a name is meant, folded."""
    return cues_of(CUES)


@lru_cache(maxsize=2)
def cues_of(file: Path) -> dict[str, Any]:
    """A file of cues: group -> key -> words, folded.

    Raises:
        DeskFileError: where the file's form is wrong, such as an unquoted `no`.
    """
    document = yaml_lines.read(file)
    if document.problems:
        raise DeskFileError(document.problems)
    return {
        group: {key: [fold(word) for word in words] for key, words in entry.items()}
        for group, entry in document.data.items()
    }


class Vocabulary:
    """All names that count in messages of one language, ready to match."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self.names = dict(names_of(catalogue, language))
        self.fuzzy: dict[tuple[str, int], list[str]] = {}  # (first letter, words) -> names
        for name, entry in self.names.items():
            if entry.entity in FUZZY_KINDS and len(name) >= FUZZY_SHORTEST:
                self.fuzzy.setdefault((name[0], name.count(" ") + 1), []).append(name)
        self.words = {word for name in self.names for word in name.split()}
        self.plan_words = {w for name, entry in self.names.items() if entry.entity == "plan" for w in name.split()}
        self._pipeline = tokenizer(language)
        self._matcher = PhraseMatcher(self._pipeline.vocab, attr="ORTH")
        for name in self.names:
            self._matcher.add(name, [self._pipeline.make_doc(name)])

    def read(self, text: str) -> Doc:
        return self._pipeline.make_doc(fold(text))

    def entry(self, span: Span) -> Name:
        return self.names[span.label_ or span.text]

    def matches(self, doc: Doc) -> list[Span]:
        return list(self._matcher(doc, as_spans=True))


class GazetteerMatcher:
    """Matches one catalogue's names. Building it takes some tenths of a second."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._cues = cues()
        self._vocabularies = {language: Vocabulary(catalogue, language) for language in LANGUAGES}

    def find(self, text: str, language: Language = "pt") -> list[Found]:
        """All names in `text`, in their order; the longest one where several overlap."""
        text = composed(text)[:LONGEST_TEXT]
        known = self._vocabularies[language]
        doc = known.read(text)
        spans = filter_spans([*known.matches(doc), *_misspelt(doc, known)])
        meant = [span for span in spans if self._is_meant(doc, span, known, text)]
        plans = [span for span in meant if known.entry(span).entity == "plan"]
        others = [span for span in spans if span not in meant and known.entry(span).entity == "plan"]
        beside = [span for span in others if self._is_meant_beside(doc, span, plans, others, text)]
        names = [self._found(doc, span, known) for span in sorted([*meant, *beside])]
        numbers = [Found("cnpj", match.group(), match.start(), match.end()) for match in CNPJ.finditer(text)]
        signals = [
            *self._signals(doc, {name.start for name in names if name.entity == "option"}),
            *self._unknown_plan(doc, names),
            *self._several_plans(text, names),
        ]
        return sorted([*names, *numbers, *signals], key=lambda name: name.start)

    def _found(self, doc: Doc, span: Span, known: Vocabulary) -> Found:
        entry = known.entry(span)
        role = "owned" if entry.entity == "plan" and self._is_owned(doc, span) else None
        return Found(entry.entity, entry.value, span.start_char, span.end_char, role)

    def _is_meant(self, doc: Doc, span: Span, known: Vocabulary, text: str) -> bool:
        """Whether a name is meant. An everyday word is a plan as a whole answer, beside a word for plan or a plan,
        after "no", "en" …, or written as the plan's own name: "Business" within a sentence. One that is a market
        ("anglais") needs a word beside it of what a market has: "heure anglaise"."""
        doubtful = span.text != span.label_ and len(span.label_) <= FUZZY_SHORTEST  # "liste", "litre": nearly "lite"
        if not known.entry(span).everyday and not doubtful:
            return True
        if self._is_all_there_is(doc, span, frozenset() if doubtful else known.plan_words):
            return True
        beside = [*doc[max(0, span.start - 3) : span.start], *doc[span.end : span.end + 2]]
        if known.entry(span).entity == "market":
            return bool({token.text for token in beside} & self._all("market_words"))
        if any(self._is_word_for_plan(token.text) for token in beside):
            return True
        if doubtful:
            return False
        if span.start and doc[span.start - 1].text in self._all("before_plan"):
            return True
        after = doc[span.end].text if span.end < len(doc) else ""
        is_official = text[span.start_char : span.end_char] == known.entry(span).official
        if span.start == 0:
            return after in self._all("after_plan") or (is_official and after == ",")
        return is_official

    def _is_meant_beside(self, doc: Doc, span: Span, plans: list[Span], others: list[Span], text: str) -> bool:
        """An everyday word, among the plans of its message: joined to one ("Large Shop ou premium"), to another such
        word ("small vs large"), or with a capital, where a plan is named for sure ("ce que Large n'a pas")."""
        if any(_between(span, plan) <= 1 and not _equates(span, plan, text) for plan in plans):
            return True
        if plans and span.start and text[span.start_char].isupper():
            return True
        return any(self._are_joined(doc, span, other, text) for other in others if other != span)

    def _are_joined(self, doc: Doc, one: Span, other: Span, text: str) -> bool:
        """Two names as they are spelt, with "ou" or "vs" between."""
        if _between(one, other) != 1 or (one.text, other.text) != (one.label_, other.label_):
            return False
        return doc[min(one.end, other.end)].text in self._all("plan_joins") and not _equates(one, other, text)

    def _is_word_for_plan(self, word: str) -> bool:
        """ "forfait", and "forfai"."""
        words = self._all("plan_words")
        return word in words or (
            len(word) >= FUZZY_SHORTEST
            and process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=FUZZY_PLAN_WORD) is not None
        )

    def _is_all_there_is(self, doc: Doc, span: Span, others: Set[str]) -> bool:
        """Nothing but plans and filler: "o premium", "Premium ou essentiel ?"."""
        named = {token.text for token in span}
        rest = {token.text for token in doc if token.is_alpha} - named - self._all("filler") - others
        return not rest

    def _is_owned(self, doc: Doc, span: Span) -> bool:
        """Whether a first-person cue stands before the plan, not denied."""
        cue = self._cue_before(doc, span.start, frozenset())
        return cue is not None and not any(doc[i].text in self._all("negation") for i in range(max(0, cue - 2), cue))

    def _cue_before(self, doc: Doc, index: int, others: Set[str]) -> int | None:
        """Where a first-person cue, or one of `others`, stands before `index` with nothing but filler between."""
        for before in range(index - 1, -1, -1):
            word = doc[before].text
            if word in others or (word in self._all("owner") and self._cue_holds(doc, before)):
                return before
            if word not in self._all("filler"):
                return None
        return None

    def _cue_holds(self, doc: Doc, index: int) -> bool:
        needs = self._cues["owner_needs"].get(doc[index].text)
        if needs is None:
            return True
        return index > 0 and doc[index - 1].text in needs

    def _signals(self, doc: Doc, options: set[int]) -> Iterator[Found]:
        """Urgency, the language that is asked for, and "my plan". `options` are where options begin."""
        text = doc.text
        for token in doc[1:]:
            if token.nbor(-1).text in self._all("possessive") and (
                token.text in self._all("plan_words") or token.idx in options
            ):
                yield Found("own_plan", "true", token.idx, token.idx + len(token))
                break
        for match in _phrases("urgent").finditer(text):
            if not self._all("negation") & set(re.findall(r"\w+'?", text[: match.start()])[-3:]):
                yield Found("urgent", "true", match.start(), match.end())
                break
        for target, words in self._cues["languages"].items():
            for token in doc:
                if token.text in words:
                    wanted = _other(target) if self._is_refused(doc, token.i) else target
                    yield Found("requested_language", wanted, token.idx, token.idx + len(token))
                    break

    def _unknown_plan(self, doc: Doc, names: Iterable[Found]) -> Iterator[Found]:
        """ "sou Platinum", "le forfait Pro": a plan, but none of ours."""
        known = [range(name.start, name.end) for name in names]
        plan_words = self._all("plan_words")
        for token in doc[1:]:
            told = token.text in self._all("tiers") and self._cue_before(doc, token.i, plan_words) is not None
            told = told or (token.text in self._all("tiers_after_plan") and doc[token.i - 1].text in plan_words)
            if told and not any(token.idx in place for place in known):
                yield Found("unknown_plan", "true", token.idx, token.idx + len(token))
                break

    def _several_plans(self, text: str, names: Iterable[Found]) -> Iterator[Found]:
        """ "Lite ou Premium", "Growth et Business": joined, where "Lite, non, Premium" is a correction."""
        plans = [name for name in names if name.entity == "plan"]
        for one, other in itertools.pairwise(plans):
            between = text[one.end : other.start]
            joined = fold(between).strip() in self._all("plan_joins") and "é" not in between.casefold()
            if joined and one.value != other.value:
                yield Found("several_plans", "true", one.start, other.end)
                break

    def _is_refused(self, doc: Doc, index: int) -> bool:
        """ "não falo francês", "je ne comprends pas le portugais"."""
        before = [token.text for token in doc[max(0, index - 4) : index]]
        return bool(set(before) & self._all("negation")) and "," not in before

    def _all(self, group: str) -> frozenset[str]:
        return _words(group)


def _misspelt(doc: Doc, known: Vocabulary) -> Iterator[Span]:
    """Spans of one or two words that are nearly a name. The span's label is the name."""
    texts, alone = [token.text for token in doc], [token.is_alpha for token in doc]
    for size in (2, 1):
        for start in range(len(doc) - size + 1):
            choices = known.fuzzy.get((texts[start][:1], size))
            if not choices or not all(alone[start : start + size]):
                continue
            words = texts[start] if size == 1 else doc[start : start + size].text
            if len(words) < FUZZY_SHORTEST or words in known.names or (size == 1 and words in known.words):
                continue
            best = process.extractOne(words, choices, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF)
            if best is not None:
                yield Span(doc, start, start + size, label=best[0])


def _between(one: Span, other: Span) -> int:
    """How many tokens lie between two spans."""
    return max(other.start - one.end, one.start - other.end)


def _equates(one: Span, other: Span, text: str) -> bool:
    """Whether "é" stands between two spans, which folded is "e" and joins."""
    begin, end = sorted((one, other))
    return "é" in text[begin.end_char : end.start_char].casefold()


def _other(language: str) -> str:
    return next(other for other in LANGUAGES if other != language)


@lru_cache(maxsize=16)
def _words(group: str) -> frozenset[str]:
    return frozenset(word for words in cues()[group].values() for word in words)


@lru_cache(maxsize=16)
def _phrases(group: str) -> re.Pattern[str]:
    """Any of a group's, as words of their own; the longest where several begin alike."""
    longest_first = sorted(_words(group), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def names_of(catalogue: Catalogue, language: Language) -> Iterator[tuple[str, Name]]:
    """Folded name -> entry. Later entries win: what a desk offers over what it does not name.

    Options count by their names in the message's language ("texto" is a message in French, a text in
    Portuguese); proper names count in both.
    """

    def each(entity: str, entries: Iterable[tuple[str, Any]], *, proper: bool) -> Iterator[tuple[str, Name]]:
        for key, entry in entries:
            everyday = {fold(word) for word in getattr(entry, "everyday", ())}
            for name in entry.called.all() if proper else getattr(entry.called, language):
                official = entry.name if fold(name) in everyday else ""
                for form in dict.fromkeys((fold(name), fold(name).replace(" ", "-"))):
                    yield form, Name(entity, key, fold(name) in everyday, official)

    for desk in catalogue.desks.values():
        yield from each("option", desk.not_named.items(), proper=False)
    for desk in catalogue.desks.values():
        yield from each("option", desk.options.items(), proper=False)
        yield from each("market", desk.markets.items(), proper=True)
        yield from each("plan_family", desk.families.items(), proper=True)
        yield from each("plan", desk.plans.items(), proper=True)
        yield from each("desk", [(desk.desk, desk)], proper=True)


matcher = derived(GazetteerMatcher)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Gazetteer(GraphComponent, EntityExtractorMixin):
    """The graph component: writes what the matcher finds as entities."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Gazetteer:
        return cls()

    def __init__(self) -> None:
        catalogue_or_exit()
        matcher()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            entities = message.get(ENTITIES, [])
            is_french = any(entity["entity"] == "language" and entity["value"] == "fr" for entity in entities)
            language: Language = "fr" if is_french else "pt"
            found = [as_entity(name) for name in matcher().find(message.get(TEXT) or "", language)]
            message.set(ENTITIES, self.add_extractor_name(found) + entities, add_to_output=True)
        return messages


def as_entity(name: Found) -> dict[str, Any]:
    entity = {"entity": name.entity, "value": name.value, "start": name.start, "end": name.end}
    return {**entity, "role": name.role} if name.role else entity
