"""Every plan, option and topic of the truth table, in both languages, asked in words and by buttons."""

from __future__ import annotations

import re

import pytest

from tests import truth
from tests.server import SOURCE, Reply, Talk, language_of

# ── What the answers hold, typed by hand ─────────────────────────────────────────────────────────────

YES = {"pt": "Sim", "fr": "Oui"}
NOT = {"pt": "não", "fr": "pas"}
YOURS = {"pt": "seu plano", "fr": "votre abonnement"}
EVERY_PLAN = {"pt": "Todos os planos", "fr": "Tous les abonnements"}
NO_CONTACT_OF_ITS_OWN = {"pt": "não indica", "fr": "n'indique pas"}
TIME = {"pt": "prazo", "fr": "délai"}
LIST_LOST = {"pt": "lista", "fr": "liste"}
NOT_SAID = {"pt": "o artigo não diz", "fr": "l'article ne dit pas"}
WEDNESDAY = {"pt": "quarta-feira, 25 de novembro", "fr": "mercredi 25 novembre"}
ANY_DATE = {"pt": "de novembro", "fr": "novembre"}
PHONE_IS_CLOSED = {
    "pt": (
        "9h às 17h30",
        "8h30 às 17h",
        "segunda a sexta",
        "não diz os dias",
        "fechado",
        "segunda-feira, 23 de novembro",
    ),
    "fr": (
        "9 h à 17 h 30",
        "8 h 30 à 17 h",
        "lundi au vendredi",
        "ne précise pas les jours",
        "fermé",
        "lundi 23 novembre",
    ),
}
ANY_HOURS = {"pt": ("17h30", "8h30"), "fr": ("17 h 30", "8 h 30")}

NAME = {
    ("pt", "email"): "chamado",
    ("pt", "chat"): "chat ao vivo",
    ("pt", "phone"): "telefone",
    ("pt", "priority"): "suporte prioritário",
    ("pt", "account_manager"): "gerente de conta",
    ("fr", "email"): "ticket",
    ("fr", "chat"): "chat en direct",
    ("fr", "phone"): "téléphone",
    ("fr", "priority"): "aide prioritaire",
    ("fr", "account_manager"): "gestionnaire de compte",
}
DOOR = {
    ("pt", "email"): "+Nouvelle réclamation",
    ("pt", "chat"): "canto inferior direito",
    ("pt", "phone"): "o número",
    ("fr", "email"): "+Nouvelle réclamation",
    ("fr", "chat"): "en bas à droite",
    ("fr", "phone"): "le numéro",
}
WAY = {
    ("pt", "email"): ("1. ", "Besoin d'aide", "+Nouvelle réclamation", "Envoyer"),
    ("pt", "chat"): ("1. ", "canto inferior direito", "atendente"),
    ("pt", "phone"): ("número", "Besoin d'aide", "conta"),
    ("fr", "email"): ("1. ", "Besoin d'aide", "+Nouvelle réclamation", "Envoyer"),
    ("fr", "chat"): ("1. ", "en bas à droite", "agent"),
    ("fr", "phone"): ("numéro", "Besoin d'aide", "compte"),
}
ARTICLE = {
    "sendcloud": "https://support.sendcloud.com/hc/fr/articles/360046514071",
    "clearsale": "https://br.clear.sale/central-de-ajuda",
}

# ── What is asked, and the buttons that are pressed ──────────────────────────────────────────────────

WITHOUT_A_PLAN = {
    ("pt", "email"): "Dá para abrir um chamado na Sendcloud?",
    ("pt", "chat"): "A Sendcloud tem chat ao vivo?",
    ("pt", "phone"): "Posso ligar para a Sendcloud?",
    ("pt", "priority"): "A Sendcloud tem suporte prioritário?",
    ("pt", "account_manager"): "A Sendcloud oferece um gerente de conta?",
    ("fr", "email"): "Comment ouvrir un ticket chez Sendcloud ?",
    ("fr", "chat"): "Y a-t-il un chat en direct chez Sendcloud ?",
    ("fr", "phone"): "Puis-je appeler Sendcloud ?",
    ("fr", "priority"): "Sendcloud propose-t-il une aide prioritaire ?",
    ("fr", "account_manager"): "Peut-on avoir un gestionnaire de compte chez Sendcloud ?",
}
ALL_WAYS = {"pt": "Quais são os canais de atendimento da Sendcloud?", "fr": "Comment contacter Sendcloud ?"}
LEGACY = {"pt": "Um plano antigo", "fr": "Un ancien abonnement"}
UNKNOWN = "find_my_plan"
DOOR_BUTTON = {"email": "contact_email", "chat": "contact_chat"}
# The default desk's article is silent here, so the desk is asked for.
WITHOUT_A_DESK = {
    ("pt", "parcel_claim"): "Quero abrir uma reclamação por uma encomenda perdida",
    ("pt", "insurance_question"): "Tenho uma pergunta sobre o seguro dos meus envios",
    ("pt", "label_error"): "Deu erro ao criar uma etiqueta",
    ("fr", "order_analysis"): "J'ai une question sur l'analyse d'une commande",
    ("fr", "integration_problem"): "J'ai un problème d'intégration",
    ("fr", "integration_suspended"): "Mon intégration a été suspendue pour un impayé",
    ("fr", "request_login"): "Il me faut un nouvel identifiant et un mot de passe",
    ("fr", "invoice_not_received"): "Je n'ai pas reçu ma facture",
    ("fr", "update_billing_emails"): "Je veux changer les adresses e-mail de facturation",
    ("fr", "cancel_plan"): "Je veux résilier mon contrat",
    ("fr", "account_question"): "J'ai une question sur mon compte",
}
# The desk that is named is not the one whose article treats the topic. (Sendcloud's login: see bad input.)
WITH_THE_OTHER_DESK = {
    ("pt", "order_analysis"): "Tenho uma dúvida sobre a análise de um pedido na Sendcloud",
    ("pt", "integration_problem"): "Estou com um problema de integração com a Sendcloud",
    ("pt", "integration_suspended"): "A Sendcloud suspendeu minha integração por falta de pagamento",
    ("pt", "invoice_not_received"): "Meu boleto da Sendcloud não chegou",
    ("pt", "update_billing_emails"): "Quero trocar os e-mails que recebem a cobrança da Sendcloud",
    ("pt", "cancel_plan"): "Quero cancelar meu plano da Sendcloud",
    ("pt", "account_question"): "Tenho uma dúvida sobre a minha conta na Sendcloud",
    ("fr", "parcel_claim"): "Je veux faire une réclamation chez ClearSale pour un colis perdu",
    ("fr", "insurance_question"): "J'ai une question chez ClearSale sur l'assurance de mes envois",
    ("fr", "label_error"): "J'ai une erreur chez ClearSale quand je crée une étiquette",
}
DESK_NAME = {"sendcloud": "Sendcloud", "clearsale": "ClearSale"}
WRITE_A_MAIL = {"pt": "Prepare um e-mail para a ClearSale", "fr": "Préparez un e-mail pour ClearSale"}
PREPARE_THE_MAIL = "draft_email"

DOORS_OF_EVERYBODY = [option for option in truth.OPTIONS if option in truth.EVERYBODY_HAS]
OPTIONS_OF_SOME = [option for option in truth.OPTIONS if option not in truth.EVERYBODY_HAS]

every_language = pytest.mark.parametrize("language", truth.LANGUAGES)
every_plan = pytest.mark.parametrize("plan", truth.PLANS)
every_option = pytest.mark.parametrize("option", truth.OPTIONS)
every_clearsale_topic = pytest.mark.parametrize("topic", truth.CLEARSALE_TOPICS)


# ── Checks ───────────────────────────────────────────────────────────────────────────────────────────


def check_sendcloud(reply: Reply, language: str) -> None:
    """Language and source; no address, for there is none, and no time of reply, for none is stated."""
    __tracebackhide__ = True
    reply.must_speak(language).must_say(ARTICLE["sendcloud"]).never_say("@", *truth.NO_TIME[language])


def check_option(reply: Reply, language: str, plan: str, option: str, *, owned: bool) -> None:
    """Verdict, who has it, and the way, as the truth table has them."""
    __tracebackhide__ = True
    check_sendcloud(reply, language)
    verdict, name = reply.answer.splitlines()[0], truth.PLANS[plan].name
    for expected in (name, NAME[language, option]):
        assert expected in verdict, f"expected {expected!r} in the first line:\n{reply}"
    if not owned:
        reply.never_say(YOURS[language])
    if option in truth.MATRIX[plan]:
        assert verdict.startswith(YES[language]), f"expected {YES[language]!r} at the beginning:\n{reply}"
        if owned:
            reply.must_say(f"{YOURS[language]} {name}")
        check_way(reply, language, plan, option)
    else:
        assert not verdict.startswith(YES[language]), f"expected no {YES[language]!r} at the beginning:\n{reply}"
        assert f" {NOT[language]} " in verdict, f"expected {NOT[language]!r} in the first line:\n{reply}"
        check_instead(reply, language, plan, option)


def check_way(reply: Reply, language: str, plan: str, option: str) -> None:
    __tracebackhide__ = True
    if option in truth.DOORS:
        reply.must_say(*WAY[language, option])
    else:
        reply.must_say(NO_CONTACT_OF_ITS_OWN[language], *(DOOR[language, door] for door in doors_of(plan)))
    if option in truth.HAS_HOURS:
        reply.must_say(*PHONE_IS_CLOSED[language])
    else:
        reply.never_say(*ANY_HOURS[language])


def check_instead(reply: Reply, language: str, plan: str, option: str) -> None:
    """The smallest plan of the family that has it, no plan that does not, and the doors of the merchant's plan."""
    __tracebackhide__ = True
    verdict, (name, family) = reply.answer.splitlines()[0], truth.PLANS[plan]
    having = [entry.name for key, entry in truth.PLANS.items() if option in truth.MATRIX[key]]
    smallest = next(e.name for key, e in truth.PLANS.items() if e.family == family and option in truth.MATRIX[key])
    assert smallest in verdict, f"expected {smallest}, the smallest plan that has it, in the first line:\n{reply}"
    wrong = [e.name for e in truth.PLANS.values() if e.name in verdict and e.name not in (name, *having)]
    assert not wrong, f"{wrong} don't have it:\n{reply}"
    reply.must_say(*(DOOR[language, door] for door in doors_of(plan)))
    reply.never_say(*(DOOR[language, door] for door in truth.DOORS if door not in truth.MATRIX[plan]))


def doors_of(plan: str) -> list[str]:
    return [door for door in truth.DOORS if door in truth.MATRIX[plan]]


def check_topic(reply: Reply, language: str, topic: str) -> None:
    """Address or door, what to write, by when: as the article has it, and nothing promised beyond it."""
    __tracebackhide__ = True
    if topic in truth.SENDCLOUD_TOPICS:
        check_sendcloud(reply, language)
        reply.must_say(*truth.SENDCLOUD_TOPICS[topic].must_say[language], TIME[language])
        reply.never_say(ANY_DATE[language])
        return
    mail = truth.CLEARSALE_TOPICS[topic]
    reply.must_speak(language).must_say(ARTICLE["clearsale"], *mail.must_say[language])
    reply.never_say(*mail.never_say[language])
    check_addresses(reply, topic)
    if mail.business_days is not None:
        reply.must_say(WEDNESDAY[language])
    else:
        reply.never_say(ANY_DATE[language])
    if mail.business_days is None and not mail.times_unclear:
        reply.must_say(TIME[language])
    for days in mail.times_unclear:
        reply.must_say(str(days))
    if mail.details == "assumed":
        reply.must_say(LIST_LOST[language])
    elif mail.details == "not asked":
        reply.must_say(NOT_SAID[language])
    else:
        reply.never_say(LIST_LOST[language], NOT_SAID[language])


def check_addresses(reply: Reply, topic: str) -> None:
    """To the topic's mailbox and no other; the sender to trust is none to write to."""
    __tracebackhide__ = True
    address = truth.CLEARSALE_TOPICS[topic].address
    other = ({truth.CENTRAL, truth.SUPORTE} - {address}).pop()
    reply.must_say(address).never_say(other)
    written_to = re.findall(r"(?:Escreva para|Écrivez à|Para:|À :) (\S+@\S+\w)", reply.text)
    assert set(written_to) == {address}, f"expected mail to {address} alone, not to {written_to}:\n{reply}"


# ── Options and plans ────────────────────────────────────────────────────────────────────────────────


@every_language
@every_plan
@every_option
def test_an_option_of_a_plan_asked_in_words(talk: Talk, language: str, plan: str, option: str) -> None:
    reply = talk.ask(truth.OPTION_WORDINGS[language, option].format(plan=truth.PLANS[plan].name))
    check_option(reply, language, plan, option, owned=False)


def press_plan(talk: Talk, asked: Reply, language: str, plan: str) -> Reply:
    """Press the plan's button; a legacy plan's is behind that of its family."""
    name, family = truth.PLANS[plan]
    asked.must_speak(language).must_offer("Gratuit", "Lite", "Growth", "Premium", LEGACY[language], UNKNOWN)
    if family == "legacy":
        asked = talk.press(asked.never_offer(name), LEGACY[language]).must_speak(language)
        asked.must_offer("Essentiel", "Small Shop", "Large Shop", "Business", UNKNOWN)
    return talk.press(asked, name)


@every_language
@every_plan
@pytest.mark.parametrize("option", OPTIONS_OF_SOME)
def test_an_option_waits_for_the_plans_button(talk: Talk, language: str, plan: str, option: str) -> None:
    asked = talk.ask(WITHOUT_A_PLAN[language, option])
    asked.never_say(ARTICLE["sendcloud"])
    check_option(press_plan(talk, asked, language, plan), language, plan, option, owned=True)


@every_language
@pytest.mark.parametrize("option", DOORS_OF_EVERYBODY)
def test_an_option_of_all_plans_needs_no_plan(talk: Talk, language: str, option: str) -> None:
    reply = talk.ask(WITHOUT_A_PLAN[language, option])
    check_sendcloud(reply, language)
    reply.must_say(EVERY_PLAN[language], NAME[language, option], *WAY[language, option])
    reply.never_say(*ANY_HOURS[language]).never_offer("Growth", LEGACY[language])


@every_language
@every_plan
def test_all_options_of_a_plan_and_the_doors_of_everybody_by_buttons(talk: Talk, language: str, plan: str) -> None:
    overview = press_plan(talk, talk.ask(ALL_WAYS[language]), language, plan)
    check_overview(overview, language, plan)
    for option in DOORS_OF_EVERYBODY:
        check_option(talk.press(overview, DOOR_BUTTON[option]), language, plan, option, owned=True)


def check_overview(reply: Reply, language: str, plan: str) -> None:
    __tracebackhide__ = True
    check_sendcloud(reply, language)
    reply.must_say(f"{YOURS[language]} {truth.PLANS[plan].name}")
    has = [line for line in reply.text.splitlines() if line.startswith("•")]
    lacks = [line for line in reply.text.splitlines() if not line.startswith("•")]
    for option in truth.OPTIONS:
        where, other = (has, lacks) if option in truth.MATRIX[plan] else (lacks, has)
        name = NAME[language, option]
        assert any(name in line for line in where), f"expected {name!r} in one of {where}:\n{reply}"
        assert not any(name in line for line in other), f"expected no {name!r} in {other}:\n{reply}"


@every_language
def test_without_a_plan_all_options_say_which_plans_have_them(talk: Talk, language: str) -> None:
    reply = talk.ask(ALL_WAYS[language])
    check_sendcloud(reply, language)
    for option in truth.OPTIONS:
        [line] = [line for line in reply.text.splitlines() if line.startswith("•") and NAME[language, option] in line]
        named = {key for key, plan in truth.PLANS.items() if plan.name in line}
        having = {key for key in truth.PLANS if option in truth.MATRIX[key]}
        expected = set() if option in truth.EVERYBODY_HAS else having
        assert named == expected, f"expected {expected or 'no plan'} beside {option}, not {named}:\n{reply}"


# ── Topics ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "topic"), truth.TOPIC_WORDINGS)
def test_a_topic_asked_in_words(talk: Talk, language: str, topic: str) -> None:
    check_topic(talk.ask(truth.TOPIC_WORDINGS[language, topic]), language, topic)


@pytest.mark.parametrize(("language", "topic"), WITHOUT_A_DESK)
def test_a_topic_waits_for_the_desks_button(talk: Talk, language: str, topic: str) -> None:
    asked = talk.ask(WITHOUT_A_DESK[language, topic]).must_speak(language)
    asked.must_offer(*DESK_NAME.values()).never_say("@", *ARTICLE.values())
    check_topic(talk.press(asked, DESK_NAME[truth.DESK_OF_TOPIC[topic]]), language, topic)


@pytest.mark.parametrize(("language", "topic"), WITH_THE_OTHER_DESK)
def test_a_topic_of_another_desk_than_the_one_named_by_its_button(talk: Talk, language: str, topic: str) -> None:
    owner = truth.DESK_OF_TOPIC[topic]
    named = next(desk for desk in DESK_NAME if desk != owner)
    silent = talk.ask(WITH_THE_OTHER_DESK[language, topic]).must_speak(language)
    silent.must_say(ARTICLE[named], DESK_NAME[named]).never_say(*truth.NO_TIME[language])
    silent.never_offer(DESK_NAME[named])
    check_topic(talk.press(silent, DESK_NAME[owner]), language, topic)


@every_language
@every_clearsale_topic
def test_the_mail_on_a_topic_by_its_button(talk: Talk, language: str, topic: str) -> None:
    answer = talk.ask(truth.TOPIC_WORDINGS[language, topic])
    asked = talk.press(answer, PREPARE_THE_MAIL).must_speak(language)
    check_mail(told_all(talk, asked, language), language, topic)


@every_language
@every_clearsale_topic
def test_a_topic_chosen_for_a_mail_by_its_button(talk: Talk, language: str, topic: str) -> None:
    asked = talk.ask(WRITE_A_MAIL[language]).must_speak(language).never_say("@")
    asked.must_offer(*truth.CLEARSALE_TOPICS)
    check_mail(told_all(talk, talk.press(asked, topic), language), language, topic)


GIVEN = {
    "pt": {"nome da loja": "Loja Azul", "CNPJ": "11222333000181", "e-mail": "compras@loja.example"},
    "fr": {"nom de la boutique": "Loja Azul", "CNPJ": "11222333000181", "adresse": "compras@loja.example"},
}


def told_all(talk: Talk, reply: Reply, language: str) -> Reply:
    """The mail, after all that it asks for; what needs not be told is told in a few words."""
    for _ in range(5):
        if not reply.offers("stop"):
            return reply
        question = reply.text.splitlines()[-1]
        told = next((value for asked, value in GIVEN[language].items() if asked in question), "pedido 10482")
        reply = talk.ask(told)
    raise AssertionError(f"it asks for ever:\n{reply}")


HEAD_OF_THE_MAIL = {"pt": ("Para: ", "Assunto: "), "fr": ("À : ", "Objet : ")}


def check_mail(reply: Reply, language: str, topic: str) -> None:
    """The mail is in the desk's language, what is around it in the merchant's."""
    __tracebackhide__ = True
    check_addresses(reply, topic)
    introduction = reply.answer.splitlines()[0]
    assert language_of(introduction) == language, f"expected {introduction!r} in {language}:\n{reply}"
    reply.must_say(*HEAD_OF_THE_MAIL[language])
    reply.must_say("Olá,", "Nome da loja: ", "CNPJ: ", SOURCE[language], ARTICLE["clearsale"])
    reply.must_say("Loja Azul", "11.222.333/0001-81")
    extra = {"update_billing_emails": ("incluir", "excluir"), "cancel_plan": ("Motivo", "pedido 10482")}
    reply.must_say(*extra.get(topic, ()))
