"""Portuguese, French, or another? Told from character n-grams and words of our own utterances; silent when unsure."""

from __future__ import annotations

import random
import re
import runpy
import unicodedata
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalogue import current_catalogue
from bot.matrix.model import LANGUAGES
from bot.nlu.character_tfidf import CharacterTfidf
from bot.nlu.features import with_typing_error
from bot.nlu.fingerprint import fingerprint
from bot.nlu.gazetteer import cues
from bot.nlu.known_words import WORD, KnownWords
from bot.nlu.linear import LinearModel, softmax
from bot.nlu.text import fold, simplified

FILE = "language.npz"
WORDS = "words.json"
OTHER = "other"
NEITHER = Path(__file__).with_name("neither.yml")
SHORT_LINES = Path(__file__).with_name("short.yml")
LONGEST_TEXT = 500  # characters that are looked at
SHORT = 40  # characters, of a line that is learnt with and without accents, and with a typing error as well
# Languages whose everyday words and examples, in spaCy, teach what is neither Portuguese nor French.
FOREIGN = ("en", "es", "it", "de", "nl", "ro", "pl", "ca", "sv", "da", "tr", "cs", "hu", "id", "fi", "hr")
IN_NEITHER = 4.0  # the weight of a line in neither, of which there are few
EVERYDAY = 0.1  # the weight of an everyday word beside a line's; chosen by cross-validation, as all of this
_CODE = re.compile(r"<[^<>]*>|\{[^{}]*\}|(?<!\S)\S*[@\d]\S*|\b(?:https?://|www\.)\S+")
_HELD = re.compile(r"(\w)\1{2,}", re.IGNORECASE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Adds the entity `language` (pt, fr) where its probability reaches `sure`, or `likely` and its words are known.

    Names of plans, desks, places and what is said alike everywhere ("ok", "chat") belong to no language and are left
    out. Of what is written as a name ("Nike Store"), the words must be known.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"sure": 0.85, "likely": 0.5, "seed": 7}

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
        self._words = KnownWords({}, OTHER)
        self._of_no_language = _proper_names().union(*cues()["no_language"].values())

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
            component._words = KnownWords.load(folder / WORDS)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        examples = [(one.get(TEXT), language_of(one)) for one in training_data.intent_examples]
        told = [(self._telling(text), language) for text, language in (*examples, *_short_lines())]
        neither = dict.fromkeys(self._telling(text) for text in (*_more_in_neither(), *_foreign_examples()))
        lines = [(text, language) for text, language in told if text and language and text not in neither]
        lines += [(text, OTHER) for text in neither if text]
        self._words = KnownWords.of(lines, other=OTHER)
        everyday = list(
            _everyday_words({fold(word) for text, language in lines if language != OTHER for word in text.split()})
        )
        learnt = [(form, language) for text, language in lines for form in self._forms(text, language)]
        texts, languages = zip(*learnt, *everyday, strict=True)
        weights = [IN_NEITHER if language == OTHER else 1.0 for _, language in learnt] + [EVERYDAY] * len(everyday)
        parts = [
            CharacterTfidf((1, 4)),
            TfidfVectorizer(token_pattern=r"\w+", sublinear_tf=True),  # noqa: S106
        ]
        features = hstack([part.fit_transform(texts) for part in parts]).tocsr()
        regression = LogisticRegression(C=10, solver="liblinear", tol=1e-2, random_state=self._config["seed"])
        regression.fit(features, languages, sample_weight=weights)
        model = LinearModel.learnt(parts, regression.classes_, regression.coef_, regression.intercept_)
        with self._storage.write_to(self._resource) as folder:
            model.save(folder / FILE)
            self._words.save(folder / WORDS)
        return self._resource

    def _forms(self, text: str, language: str) -> list[str]:
        """A line as it may be written: with accents and without, and with a typing error where it is ours and short."""
        dice = random.Random(f"{self._config['seed']} {text}")
        forms = [text.lower(), simplified(text)]
        if len(text) > SHORT:
            return [dice.choice(forms)]  # there is enough of it to tell by
        wrong = [with_typing_error(dice.choice(forms), dice)] if language != OTHER else []
        return [*dict.fromkeys([*forms, *wrong])]

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/"):
                continue
            told = self._told(text)
            if told is not None:
                language, share = told
                entity = {
                    "entity": "language",
                    "value": language,
                    "start": 0,
                    "end": len(text),
                    "confidence_entity": share,
                    "extractor": "LanguageDetector",
                }
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def _told(self, text: str) -> tuple[str, float] | None:
        """The language of a text and its probability, 0 to 1; None where it is unsure, or another."""
        if self._model is None:
            raise RuntimeError("the language detector is not trained")
        telling = self._telling(text)
        if len(telling) < 2:  # "a+", "n/a", "s"
            return None
        shares = softmax(self._model.scores(telling))
        best = int(shares.argmax())
        language, share = self._model.classes[best], float(shares[best])
        if language == OTHER or share < self._config["likely"]:
            return None
        if share >= self._config["sure"] and not telling.istitle():
            return language, share
        return (language, share) if self._words.tell(language, telling) else None

    def _telling(self, text: str) -> str:
        """The words that tell a language, of those in Latin letters."""
        words = map(_in_brief, WORD.findall(_CODE.sub(" ", unicodedata.normalize("NFC", text[:LONGEST_TEXT]))))
        return " ".join(word for word in words if _is_latin(word) and fold(word) not in self._of_no_language)


def _in_brief(word: str) -> str:
    """A letter that is held down counts once: "ouiiii" is "oui". Nothing but it, as in "kkkkkk", counts three times."""
    return _HELD.sub(r"\1", word) if len(set(word.lower())) > 1 else word[:3]


def language_of(message: Message) -> str | None:
    """The language that a training file gives to its examples (`metadata: {language: pt}`); `OTHER` is neither."""
    metadata = (message.get("metadata") or {}).get("intent") or {}
    return metadata.get("language") if isinstance(metadata, dict) else None


def _everyday_words(known: set[str]) -> Iterator[tuple[str, str]]:
    """(word, language) of spaCy's lists: of ours, those in one alone; of the others, those that no line of ours has."""
    ours = {language: {fold(word) for word in _everyday(language)} for language in LANGUAGES}
    for language in LANGUAGES:
        elsewhere = set().union(*(words for other, words in ours.items() if other != language))
        yield from ((word, language) for word in _everyday(language) if fold(word) not in elsewhere)
    taken = known.union(*ours.values())
    for foreign in FOREIGN:
        yield from ((word, OTHER) for word in _everyday(foreign) if fold(word) not in taken)


def _everyday(language: str) -> list[str]:
    return sorted(word for word in _of_spacy(language, "stop_words")["STOP_WORDS"] if len(word) > 2)


def _more_in_neither() -> list[str]:
    return [text for texts in yaml.safe_load(NEITHER.read_text(encoding="utf-8")).values() for text in texts]


def _short_lines() -> list[tuple[str, str]]:
    """(text, language)"""
    lines = yaml.safe_load(SHORT_LINES.read_text(encoding="utf-8"))
    return [(text, language) for language in LANGUAGES for text in lines[language]]


def _foreign_examples() -> list[str]:
    return [text for language in FOREIGN for text in _of_spacy(language, "examples")["sentences"]]


def _of_spacy(language: str, part: str) -> dict[str, Any]:
    """What a module of spaCy's holds, without its package: that of French compiles an expression for four seconds."""
    with as_file(files("spacy") / "lang" / language / f"{part}.py") as file:
        return runpy.run_path(str(file))


def _is_latin(word: str) -> bool:
    return word.isascii() or all(unicodedata.name(letter, "").startswith("LATIN") for letter in word)


def _proper_names() -> set[str]:
    desks = current_catalogue().desks.values()
    called = [names for desk in desks for names in (desk.called, *(plan.called for plan in desk.plans.values()))]
    return {fold(word) for names in called for name in names.all() for word in name.split()}
