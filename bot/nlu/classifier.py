"""One intent for a message, the same for both languages: a linear classifier over `Features`."""

from __future__ import annotations

import random
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.svm import LinearSVC

from bot.answers.model import OPTION_OF_INTENT
from bot.catalogue import current_catalogue
from bot.matrix.model import Language
from bot.nlu.features import LONGEST_TEXT, Features, with_desk_named, with_typing_errors
from bot.nlu.fingerprint import fingerprint
from bot.nlu.gazetteer import GazetteerMatcher, as_entity
from bot.nlu.language import language_of
from bot.nlu.text import masked, simplified

FILE = "intents.joblib"
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceClassifier(GraphComponent, IntentClassifier):
    """LinearSVC with confidences by a softmax over its decision values."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 0.5, "tolerance": 0.01, "temperature": 0.25, "typing_errors_up_to": 40, "seed": 7}

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
        self._features = Features()
        self._model: Any = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._features, component._model = joblib.load(folder / FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        matcher = GazetteerMatcher(current_catalogue())
        texts, intents = [], []
        for message in training_data.intent_examples:
            text = message.get(TEXT)
            language: Language = "fr" if language_of(message) == "fr" else "pt"
            entities = [as_entity(name) for name in matcher.find(text, language)]
            prepared = _prepared(text, entities)
            if _has_words(prepared):
                texts.append(prepared)
                intents.append(message.get(INTENT))
        texts, intents = self._with_desks_named(texts, intents)
        texts, intents = with_typing_errors(
            texts, intents, up_to=self._config["typing_errors_up_to"], seed=self._config["seed"]
        )
        self._model = LinearSVC(C=self._config["C"], tol=self._config["tolerance"], random_state=self._config["seed"])
        self._model.fit(self._features.fit_transform(texts), intents)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._features, self._model), folder / FILE)
        return self._resource

    def _with_desks_named(self, texts: list[str], intents: list[str]) -> tuple[list[str], list[str]]:
        """Every fifth request once more with a desk named: a desk's name alone must not make `choose_desk`."""
        catalogue, dice = current_catalogue(), random.Random(self._config["seed"])
        names = [simplified(desk.name) for desk in catalogue.desks.values()]
        requests = {*OPTION_OF_INTENT, *(topic for desk in catalogue.desks.values() for topic in desk.topics)}
        chosen = [i for i, intent in enumerate(intents) if intent in requests and dice.random() < 0.2]
        more = [with_desk_named(texts[i], names, dice) for i in chosen]
        return [*texts, *more], [*intents, *(intents[i] for i in chosen)]

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = _prepared(message.get(TEXT) or "", message.get(ENTITIES, []))
            ranking = self._ranking(text) if _has_words(text) else [{"name": None, "confidence": 0.0}]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        [values] = self._model.decision_function(self._features.transform([text]))
        weights = np.exp((values - values.max()) / self._config["temperature"])
        confidences = weights / weights.sum()
        best = np.argsort(-confidences)[:RANKING_LENGTH]
        return [{"name": str(self._model.classes_[i]), "confidence": float(confidences[i])} for i in best]


def _prepared(text: str, entities: list[dict[str, Any]]) -> str:
    return simplified(masked(text, entities))[:LONGEST_TEXT]


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
