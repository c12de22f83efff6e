"""The main dialogues as a merchant has them in the browser, in both languages."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Route, expect

from tests.web.browser.conftest import Visit

HELLO = {"pt": "Olá! Sou o Guichet", "fr": "Bonjour ! Je suis Guichet"}
ALL_PAYLOADS = re.compile(r"^/\w+")


def as_stream(*messages: dict[str, object], language: str = "pt") -> str:
    """What the server streams for a turn."""
    events = [("message", message) for message in messages] + [("done", {"language": language})]
    return "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)


@pytest.mark.parametrize("language", ["pt", "fr"])
def test_the_panel_opens_with_a_greeting_in_the_pages_language(visit: Visit, language: str) -> None:
    visitor = visit(language).arrive().open()
    expect(visitor.answers).to_contain_text(HELLO[language])
    expect(visitor.answers.locator(".bubble")).to_have_attribute("lang", language)


def test_a_growth_customer_who_wants_to_phone_in_french(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    expect(visitor.say("Puis-je vous appeler ?")).to_contain_text("Cela dépend de votre abonnement")
    answer = visitor.press("Growth")
    expect(answer).to_contain_text("Oui, votre abonnement Growth comprend le téléphone")
    expect(visitor.asked).to_have_text(["Puis-je vous appeler ?", "Growth"])
    expect(answer.get_by_role("link")).to_have_attribute("href", re.compile(r"^https://support\.sendcloud\.com/"))


def test_a_lite_customer_who_wants_to_phone_in_portuguese(visit: Visit) -> None:
    visitor = visit("pt").arrive().open()
    answer = visitor.say("Sou Lite, dá pra ligar?")
    expect(answer).to_contain_text("O plano Lite não inclui")
    expect(answer.get_by_role("listitem").first).to_contain_text("chat ao vivo")
    visitor.press("O chat ao vivo")


def test_a_boleto_that_did_not_come(visit: Visit) -> None:
    visitor = visit("pt", "clearsale").arrive().open()
    answer = visitor.say("Meu boleto não chegou")
    expect(answer).to_contain_text("quarta-feira, 25 de novembro")
    address = answer.get_by_role("link", name="central.relacionamento@clear.sale")
    expect(address).to_have_attribute("href", "mailto:central.relacionamento@clear.sale")
    expect(visitor.press("Preparar o e-mail")).to_contain_text("nome da loja")
    visitor.say("Loja Azul")
    visitor.say("11.222.333/0001-81")
    mail = visitor.mail()
    expect(mail).to_have_accessible_name("O seu e-mail está pronto")
    expect(mail).to_contain_text("Nome da loja: Loja Azul")
    link = mail.get_by_role("link", name="Abrir")
    expect(link).to_have_attribute("href", re.compile(r"^mailto:central\.relacionamento@clear\.sale\?subject=.+&body="))


def test_a_cancellation_in_french(visit: Visit) -> None:
    visitor = visit("fr", "clearsale").arrive().open()
    expect(visitor.say("Je veux résilier mon contrat ClearSale")).to_contain_text(
        "L'article n'indique pas de délai de réponse"
    )


def test_replies_that_were_not_chosen_go_when_the_conversation_goes_on(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    visitor.say("Puis-je vous appeler ?")
    visitor.say("Bonjour")
    expect(visitor.reply("Growth")).to_have_count(0)


def test_no_payload_is_ever_shown(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    visitor.say("Puis-je vous appeler ?")
    visitor.press("Lite")
    visitor.page.reload()
    visitor.launcher.click()
    expect(visitor.asked).to_have_text(["Puis-je vous appeler ?", "Lite"])


def test_the_language_switch_changes_everything_at_once(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    expect(visitor.input).to_have_attribute("placeholder", "Écrivez votre question")
    visitor.widget.get_by_role("button", name="Português").click()
    expect(visitor.input).to_have_attribute("placeholder", "Escreva a sua pergunta")
    expect(visitor.widget.get_by_role("dialog", name="Assistente Guichet")).to_be_visible()
    expect(visitor.widget.get_by_role("button", name="Mais opções")).to_be_visible()
    expect(visitor.widget).to_have_attribute("lang", "pt")
    expect(visitor.answers).to_contain_text(HELLO["pt"])
    expect(visitor.widget.locator("time")).to_contain_text("hoje")
    expect(visitor.say("ok")).to_contain_text(re.compile(r"Certo|precisa|resolver"))


def test_the_page_may_switch_the_language(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    visitor.page.evaluate("document.querySelector('guichet-widget').lang = 'pt'")
    expect(visitor.answers).to_contain_text(HELLO["pt"])


def test_the_labels_follow_the_merchants_language(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    visitor.say("Bom dia, o meu boleto da ClearSale ainda não chegou")
    expect(visitor.input).to_have_attribute("placeholder", "Escreva a sua pergunta")
    expect(visitor.asked.last).to_have_attribute("lang", "fr")  # as long as the server has not told another


def test_whatever_is_said_stays_text(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    attack = '<img src=x onerror="document.title=1"><script>document.title=2</script>"onclick=x'
    visitor.say(attack)
    expect(visitor.asked).to_have_text(attack)
    assert visitor.widget.locator("img, script").count() == 0
    assert visitor.page.title() == "Shop"


def test_only_safe_addresses_become_links(visit: Visit) -> None:
    visitor = visit("pt").arrive().open()
    text = "http://a.example javascript:alert(1) data:text/html,x https://b.example/c?d=1). e@f.example"
    reply = {"id": "x.1", "time": 1, "language": "pt", "text": text}
    visitor.answer_with(
        "messages", lambda route: route.fulfill(content_type="text/event-stream", body=as_stream(reply))
    )
    answer = visitor.say("Oi")
    hrefs = answer.get_by_role("link").evaluate_all("links => links.map(link => link.href)")
    assert hrefs == ["https://b.example/c?d=1", "mailto:e@f.example"]
    expect(answer.locator("p")).to_have_text(text.replace("https://", "", 1))


MAIL = {
    "to": "central.relacionamento@clear.sale",
    "subject": "Cancelamento do plano",
    "body": "Olá,\n\nEscrevo sobre: cancelamento <b>do</b> plano.\n\nNome da loja: ____",
    "mailto": "mailto:central.relacionamento@clear.sale?subject=Cancelamento%20do%20plano",
}


def with_mail(visit: Visit, **changes: str) -> Route:
    visitor = visit("fr", "clearsale", permissions=["clipboard-read", "clipboard-write"]).arrive().open()
    reply = {"id": "x.1", "time": 1, "language": "pt", "text": "as text", "custom": {"mail": {**MAIL, **changes}}}
    visitor.answer_with(
        "messages", lambda route: route.fulfill(content_type="text/event-stream", body=as_stream(reply, language="fr"))
    )
    visitor.say("Préparez l'e-mail")
    return visitor


def test_a_mail_draft_is_shown_as_a_letter_instead_of_its_text(visit: Visit) -> None:
    visitor = with_mail(visit)
    card = visitor.widget.get_by_role("group", name="Votre e-mail est prêt")
    expect(card).to_contain_text(MAIL["subject"])
    expect(card.locator(".letter")).to_have_text(MAIL["body"])
    expect(visitor.answers.last).not_to_contain_text("as text")
    expect(card.get_by_role("link", name="Ouvrir dans ma messagerie")).to_have_attribute("href", MAIL["mailto"])


def test_a_mail_draft_can_be_copied(visit: Visit) -> None:
    visitor = with_mail(visit)
    visitor.widget.get_by_role("button", name="Copier l'e-mail").click()
    expect(visitor.widget.get_by_role("status").filter(has_text="Copié")).to_be_visible()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{MAIL['to']}\n{MAIL['subject']}\n\n{MAIL['body']}"


def test_a_mail_link_that_is_none_is_not_offered(visit: Visit) -> None:
    visitor = with_mail(visit, mailto="javascript:alert(1)")
    expect(visitor.widget.get_by_role("button", name="Copier l'e-mail")).to_be_visible()
    assert visitor.widget.locator(".draft .actions a").count() == 0


def test_the_page_hears_what_happens(visit: Visit) -> None:
    visitor = visit("fr").arrive()
    visitor.page.evaluate(
        """() => {
            window.heard = [];
            for (const name of ["open", "close", "message", "turn", "language"]) {
                document.addEventListener(`guichet:${name}`, ({ detail }) => heard.push([name, detail?.from]));
            }
        }"""
    )
    visitor.open()
    visitor.say("Puis-je appeler avec Lite ?")
    visitor.input.press("Escape")
    expect(visitor.panel).to_be_hidden()
    heard = visitor.page.evaluate("heard")
    assert heard == [["open", None], ["message", "user"], ["message", "bot"], ["turn", None], ["close", None]]


def test_what_the_page_says_before_the_widget_is_ready_is_said(visit: Visit) -> None:
    visitor = visit("fr")
    asked = visitor.hold("words")
    visitor.arrive()
    words = asked()
    visitor.page.evaluate("document.querySelector('guichet-widget').say('Puis-je vous appeler ?')")
    words.continue_()
    expect(visitor.answers).to_have_count(2)
    expect(visitor.asked).to_have_text(["Puis-je vous appeler ?"])


def test_another_desk_is_another_conversation(visit: Visit) -> None:
    visitor = visit("fr", "sendcloud").arrive().open()
    asked = visitor.hold("messages")
    visitor.write("Puis-je vous appeler ?")
    message = asked()
    visitor.page.evaluate("document.querySelector('guichet-widget').setAttribute('desk', 'clearsale')")
    expect(visitor.asked).to_have_count(0)
    with visitor.page.expect_response("**/guichet/messages"):
        message.continue_()
    expect(visitor.say("Je veux résilier mon contrat")).to_contain_text("central.relacionamento@clear.sale")
    visitor.page.evaluate("document.querySelector('guichet-widget').setAttribute('desk', 'sendcloud')")
    expect(visitor.asked).to_have_text(["Puis-je vous appeler ?"])
    expect(visitor.answers).to_have_count(2)
