"""Somebody in front of a browser: opens the widget, writes, presses, reads; and what the browser has to say."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Route, expect

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWER_WITHIN = 20_000  # ms; a twentieth of a second on an idle machine
RECONNECTED_WITHIN = 60_000  # ms; half of it may pass between two attempts
NOT_LOADED = "Failed to load resource: "

expect.set_options(timeout=ANSWER_WITHIN)


def chromium_or_fail() -> str:
    """The system's Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("the browser tests need Chromium: apt-get install chromium", pytrace=False)
    return found


def axe_or_fail() -> str:
    if not AXE.is_file():
        pytest.fail("the browser tests need axe-core: npm ci --prefix tests/web", pytrace=False)
    return AXE.read_text(encoding="utf-8")


class Visitor:
    """One browser profile with one page, and further tabs of it."""

    def __init__(
        self, browser: Browser, address: str, *, hosts: set[str], language: str, cut_off: bool = False, **settings: Any
    ) -> None:
        """`cut_off`: requests of this visitor will fail, which browsers complain about."""
        settings = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **settings}
        self.context = browser.new_context(locale={"fr": "fr-FR", "pt": "pt-BR"}[language], **settings)
        self.address = address
        self._hosts = hosts
        self._cut_off = cut_off
        self._problems: list[str] = []
        self.context.on("request", self._asked)
        self.context.on("console", self._complained)
        self.context.on("weberror", lambda error: self._problems.append(f"script error: {error.error}"))
        self.page = self.context.new_page()
        self.page.set_default_timeout(ANSWER_WITHIN)

    # ── coming and going ──

    def arrive(self, address: str | None = None) -> Visitor:
        self.page.goto(address or self.address)
        return self

    def tab(self) -> Page:
        """The same page once more, in a tab of its own."""
        page = self.context.new_page()
        page.set_default_timeout(ANSWER_WITHIN)
        page.goto(self.address)
        return page

    def leave(self) -> list[str]:
        """What the browser complained about."""
        self.context.close()
        return self._problems

    # ── what there is ──

    @property
    def widget(self) -> Locator:
        return self.page.locator("guichet-widget")

    @property
    def launcher(self) -> Locator:
        return self.widget.locator(".launcher")

    @property
    def panel(self) -> Locator:
        return self.widget.locator(".panel")

    @property
    def log(self) -> Locator:
        return self.widget.get_by_role("log")

    @property
    def input(self) -> Locator:
        return self.widget.get_by_role("textbox")

    @property
    def asked(self) -> Locator:
        """What the visitor has said."""
        return self.widget.locator(".message.user .bubble, .message.user .draft")

    @property
    def answers(self) -> Locator:
        """What was said to the visitor, the greeting first."""
        return self.widget.locator(".message.bot")

    def reply(self, title: str) -> Locator:
        """A suggested reply."""
        return self.widget.locator(".replies").get_by_role("button", name=title, exact=True)

    # ── what one does ──

    def open(self) -> Visitor:
        self.launcher.click()
        expect(self.answers).to_have_count(1)
        return self

    def say(self, text: str) -> Locator:
        """Write it and wait for the answer."""
        return self._answered(lambda: self.write(text))

    def press(self, title: str) -> Locator:
        return self._answered(lambda: self.reply(title).click())

    def write(self, text: str) -> None:
        """Write and send it, and wait for nothing."""
        self.input.fill(text)
        self.input.press("Enter")

    def _answered(self, act: Callable[[], None]) -> Locator:
        """The first answer, once its turn is over and the page was told so. The greeting may come late, and is none."""
        answers = self.widget.locator(".message.user ~ .message.bot")
        before = answers.count()
        act()
        expect(answers.nth(before)).to_be_visible()
        expect(self.widget.locator(".typing")).to_be_hidden()
        return answers.nth(before)

    def mail(self) -> Locator:
        """The card of the mail, once it is there."""
        card = self.widget.locator(".draft").last
        expect(card).to_be_visible()
        return card

    # ── what is checked ──

    def must_be_accessible(self) -> None:
        """No violation of WCAG 2.2 A and AA, nor of axe's best practices."""
        __tracebackhide__ = True
        self.page.evaluate(f"{axe_or_fail()}\n;0")
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        told = [
            f"{rule['id']} ({rule['help']}): {json.dumps(node['target'])} {node.get('failureSummary', '')}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
        assert told == [], "\n".join(told)

    def must_fit(self) -> None:
        """Nothing lies outside of the window, to the left or to the right."""
        __tracebackhide__ = True
        wide = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], f"the page is {wide[0]} px wide in a window of {wide[1]}"

    # ── the network ──

    def answer_with(self, path: str, handler: Callable[[Route], None], times: int | None = None) -> None:
        """Let `handler` answer the requests to this path of the assistant."""
        self.page.route(f"**/guichet/{path}", handler, times=times)

    def hold(self, path: str) -> Callable[[], Route]:
        """Keep the next request to this path back. What is returned waits until it is there, and gives it."""
        held: list[Route] = []

        def keep(route: Route) -> None:
            held.append(route)

        self.answer_with(path, keep, times=1)

        def there() -> Route:
            end = time.monotonic() + ANSWER_WITHIN / 1000
            while not held:
                assert time.monotonic() < end, f"nothing was asked of {path}"
                self.page.wait_for_timeout(20)
            return held[0]

        return there

    def reconnect(self) -> None:
        """What the browser does when its line is back: the widget waits no longer for its next attempt."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def _asked(self, request: Request) -> None:
        if request.url.startswith(("data:", "blob:")):
            return
        if not any(request.url.startswith(f"{host}/") for host in self._hosts):
            self._problems.append(f"a request to another host: {request.url}")

    def _complained(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or (self._cut_off and message.text.startswith(NOT_LOADED)):
            return
        self._problems.append(f"{message.type} in the console: {message.text} ({message.location.get('url')})")
