"""One intent for a message, the same for both languages: a linear classifier over `Features`."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.answers.answering import question_of
from bot.answers.context import Mentions
from bot.answers.model import OPTION_OF_INTENT
from bot.catalogue import current_catalogue
from bot.matrix.model import Language
from bot.nlu.clauses import clauses, two_requests
from bot.nlu.encoder import SentenceEncoder
from bot.nlu.features import LONGEST_TEXT, Features, with_desk_named, with_typing_errors
from bot.nlu.fingerprint import fingerprint
from bot.nlu.gazetteer import GazetteerMatcher, as_entity
from bot.nlu.language import language_of
from bot.nlu.linear import LinearModel, softmax
from bot.nlu.text import composed, masked, simplified

FILE = "intents.npz"
NETWORK = "encoder.onnx"
RANKING_LENGTH = 6  # each message is kept with it; nobody asks for more


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceClassifier(GraphComponent, IntentClassifier):
    """LinearSVC with confidences by a softmax over its decision values."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 1.0, "tolerance": 0.1, "temperature": 0.25, "typing_errors_up_to": 40, "seed": 7}

    @staticmethod
    def required_packages() -> list[str]:
        return ["numpy", "onnxruntime", "spacy"]  # Rasa takes each for a module and for a distribution

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint()

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: LinearModel | None = None
        self._encoder: SentenceEncoder | None = None
        self._questions: frozenset[str] = frozenset()  # intents that ask something

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
            component._model = LinearModel.load(folder / FILE)
            component._encoder = SentenceEncoder(folder / NETWORK)
        catalogue, intents = current_catalogue(), component._model.classes
        component._questions = frozenset(one for one in intents if question_of(one, Mentions(), catalogue))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.svm import LinearSVC

        from bot.nlu.encoder_network import write_network

        texts, intents = self._with_desks_named(*_examples(training_data))
        texts, intents = with_typing_errors(
            texts, intents, up_to=self._config["typing_errors_up_to"], seed=self._config["seed"]
        )
        svc = LinearSVC(C=self._config["C"], tol=self._config["tolerance"], random_state=self._config["seed"])
        with self._storage.write_to(self._resource) as folder:
            write_network(folder / NETWORK)
            features = Features(SentenceEncoder(folder / NETWORK))
            # As the SVC does by itself, one intent after the other, but on all processors.
            fitted = OneVsRestClassifier(svc, n_jobs=-1).fit(features.fit_transform(texts), intents)
            weights = np.vstack([one.coef_ for one in fitted.estimators_])
            intercept = np.concatenate([one.intercept_ for one in fitted.estimators_])
            model = LinearModel.learnt(features.vectorizers, fitted.classes_, weights, intercept, features.directions)
            model.save(folder / FILE)
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
            text, entities = composed(message.get(TEXT) or ""), message.get(ENTITIES, [])
            places = clauses(text)
            rankings = self._rankings(text, entities, places)
            ranking = next(rankings)
            rankings, again = itertools.tee(rankings)
            best = ((one[0]["name"], one[0]["confidence"]) for one in rankings)
            two = two_requests([guess["name"] for guess in ranking], len(places), best, self._questions)
            if two:
                first = ranking[0]["name"]
                ranking = next(one for one in again if one[0]["name"] == first)  # its clause is surer of it
                entity = {"entity": "also_asks", "value": next(one for one in two if one != first)}
                order = {"role": "before"} if first == two[1] else {}
                place = {"start": 0, "end": len(text)}
                message.set(ENTITIES, [*entities, {**entity, **order, **place}], add_to_output=True)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _rankings(
        self, text: str, entities: list[dict[str, Any]], places: list[tuple[int, int]]
    ) -> Iterator[list[dict[str, Any]]]:
        """The intents of the text, then of each of its clauses, the likeliest first; None where there are no words."""
        if self._model is None or self._encoder is None:
            raise RuntimeError("the intent classifier is not trained")
        whole, *parts = texts = [_prepared(*_cut(text, entities, place)) for place in [(0, len(text)), *places]]
        if not _has_words(whole):
            yield from ([{"name": None, "confidence": 0.0}] for _ in texts)
            return
        begins = [len(_prepared(*_cut(text, entities, (0, begin))).split()) for begin, _ in places]
        words = [(begin, begin + len(part.split())) for begin, part in zip(begins, parts, strict=True)]
        meant = self._encoder.encode_parts(whole, words)
        for one, meaning in zip(texts, meant, strict=True):
            yield self._ranking(self._model, self._model.scores(one) + meaning @ self._model.dense)

    def _ranking(self, model: LinearModel, scores: np.ndarray) -> list[dict[str, Any]]:
        confidences = softmax(scores, self._config["temperature"])
        best = np.argsort(-confidences)[:RANKING_LENGTH]
        return [{"name": model.classes[i], "confidence": float(confidences[i])} for i in best]


def _examples(training_data: TrainingData) -> tuple[list[str], list[str]]:
    """The texts that have words, as they are read, and the intent of each."""
    matcher = GazetteerMatcher(current_catalogue())
    texts, intents = [], []
    for message in training_data.intent_examples:
        text = message.get(TEXT)
        language: Language = "fr" if language_of(message) == "fr" else "pt"
        prepared = _prepared(text, [as_entity(name) for name in matcher.find(text, language)])
        if _has_words(prepared):
            texts.append(prepared)
            intents.append(message.get(INTENT))
    return texts, intents


def _cut(text: str, entities: list[dict[str, Any]], place: tuple[int, int]) -> tuple[str, list[dict[str, Any]]]:
    """A part of the text, with the entities in it at their places in that part."""
    begin, end = place
    inside = [entity for entity in entities if begin <= entity.get("start", -1) and entity.get("end", end + 1) <= end]
    return text[begin:end], [{**e, "start": e["start"] - begin, "end": e["end"] - begin} for e in inside]


def _prepared(text: str, entities: list[dict[str, Any]]) -> str:
    return simplified(masked(text, entities))[:LONGEST_TEXT]


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
