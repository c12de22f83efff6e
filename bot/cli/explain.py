"""`guichet explain "…"`: what was understood, and the facts that the answer rests on."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import logging
import os
import sys
import warnings
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.answers.answering import question_of
from bot.answers.both import answers, question_in
from bot.answers.context import Hints, Remembered, mentions_from, resolve
from bot.answers.model import Answer, Context, Question
from bot.catalogue import current_catalogue
from bot.matrix.model import Catalogue, Language
from bot.words import load_responses, render, title


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("explain", help="explain an answer", description=__doc__)
    parser.add_argument("text", help="what a merchant writes")
    parser.add_argument("--plan", help="the plan that the merchant has told before")
    parser.add_argument("--desk", help="the desk that the merchant has told before")
    parser.add_argument("--market", help="the market that the merchant has told before")
    parser.add_argument("--model", default="models", help="a model, or the folder of models (default: models)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    catalogue = current_catalogue()
    try:
        parsed = _parse(options.text, options.model)
    except FileNotFoundError:
        print(f"no model in {options.model}; run `make train` first", file=sys.stderr)
        return 2
    mentions = mentions_from(parsed["entities"], catalogue)
    language: Language = "fr" if _value(parsed, "language") == "fr" else "pt"
    remembered = Remembered(desk=options.desk, plan=options.plan, market=options.market)
    intent = parsed["intent"]["name"]
    context = resolve(mentions, remembered, Hints(), language, catalogue, claims_plan=intent == "inform_plan")
    _print_understood(parsed, language)
    question = question_in(intent, mentions, lambda one: question_of(one, mentions, catalogue))
    if question is None and intent in ("inform_plan", "choose_desk"):
        question = Question("contact_options")
    if question is None:
        print("\nNo fact is needed: the answer to this intent is a fixed response of domain.yml.")
        return 0
    for one, given in answers(question, context, catalogue, datetime.now(timezone.utc)):
        _print_answer(one, given, context, catalogue)
    return 0


def _print_answer(question: Question, given: Answer, context: Context, catalogue: Catalogue) -> None:
    language, responses = context.language, load_responses()
    print(f"\nQuestion: {question.kind} {question.option or question.topic or ''}".rstrip())
    print(f"Desk: {context.desk}" + ("" if context.desk_certain else " (assumed from the language)"))
    print("\nAnswer:")
    print("\n".join("  " + line for line in render(given, language, responses).splitlines()))
    if given.choices:
        print("  " + " ".join(f"[{title(choice, language, responses)}]" for choice in given.choices))
    print("\nIt rests on:")
    for citation in given.citations:
        article = catalogue.desks[citation.desk].article
        print(f"  {catalogue.desks[citation.desk].name}, {article.title}, line {citation.line}: {citation.words}")
    for key in dict.fromkeys(citation.desk for citation in given.citations):
        print(f"  {catalogue.desks[key].article.url}")
    if not given.citations:
        print("  no fact; it asks for what is missing" if given.asks else "  the article's silence")


def _print_understood(parsed: dict[str, Any], language: Language) -> None:
    intent = parsed["intent"]
    print(f"Intent: {intent['name']} ({intent['confidence']:.2f})")
    others = [f"{guess['name']} {guess['confidence']:.2f}" for guess in parsed["intent_ranking"][1:4]]
    print(f"Next best: {', '.join(others)}")
    print(f"Language: {language}" + ("" if _value(parsed, "language") else " (not certain: the conversation's)"))
    for entity in parsed["entities"]:
        if entity["entity"] != "language":
            role = f" ({entity['role']})" if entity.get("role") else ""
            print(f"Name: {entity['entity']} = {entity['value']}{role}")


def _value(parsed: dict[str, Any], name: str) -> str | None:
    return next((entity["value"] for entity in parsed["entities"] if entity["entity"] == name), None)


def _parse(text: str, model: str) -> dict[str, Any]:
    """The trained model's parse of `text`. Rasa's start-up chatter stays out of the terminal."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    if not Path(model).exists():
        raise FileNotFoundError(model)
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        from rasa.core.agent import Agent
        from rasa.model import get_latest_model

        path = model if Path(model).is_file() else get_latest_model(model)
        if path is None:
            raise FileNotFoundError(model)
        parsed = asyncio.run(Agent.load(path).parse_message(text))
    return dict(parsed)
