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
    r"[,;\n]|\.\s|\s-\s|\s(?:e|et|com|avec|meu|mon|o|le|cnpj)\s+(?:o\s|le\s|meu\s|mon\s|nosso\s|notre\s)?cnpj\b|\bcnpj\b"
)
_AROUND = " \"'“”«».:!-–"


def store_name(text: str) -> tuple[int, int] | None:
    """Where the name stands in the text's NFC form, or None where none is being given."""
    text = composed(text)[:LONGEST_TEXT]
    folded = fold(text)
    found = _given().search(folded)
    if found is None:
        return None
    start = found.end()
    ends = [match.start() for match in (_END.search(folded, start), CNPJ.search(text, start)) if match]
    end = min(ends, default=len(text))
    while start < end and text[start] in _AROUND:
        start += 1
    while end > start and text[end - 1] in _AROUND:
        end -= 1
    name = text[start:end]
    return (start, end) if any(character.isalnum() for character in name) and "?" not in name else None


@lru_cache(maxsize=1)
def _given() -> re.Pattern[str]:
    phrases = sorted(
        {phrase for words in context_cues()["store_is"].values() for phrase in words}, key=len, reverse=True
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in phrases) + r")(?!\w)\s*")


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
            if place is not None:
                start, end = place
                name = composed(text)[start:end]
                entity = {"entity": "store", "value": name, "start": start, "end": end}
                message.set(
                    ENTITIES, [*message.get(ENTITIES, []), *self.add_extractor_name([entity])], add_to_output=True
                )
        return messages
