"""A running assistant, a shop's page on another origin, and a real browser that visits them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, sync_playwright

from tests.server import CREDENTIALS, RunningServer, free_port, started
from tests.web.browser.shop import Shop
from tests.web.browser.visitor import ARGUMENTS, Visitor, chromium_or_fail

Visit = Callable[..., Visitor]
IDENTITY_KEY = "of-the-shop"
SESSION_KEY = {"GUICHET_SESSION_KEY": "of-the-tests-" + "0" * 40}


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    """A page of somebody else, at an origin of its own."""
    with Shop(free_port()) as shop:
        yield shop


def web_credentials(file: Path, origin: str) -> Path:
    """The tests' credentials, for a shop at `origin`, and for tests that open many pages a minute."""
    credentials: dict[str, Any] = yaml.safe_load(CREDENTIALS.read_text(encoding="utf-8"))
    origins = {"sendcloud": [origin], "clearsale": [origin]}
    credentials["bot.channels.web.Web"] = {
        "origins": origins,
        "requests_per_minute": 100_000,
        "sessions_per_minute": 1_000,
    }
    file.write_text(yaml.safe_dump(credentials), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def assistant(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    credentials = web_credentials(tmp_path_factory.mktemp("web") / "credentials.yml", shop.origin)
    server = RunningServer(
        arguments=["--credentials", str(credentials)], env={**SESSION_KEY, "GUICHET_IDENTITY_KEY": IDENTITY_KEY}
    )
    with started(server) as running:
        shop.assistant = running.url
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_or_fail(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, assistant: RunningServer, shop: Shop) -> Iterator[Visit]:
    """Somebody who opens a page in a browser of their own. What the browser complained about fails the test."""
    visitors: list[Visitor] = []

    def arrive(language: str = "fr", desk: str = "sendcloud", *, path: str | None = None, **settings: Any) -> Visitor:
        """On the shop's page with the widget; with `path`, on a page of the assistant's own server."""
        address = shop.page(desk, language) if path is None else f"{assistant.url}{path}"
        visitor = Visitor(browser, address, hosts={assistant.url, shop.origin}, language=language, **settings)
        visitors.append(visitor)
        return visitor

    yield arrive
    problems = [problem for visitor in visitors for problem in visitor.leave()]
    assert problems == []
