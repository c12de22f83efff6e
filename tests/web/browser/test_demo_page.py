"""The page at /guichet/: both desks and languages, the support matrix beside the chat, the lines to copy."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
from playwright.sync_api import Locator, Route, expect

from tests.server import RunningServer
from tests.web.browser.conftest import Visit
from tests.web.browser.test_widget_access import each_window
from tests.web.browser.visitor import Visitor


def arrived(visit: Visit, language: str, desk: str, **settings: Any) -> Visitor:
    visitor = visit(language, path=f"/guichet/?desk={desk}&lang={language}", **settings).arrive()
    expect(visitor.page.locator("#questions button")).to_have_count(3)
    return visitor


def lit(visitor: Visitor) -> Locator:
    return visitor.page.locator("tr[aria-current]")


def ask(visitor: Visitor, question: str) -> None:
    visitor.page.get_by_role("button", name=question).click()
    expect(visitor.answers).to_have_count(2)


@pytest.mark.parametrize(
    ("language", "desk", "question", "row"),
    [
        ("fr", "sendcloud", "Puis-je appeler avec l'abonnement Lite ?", "option:phone"),
        ("pt", "sendcloud", "Dá pra ligar no plano Lite?", "option:phone"),
        ("fr", "clearsale", "Je n'ai pas reçu ma facture", "topic:invoice_not_received"),
        ("pt", "clearsale", "Meu boleto não chegou", "topic:invoice_not_received"),
    ],
)
def test_the_row_that_an_answer_rests_on_lights_up(
    visit: Visit, language: str, desk: str, question: str, row: str
) -> None:
    visitor = arrived(visit, language, desk)
    ask(visitor, question)
    expect(lit(visitor)).to_have_attribute("data-row", row)
    expect(lit(visitor)).to_be_in_viewport()


def test_so_does_the_plan_it_is_about(visit: Visit) -> None:
    visitor = arrived(visit, "fr", "sendcloud")
    ask(visitor, "Puis-je appeler avec l'abonnement Lite ?")
    expect(visitor.page.locator("td.here")).to_have_count(1)
    expect(visitor.page.locator("td.here [role=img]")).to_have_attribute("aria-label", "non")


def test_an_answer_about_the_other_desk_shows_its_matrix(visit: Visit) -> None:
    visitor = arrived(visit, "pt", "clearsale")
    expect(visitor.answers).to_have_count(1)
    visitor.say("Na Sendcloud, qual o horário do telefone?")
    expect(visitor.page.locator("#desks").get_by_role("button", name="Sendcloud")).to_have_attribute(
        "aria-pressed", "true"
    )


@pytest.mark.parametrize("desk", ["sendcloud", "clearsale"])
def test_every_example_gets_an_answer_of_its_desk(visit: Visit, assistant: RunningServer, desk: str) -> None:
    for language in ("pt", "fr"):
        visitor = arrived(visit, language, desk)
        questions = visitor.page.locator("#questions button").all_text_contents()
        assert len(questions) == 3
        for count, question in enumerate(questions, start=2):
            visitor.page.get_by_role("button", name=question).click()
            expect(visitor.answers).to_have_count(count)
            expect(lit(visitor)).to_have_count(1)


def test_the_page_and_the_widget_change_the_language_together(visit: Visit) -> None:
    visitor = arrived(visit, "fr", "sendcloud")
    expect(visitor.answers).to_have_count(1)
    visitor.page.locator("#languages").get_by_role("button", name="Português").click()
    expect(visitor.input).to_have_attribute("placeholder", "Escreva a sua pergunta")
    visitor.widget.get_by_role("button", name="Français").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("La bonne porte, dès la première question.")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")


def test_the_matrix_is_that_of_the_desk_files(visit: Visit, assistant: RunningServer) -> None:
    visitor = arrived(visit, "fr", "sendcloud")
    desk = requests.get(f"{assistant.url}/guichet/desks", timeout=10).json()["sendcloud"]
    plans = [plan["key"] for family in desk["families"] for plan in family["plans"]]
    for option in desk["options"]:
        cells = visitor.page.locator(f"[data-row='option:{option['key']}'] td.tick [role=img]")
        shown = cells.evaluate_all("cells => cells.map(cell => cell.getAttribute('aria-label'))")
        assert shown == ["oui" if plan in option["plans"] else "non" for plan in plans]


def test_the_lines_to_copy_are_those_of_this_desk_and_language(visit: Visit, assistant: RunningServer) -> None:
    visitor = arrived(visit, "pt", "clearsale", permissions=["clipboard-read", "clipboard-write"])
    visitor.page.get_by_role("button", name="Copiar").click()
    expect(visitor.page.locator("#copied")).to_have_text("Copiado")
    copied = visitor.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert copied[0] == f'<script type="module" src="{assistant.url}/guichet/widget.js"></script>'
    assert copied[1] == '<guichet-widget desk="clearsale" lang="pt">'
    assert '<a href="mailto:suporte@clear.sale">suporte@clear.sale</a>' in copied[3]
    assert copied[-1] == "</guichet-widget>"


@each_window
@pytest.mark.parametrize(("colours", "language", "desk"), [("light", "fr", "sendcloud"), ("dark", "pt", "clearsale")])
def test_it_fits_every_window_and_axe_finds_nothing(
    visit: Visit, window: dict[str, Any], colours: str, language: str, desk: str
) -> None:
    visitor = arrived(visit, language, desk, color_scheme=colours, **window)
    expect(visitor.widget.locator(".frame")).to_be_attached()
    visitor.must_fit()
    visitor.must_be_accessible()


# ── Without scripts ──────────────────────────────────────────────────────────────────────────────────


def without_scripts(visit: Visit, language: str, desk: str, **settings: Any) -> Visitor:
    address = f"/guichet/?desk={desk}&lang={language}"
    return visit(language, path=address, java_script_enabled=False, **settings).arrive()


@pytest.mark.parametrize(
    ("language", "desk", "headline", "door"),
    [
        ("fr", "sendcloud", "La bonne porte, dès la première question.", "le bouton en bas à droite de votre écran"),
        ("pt", "clearsale", "A porta certa, desde a primeira pergunta.", "suporte@clear.sale"),
    ],
)
def test_without_scripts_one_reads_what_it_is_the_matrix_and_the_doors(
    visit: Visit, assistant: RunningServer, language: str, desk: str, headline: str, door: str
) -> None:
    page = without_scripts(visit, language, desk).page
    facts = requests.get(f"{assistant.url}/guichet/desks", timeout=10).json()[desk]
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    expect(page.locator(".closed")).to_contain_text("JavaScript")
    expect(page.locator(".closed")).to_contain_text(door)
    expect(page.locator(".closed").get_by_role("link", name=facts["article"]["title"])).to_be_visible()
    told = [*facts["topics"], *(facts["options"] if facts["families"] else [])]
    expect(page.locator("tr[data-row]")).to_have_count(len(told))
    expect(page.locator("button")).to_have_count(1)  # the one to copy, hidden with its lines
    expect(page.locator("button")).to_be_hidden()
    assert "" not in [text.strip() for text in page.locator("[data-say]:visible").all_inner_texts()]


def test_without_scripts_links_change_language_and_desk(visit: Visit) -> None:
    page = without_scripts(visit, "fr", "sendcloud").page
    page.get_by_role("link", name="Português").click()
    expect(page.locator("html")).to_have_attribute("lang", "pt")
    page.get_by_role("link", name="ClearSale", exact=True).click()
    expect(page.get_by_role("table", name="ClearSale")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "pt")


@each_window
def test_without_scripts_it_fits_every_window(visit: Visit, window: dict[str, Any]) -> None:
    without_scripts(visit, "fr", "sendcloud", **window).must_fit()


@pytest.mark.parametrize(("colours", "language", "desk"), [("light", "fr", "sendcloud"), ("dark", "pt", "clearsale")])
def test_and_axe_finds_nothing_in_it(visit: Visit, colours: str, language: str, desk: str) -> None:
    visitor = visit(language, path=f"/guichet/?desk={desk}&lang={language}", color_scheme=colours)

    def as_without(route: Route) -> None:
        """axe needs scripts: the page has what it would have without, and none of its own."""
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r"<script.*?</script>|</?noscript>", "", answer.text()))

    visitor.answer_with("?*", as_without)
    visitor.arrive()
    expect(visitor.page.locator(".closed")).to_be_visible()
    visitor.must_be_accessible()


def test_who_asks_for_nothing_gets_the_browsers_language_and_its_usual_desk(assistant: RunningServer) -> None:
    for language, desk in (("fr", "sendcloud"), ("pt", "clearsale")):
        answer = requests.get(
            f"{assistant.url}/guichet/", headers={"Accept-Language": f"en, {language};q=0.5"}, timeout=10
        )
        assert f'<html lang="{language}" data-desk="{desk}">' in answer.text
        assert "Accept-Language" in answer.headers["Vary"]
    strange = requests.get(f"{assistant.url}/guichet/?lang=<b>&desk=%22><script>", timeout=10)
    assert '<html lang="pt" data-desk="clearsale">' in strange.text
    again = requests.get(strange.url, headers={"If-None-Match": strange.headers["ETag"]}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")


def test_the_address_without_a_slash_leads_to_the_page(assistant: RunningServer) -> None:
    answer = requests.get(f"{assistant.url}/guichet", timeout=10)
    assert answer.url == f"{assistant.url}/guichet/"
    assert "<guichet-widget" not in answer.text  # the page makes it, in the language that it chose
    assert answer.headers["Content-Type"].startswith("text/html")


def test_no_page_or_script_allows_inline_code(assistant: RunningServer) -> None:
    policy = requests.get(f"{assistant.url}/guichet/", timeout=10).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
