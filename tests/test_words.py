"""domain.yml holds together: both languages side by side, nothing missing, nothing left over."""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml
from rasa_sdk import Action

import actions
from bot.answers.layout import COMPOSED
from bot.answers.model import Answer, Choice, Part
from bot.matrix.model import LANGUAGES, Language
from bot.words import DOMAIN, load_intents, load_responses, render, title

ROOT = DOMAIN.parent
WIDGET = sorted(file for kind in ("js", "html") for file in ROOT.glob(f"bot/channels/widget/*.{kind}"))
WIDGET += sorted(ROOT.glob("bot/channels/demo_*.py"))
LABELS = re.compile(r"utter_(widget_|(?=demo_))")
PYTHON = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("actions/**/*.py")])
DATA: dict[str, Any] = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))
RESPONSES: dict[str, list[dict[str, Any]]] = DATA["responses"]
WORDS = load_responses()

RESPONSE = re.compile(r"utter_\w+")
FALLBACK_INTENT = "nlu_fallback"
"""Rasa's own: not named in a domain."""

each_response = pytest.mark.parametrize("name", RESPONSES)


# ── What uses the domain ─────────────────────────────────────────────────────────────────────────────


@cache
def rules() -> tuple[dict[str, Any], ...]:
    """Every rule of data/stories, as it is written."""
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(ROOT.glob("data/stories/**/*.yml"))]
    return tuple(rule for file in files for rule in file.get("rules", ()))


def steps(kind: str) -> list[str]:
    """What all rules name of one kind: intents, actions."""
    return [step[kind] for rule in rules() for step in rule["steps"] if kind in step]


def texts_in(file: Path) -> Iterator[str]:
    """Every text in the code; of an f-string, each response that it can become."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            heads = [part.value for part in node.values if isinstance(part, ast.Constant)]
            if len(heads) == 1 and RESPONSE.fullmatch(str(heads[0])):
                begun = [name for name in RESPONSES if name.startswith(heads[0])]
                yield from begun or heads  # none: a missing response
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in within:
            yield node.value


@cache
def texts() -> frozenset[str]:
    return frozenset(text for file in PYTHON for text in texts_in(file))


@cache
def named_in_code() -> frozenset[str]:
    return frozenset(text for text in texts() if RESPONSE.fullmatch(text)) - {COMPOSED}


@cache
def action_names() -> frozenset[str]:
    """The names of the custom actions in the package `actions`."""
    modules = [import_module(f"actions.{module.name}") for module in pkgutil.iter_modules(actions.__path__)]
    classes = {entry for module in modules for _, entry in inspect.getmembers(module, inspect.isclass)}
    return frozenset(entry().name() for entry in classes if issubclass(entry, Action) and entry is not Action)


@cache
def labels() -> dict[str, str]:
    """The labels of the widget and of its demo page: response -> the name that scripts know it by."""
    return {name: LABELS.sub("", name) for name in RESPONSES if LABELS.match(name)}


@cache
def labels_in_scripts() -> frozenset[str]:
    """Every word that a script or page quotes; of a template, what it begins with."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in WIDGET)
    words = {word for _, word in re.findall(r"""(["'`])(\w+)(?:\1|\$\{)""", source)}
    return frozenset(
        name for name in labels().values() if name in words or any(name.startswith(w) for w in words if w[-1] == "_")
    )


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def variations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Response, language, variation."""
    for name, both in WORDS.items():
        for language, variation in both.items():
            yield name, language, variation


def faulty(pattern: str) -> list[str]:
    """The responses whose text the pattern finds something in."""
    return [f"{name} ({language})" for name, language, said in variations() if re.search(pattern, said["text"])]


# ── Both languages ───────────────────────────────────────────────────────────────────────────────────


@each_response
def test_a_response_has_one_variation_for_each_language(name: str) -> None:
    conditions = [[(one["type"], one["name"], one["value"]) for one in said["condition"]] for said in RESPONSES[name]]
    assert conditions == [[("slot", "language", language)] for language in LANGUAGES]


@each_response
def test_a_response_has_the_same_placeholders_in_both_languages(name: str) -> None:
    pt, fr = (WORDS[name][language]["text"] for language in LANGUAGES)
    assert placeholders(pt) == placeholders(fr)


@each_response
def test_a_response_says_something_else_in_each_language(name: str) -> None:
    pt, fr = (WORDS[name][language]["text"] for language in LANGUAGES)
    words = re.compile(r"[^\W\d_]+")
    only_placeholders = not words.search(re.sub(r"\{\w+\}", "", pt))
    assert only_placeholders or pt != fr


@each_response
def test_a_response_has_the_same_buttons_in_both_languages(name: str) -> None:
    pt, fr = (WORDS[name][language].get("buttons", ()) for language in LANGUAGES)
    assert [button["payload"] for button in pt] == [button["payload"] for button in fr]


@each_response
def test_a_response_holds_nothing_but_text_condition_and_buttons(name: str) -> None:
    """A `channel`, an `id` or a misspelt key would change when a variation is said."""
    assert {key for said in RESPONSES[name] for key in said} <= {"condition", "text", "buttons"}


# ── The form of texts ────────────────────────────────────────────────────────────────────────────────


def test_no_text_holds_doubled_braces() -> None:
    """Rasa then sends the text with its placeholders unfilled."""
    assert faulty(r"\{\{|\}\}") == []


def test_placeholders_are_plain_names() -> None:
    assert [
        name for name, _, said in variations() for one in placeholders(said["text"]) if not one.isidentifier()
    ] == []


def test_no_text_begins_or_ends_with_space() -> None:
    assert faulty(r"\A\s|\s\Z") == []


def test_no_line_ends_with_space() -> None:
    assert faulty(r"[ \t]\n") == []


def test_no_text_holds_two_spaces_in_a_row() -> None:
    assert faulty(r"  ") == []


def test_no_text_holds_two_empty_lines_in_a_row() -> None:
    assert faulty(r"\n\s*\n\s*\n") == []


def test_only_composed_texts_hold_an_empty_line() -> None:
    """Rasa's channels break a message at an empty line; only what is composed of parts is mended."""
    uttered = re.compile(r"utter_message\(\s*response=\"(\w+)\"|\{\"response\": \"(\w+)\"")
    source = "\n".join(file.read_text(encoding="utf-8") for file in PYTHON)
    by_itself = {name for names in uttered.findall(source) for name in names} | set(steps("action"))
    assert {name for name, _, said in variations() if "\n\n" in said["text"]} & by_itself == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_are_set_as_the_language_sets_them(language: Language) -> None:
    """A space before : ; ? ! in French, none in Portuguese. Addresses and placeholders aside."""
    wrong = r"(?<=[\w}])[:;?!](?=\s|$)" if language == "fr" else r"\s[:;?!](?=\s|$)"
    texts = [(name, said["text"]) for name, of, said in variations() if of == language]
    both = {"utter_other_language"}  # its first line is in the variation's own language
    assert [name for name, text in texts if re.search(wrong, text.split("\n")[0] if name in both else text)] == []


# ── Buttons ──────────────────────────────────────────────────────────────────────────────────────────


def buttons() -> Iterator[tuple[str, str, dict[str, str]]]:
    for name, language, said in variations():
        for button in said.get("buttons", ()):
            yield name, language, button


def test_a_button_has_a_title_and_a_payload() -> None:
    assert [name for name, _, button in buttons() if {*button} != {"title", "payload"}] == []


def test_the_payload_of_a_button_names_an_intent_of_the_domain() -> None:
    intents = [re.match(r"/(\w+)", button["payload"]) for _, _, button in buttons()]
    assert [found for found in intents if found is None or found[1] not in DATA["intents"]] == []


def test_the_entities_of_a_payload_are_those_of_the_domain() -> None:
    bodies = [re.sub(r"^/\w+", "", button["payload"]) for _, _, button in buttons()]
    entities = {name for body in bodies if body for name in json.loads(body.replace("{{", "{").replace("}}", "}"))}
    assert entities <= {name for entity in DATA["entities"] for name in entity}


def test_no_two_buttons_of_a_response_look_alike() -> None:
    shown = [(name, language, button["title"]) for name, language, button in buttons()]
    assert len(shown) == len(set(shown))


def test_the_title_of_a_button_is_at_most_75_characters_long() -> None:
    """Slack refuses longer ones."""
    titles = [button["title"] for _, _, button in buttons()]
    titles += [said["text"] for name, _, said in variations() if name.startswith("utter_button_")]
    assert [title for title in titles if len(title) > 75] == []


# ── Nothing is missing, nothing is left over ─────────────────────────────────────────────────────────


def test_every_response_that_code_names_exists() -> None:
    assert named_in_code() - set(RESPONSES) == set()


def test_every_response_that_a_rule_names_exists() -> None:
    assert {name for name in steps("action") if name.startswith("utter_")} - set(RESPONSES) == set()


def test_every_response_is_used() -> None:
    assert set(RESPONSES) - named_in_code() - set(steps("action")) - set(labels()) == set()


def test_every_label_is_used_by_the_widget_or_its_page() -> None:
    assert set(labels().values()) - labels_in_scripts() == set()


def test_every_label_that_the_widget_or_its_page_names_exists() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in WIDGET)
    named = set(re.findall(r"""data-(?:say|label|hint)["']?[=:] ?["'](\w+)["']""", source)) - {"placeholder"}
    named |= set(re.findall(r"""words\.get\(["'](\w+)["']""", source))
    assert len(named) > 30
    assert named - set(labels().values()) == set()


def test_every_intent_begins_one_rule() -> None:
    assert sorted(steps("intent")) == sorted([*DATA["intents"], FALLBACK_INTENT])


def test_every_rule_is_an_intent_and_one_action() -> None:
    assert [rule["rule"] for rule in rules() if [*map(list, rule["steps"])] != [["intent"], ["action"]]] == []


def test_no_two_rules_have_the_same_name() -> None:
    names = [rule["rule"] for rule in rules()]
    assert len(names) == len(set(names))


def test_every_action_of_a_rule_exists() -> None:
    assert set(steps("action")) - set(RESPONSES) - action_names() == set()


def test_the_actions_of_the_domain_are_those_of_the_package() -> None:
    assert set(DATA["actions"]) == action_names()


def test_every_custom_action_is_used_by_a_rule() -> None:
    assert action_names() - set(steps("action")) == set()


def test_the_action_of_the_fallback_is_one_of_the_domain() -> None:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    named = {
        policy["core_fallback_action_name"] for policy in config["policies"] if "core_fallback_action_name" in policy
    }
    assert named <= action_names()


def test_every_slot_is_read_or_set_by_code() -> None:
    assert set(DATA["slots"]) - texts() == set()


def test_every_entity_is_known_to_code() -> None:
    assert {name for entity in DATA["entities"] for name in entity} - texts() == set()


def test_every_slot_that_code_sets_is_one_of_the_domain() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in PYTHON)
    named = set(re.findall(r"(?:get_slot|SlotSet)\(\s*\"(\w+)\"", source))
    assert named and named <= set(DATA["slots"])


def test_every_intent_has_examples_in_both_languages() -> None:
    found = {
        language: {
            entry["intent"]
            for file in sorted(ROOT.glob(f"data/nlu/{language}/*.yml"))
            for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
            if "intent" in entry
        }
        for language in LANGUAGES
    }
    neither = {"other_language"}
    assert {language: set(DATA["intents"]) - intents - neither for language, intents in found.items()} == {
        "pt": set(),
        "fr": set(),
    }


# ── Reading the words without Rasa ───────────────────────────────────────────────────────────────────


@pytest.fixture
def small_domain(tmp_path: Path) -> Path:
    file = tmp_path / "domain.yml"
    file.write_text(
        """
intents: [greet]
responses:
  utter_yes:
  - condition: [{type: slot, name: language, value: pt}]
    text: "Sim, {name}."
  - condition: [{type: slot, name: language, value: fr}]
    text: "Oui, {name}."
""",
        encoding="utf-8",
    )
    return file


def test_the_intents_of_a_domain_are_read(small_domain: Path) -> None:
    assert load_intents(small_domain) == {"greet"}


def test_a_variation_without_a_language_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "domain.yml"
    file.write_text("responses: {utter_yes: [{text: Sim.}]}", encoding="utf-8")
    with pytest.raises(ValueError, match="utter_yes"):
        load_responses(file)


def test_a_variation_with_a_condition_on_another_slot_alone_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "domain.yml"
    condition = "{type: slot, name: plan, value: lite}"
    file.write_text(f"responses: {{utter_yes: [{{text: Sim., condition: [{condition}]}}]}}", encoding="utf-8")
    with pytest.raises(ValueError, match="language"):
        load_responses(file)


@pytest.mark.parametrize(("language", "text"), [("pt", "Sim, Ana."), ("fr", "Oui, Ana.")])
def test_an_answer_is_said_in_the_merchants_language(small_domain: Path, language: Language, text: str) -> None:
    answer = Answer(parts=[Part("utter_yes", {"name": "Ana"})])
    assert render(answer, language, load_responses(small_domain)) == text


def test_a_part_may_keep_a_language_of_its_own(small_domain: Path) -> None:
    answer = Answer(parts=[Part("utter_yes", {"name": "Ana"}, language="fr")])
    assert render(answer, "pt", load_responses(small_domain)) == "Oui, Ana."


def test_the_title_of_a_choice_is_the_fact_that_it_bears(small_domain: Path) -> None:
    assert title(Choice("inform_plan", title="Lite"), "pt", load_responses(small_domain)) == "Lite"


def test_the_title_of_a_choice_may_be_a_response(small_domain: Path) -> None:
    assert title(Choice("greet", response="utter_yes"), "fr", load_responses(small_domain)) == "Oui, {name}."
