"""Portuguese, French, or another? Told from character n-grams of our own utterances; silent when unsure."""

from __future__ import annotations

import json
import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalogue import current_catalogue
from bot.nlu.fingerprint import fingerprint
from bot.nlu.linear import LinearModel, softmax
from bot.nlu.text import fold, simplified

FILE = "language.npz"
WORDS = "words.json"
OFF_TOPIC = "out_of_scope"
OTHER = "other"
LONGEST_TEXT = 500  # characters that are looked at
SHORT = 3  # words, of which a single one may be a name, or code
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"<[^<>]*>|\{[^{}]*\}")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Adds the entity `language` (pt, fr) where its probability reaches `threshold` and words of it are known.

    Names of plans and desks belong to no language and are left out.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"threshold": 0.6}

    @staticmethod
    def required_packages() -> list[str]:
        return ["numpy", "spacy"]  # Rasa takes each for a module and for a distribution

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint()

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: LinearModel | None = None
        self._words: dict[str, set[str]] = {}
        self._proper_names = _proper_names()

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
            component._model = LinearModel.load(folder / FILE)
            words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        component._words = {language: set(known) for language, known in words.items()}
        return component

    def train(self, training_data: TrainingData) -> Resource:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        texts, languages = [], []
        for message in training_data.intent_examples:
            language = language_of(message)
            text = self._telling(message.get(TEXT))
            if language is None or not text:
                continue
            if language != OTHER and message.get(INTENT) != OFF_TOPIC:  # there is noise among those: code, names
                self._words.setdefault(language, set()).update(_WORD.findall(fold(text)))
            for form in dict.fromkeys((text.lower(), simplified(text))):
                texts.append(form)
                languages.append(language)
        features = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True)
        regression = LogisticRegression(C=10, max_iter=1000, tol=1e-2)
        regression.fit(features.fit_transform(texts), languages)
        model = LinearModel.learnt([features], regression.classes_, regression.coef_, regression.intercept_)
        with self._storage.write_to(self._resource) as folder:
            model.save(folder / FILE)
            words = {language: sorted(known) for language, known in self._words.items()}
            (folder / WORDS).write_text(json.dumps(words), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/"):
                continue
            telling = self._telling(text)
            if not telling:
                continue
            if self._model is None:
                raise RuntimeError("the language detector is not trained")
            shares = softmax(self._model.scores(telling))
            best = int(shares.argmax())
            language = self._model.classes[best]
            if language == OTHER:
                continue
            if shares[best] >= self._config["threshold"] and self._knows(language, telling):
                entity = {
                    "entity": "language",
                    "value": language,
                    "start": 0,
                    "end": len(text),
                    "confidence_entity": float(shares[best]),
                    "extractor": "LanguageDetector",
                }
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def _telling(self, text: str) -> str:
        """The words that tell a language."""
        words = _WORD.findall(_CODE.sub(" ", text[:LONGEST_TEXT]))
        return " ".join(word for word in words if fold(word) not in self._proper_names)

    def _knows(self, language: str, text: str) -> bool:
        """Whether a word is one of the language; of a short text, half of it, and one that no other language has."""
        words = _WORD.findall(fold(text))
        known = [word for word in words if len(word) > 1 and word in self._words[language]]
        if len(words) > SHORT:
            return bool(known)
        others = [found for other, found in self._words.items() if other != language]
        has_own = any(not any(word in found for found in others) for word in known)
        return has_own and 2 * sum(map(len, known)) >= sum(map(len, words))


def language_of(message: Message) -> str | None:
    """The language that a training file gives to its examples (`metadata: {language: pt}`); `OTHER` is neither."""
    metadata = (message.get("metadata") or {}).get("intent") or {}
    return metadata.get("language") if isinstance(metadata, dict) else None


def _proper_names() -> set[str]:
    desks = current_catalogue().desks.values()
    called = [names for desk in desks for names in (desk.called, *(plan.called for plan in desk.plans.values()))]
    return {fold(word) for names in called for name in names.all() for word in name.split()}
