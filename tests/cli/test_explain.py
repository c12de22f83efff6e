"""`guichet explain`, with the trained model: what was understood, the answer, and the lines that it rests on.

Without a model these tests fail: train one with `make train`.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import main
from bot.words import DOMAIN


class Question(NamedTuple):
    text: str
    intent: str
    desk: str
    answer: str
    line: int
    words: str


QUESTIONS = {
    "pt": Question(
        "Meu boleto não chegou",
        intent="invoice_not_received",
        desk="clearsale",
        answer="Escreva para central.relacionamento@clear.sale",
        line=12,
        words="10 dias antes do vencimento",
    ),
    "fr": Question(
        "Est-ce qu'on peut vous appeler avec l'abonnement Growth ?",
        intent="contact_phone",
        desk="sendcloud",
        answer="l'abonnement Growth comprend le téléphone",
        line=29,
        words="9h00 à 17h30 GMT+1",
    ),
}

each_language = pytest.mark.parametrize("language", QUESTIONS)


class Explanation(NamedTuple):
    status: int
    out: str
    err: str


EXPLAIN_ALL = """
import contextlib, io, json, sys
from bot.cli import main

def explained(text):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = main(["explain", text])
    return status, out.getvalue(), err.getvalue()

print(json.dumps([explained(text) for text in sys.argv[1:]]))
"""
"""All in one process of their own: Rasa takes long to start, and changes warnings and logging for good."""


@cache
def all_explained() -> dict[str, Explanation]:
    command = [sys.executable, "-c", EXPLAIN_ALL, *(question.text for question in QUESTIONS.values())]
    done = subprocess.run(command, cwd=DOMAIN.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {language: Explanation(*said) for language, said in zip(QUESTIONS, json.loads(done.stdout), strict=True)}


def explained(language: str) -> Explanation:
    return all_explained()[language]


@each_language
def test_an_explanation_is_no_failure(language: str) -> None:
    assert explained(language).status == 0, explained(language).err


@each_language
def test_the_language_is_told(language: str) -> None:
    assert f"Language: {language}\n" in explained(language).out


@each_language
def test_the_intent_is_told_with_its_confidence(language: str) -> None:
    assert re.search(rf"^Intent: {QUESTIONS[language].intent} \([01]\.\d\d\)$", explained(language).out, re.MULTILINE)


@each_language
def test_the_desk_is_told(language: str) -> None:
    assert f"\nDesk: {QUESTIONS[language].desk}" in explained(language).out


@each_language
def test_the_answer_is_told(language: str) -> None:
    assert QUESTIONS[language].answer in explained(language).out


@each_language
def test_the_line_of_the_article_is_told_with_its_words(language: str) -> None:
    question = QUESTIONS[language]
    assert f", line {question.line}: {question.words}\n" in explained(language).out


def test_a_name_that_was_found_is_told() -> None:
    assert "Name: plan = growth\n" in explained("fr").out


@each_language
def test_rasas_own_chatter_stays_out_of_the_explanation(language: str) -> None:
    assert explained(language).out.startswith("Intent: ")


@each_language
def test_nothing_is_written_to_the_error_output(language: str) -> None:
    assert explained(language).err == ""


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """The command turns logging down for good: its process ends with it, this one does not."""
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("logging_as_before")
def test_without_a_model_training_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["explain", "oi", "--model", str(tmp_path / "nowhere")])
    assert (status, capsys.readouterr().err) == (2, f"no model in {tmp_path / 'nowhere'}; run `make train` first\n")
