"""What a running server writes into its log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogues.test_hot_reload import events
from tests.server import NotStartedError, RunningServer

ACTIONS = """
from rasa_sdk import Action


class Answer(Action):
    def name(self):
        return "action_answer"

    def run(self, dispatcher, tracker, domain):
        raise ValueError("cannot answer " + tracker.latest_message["text"])
"""
ENDPOINTS = """
action_endpoint: {actions_module: careless}
nlg: {type: bot.nlg.ComposedResponses}
"""
SECRETS = ("Sou Growth, a loja é Margaridas e Filhos", "12.345.678/0001-95", "joana@flores.com.br")


@pytest.fixture
def careless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    """A server whose action raises an exception with the user's text in it."""
    (tmp_path / "careless.py").write_text(ACTIONS, encoding="utf-8")
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(ENDPOINTS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    try:
        with RunningServer(endpoints=endpoints) as running:
            yield running
    except NotStartedError as error:
        pytest.fail(str(error), pytrace=False)


def test_one_line_a_turn_without_what_was_said(server: RunningServer) -> None:
    before = len(events(server, "turn"))
    talk = server.talk()
    talk.ask(f"{SECRETS[0]}, posso ligar?")
    talk.ask(f"CNPJ {SECRETS[1]}, {SECRETS[2]}")
    talk.ask("C'est ouvert quand, le téléphone de Sendcloud ?")
    turns = events(server, "turn")[before:]
    assert len(turns) == 3
    assert len({line["conversation"] for line in turns}) == 1
    first, last = turns[0], turns[2]
    assert first["intent"] == "contact_phone"
    assert (first["desk"], first["language"], first["outcome"]) == ("sendcloud", "pt", "answered")
    assert (last["desk"], last["language"]) == ("sendcloud", "fr")
    assert all(isinstance(line["ms"], float) for line in turns)
    log = server.log()
    for secret in (*SECRETS, "Margaridas", talk.sender):
        assert secret not in log


def test_an_exception_does_not_carry_the_users_text_into_the_log(careless: RunningServer) -> None:
    reply = careless.ask(f"{SECRETS[0]}, posso ligar?")
    assert reply.text, "a failing action is not silent"
    log = careless.log()
    assert "ValueError" in log
    assert "careless.py:10 in run" in log
    assert events(careless, "turn")[-1]["outcome"] == "part_down"
    for secret in (SECRETS[0], "Margaridas", "posso ligar"):
        assert secret not in log
