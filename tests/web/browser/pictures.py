"""Takes the pictures of docs/images: `python -m tests.web.browser.pictures`. Needs a trained model and Chromium."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from tests.server import ROOT, RunningServer, free_port
from tests.web.browser.conftest import SESSION_KEY, web_credentials
from tests.web.browser.shop import Shop
from tests.web.browser.visitor import ARGUMENTS, Visitor, chromium_or_fail

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"viewport": {"width": 1280, "height": 1240}}
CORNER = {"viewport": {"width": 600, "height": 820}}
MAIL = ("Loja Azul", "11.222.333/0001-81")
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with Shop(free_port()) as shop, tempfile.TemporaryDirectory() as folder:
        credentials = web_credentials(Path(folder) / "credentials.yml", shop.origin)
        server = RunningServer(arguments=["--credentials", str(credentials)], env=SESSION_KEY)
        with server, sync_playwright() as playwright:
            shop.assistant = server.url
            browser = playwright.chromium.launch(executable_path=chromium_or_fail(), args=ARGUMENTS)
            for colours in ("light", "dark"):
                page(browser, server, "fr", "sendcloud", colours, "Puis-je appeler avec l'abonnement Lite ?")
                page(browser, server, "pt", "clearsale", colours, "Meu boleto não chegou")
                widget(browser, shop, "fr", "sendcloud", colours, "Bonjour, puis-je vous appeler ?")
                widget(browser, shop, "pt", "clearsale", colours, "Meu boleto não chegou", "Preparar o e-mail", *MAIL)
            on_the_phone(browser, shop, "fr", "sendcloud", "Puis-je appeler avec Lite ?")
            on_the_phone(browser, shop, "pt", "clearsale", "Quero cancelar meu plano")
            browser.close()


def visitor_of(browser: Browser, address: str, language: str, **settings: Any) -> Visitor:
    return Visitor(browser, address, hosts={address}, language=language, **settings).arrive()


def page(browser: Browser, server: RunningServer, language: str, desk: str, colours: str, question: str) -> None:
    address = f"{server.url}/guichet/?desk={desk}&lang={language}"
    visitor = visitor_of(browser, address, language, color_scheme=colours, **DESKTOP)
    visitor.page.get_by_role("button", name=question).click()
    expect(visitor.page.locator("tr[aria-current]")).to_be_visible()
    visitor.page.evaluate("scrollTo(0, 0)")
    take(visitor, f"demo-{language}-{colours}")


def widget(browser: Browser, shop: Shop, language: str, desk: str, colours: str, *said: str) -> None:
    visitor = visitor_of(browser, shop.page(desk, language), language, color_scheme=colours, **CORNER).open()
    visitor.say(said[0])
    for words in said[1:]:
        visitor.press(words) if visitor.reply(words).count() else visitor.say(words)
    if MAIL[0] in said:
        visitor.mail()
    visitor.page.evaluate("document.querySelector('main').hidden = true")  # the shop is not what is to be seen
    take(visitor, f"widget-{language}-{colours}")


def on_the_phone(browser: Browser, shop: Shop, language: str, desk: str, question: str) -> None:
    visitor = visitor_of(browser, shop.page(desk, language), language, **PHONE).open()
    visitor.say(question)
    take(visitor, f"phone-{language}")


def take(visitor: Visitor, name: str) -> None:
    visitor.page.screenshot(path=IMAGES / f"{name}.png")
    visitor.leave()


if __name__ == "__main__":
    main()
