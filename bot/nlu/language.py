"""Portuguese or French? Told from character n-grams of our own utterances; silent when unsure."""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from bot.catalogue import current_catalogue
from bot.matrix.model import Language
from bot.nlu.fingerprint import fingerprint
from bot.nlu.gazetteer import GazetteerMatcher
from bot.nlu.text import masked, simplified

FILE = "language.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Adds the entity `language` (pt, fr) where its probability reaches `threshold`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"threshold": 0.6}

    @staticmethod
    def required_packages() -> list[str]:
        return ["joblib", "numpy", "spacy"]  # Rasa takes each for a module and for a distribution

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint()

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: Any = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageDetector:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = joblib.load(folder / FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        matcher = GazetteerMatcher(current_catalogue())
        texts, languages = [], []
        for message in training_data.intent_examples:
            language = language_of(message)
            if language is None:
                continue
            text = masked(message.get(TEXT), _plans(matcher, message.get(TEXT), language))
            for form in dict.fromkeys((text.lower(), simplified(text))):
                texts.append(form)
                languages.append(language)
        features = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), sublinear_tf=True)
        self._model = make_pipeline(features, LogisticRegression(C=10, max_iter=1000))
        self._model.fit(texts, languages)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if not any(character.isalpha() for character in text) or text.startswith("/"):
                continue
            [scores] = self._model.predict_proba([text.lower()[:500]])
            best = int(scores.argmax())
            if scores[best] >= self._config["threshold"]:
                entity = {
                    "entity": "language",
                    "value": str(self._model.classes_[best]),
                    "start": 0,
                    "end": len(text),
                    "confidence_entity": float(scores[best]),
                    "extractor": "LanguageDetector",
                }
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages


def language_of(message: Message) -> Language | None:
    """The language that a training file gives to its examples (`metadata: {language: pt}`)."""
    metadata = (message.get("metadata") or {}).get("intent") or {}
    return metadata.get("language") if isinstance(metadata, dict) else None


def _plans(matcher: GazetteerMatcher, text: str, language: Language) -> list[dict[str, Any]]:
    return [{"entity": f.entity, "start": f.start, "end": f.end} for f in matcher.find(text, language)]
