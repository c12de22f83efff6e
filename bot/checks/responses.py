"""The responses of domain.yml: both languages, the same placeholders, payloads that lead somewhere, none unused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from string import Formatter
from typing import Any

from bot.checks.code import Code
from bot.checks.domain import Domain, steps
from bot.matrix.model import LANGUAGES
from bot.matrix.yaml_lines import Document, Path, Problem

_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?$", re.DOTALL)


def check_responses(domain: Domain, stories: Sequence[Document], code: Code) -> Iterator[Problem]:
    for name, variations in domain.responses.items():
        if isinstance(variations, list):
            yield from _check_response(domain, name, variations)
        else:
            fix = "write a list: `- condition: *pt` with `text:`, and the same for fr"
            yield domain.problem(("responses", name), f"`{name}` has no variations", fix)
    yield from _used_and_present(domain, stories, code)


def _check_response(domain: Domain, name: str, variations: list[Any]) -> Iterator[Problem]:
    path: Path = ("responses", name)
    languages: dict[str, set[str]] = {}
    for index, variation in enumerate(variations):
        at = (*path, index)
        if not isinstance(variation, dict):
            yield domain.problem(at, f"`{name}` has a variation without `text`", "write `text:` below `condition:`")
            continue
        language = _language(variation)
        if language not in LANGUAGES:
            what = f"`{name}` has a variation for no language"
            yield domain.problem(at, what, "add `condition: *pt` or `condition: *fr`")
            continue
        found, wrong = _placeholders(variation)
        languages.setdefault(language, found)
        if wrong:
            yield domain.problem((*at, "text"), f"`{name}` ({language}): {wrong}", "write a placeholder as {name}")
        elif found != languages[language]:
            what = f"`{name}` has two variations in {language} with different placeholders"
            yield domain.problem(at, what, f"use {_shown(languages[language])} in both")
        yield from _check_buttons(domain, name, variation, at)
    for language in LANGUAGES:
        if language not in languages:
            yield domain.problem(path, f"`{name}` has no text in {language}", f"add `- condition: *{language}`")
    if len({frozenset(found) for found in languages.values()}) > 1:
        shown = "; ".join(f"{language}: {_shown(found)}" for language, found in languages.items())
        yield domain.problem(
            path, f"`{name}` has other placeholders in each language ({shown})", "use the same in both"
        )


def _language(variation: dict[str, Any]) -> str | None:
    conditions = variation.get("condition")
    for condition in conditions if isinstance(conditions, list) else ():
        if isinstance(condition, dict) and condition.get("name") == "language":
            return str(condition.get("value"))
    return None


def _placeholders(variation: dict[str, Any]) -> tuple[set[str], str]:
    """The placeholders of a variation's text, and what is wrong with its form."""
    text = variation.get("text")
    if not isinstance(text, str) or not text.strip():
        return set(), "there is no text"
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return set(), "a brace is not closed"
    wrong = [name for name in names if not name.isidentifier()]
    return set(names), f"`{{{wrong[0]}}}` is no placeholder" if wrong else ""


def _check_buttons(domain: Domain, name: str, variation: dict[str, Any], at: Path) -> Iterator[Problem]:
    buttons = variation.get("buttons")
    for index, button in enumerate(buttons if isinstance(buttons, list) else ()):
        path = (*at, "buttons", index)
        payload = str(button.get("payload")) if isinstance(button, dict) else ""
        match = _PAYLOAD.match(payload)
        if match is None:
            what = f"`{name}` has a button that leads nowhere: {payload!r}"
            yield domain.problem(path, what, 'write `payload: /intent` or `payload: /intent{{"entity": "value"}}`')
            continue
        if match["intent"] not in domain.intents:
            what = f"`{name}` has a button to `{match['intent']}`, which is no intent"
            yield domain.problem(path, what, "name one of `intents:`")
        for entity in _entities(match["entities"]):
            if entity not in domain.entities:
                what = f"`{name}` has a button with `{entity}`, which is no entity"
                yield domain.problem(path, what, "one of: " + ", ".join(domain.entities))


def _entities(body: str | None) -> list[str]:
    """The names in a payload's braces, which domain.yml doubles; one that is no JSON holds no valid name."""
    if not body:
        return []
    try:
        found = json.loads(body.replace("{{", "{").replace("}}", "}"))
    except ValueError:
        return [body]
    return list(found) if isinstance(found, dict) else [body]


def _used_and_present(domain: Domain, stories: Sequence[Document], code: Code) -> Iterator[Problem]:
    in_rules = [step for step in steps(stories) if step.kind == "action" and step.name.startswith("utter_")]
    used = {step.name for step in in_rules} | domain.asked_by_forms()
    fix = "correct the name, or add the response to domain.yml in both languages"
    for step in in_rules:
        if step.name not in domain.responses:
            yield step.problem(f"no response is called `{step.name}`", fix)
    for name in code.responses:
        if not name.is_beginning and name.text not in domain.responses:
            yield Problem(name.file, name.line, f"no response is called `{name.text}`", fix)
    for response in domain.responses:
        if response not in used and not code.uses(response):
            what = f"nothing says `{response}`"
            yield domain.problem(("responses", response), what, "remove it, or name it in an action or a rule")


def _shown(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
