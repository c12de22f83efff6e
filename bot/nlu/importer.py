"""Reads the training data. Named in config.yml: Rasa's own importer, once instead of three times."""

from __future__ import annotations

from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa_mends import example_fingerprint

example_fingerprint.apply()


class Example(Message):
    """A line of the training data. Rasa copies all of them a dozen times before a training begins."""

    @classmethod
    def of(cls, message: Message) -> Example:
        """The line with its fingerprint, which its copies then have."""
        example = cls(message.data, message.output_properties, message.time, message.features)
        example._cached_fingerprint = message.fingerprint()
        return example

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        """A copy of its own properties; their values are shared, for they are replaced and never changed."""
        copied = Example(self.data, {*self.output_properties}, self.time, [*self.features])
        copied._cached_fingerprint = self._cached_fingerprint
        return copied


class ReadOnce(RasaFileImporter):
    """Rasa asks for the data in several ways (with a language, with another, with none): they are one."""

    _data: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        if self._data is None:
            self._data = super().get_nlu_data(language)
            self._data.training_examples = [Example.of(one) for one in self._data.training_examples]
        return self._data
