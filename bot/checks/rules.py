"""The rules: each intent leads somewhere, each action exists and is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.checks.code import Code
from bot.checks.domain import RASA_ACTIONS, RASA_INTENTS, Domain, steps
from bot.matrix.yaml_lines import Document, Problem


def check_rules(domain: Domain, stories: Sequence[Document], code: Code) -> Iterator[Problem]:
    found = list(steps(stories))
    led_by = {step.name for step in found if step.kind == "intent"}
    for intent, path in domain.intents.items():
        if intent not in led_by:
            yield domain.problem(
                path, f"no rule begins with `{intent}`", "add one to data/stories, or remove the intent"
            )
    for step in found:
        if step.kind == "intent" and step.name not in domain.intents.keys() | RASA_INTENTS:
            yield step.problem(f"no intent is called `{step.name}`", "correct the name, or add it to domain.yml")
        if step.kind == "action" and not _exists(step.name, domain):
            yield step.problem(f"no action is called `{step.name}`", "one of: " + ", ".join(domain.actions))
    used = {step.name for step in found if step.kind == "action"} | RASA_ACTIONS | domain.asked_by_forms()
    for action, path in domain.actions.items():
        if action not in code.actions and action not in domain.forms:
            what = f"no class in actions/ has the name `{action}`"
            yield domain.problem(path, what, "correct the name, or write the class")
        if action not in used and not action.startswith("validate_"):
            yield domain.problem(path, f"no rule runs `{action}`", "remove it, or add a rule")
    yield from _rules_of_one_name(stories)


def _exists(action: str, domain: Domain) -> bool:
    if action.startswith("utter_"):
        return True  # a response: checked with the others
    return action in domain.actions.keys() | domain.forms.keys() | RASA_ACTIONS


def _rules_of_one_name(stories: Sequence[Document]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for document in stories:
        data = document.data if isinstance(document.data, dict) else {}
        for index, rule in enumerate(data.get("rules") or ()):
            name = str(rule.get("rule")) if isinstance(rule, dict) else ""
            line = document.line(("rules", index))
            owner = first.setdefault(name, f"{document.file}:{line}")
            if owner != f"{document.file}:{line}":
                yield Problem(document.file, line, f"the rule `{name}` stands at {owner} too", "give it another name")
