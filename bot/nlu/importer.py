"""Reads the training data. Named in config.yml: Rasa's own importer, once instead of three times."""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa_mends import example_fingerprint

example_fingerprint.apply()


class ReadOnce(RasaFileImporter):
    """Rasa asks for the data in several ways (with a language, with another, with none): they are one."""

    _data: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        if self._data is None:
            self._data = super().get_nlu_data(language)
        return self._data
