"""What no article knows, what nobody can understand, and desk files that can't be served."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests import truth
from tests.server import BIN, QUIET, ROOT, Reply, RunningServer, Talk, free_port, is_listening

GREETING = {"pt": "Bom dia, tudo bem?", "fr": "Bonjour, comment ça va ?"}
IN_WORDS = {"pt": "Não encontrei palavras", "fr": "Je ne vois pas de mots"}
OF_A_MACHINE = re.compile(r"Traceback|Exception|Error|\bNone\b|\bnull\b|\bnan\b|utter_|action_|[{}]")

every_language = pytest.mark.parametrize("language", truth.LANGUAGES)


def check_calm(reply: Reply, language: str) -> Reply:
    """Something is said, in the merchant's language, and no word of a machine in it."""
    __tracebackhide__ = True
    reply.must_speak(language)
    found = OF_A_MACHINE.search("\n".join([reply.text, *reply.titles]))
    assert found is None, f"expected no {found.group() if found else ''!r} in this reply:\n{reply}"
    return reply


# ── Plans ────────────────────────────────────────────────────────────────────────────────────────────

NO_SUCH_PLAN = {
    "pt": "Esse plano não está no artigo da Sendcloud",
    "fr": "Cet abonnement n'est pas dans l'article de Sendcloud",
}
GENERAL_QUESTIONS = {"pt": "Para questões gerais, use", "fr": "Pour les questions générales, utilisez"}


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("pt", "Meu plano é Platinum"),
        ("pt", "Tenho o plano Enterprise"),
        ("fr", "Mon abonnement est Platinum"),
        ("fr", "J'ai le forfait Enterprise"),
    ],
)
def test_a_plan_that_does_not_exist_is_answered_with_those_that_do(talk: Talk, language: str, claim: str) -> None:
    reply = check_calm(talk.ask(claim), language).must_say(*(plan.name for plan in truth.PLANS.values()))
    reply.must_say(NO_SUCH_PLAN[language], GENERAL_QUESTIONS[language])
    reply.must_offer("Gratuit", "Lite", "Growth", "Premium").never_say("inclui", "comprend")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pt", "O plano Platinum da Sendcloud tem chat ao vivo?"),
        ("pt", "Sou Platinum na Sendcloud, posso ligar?"),
        ("fr", "L'abonnement Platinum comprend-il le téléphone ?"),
        ("fr", "Je suis en Platinum, puis-je vous appeler ?"),
    ],
)
def test_of_a_plan_that_does_not_exist_nothing_else_is_said(talk: Talk, language: str, question: str) -> None:
    reply = check_calm(talk.ask(question), language).must_say(NO_SUCH_PLAN[language], GENERAL_QUESTIONS[language])
    reply.must_offer("Lite", "contact_email").never_say(
        "Platinum inclui", "Platinum comprend", "Platinum não", "Platinum ne", "Sim,", "Oui,"
    )


@pytest.mark.parametrize(
    ("language", "claim", "has_it_not"),
    [
        ("pt", "Tenho o plano Lite da ClearSale", "não o menciona"),
        ("fr", "J'ai l'abonnement Lite de ClearSale", "ne le mentionne pas"),
    ],
)
def test_a_plan_of_the_other_desk_is_said_to_be_the_others(
    talk: Talk, language: str, claim: str, has_it_not: str
) -> None:
    reply = check_calm(talk.ask(claim), language)
    reply.must_say("Lite", "Sendcloud", "ClearSale", has_it_not).never_say("Lite inclui", "Lite comprend")


# ── Options and topics that an article does not have ─────────────────────────────────────────────────

GENERAL_DOOR = {"clearsale": truth.CENTRAL, "sendcloud": "+Nouvelle réclamation"}


@pytest.mark.parametrize(
    ("language", "question", "option", "desk"),
    [
        ("pt", "Vocês têm WhatsApp?", "WhatsApp", "clearsale"),
        ("pt", "Posso falar com a Sendcloud pelo zap?", "WhatsApp", "sendcloud"),
        ("pt", "Dá para falar com vocês pelo Instagram?", "redes sociais", "clearsale"),
        ("fr", "Avez-vous WhatsApp ?", "WhatsApp", "sendcloud"),
        ("fr", "Peut-on joindre ClearSale sur WhatsApp ?", "WhatsApp", "clearsale"),
        ("fr", "Puis-je vous envoyer un SMS ?", "SMS", "sendcloud"),
    ],
)
def test_an_option_that_no_article_names_gets_the_general_door(
    talk: Talk, language: str, question: str, option: str, desk: str
) -> None:
    reply = check_calm(talk.ask(question), language)
    reply.must_say(option, {"pt": "não menciona", "fr": "ne mentionne pas"}[language], GENERAL_DOOR[desk])
    reply.never_say("inclui", "comprend")


@pytest.mark.parametrize(
    ("language", "question", "named", "owner"),
    [
        ("pt", "Meu boleto da Sendcloud não chegou", "sendcloud", "ClearSale"),
        ("pt", "A ClearSale perdeu minha encomenda", "clearsale", "Sendcloud"),
        ("fr", "Je n'ai pas reçu ma facture Sendcloud", "sendcloud", "ClearSale"),
        ("fr", "Je veux faire une réclamation chez ClearSale pour un colis perdu", "clearsale", "Sendcloud"),
    ],
)
def test_a_topic_that_the_article_does_not_know_gets_the_general_door(
    talk: Talk, language: str, question: str, named: str, owner: str
) -> None:
    reply = check_calm(talk.ask(question), language)
    reply.must_say({"pt": "não trata", "fr": "ne traite pas"}[language], GENERAL_DOOR[named]).must_offer(owner)
    reply.never_say(*truth.NO_TIME[language], "25 de novembro", "25 novembre")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pt", "Preciso de um novo login e senha da Sendcloud"),
        ("pt", "Esqueci minha senha da Sendcloud, não consigo entrar na conta"),
        ("fr", "Il me faut un nouvel identifiant et un mot de passe Sendcloud"),
        ("fr", "J'ai perdu mon mot de passe Sendcloud, je n'accède plus à mon compte"),
    ],
)
def test_who_is_locked_out_hears_that_the_article_names_no_door_outside(
    talk: Talk, language: str, question: str
) -> None:
    reply = check_calm(talk.ask(question), language)
    reply.must_say({"pt": "nenhum canal fora da conta", "fr": "aucun en dehors du compte"}[language])
    reply.must_say("https://support.sendcloud.com/hc/fr/articles/360046514071").never_say("@", "1. ")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pt", "Qual é a previsão do tempo para amanhã?"),
        ("pt", "Me conta uma piada de papagaio"),
        ("fr", "Quel temps fera-t-il demain à Lyon ?"),
        ("fr", "Raconte-moi une blague sur les chats"),
    ],
)
def test_off_topic_gets_no_facts(talk: Talk, language: str, question: str) -> None:
    check_calm(talk.ask(question), language).never_say("@", "https://", "Besoin d'aide")


# ── Nothing to understand ────────────────────────────────────────────────────────────────────────────

GIBBERISH = {"letters": "asdkjh qwpoeiu zxmn"}
WITHOUT_WORDS = {
    "emoji only": "😀😀😀",
    "punctuation": "?!…",
    "half an emoji": "\ud83d",
    "spaces": "   ",
    "zero width": "\u200b\u200b",
    "a null character": "\x00",
    "a slash": "/",
}
NOISE = {
    "one letter": "x",
    "a number": "12345",
    "HTML": "<script>alert(1)</script>",
    "JSON": '{"a": 1}',
    "SQL": "'; DROP TABLE events; --",
    "placeholders": "{{0}} %s {x}[",
    "an unknown payload": "/nonexistent",
    "a broken payload": '/inform_plan{"plan"',
    "a payload with an unknown plan": '/inform_plan{"plan": "platinum"}',
    "a payload with a number": '/inform_plan{"plan": 3}',
    "20,000 letters": "a" * 20_000,
    "5,000 words": "xyz " * 5_000,
}


@every_language
@pytest.mark.parametrize("text", GIBBERISH.values(), ids=GIBBERISH)
def test_gibberish_leads_to_what_it_can_do(talk: Talk, language: str, text: str) -> None:
    talk.ask(GREETING[language]).must_speak(language)
    check_calm(talk.ask(text), language).must_offer("ask_contact_options")


@every_language
@pytest.mark.parametrize("text", WITHOUT_WORDS.values(), ids=WITHOUT_WORDS)
def test_who_sends_no_words_is_asked_for_some(talk: Talk, language: str, text: str) -> None:
    talk.ask(GREETING[language]).must_speak(language)
    check_calm(talk.ask(text), language).must_say(IN_WORDS[language])


@every_language
@pytest.mark.parametrize("text", NOISE.values(), ids=NOISE)
def test_noise_is_answered_in_the_language_of_the_conversation(
    server: RunningServer, talk: Talk, language: str, text: str
) -> None:
    talk.ask(GREETING[language]).must_speak(language)
    check_calm(talk.ask(text), language).never_say("Platinum")
    assert "Traceback" not in server.log()


LONG_STORY = {
    "pt": "Olá, escrevo da minha loja em Santos e queria explicar tudo com calma. " * 60 + "Quero cancelar meu plano.",
    "fr": "Bonjour, je vous écris de ma boutique à Lille pour tout expliquer. " * 60 + "J'ai perdu un colis.",
}


@every_language
def test_who_writes_very_much_is_asked_for_less(talk: Talk, language: str) -> None:
    talk.ask(GREETING[language]).must_speak(language)
    too_long = {"pt": "longa demais", "fr": "trop long"}[language]
    check_calm(talk.ask(LONG_STORY[language]), language).must_say(too_long)


@every_language
def test_after_noise_the_conversation_goes_on(talk: Talk, language: str) -> None:
    question = {"pt": "Sou Lite, posso ligar?", "fr": "Je suis en Lite, puis-je vous appeler ?"}[language]
    talk.ask(question).must_say("Lite")
    for text in ("😀", "asdkjh qwpoeiu"):
        talk.ask(text)
    follow_up = {"pt": "e o suporte prioritário?", "fr": "et l'aide prioritaire ?"}[language]
    check_calm(talk.ask(follow_up), language).must_say("Lite", "Growth")


# ── Desk files that can't be served ──────────────────────────────────────────────────────────────────


def start_with(desks: Path) -> tuple[subprocess.CompletedProcess[str], int]:
    """`guichet run` on a free port with the desk files of this folder; it must not stay."""
    port = free_port()
    env = {**os.environ, **QUIET, "GUICHET_DESKS": str(desks)}
    command = [str(BIN / "guichet"), "run", "--port", str(port)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60), port


def check_not_started(desks: Path, where: str, *words: str) -> None:
    __tracebackhide__ = True
    ended, port = start_with(desks)
    shown = f"status {ended.returncode}\n--- stdout\n{ended.stdout}\n--- stderr\n{ended.stderr}"
    assert ended.returncode != 0, f"expected a status other than 0:\n{shown}"
    for expected in (where, *words):
        assert expected in ended.stderr, f"expected {expected!r} on stderr:\n{shown}"
    assert "Traceback" not in ended.stderr, f"expected a message, not a traceback:\n{shown}"
    assert not is_listening(port), f"expected no server on port {port}:\n{shown}"


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        ("sendcloud.yml", "plans: [small_shop, large_shop", "plans: [smal_shop, large_shop", "smal_shop"),
        ("sendcloud.yml", 'open: "09:00-17:30"', 'open: "17:30-09:00"', "open"),
        ("clearsale.yml", "address: suporte@clear.sale", "address: suporte at clear.sale", "address"),
        ("clearsale.yml", "      business_days: 3\n", "      business_days: three\n", "business_days"),
        ("clearsale.yml", "    mailbox: support\n", "    mailboxx: support\n", "mailboxx"),
        ("clearsale.yml", "    mailbox: support\n", "\tmailbox: support\n", "tab"),
    ],
)
def test_a_spoilt_desk_file_is_named_with_its_line_and_nothing_starts(
    desk_copy: Path, name: str, right: str, wrong: str, said: str
) -> None:
    file = desk_copy / name
    text = file.read_text(encoding="utf-8")
    assert right in text, f"{right!r} is not in {name} any more: choose another place to spoil"
    line = text[: text.index(right)].count("\n") + 1
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    check_not_started(desk_copy, f"{name}:{line}:", said)


def test_an_empty_desk_file_is_named_and_nothing_starts(desk_copy: Path) -> None:
    (desk_copy / "clearsale.yml").write_text("", encoding="utf-8")
    check_not_started(desk_copy, "clearsale.yml:1:", "empty")


def test_without_desk_files_nothing_starts(tmp_path: Path) -> None:
    check_not_started(tmp_path, str(tmp_path), "no desk file")


def test_without_their_folder_nothing_starts(tmp_path: Path) -> None:
    check_not_started(tmp_path / "nowhere", str(tmp_path / "nowhere"), "no desk file")


def test_without_a_default_desk_for_each_language_nothing_starts(desk_copy: Path) -> None:
    (desk_copy / "sendcloud.yml").unlink()
    check_not_started(desk_copy, "clearsale.yml", "fr")
