"""The design's decisions about plans, desks, languages and what is pending, as dialogues."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Reply, RunningServer, Talk, started

SENDCLOUD = "support.sendcloud.com"
CLEARSALE = "br.clear.sale"
NEWER_PLANS = ("Gratuit", "Lite", "Growth", "Premium")
LEGACY_PLANS = ("Essentiel", "Small Shop", "Large Shop", "Business")
DESKS = ("ClearSale", "Sendcloud")

MONDAY_MORNING = "2026-11-23T08:15:00+00:00"
"""09:15 in Paris, where the phone is open; 08:15 in London, where it opens at 08:30."""


# ── A plan mentioned is not a plan owned ─────────────────────────────────────────────────────────────


def test_pt_a_plan_that_is_mentioned_leaves_the_merchants_own(talk: Talk) -> None:
    talk.ask("Sou Lite").must_speak("pt").must_say("seu plano Lite")
    mentioned = talk.ask("No plano Large Shop dá para ligar?").must_speak("pt")
    mentioned.must_say("Sim, o plano Large Shop inclui").never_say("seu plano")
    own = talk.ask("meu plano inclui telefone?").must_speak("pt")
    own.must_say("Lite não inclui", "Growth").never_say("Large Shop")


def test_fr_a_plan_that_is_mentioned_leaves_the_merchants_own(talk: Talk) -> None:
    talk.ask("Mon abonnement est Growth").must_speak("fr").must_say("Votre abonnement Growth")
    mentioned = talk.ask("Y a-t-il un gestionnaire de compte dédié avec l'abonnement Premium ?").must_speak("fr")
    mentioned.must_say("Oui, l'abonnement Premium comprend").never_say("votre abonnement")
    own = talk.ask("Est-ce que mon abonnement comprend le téléphone ?").must_speak("fr")
    own.must_say("Oui, votre abonnement Growth comprend").never_say("Premium")


@pytest.mark.parametrize(
    ("language", "mention", "own"),
    [
        ("pt", "No plano Large Shop dá para ligar?", "meu plano inclui telefone?"),
        (
            "fr",
            "Est-ce qu'on peut vous appeler avec l'abonnement Growth ?",
            "Mon abonnement comprend-il le téléphone ?",
        ),
    ],
)
def test_my_plan_is_asked_for_when_only_another_was_mentioned(
    talk: Talk, language: str, mention: str, own: str
) -> None:
    talk.ask(mention).must_speak(language)
    talk.ask(own).must_speak(language).must_offer(*NEWER_PLANS).never_say("inclui", "comprend")


@pytest.mark.parametrize(
    ("language", "claim", "told", "then", "confirmed"),
    [
        ("pt", "Meu plano Premium tem gerente de conta?", "seu plano Premium", "posso ligar?", "seu plano Premium"),
        ("pt", "Sou Growth, posso ligar para vocês?", "seu plano Growth", "e o chat?", "seu plano Growth"),
        ("fr", "Mon forfait Business a-t-il un gestionnaire de compte ?", "votre abonnement Business",
         "Puis-je vous appeler ?", "votre abonnement Business"),
        ("fr", "Je suis en Small Shop, puis-je vous appeler ?", "votre abonnement Small Shop",
         "et le chat ?", "votre abonnement Small Shop"),
    ],
)  # fmt: skip
def test_a_plan_is_owned_by_a_word_beside_it(
    talk: Talk, language: str, claim: str, told: str, then: str, confirmed: str
) -> None:
    talk.ask(claim).must_speak(language).must_say(told)
    talk.ask(then).must_speak(language).must_say(confirmed)


# ── Follow-ups and corrections ───────────────────────────────────────────────────────────────────────


def test_fr_a_follow_up_about_another_option_keeps_the_plan(talk: Talk) -> None:
    talk.ask("Je suis en Growth, puis-je vous appeler ?").must_speak("fr").must_say("Oui, votre abonnement Growth")
    talk.ask("et le chat ?").must_speak("fr").must_say("votre abonnement Growth comprend le chat", "en bas à droite")
    manager = talk.ask("et le gestionnaire de compte ?").must_speak("fr")
    manager.must_say("Growth ne comprend pas le gestionnaire de compte", "Premium")


def test_pt_a_follow_up_about_another_option_is_about_the_plan_in_focus(talk: Talk) -> None:
    talk.ask("Sou Premium").must_say("seu plano Premium")
    talk.ask("O plano Lite tem suporte prioritário?").must_speak("pt").must_say("Lite não inclui")
    talk.ask("e o telefone?").must_speak("pt").must_say("Lite não inclui o atendimento por telefone")


@pytest.mark.parametrize(
    ("language", "question", "first", "follow_up", "then"),
    [
        ("pt", "O plano Lite inclui suporte prioritário?", "Lite não inclui o suporte prioritário",
         "e no Premium?", "Premium inclui o suporte prioritário"),
        ("pt", "No plano Large Shop dá para ligar?", "Large Shop inclui o atendimento por telefone",
         "e no Essentiel?", "Essentiel não inclui o atendimento por telefone"),
        ("fr", "Est-ce qu'on peut vous appeler avec l'abonnement Lite ?", "Lite ne comprend pas le téléphone",
         "et avec Growth ?", "Growth comprend le téléphone"),
        ("fr", "L'abonnement Business a-t-il l'aide prioritaire ?", "Business comprend l'aide prioritaire",
         "et en Small Shop ?", "Small Shop ne comprend pas l'aide prioritaire"),
    ],
)  # fmt: skip
def test_a_follow_up_about_another_plan_keeps_the_option(
    talk: Talk, language: str, question: str, first: str, follow_up: str, then: str
) -> None:
    talk.ask(question).must_speak(language).must_say(first)
    talk.ask(follow_up).must_speak(language).must_say(then).never_say("seu plano", "votre abonnement")


@pytest.mark.parametrize(
    ("language", "wrong", "question", "no", "correction", "yes"),
    [
        ("pt", "Sou Lite", "Posso ligar?", "Lite não inclui", "não, na verdade sou Premium", "seu plano Premium"),
        ("fr", "Je suis en Lite", "Puis-je vous appeler ?", "Lite ne comprend pas",
         "non, en fait je suis en Premium", "votre abonnement Premium"),
    ],
)  # fmt: skip
def test_a_correction_wins(
    talk: Talk, language: str, wrong: str, question: str, no: str, correction: str, yes: str
) -> None:
    talk.ask(wrong)
    talk.ask(question).must_speak(language).must_say(no)
    talk.ask(correction).must_speak(language).must_say(yes).never_say("Lite")
    talk.ask(question).must_speak(language).must_say(yes).never_say("Lite")


# ── What waits for the plan, the desk or the topic ───────────────────────────────────────────────────


def check_phone_of_growth(reply: Reply, language: str) -> None:
    __tracebackhide__ = True
    reply.must_speak(language)
    reply.must_say(
        *{
            "pt": ("Sim, o seu plano Growth inclui o atendimento por telefone", "17h30"),
            "fr": ("Oui, votre abonnement Growth comprend le téléphone", "17 h 30"),
        }[language]
    )


PHONE = {"pt": "Posso ligar para a Sendcloud?", "fr": "Puis-je vous appeler ?"}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("pt", "sou Growth"),
        ("pt", "meu plano é o Growth"),
        ("pt", "Growth"),
        ("pt", "o Growth"),
        ("fr", "je suis en Growth"),
        ("fr", "mon forfait est Growth"),
        ("fr", "Growth"),
        ("fr", "le Growth"),
    ],
)
def test_a_typed_plan_answers_the_question_that_waits_for_it(talk: Talk, language: str, told: str) -> None:
    talk.ask(PHONE[language]).must_speak(language).must_offer(*NEWER_PLANS)
    check_phone_of_growth(talk.ask(told), language)


@pytest.mark.parametrize(
    ("language", "family", "plan", "yes"),
    [
        ("pt", "tenho um plano antigo", "Large Shop", "seu plano Large Shop inclui"),
        ("fr", "j'ai un ancien abonnement", "small shop", "votre abonnement Small Shop comprend"),
    ],
)
def test_a_typed_family_asks_which_of_its_plans(talk: Talk, language: str, family: str, plan: str, yes: str) -> None:
    talk.ask(PHONE[language])
    talk.ask(family).must_speak(language).must_offer(*LEGACY_PLANS).never_offer(*NEWER_PLANS)
    talk.ask(plan).must_speak(language).must_say(yes)


@pytest.mark.parametrize(
    ("language", "where"), [("pt", "“Réglages” (Configurações) › “Abonnements”"), ("fr", "« Réglages »")]
)
def test_looking_the_plan_up_does_not_drop_the_question(talk: Talk, language: str, where: str) -> None:
    asked = talk.ask(PHONE[language])
    talk.press(asked, "find_my_plan").must_speak(language).must_say(where)
    check_phone_of_growth(talk.press(asked, "Growth"), language)


@pytest.mark.parametrize(
    ("language", "unknown", "where"), [("pt", "não sei qual é", "Réglages"), ("fr", "je ne sais pas", "Réglages")]
)
def test_a_typed_i_do_not_know_shows_where_the_plan_stands(talk: Talk, language: str, unknown: str, where: str) -> None:
    talk.ask(PHONE[language])
    talk.ask(unknown).must_speak(language).must_say(where)


def test_a_question_can_wait_for_the_desk_and_then_for_the_plan_by_buttons(talk: Talk) -> None:
    asked = talk.ask("Posso ligar para vocês?").must_speak("pt").must_offer(*DESKS).never_say("@")
    then = talk.press(asked, "Sendcloud").must_speak("pt").must_offer(*NEWER_PLANS)
    check_phone_of_growth(talk.press(then, "Growth"), "pt")


@pytest.mark.parametrize("desk", ["Sendcloud", "é a Sendcloud", "da Sendcloud"])
@pytest.mark.parametrize("plan", ["sou Growth", "Growth"])
def test_a_question_can_wait_for_the_desk_and_then_for_the_plan_in_words(talk: Talk, desk: str, plan: str) -> None:
    talk.ask("Posso ligar para vocês?").must_offer(*DESKS)
    talk.ask(desk).must_speak("pt").must_offer(*NEWER_PLANS)
    check_phone_of_growth(talk.ask(plan), "pt")


@pytest.mark.parametrize("told", ["ClearSale", "c'est ClearSale", "chez ClearSale"])
def test_fr_a_typed_desk_answers_the_question_that_waits_for_it(talk: Talk, told: str) -> None:
    talk.ask("Je n'ai pas reçu ma facture").must_speak("fr").must_offer(*DESKS)
    talk.ask(told).must_speak("fr").must_say("central.relacionamento@clear.sale", "mercredi 25 novembre")


def test_a_new_question_replaces_the_one_that_waited(talk: Talk) -> None:
    asked = talk.ask("Posso ligar para a Sendcloud?").must_offer(*NEWER_PLANS)
    talk.ask("A Sendcloud tem chat ao vivo?").must_speak("pt").must_say("Todos os planos")
    reply = talk.press(asked, "Growth").must_speak("pt")
    reply.must_say("seu plano Growth inclui:", "• telefone")


@pytest.mark.parametrize(
    ("language", "question"),
    [("pt", "Prepare um e-mail para a ClearSale"), ("fr", "Préparez un e-mail pour ClearSale")],
)
def test_a_mail_that_waits_for_its_topic_is_written_once_the_topic_is_told(
    talk: Talk, language: str, question: str
) -> None:
    asked = talk.ask(question).must_speak(language)
    talk.press(asked, "cancel_plan").must_speak(language).must_offer("stop")
    talk.ask("Loja Azul").must_speak(language).must_say("CNPJ")


# ── Which language ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "complaint"),
    [
        ("pt", "por que você responde em francês? fale português"),
        ("fr", "pourquoi tu réponds en portugais ? parle français"),
        ("fr", "je ne parle pas portugais"),
    ],
)
def test_who_complains_about_a_language_is_answered_in_the_other(talk: Talk, language: str, complaint: str) -> None:
    talk.ask({"pt": "Comment vous contacter ?", "fr": "Quais são os canais?"}[language])
    talk.ask(complaint).must_speak(language)


@pytest.mark.parametrize("text", ["I need to cancel my subscription, please help", "Necesito hablar con una persona"])
def test_another_language_gets_a_short_answer_in_both(talk: Talk, text: str) -> None:
    talk.ask(text).must_say("Eu falo português e francês", "Je parle portugais et français").must_offer(
        "Português", "Français"
    )


# ── Which desk ───────────────────────────────────────────────────────────────────────────────────────

WAYS = {"pt": "Quais são os canais de atendimento?", "fr": "Comment vous contacter ?"}


@pytest.mark.parametrize(("language", "default", "other"), [("pt", CLEARSALE, SENDCLOUD), ("fr", SENDCLOUD, CLEARSALE)])
def test_where_nothing_tells_the_desk_is_the_languages(talk: Talk, language: str, default: str, other: str) -> None:
    talk.ask(WAYS[language]).must_speak(language).must_say(default).never_say(other)


@pytest.mark.parametrize(
    ("language", "named", "desk"),
    [
        ("pt", "Como falo com a Sendcloud?", SENDCLOUD),
        ("fr", "Comment contacter ClearSale ?", CLEARSALE),
    ],
)
def test_the_conversations_desk_comes_before_the_languages(talk: Talk, language: str, named: str, desk: str) -> None:
    talk.ask(named).must_speak(language).must_say(desk)
    talk.ask("obrigado" if language == "pt" else "merci").must_speak(language)
    talk.ask(WAYS[language]).must_speak(language).must_say(desk)


@pytest.mark.parametrize(
    ("language", "named", "question"),
    [
        ("pt", "Como falo com a ClearSale?", "O plano Lite tem chat ao vivo?"),
        ("fr", "Comment contacter ClearSale ?", "Le chat en direct est-il compris dans l'abonnement Lite ?"),
    ],
)
def test_the_desk_of_a_plan_that_is_named_comes_before_the_conversations(
    talk: Talk, language: str, named: str, question: str
) -> None:
    talk.ask(named).must_say(CLEARSALE)
    talk.ask(question).must_speak(language).must_say("Lite", SENDCLOUD).never_say(CLEARSALE)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pt", "Sou Growth na ClearSale, posso ligar?"),
        ("fr", "Je suis en Growth chez ClearSale, puis-je appeler ?"),
    ],
)
def test_the_desk_that_is_named_comes_before_the_plans(talk: Talk, language: str, question: str) -> None:
    reply = talk.ask(question).must_speak(language)
    reply.must_say("Growth", "Sendcloud", CLEARSALE, "central.relacionamento@clear.sale").never_say("Sim,", "Oui,")


def test_the_pages_desk_comes_before_the_languages_and_after_the_one_that_is_named(talk: Talk) -> None:
    page = {"desk": "sendcloud"}
    talk.ask(WAYS["pt"], metadata=page).must_speak("pt").must_say(SENDCLOUD).never_say(CLEARSALE)
    talk.ask("Como falo com a ClearSale?", metadata=page).must_say(CLEARSALE)
    talk.ask(WAYS["pt"], metadata=page).must_speak("pt").must_say(CLEARSALE).never_say(SENDCLOUD)


def test_another_page_comes_before_the_conversations_desk(talk: Talk) -> None:
    talk.ask("Como falo com a ClearSale?", metadata={"desk": "clearsale"}).must_say(CLEARSALE)
    talk.ask(WAYS["pt"], metadata={"desk": "sendcloud"}).must_say(SENDCLOUD)


def test_a_page_that_names_no_desk_of_ours_is_not_heard(talk: Talk) -> None:
    talk.ask(WAYS["pt"], metadata={"desk": "acme", "plan": "gold", "market": "xx"}).must_say(CLEARSALE)


def test_the_pages_plan_and_market_are_used_and_can_be_corrected(talk: Talk) -> None:
    page = {"desk": "sendcloud", "plan": "growth", "market": "gb"}
    reply = talk.ask("Puis-je vous appeler ?", metadata=page).must_speak("fr")
    reply.must_say("votre abonnement Growth comprend le téléphone", "Londres").never_say("Paris")
    talk.ask("non, je suis en Lite", metadata=page).must_speak("fr").must_say("Lite")
    talk.ask("Puis-je vous appeler ?", metadata=page).must_say("Lite ne comprend pas le téléphone")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pt", "Quero abrir uma reclamação por uma encomenda perdida"),
        ("pt", "Deu erro ao criar uma etiqueta"),
        ("pt", "Posso ligar para vocês?"),
        ("pt", "Vocês têm chat ao vivo?"),
        ("pt", "Qual é o horário do telefone?"),
        ("fr", "Je n'ai pas reçu ma facture"),
        ("fr", "J'ai un problème d'intégration"),
    ],
)
def test_where_only_the_other_desks_article_knows_the_desk_is_asked_for(
    talk: Talk, language: str, question: str
) -> None:
    reply = talk.ask(question).must_speak(language).must_offer(*DESKS)
    reply.never_say("@", SENDCLOUD, CLEARSALE)


@pytest.mark.parametrize(
    ("language", "opening", "question", "desk", "general_door"),
    [
        ("pt", "Sou Growth na Sendcloud", "Meu boleto não chegou", "sendcloud", "+Nouvelle réclamation"),
        ("fr", "Comment contacter ClearSale ?", "Je veux faire une réclamation pour un colis perdu", "clear.sale",
         "central.relacionamento@clear.sale"),
    ],
)  # fmt: skip
def test_a_topic_never_overrides_the_desk_that_was_told(
    talk: Talk, language: str, opening: str, question: str, desk: str, general_door: str
) -> None:
    talk.ask(opening).must_speak(language).must_say(desk)
    talk.ask(question).must_speak(language).must_say(desk, general_door).never_say("25 de novembro", "25 novembre")


# ── Languages ────────────────────────────────────────────────────────────────────────────────────────


def test_the_language_follows_the_merchant(talk: Talk) -> None:
    talk.ask("Bom dia, tudo bem?").must_speak("pt")
    talk.ask("Comment contacter Sendcloud ?").must_speak("fr").must_say(SENDCLOUD)
    talk.ask("E o chat, como funciona?").must_speak("pt").must_say("chat ao vivo")
    talk.ask("Merci beaucoup pour votre aide").must_speak("fr")


@pytest.mark.parametrize(
    ("language", "opening", "question"),
    [
        ("pt", "Como falo com a Sendcloud?", "Comment vous contacter ?"),
        ("fr", "Comment contacter ClearSale ?", "Quais são os canais de atendimento?"),
    ],
)
def test_a_language_switch_never_changes_a_desk_that_was_told(
    talk: Talk, language: str, opening: str, question: str
) -> None:
    desk = SENDCLOUD if "Sendcloud" in opening else CLEARSALE
    talk.ask(opening).must_speak(language).must_say(desk)
    other = "fr" if language == "pt" else "pt"
    talk.ask(question).must_speak(other).must_say(desk)


@pytest.mark.parametrize(
    ("language", "opening", "switch", "question"),
    [
        ("pt", "Meu boleto não chegou", "Peut-on continuer en français ?", "Comment vous contacter ?"),
        ("fr", "Comment ouvrir un ticket ?", "Podemos falar em português?", "Quais são os canais de atendimento?"),
    ],
)
def test_a_language_switch_never_changes_the_desk_that_was_spoken_of(
    talk: Talk, language: str, opening: str, switch: str, question: str
) -> None:
    desk = CLEARSALE if language == "pt" else SENDCLOUD
    other = "fr" if language == "pt" else "pt"
    talk.ask(opening).must_speak(language).must_say(desk)
    talk.ask(switch).must_speak(other)
    talk.ask(question).must_speak(other).must_say(desk)


@pytest.mark.parametrize("word", ["Growth", "Lite", "Large Shop", "Sendcloud", "ClearSale", "ok", "11.222.333/0001-81"])
@pytest.mark.parametrize(("language", "opening"), [("pt", "Bom dia, tudo bem?"), ("fr", "Bonjour, comment ça va ?")])
def test_a_word_of_no_language_keeps_the_conversations(talk: Talk, language: str, opening: str, word: str) -> None:
    talk.ask(opening).must_speak(language)
    talk.ask(word).must_speak(language)


def test_the_buttons_of_an_answer_keep_its_language(talk: Talk) -> None:
    asked = talk.ask("Comment contacter Sendcloud ?").must_speak("fr")
    overview = talk.press(asked, "Growth").must_speak("fr")
    for intent in ("contact_chat", "contact_email", "contact_phone", "compare_plans"):
        talk.press(overview, intent).must_speak("fr")


# ── Which market ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def monday() -> Iterator[RunningServer]:
    """The assistant while the phone is open on the continent and closed in Britain."""
    with started(RunningServer(now=MONDAY_MORNING)) as running:
        yield running


HOURS = {"pt": "Qual é o horário do telefone da Sendcloud?", "fr": "Quels sont les horaires du téléphone ?"}
WINDOWS = {"pt": ("9h às 17h30", "8h30 às 17h"), "fr": ("9 h à 17 h 30", "8 h 30 à 17 h")}
OPEN = {"pt": ("está aberto", "até as 17h30"), "fr": ("c'est ouvert", "jusqu'à 17 h 30")}
CLOSED = {"pt": ("está fechado", "às 8h30"), "fr": ("c'est fermé", "à 8 h 30")}


def check_state(reply: Reply, language: str, *, is_open: bool) -> None:
    __tracebackhide__ = True
    now, other = (OPEN, CLOSED) if is_open else (CLOSED, OPEN)
    reply.must_speak(language).must_say(*now[language]).never_say(other[language][0])


@pytest.mark.parametrize(
    ("language", "title", "is_open"),
    [("pt", "França", True), ("pt", "Reino Unido", False), ("fr", "Espagne", True), ("fr", "Royaume-Uni", False)],
)
def test_the_market_is_asked_for_where_it_decides_and_its_button_answers(
    monday: RunningServer, language: str, title: str, is_open: bool
) -> None:
    talk = monday.talk()
    asked = talk.ask(HOURS[language]).must_speak(language).must_say(*WINDOWS[language])
    asked.never_say(OPEN[language][0], CLOSED[language][0])
    assert len(asked.buttons) == 7, f"expected a button for each of the seven markets:\n{asked}"
    check_state(talk.press(asked, title).must_say(title), language, is_open=is_open)


@pytest.mark.parametrize(
    ("language", "told", "is_open"),
    [
        ("pt", "França", True),
        ("pt", "minha loja fica no Reino Unido", False),
        ("fr", "je suis en France", True),
        ("fr", "en Belgique", True),
        ("fr", "Royaume-Uni", False),
    ],
)
def test_a_typed_market_answers_too(monday: RunningServer, language: str, told: str, is_open: bool) -> None:
    talk = monday.talk()
    talk.ask(HOURS[language])
    check_state(talk.ask(told), language, is_open=is_open)


def test_a_market_that_is_known_is_not_asked_for_again(monday: RunningServer) -> None:
    talk = monday.talk()
    talk.press(talk.ask(HOURS["fr"]), "France")
    reply = talk.ask("Je suis en Growth, puis-je vous appeler ?").must_say("votre abonnement Growth")
    check_state(reply.never_say("Royaume-Uni"), "fr", is_open=True)


def test_open_or_closed_is_said_without_a_market_when_all_agree(talk: Talk) -> None:
    reply = talk.ask(HOURS["pt"]).must_speak("pt")
    reply.must_say("fechado", "segunda-feira, 23 de novembro").never_offer("França", "Reino Unido")
