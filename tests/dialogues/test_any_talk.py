"""Whatever is said, in whatever order: there is an answer, in the conversation's language, and it holds together."""

from __future__ import annotations

import re
from itertools import groupby

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import truth
from tests.dialogues.stored import stored
from tests.server import Reply, RunningServer, Talk

SAID = {
    "pt": (
        "oi", "obrigado", "quero cancelar meu plano", "meu boleto não chegou", "posso ligar para vocês?",
        "e o chat?", "sou Lite", "não, na verdade sou Premium", "e no Growth?", "meu plano é o Small Shop",
        "qual o horário?", "França", "preparar o e-mail", "Loja do Zé", "11.222.333/0001-81",
        "11.222.333/0001-82", "pular", "deixa pra lá", "não entendi", "onde está escrito isso?", "o segundo",
        "sim", "não", "quais planos têm telefone?", "ClearSale", "Sendcloud", "começar de novo",
        "quanto tempo demora a resposta?", "falar com uma pessoa, é urgente",
        "quero cancelar e não recebi o boleto", "sou Platinum", "nenhuma dessas", "qual a previsão do tempo?",
    ),
    "fr": (
        "bonjour", "merci beaucoup", "je veux résilier", "je n'ai pas reçu ma facture",
        "puis-je vous appeler ?", "et le chat ?", "je suis en Lite", "non, en fait je suis en Premium",
        "et avec Growth ?", "mon forfait est Small Shop", "quels sont vos horaires ?", "en France",
        "préparez l'e-mail", "Chez Zoé", "12.ABC.345/01DE-35", "1122233300018", "passez", "laissez tomber",
        "je n'ai pas compris", "c'est écrit où ?", "le premier", "oui", "non",
        "quels abonnements ont le téléphone ?", "ClearSale", "Sendcloud", "on recommence à zéro",
        "le téléphone et le chat ?", "parler à une personne, c'est urgent", "aucune de ces propositions",
        "une recette ?",
    ),
}  # fmt: skip
GARBAGE = (
    "asdf qwer", "🙂", "…", "{plan} 0[", "<b>&amp;</b>", "/inform_plan{\"plan\": \"lite\"}", "12345", "?",
)  # fmt: skip
PRESS = "press"
PLACEHOLDER = re.compile(r"\{(?!plan\} 0\[)\w+\}")
ABOUT_A_PLAN = re.compile(r"utter_(option_(not_)?included\w*|plan_includes\w*)")
OF_THE_DESK = {"utter_mail_ready"}  # a mail follows, in the desk's language
BILINGUAL = {"utter_other_language"}

languages = st.sampled_from(sorted(SAID))
moves = st.lists(st.tuples(st.sampled_from(["say", "say", "say", PRESS, "garbage"]), st.integers(0, 1000)), max_size=12)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(language=languages, moves=moves)
def test_any_talk(server: RunningServer, language: str, moves: list[tuple[str, int]]) -> None:
    talk, asked = server.talk(), []
    reply: Reply | None = talk.ask(SAID[language][0])
    for kind, number in moves:
        assert reply is not None
        if kind == PRESS and reply.buttons:
            reply = server.press(reply.buttons[number % len(reply.buttons)], talk.sender)
        else:
            said = GARBAGE if kind == "garbage" else SAID[language]
            reply = talk.ask(said[number % len(said)])
        check(reply, talk, asked)


def check(reply: Reply, talk: Talk, asked: list[str]) -> None:
    assert reply.text.strip(), f"no answer to {reply.asked!r}"
    assert not PLACEHOLDER.search(reply.text), f"an unfilled placeholder:\n{reply}"
    held = stored(talk)
    language = held.slots.get("language", "pt")
    if not set(held.responses) & (OF_THE_DESK | BILINGUAL):
        reply.must_speak(language)
    focus = held.slots.get("plan_in_focus") or held.slots.get("plan")
    for response, values in held.values:
        if ABOUT_A_PLAN.fullmatch(response):
            assert values["plan"] == truth.PLANS[focus].name, f"{focus} is in focus:\n{reply}"
    asked.append(f"{held.asks} {[values for name, values in held.values if name == 'utter_ask_detail']}")
    rows = [(question, len(list(group))) for question, group in groupby(asked)]
    assert all(count <= 2 for question, count in rows if not question.startswith("None")), f"asked again:\n{reply}"
