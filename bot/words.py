"""The words of domain.yml without Rasa: for the terminal and for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bot.answers.layout import arrange
from bot.answers.model import Answer, Choice, Part
from bot.matrix.model import Language

DOMAIN = Path(__file__).resolve().parent.parent / "domain.yml"

Responses = Mapping[str, Mapping[str, Mapping[str, Any]]]


def load_responses(domain: Path = DOMAIN) -> dict[str, dict[str, dict[str, Any]]]:
    """Response name -> language -> variation.

    Raises:
        ValueError: if a variation has no condition on the slot `language`.
    """
    data = yaml.safe_load(domain.read_text(encoding="utf-8"))
    return {
        name: {_language(name, variation): variation for variation in variations}
        for name, variations in data["responses"].items()
    }


def load_intents(domain: Path = DOMAIN) -> frozenset[str]:
    """The intents of domain.yml."""
    return frozenset(yaml.safe_load(domain.read_text(encoding="utf-8"))["intents"])


def _language(name: str, variation: Mapping[str, Any]) -> str:
    for condition in variation.get("condition", ()):
        if condition["name"] == "language":
            return str(condition["value"])
    raise ValueError(f"{name} in domain.yml has a variation without a condition on `language`")


def render(answer: Answer, language: Language, responses: Responses) -> str:
    """The answer's text as a merchant reads it; the mail that comes with it last."""
    text = arrange((said(part, language, responses), part.apart) for part in answer.parts)
    if answer.letter is None:
        return text
    letter = answer.letter
    fields = "\n".join(said(field, language, responses) for field in letter.fields)
    body = replace(letter.body, values={**letter.body.values, "fields": fields})
    mail = {
        "to": letter.to,
        "subject": said(letter.subject, language, responses),
        "body": said(body, language, responses),
    }
    return f"{text}\n\n{said(Part('utter_mail', mail), language, responses)}"


def said(part: Part, language: Language, responses: Responses) -> str:
    """One part's words."""
    return str(responses[part.response][part.language or language]["text"].format(**part.values))


def title(choice: Choice, language: Language, responses: Responses) -> str:
    """The words on a button."""
    return choice.title or str(responses[choice.response or ""][language]["text"])
