"""Finds a store's name where it is being given: "minha loja é Atelier Lune", "la boutique s'appelle Soleil"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.context_cues import context_cues
from bot.nlu.text import CNPJ, composed, fold

LONGEST_TEXT = 500  # characters looked at
_END = re.compile(
    r"[,;\n»”\"]|\.\s|\s-\s|\s(?:e|et|com|avec|meu|mon|o|le|cnpj)\s+(?:que\s+)?(?:o\s|le\s|meu\s|mon\s|nosso\s|notre\s|son\s)?"
    r"(?:numero\s)?cnpj\b|\bcnpj\b"
)
_WORD = re.compile(r"[^\W_]+")
_TO_CNPJ = re.compile(r"[,;]?(?<!\s)\s*(?:(?:e|et|com|avec)\s+)?(?:(?:o|le|meu|mon|nosso|notre)\s+)?\bcnpj\b")
_AROUND = " \"'“”«».:!-–"


def store_name(text: str) -> tuple[int, int] | None:
    """Where the name stands in the text's NFC form, or None where none is being given."""
    text = composed(text)[:LONGEST_TEXT]
    folded = fold(text)
    found = _given().search(folded)
    if found is None:
        return _written_as_a_name(text, folded)
    start = found.end()
    while start < len(text) and text[start] in _AROUND:
        start += 1
    ends = [match.start() for match in (_END.search(folded, start), CNPJ.search(text, start)) if match]
    end = min(ends, default=len(text))
    while end > start and text[end - 1] in _AROUND:
        end -= 1
    name = text[start:end]
    if "?" in name or _WORD.search(name) is None or _goes_on().match(folded, start):
        return None
    return start, end


def without_cnpj(text: str) -> str:
    """What stands before the CNPJ of a text: "Loja do Zé, cnpj 11.222.333/0001-81"; "" where nothing does."""
    begins = [found.start() for found in (_TO_CNPJ.search(fold(text)), CNPJ.search(text)) if found]
    return text[: min(begins)].strip(_AROUND + ",;") if begins else text


def _written_as_a_name(text: str, folded: str) -> tuple[int, int] | None:
    """ "loja Trem Bão", "c la boutique Au Fil de Lou": capitals behind the word for a store, where a part begins."""
    for found in _store().finditer(folded):
        words = list(_WORD.finditer(text, found.end()))
        name: list[re.Match[str]] = []
        for word in words:
            if fold(word.group()) == "cnpj":
                break
            follows = not name or not text[name[-1].end() : word.start()].strip(" '’&-")
            if not follows or not (word.group()[0].isupper() or (name and fold(word.group()) in _cue("small"))):
                break
            name.append(word)
        while name and fold(name[-1].group()) in _cue("small"):
            name.pop()
        is_word = text[: found.end()].rstrip().split()[-1].islower()  # "Loja Azul" may be the name itself
        if is_word and name and name[0].start() == found.end() and fold(name[0].group()) not in _cue("shop_systems"):
            return name[0].start(), name[-1].end()
    return None


@lru_cache(maxsize=1)
def _store() -> re.Pattern[str]:
    """The word for a store where a part of the message begins, or after "é a", "c'est la"."""
    cues = context_cues()
    stores = "|".join(re.escape(word) for words in cues["store"].values() for word in words)
    begins = "|".join(re.escape(word) for words in cues["before_store"].values() for word in words)
    return re.compile(rf"(?:^|[:,.;\n]\s*|(?<!\w)(?:{begins})\s+)(?:{stores})\s+")


@lru_cache(maxsize=1)
def _goes_on() -> re.Pattern[str]:
    """Words with which the sentence goes on, and no name begins."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, _cue('goes_on')))})(?!\w)")


@lru_cache(maxsize=4)
def _cue(group: str) -> frozenset[str]:
    return frozenset(word for words in context_cues()[group].values() for word in words)


@lru_cache(maxsize=1)
def _given() -> re.Pattern[str]:
    phrases = sorted(
        {phrase for words in context_cues()["store_is"].values() for phrase in words}, key=len, reverse=True
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in phrases) + r")(?!\w)\s*")


def _names_a_desk(message: Message, start: int, end: int) -> bool:
    found = message.get(ENTITIES, [])
    return any(one["entity"] == "desk" and start < one["end"] and one["start"] < end for one in found)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class StoreName(GraphComponent, EntityExtractorMixin):
    """Writes the name as the entity `store`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> StoreName:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            place = store_name(text)
            if place is not None and not _names_a_desk(message, *place):
                start, end = place
                name = composed(text)[start:end]
                entity = {"entity": "store", "value": name, "start": start, "end": end}
                message.set(
                    ENTITIES, [*message.get(ENTITIES, []), *self.add_extractor_name([entity])], add_to_output=True
                )
        return messages
