"""The sentence encoder as training makes it, and in the numbers of its library."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx

from bot.nlu.encoder import SentenceEncoder
from bot.nlu.encoder_network import exact_network, write_network


@cache
def sentence_encoder() -> SentenceEncoder:
    with TemporaryDirectory() as folder:
        file = Path(folder, "encoder.onnx")
        write_network(file)
        return SentenceEncoder(file)


@cache
def exact_encoder() -> SentenceEncoder:
    with TemporaryDirectory() as folder:
        file = Path(folder, "exact.onnx")
        onnx.save(exact_network(), str(file))
        return SentenceEncoder(file)
