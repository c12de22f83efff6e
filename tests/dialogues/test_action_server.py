"""Actions in the assistant's process and in a server of their own give the same answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.server import SATURDAY, Process, RunningServer, free_port, started

ENDPOINTS = """
action_endpoint:
  url: http://localhost:{port}/webhook
nlg:
  type: bot.nlg.ComposedResponses
"""


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The assistant with `rasa run actions` beside it."""
    port = free_port()
    endpoints = tmp_path_factory.mktemp("remote") / "endpoints.yml"
    endpoints.write_text(ENDPOINTS.format(port=port), encoding="utf-8")
    env = {"GUICHET_NOW": SATURDAY, "SANIC_HOST": "127.0.0.1"}
    with (
        Process("rasa", "run", "actions", "--port", str(port), env=env) as actions,
        started(RunningServer(endpoints=endpoints)) as running,
    ):
        actions.wait_until("GET /health", lambda: is_healthy(port))
        yield running


def is_healthy(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/health", timeout=5).ok
    except requests.RequestException:
        return False


# Several messages are one conversation.
QUESTIONS = (
    ("Sou Growth, posso ligar para vocês?", "e o chat?", "e no Premium?"),
    ("Est-ce qu'on peut vous appeler avec l'abonnement Lite ?",),
    ("Puis-je vous appeler ?", "je suis en Large Shop"),
    ("Posso ligar para vocês?", "Sendcloud", "sou Lite"),
    ("Meu boleto não chegou", "prepare o e-mail para mim"),
    ("Je n'ai pas reçu ma facture", "chez ClearSale"),
    ("Quels sont les horaires du téléphone ?",),
    ("Qual é a diferença entre Lite e Growth?", "compare os planos"),
    ("É urgente, preciso falar com uma pessoa",),
    ("Avez-vous WhatsApp ?",),
    ("Quanto tempo demora para responder?",),
    ("Bom dia", "Peut-on parler français ?", "recommençons à zéro"),
)


@pytest.mark.parametrize("conversation", QUESTIONS, ids=lambda conversation: conversation[0])
def test_both_ways_give_the_same_answers(
    server: RunningServer, remote: RunningServer, conversation: tuple[str, ...]
) -> None:
    here, there = server.talk(), remote.talk()
    for message in conversation:
        in_process, by_server = here.ask(message), there.ask(message)
        assert in_process.text, f"expected an answer:\n{in_process}"
        assert by_server == in_process, f"in process:\n{in_process}\n\nby the action server:\n{by_server}"
