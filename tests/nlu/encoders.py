"""The sentence encoder as training makes it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.nlu.encoder import SentenceEncoder
from bot.nlu.encoder_network import write_network


@cache
def sentence_encoder() -> SentenceEncoder:
    with TemporaryDirectory() as folder:
        file = Path(folder, "encoder.onnx")
        write_network(file)
        return SentenceEncoder(file)
