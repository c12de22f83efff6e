"""Everything that is wrong in domain.yml, the rules and the training data: at once, with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import DEFAULT_ACTION_NAMES, DEFAULT_INTENTS, RULE_SNIPPET_ACTION_NAME

from bot.checks import check_project
from bot.checks.domain import RASA_ACTIONS, RASA_INTENTS
from bot.words import DOMAIN

FILES = {
    "domain.yml": """\
intents:
- greet
- ask_hours
entities:
- plan: {influence_conversation: false}
actions:
- action_answer
responses:
  utter_greet:
  - condition: &pt [{type: slot, name: language, value: pt}]
    text: "Olá, {name}!"
    buttons:
    - {title: Horário, payload: '/ask_hours{{"plan": "lite"}}'}
  - condition: &fr [{type: slot, name: language, value: fr}]
    text: "Bonjour, {name} !"
  utter_open:
  - condition: *pt
    text: "Aberto."
  - condition: *fr
    text: "Ouvert."
  utter_open_yours:
  - condition: *pt
    text: "Aberto para você."
  - condition: *fr
    text: "Ouvert pour vous."
""",
    "data/stories/rules.yml": """\
rules:
- rule: Greet
  steps:
  - intent: greet
  - action: utter_greet
- rule: Hours
  steps:
  - intent: ask_hours
  - action: action_answer
""",
    "data/nlu/pt/all.yml": """\
nlu:
- intent: greet
  metadata:
    language: pt
  examples: |
    - oi
    - olá
- intent: ask_hours
  metadata: {language: pt}
  examples: |
    - que horas abre
""",
    "data/nlu/fr/all.yml": """\
nlu:
- intent: greet
  metadata: {language: fr}
  examples: |
    - bonjour
- intent: ask_hours
  metadata: {language: fr}
  examples: |
    - vous ouvrez quand
""",
    "actions/answers.py": """\
class Answer:
    def name(self):
        return "action_answer"

    def run(self, scene, yours):
        scene.say(f"utter_open{yours}")
""",
}

Change = Callable[[str, str, str], None]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def spoil(project: Path, name: str, right: str, wrong: str) -> None:
    text = (project / name).read_text(encoding="utf-8")
    assert right in text
    (project / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")


def problems(project: Path) -> list[str]:
    return [str(problem) for problem in sorted(check_project(project))]


def test_a_sound_project_has_no_problems(project: Path) -> None:
    assert problems(project) == []


def test_the_shipped_project_has_no_problems() -> None:
    assert problems(DOMAIN.parent) == []


CASES = [
    # domain.yml
    ("domain.yml", 'text: "Bonjour, {name} !"', 'text: "Bonjour !"',
     "domain.yml:9: `utter_greet` has other placeholders in each language (pt: {name}; fr: none)"),
    ("domain.yml", '  - condition: *fr\n    text: "Ouvert."\n', "", "domain.yml:16: `utter_open` has no text in fr"),
    ("domain.yml", '  - condition: *fr\n    text: "Ouvert."', '  - text: "Ouvert."',
     "domain.yml:19: `utter_open` has a variation for no language"),
    ("domain.yml", "{name}!", "{name!", "domain.yml:11: `utter_greet` (pt): a brace is not closed"),
    ("domain.yml", "{name}!", "{0}!", "domain.yml:11: `utter_greet` (pt): `{0}` is no placeholder"),
    ("domain.yml", 'text: "Aberto."', 'text: ""', "domain.yml:18: `utter_open` (pt): there is no text"),
    ("domain.yml", "/ask_hours{{", "/ask_time{{", "domain.yml:13: `utter_greet` has a button to `ask_time`"),
    ("domain.yml", '"plan": "lite"', '"plam": "lite"', "domain.yml:13: `utter_greet` has a button with `plam`"),
    ("domain.yml", "'/ask_hours{{", "'ask_hours{{", "domain.yml:13: `utter_greet` has a button that leads nowhere"),
    ("domain.yml", "  utter_open:\n", "  utter_shut:\n", "domain.yml:16: nothing says `utter_shut`"),
    ("domain.yml", "- ask_hours\n", "- ask_hours\n- thank\n", "domain.yml:4: no rule begins with `thank`"),
    ("domain.yml", "- action_answer\n", "- action_answer\n- action_sing\n", "domain.yml:8: no rule runs `action_sing`"),
    ("domain.yml", "- action_answer\n", "- action_answer\n- action_sing\n",
     "domain.yml:8: no class in actions/ has the name `action_sing`"),
    ("domain.yml", "- greet\n", "- greet\n- greet\n- no\n", "domain.yml:4: `no` without quotes"),
    # Rules
    ("data/stories/rules.yml", "action: utter_greet", "action: utter_gret",
     "data/stories/rules.yml:5: no response is called `utter_gret`"),
    ("data/stories/rules.yml", "action: action_answer", "action: action_anser",
     "data/stories/rules.yml:9: no action is called `action_anser`"),
    ("data/stories/rules.yml", "intent: greet", "intent: gret", "data/stories/rules.yml:4: no intent is called `gret`"),
    ("data/stories/rules.yml", "rule: Hours", "rule: Greet",
     "data/stories/rules.yml:6: the rule `Greet` stands at data/stories/rules.yml:2 too"),
    # Code
    ("actions/answers.py", 'scene.say(f"utter_open{yours}")', 'scene.say(f"utter_open{yours}", "utter_close")',
     "actions/answers.py:6: no response is called `utter_close`"),
    # Training data
    ("data/nlu/pt/all.yml", "- olá", "- olá\n    - OLÁ!",
     "data/nlu/pt/all.yml:8: `OLÁ!` stands at data/nlu/pt/all.yml:7"),
    ("data/nlu/pt/all.yml", "- olá", "- olá\n    - ola",
     "data/nlu/pt/all.yml:8: `ola` stands at data/nlu/pt/all.yml:7"),
    ("data/nlu/pt/all.yml", "- que horas abre", "- oi?",
     "data/nlu/pt/all.yml:11: `oi?` is an example of `greet` too (data/nlu/pt/all.yml:6)"),
    ("data/nlu/pt/all.yml", "- que horas abre", "- Bonjour",
     "data/nlu/pt/all.yml:11: `Bonjour` is an example of `greet` too (data/nlu/fr/all.yml:5)"),
    ("data/nlu/pt/all.yml", "- intent: ask_hours", "- intent: ask_time",
     "data/nlu/pt/all.yml:8: no intent is called `ask_time`"),
    ("data/nlu/pt/all.yml", "- intent: ask_hours", "- intent: ask_time",
     "domain.yml:3: `ask_hours` has no examples in pt"),
    ("data/nlu/pt/all.yml", "  metadata: {language: pt}\n", "",
     "data/nlu/pt/all.yml:8: the examples of `ask_hours` have no language"),
    ("data/nlu/pt/all.yml", "{language: pt}", "{language: fr}",
     "data/nlu/pt/all.yml:8: the examples of `ask_hours` are marked fr in the folder of pt"),
    ("data/nlu/pt/all.yml", "    - que horas abre\n", "", "data/nlu/pt/all.yml:8: `ask_hours` has no examples here"),
    ("data/nlu/pt/all.yml", "- olá", "-", "data/nlu/pt/all.yml:7: an example without text"),
    ("data/nlu/pt/all.yml", "- olá", "- [Oi](plan)", "data/nlu/pt/all.yml:7: `[Oi](plan)` stands at"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "told"), CASES, ids=[case[3][:70] for case in CASES])
def test_a_problem_is_told_with_its_file_and_line(project: Path, name: str, right: str, wrong: str, told: str) -> None:
    spoil(project, name, right, wrong)
    found = problems(project)
    assert any(problem.startswith(told) for problem in found), "\n".join(found) or "no problem was found"
    assert all(" -> " in problem for problem in found), "each says what would be right"


def test_all_problems_are_told_at_once(project: Path) -> None:
    for name, right, wrong in (
        ("domain.yml", 'text: "Bonjour, {name} !"', 'text: "Bonjour !"'),
        ("data/stories/rules.yml", "action: utter_greet", "action: utter_gret"),
        ("data/nlu/pt/all.yml", "- olá", "- oi"),
    ):
        spoil(project, name, right, wrong)
    found = problems(project)
    assert {problem.split(":")[0] for problem in found} == {
        "domain.yml",
        "data/stories/rules.yml",
        "data/nlu/pt/all.yml",
    }


@pytest.mark.parametrize("text", ["", "- a list\n", "responses: [1, 2]\n", "intents: 3\n", "a: [\n"])
def test_a_domain_of_another_shape_is_told_and_not_stumbled_over(project: Path, text: str) -> None:
    (project / "domain.yml").write_text(text, encoding="utf-8")
    assert problems(project)


@pytest.mark.parametrize("text", ["", "- a list\n", "rules: [1]\n", "rules:\n- rule: x\n", "nlu: [1]\n", "a: [\n"])
@pytest.mark.parametrize("name", ["data/stories/rules.yml", "data/nlu/pt/all.yml"])
def test_data_of_another_shape_is_not_stumbled_over(project: Path, name: str, text: str) -> None:
    (project / name).write_text(text, encoding="utf-8")
    assert problems(project)


def test_rasas_own_names_are_those_of_rasa() -> None:
    assert RASA_ACTIONS | {RULE_SNIPPET_ACTION_NAME} == set(DEFAULT_ACTION_NAMES)
    assert {*DEFAULT_INTENTS, DEFAULT_NLU_FALLBACK_INTENT_NAME} == RASA_INTENTS
