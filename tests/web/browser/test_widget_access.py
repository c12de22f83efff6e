"""For everybody: by keyboard, by finger, magnified, in narrow windows, in other colours, read aloud (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Visit
from tests.web.browser.test_widget_dialogues import MAIL, as_stream
from tests.web.browser.visitor import Visitor

QUESTION = "Puis-je vous appeler ?"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
MAGNIFIED = {"viewport": {"width": 320, "height": 200}, "device_scale_factor": 4}  # 1280 × 800 at 400 %
WINDOWS: dict[str, dict[str, Any]] = {
    "1280 px": {},
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "phone": PHONE,
    "400 %": MAGNIFIED,
}
each_window = pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
TARGETS = """() => [...document.querySelector('guichet-widget').shadowRoot
    .querySelectorAll('button, a.action, textarea')]
    .filter(node => node.checkVisibility())
    .map(node => [node.textContent || node.ariaLabel, node.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44)
    .map(([name, box]) => `${name}: ${box.width} × ${box.height}`)"""
FOCUSED = "document.querySelector('guichet-widget').shadowRoot.activeElement"


# ── Each state, as axe sees it ───────────────────────────────────────────────────────────────────────


def closed(_: Visitor) -> None:
    pass


def greeted(visitor: Visitor) -> None:
    visitor.open()


def asked(visitor: Visitor) -> None:
    visitor.open().say(QUESTION)


def answered(visitor: Visitor) -> None:
    visitor.open().say("Puis-je appeler avec Lite ?")


def menu(visitor: Visitor) -> None:
    visitor.open().widget.locator(".more").click()


def about_to_erase(visitor: Visitor) -> None:
    menu(visitor)
    visitor.widget.locator(".menu button").last.click()


def cut_off(visitor: Visitor) -> None:
    visitor.open().context.set_offline(True)
    visitor.write(QUESTION)
    expect(visitor.widget.locator(".trouble")).to_be_visible()


def mail(visitor: Visitor) -> None:
    reply = {"id": "x.1", "time": 1, "language": "pt", "text": "", "custom": {"mail": MAIL}}
    stream = as_stream(reply, language="fr")
    visitor.answer_with("messages", lambda route: route.fulfill(content_type="text/event-stream", body=stream))
    visitor.open().say("Préparez l'e-mail")


def unread(visitor: Visitor) -> None:
    visitor.open()
    visitor.write(QUESTION)
    visitor.widget.locator(".dismiss").click()
    expect(visitor.widget.locator(".message.bot")).to_have_count(2)


STATES: list[Callable[[Visitor], None]] = [
    closed,
    greeted,
    asked,
    answered,
    menu,
    about_to_erase,
    cut_off,
    mail,
    unread,
]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(visit: Visit, state: Callable[[Visitor], None], colours: str) -> None:
    visitor = visit("fr", cut_off=state is cut_off, color_scheme=colours).arrive()
    expect(visitor.launcher).to_be_visible()
    state(visitor)
    visitor.must_be_accessible()


@each_window
def test_it_fits_its_window_and_axe_finds_nothing_there(visit: Visit, window: dict[str, Any]) -> None:
    visitor = visit("pt", **window).arrive().open()
    visitor.say("Sou Lite, dá pra ligar?")
    visitor.must_fit()
    visitor.must_be_accessible()
    cut = visitor.widget.locator(".panel").evaluate(
        """panel => [...panel.querySelectorAll('*')].filter(node => node.checkVisibility())
            .filter(node => !node.closest('.unseen') && node.getBoundingClientRect().right > innerWidth + 1)
            .map(node => node.outerHTML.slice(0, 80))"""
    )
    assert cut == []


@each_window
def test_what_one_presses_is_44_px_wide_and_high(visit: Visit, window: dict[str, Any]) -> None:
    visitor = visit("fr", **window).arrive().open()
    visitor.say(QUESTION)
    assert visitor.page.evaluate(TARGETS) == []
    visitor.widget.locator(".more").click()
    assert visitor.page.evaluate(TARGETS) == []


@pytest.mark.parametrize("window", [PHONE, MAGNIFIED], ids=["phone", "400 %"])
def test_on_a_small_screen_it_takes_the_whole_of_it(visit: Visit, window: dict[str, Any]) -> None:
    visitor = visit("fr", **window).arrive().open()
    box = visitor.panel.bounding_box()
    size = window["viewport"]
    assert box == {"x": 0, "y": 0, "width": size["width"], "height": size["height"]}
    expect(visitor.launcher).to_be_hidden()
    log = visitor.log.bounding_box()
    assert log is not None and log["height"] >= 80
    visitor.widget.get_by_role("button", name="Fermer l'assistant").click()
    expect(visitor.launcher).to_be_visible()


def test_at_400_percent_all_of_an_answer_can_be_read(visit: Visit) -> None:
    visitor = visit("fr", **MAGNIFIED).arrive().open()
    visitor.say("Puis-je appeler avec Lite ?")
    last = visitor.widget.locator(".replies button").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [220, 300])
def test_in_a_narrow_column_it_stays_within(visit: Visit, width: int) -> None:
    visitor = visit("fr").arrive()
    visitor.page.evaluate(
        """width => {
            const widget = document.querySelector('guichet-widget');
            Object.assign(widget.style, { width: `${width}px`, height: '600px' });
            widget.toggleAttribute('inline', true);
            widget.toggleAttribute('open', true);
        }""",
        width,
    )
    expect(visitor.answers).to_have_count(1)
    visitor.say("Puis-je appeler avec Lite ?")
    too_wide = visitor.panel.evaluate("panel => panel.scrollWidth > panel.clientWidth")
    assert not too_wide
    assert visitor.log.evaluate("log => log.scrollWidth <= log.clientWidth")


# ── By keyboard ──────────────────────────────────────────────────────────────────────────────────────


def focus_is_on(visitor: Visitor) -> str:
    """What has the focus: its label, its words, or its tag."""
    told = visitor.page.evaluate(f"(node => node && (node.ariaLabel || node.textContent || node.localName))({FOCUSED})")
    return str(told).strip()


def test_a_whole_conversation_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit("fr").arrive()
    expect(visitor.launcher).to_be_visible()
    keys = visitor.page.keyboard
    keys.press("Tab")
    keys.press("Tab")
    assert focus_is_on(visitor) == "Ouvrir l'assistant"
    keys.press("Enter")
    expect(visitor.answers).to_have_count(1)
    assert focus_is_on(visitor) == "Votre message"
    keys.type(QUESTION)
    keys.press("Shift+Enter")
    keys.type("Merci !")
    keys.press("Enter")
    expect(visitor.answers).to_have_count(2)
    assert visitor.asked.inner_text() == f"{QUESTION}\nMerci !"
    assert focus_is_on(visitor) == "Votre message"
    for _ in range(3):
        keys.press("Shift+Tab")
    assert focus_is_on(visitor) == "Premium"
    keys.press("Shift+Tab")
    assert focus_is_on(visitor) == "Growth"
    keys.press("Space")
    expect(visitor.answers).to_have_count(3)
    assert focus_is_on(visitor) == "Votre message"
    keys.press("Escape")
    expect(visitor.panel).to_be_hidden()
    assert focus_is_on(visitor) == "Ouvrir l'assistant"


def test_the_menu_by_keyboard(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    keys = visitor.page.keyboard
    visitor.widget.locator(".more").focus()
    keys.press("Enter")
    assert focus_is_on(visitor) == "Recommencer"
    keys.press("Tab")
    keys.press("Enter")
    assert focus_is_on(visitor) == "Garder la conversation"
    keys.press("Escape")
    expect(visitor.widget.locator(".menu")).to_be_hidden()
    expect(visitor.panel).to_be_visible()
    assert focus_is_on(visitor) == "Plus d'options"


def test_the_focus_is_always_visible(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    visitor.say(QUESTION)
    for _ in range(16):
        visitor.page.keyboard.press("Shift+Tab")
        outline = visitor.page.evaluate(f"{FOCUSED} && getComputedStyle({FOCUSED}).outline")
        if outline is None:
            return
        assert "solid" in outline and "3px" in outline, f"{focus_is_on(visitor)}: {outline}"
    pytest.fail("Shift+Tab did not come back to the page")


def test_over_the_whole_screen_tab_goes_round(visit: Visit) -> None:
    visitor = visit("fr", viewport={"width": 390, "height": 844}).arrive().open()
    expect(visitor.panel).to_have_attribute("aria-modal", "true")
    seen = set()
    for _ in range(20):
        visitor.page.keyboard.press("Tab")
        seen.add(focus_is_on(visitor))
    assert "None" not in seen
    assert {"Votre message", "Envoyer", "Fermer l'assistant"} <= seen


def test_a_finger_brings_up_no_keyboard_before_one_wants_to_write(visit: Visit) -> None:
    visitor = visit("fr", **PHONE).arrive()
    visitor.launcher.tap()
    expect(visitor.answers).to_have_count(1)
    assert focus_is_on(visitor) == "Conversation"


# ── Read aloud ───────────────────────────────────────────────────────────────────────────────────────


def test_answers_are_announced_and_tell_who_speaks_in_which_language(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    expect(visitor.log).to_have_attribute("aria-live", "polite")
    visitor.say("Je voudrais vous appeler")
    visitor.say("Bom dia, o meu boleto da ClearSale ainda não chegou")
    languages = visitor.answers.locator(".bubble").evaluate_all("all => all.map(one => one.lang)")
    assert languages == ["fr", "fr", "pt"]
    expect(visitor.answers.last.locator(".unseen")).to_have_text("Guichet respondeu:")
    expect(visitor.widget.locator(".frame")).to_have_attribute("lang", "pt")


def test_a_history_is_not_read_aloud_again(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    visitor.say(QUESTION)
    visitor.page.reload()
    expect(visitor.launcher).to_be_visible()
    visitor.page.evaluate(
        f"""() => {{
            const log = {FOCUSED.removesuffix(".activeElement")}.querySelector('[role=log]');
            window.announced = [];
            new MutationObserver(() => announced.push(log.ariaLive)).observe(log, {{ childList: true }});
        }}"""
    )
    visitor.launcher.click()
    expect(visitor.answers).to_have_count(2)
    assert set(visitor.page.evaluate("announced")) == {"off"}
    expect(visitor.log).to_have_attribute("aria-live", "polite")


# ── Colours and motion ───────────────────────────────────────────────────────────────────────────────


def test_in_forced_colours_bubbles_and_buttons_have_edges(visit: Visit) -> None:
    visitor = visit("fr", forced_colors="active").arrive().open()
    visitor.say(QUESTION)
    for part in (".bubble", ".replies button", ".panel", ".send", "textarea"):
        style = visitor.widget.locator(part).first.evaluate("node => getComputedStyle(node).border")
        assert style.startswith("1px solid"), part
        assert "rgba(0, 0, 0, 0)" not in style, part
    visitor.must_be_accessible()


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_those_who_asked_for_that(visit: Visit, motion: str, moves: bool) -> None:
    visitor = visit("fr", reduced_motion=motion).arrive().open()
    name = visitor.panel.evaluate("node => getComputedStyle(node).animationName")
    assert (name != "none") is moves


def test_a_page_themes_it_with_custom_properties_and_parts(visit: Visit) -> None:
    visitor = visit("fr").arrive().open()
    visitor.page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`
                guichet-widget { --guichet-accent: rgb(120, 0, 90); --guichet-radius: 4px; color-scheme: dark; }
                guichet-widget::part(bubble) { text-transform: uppercase; }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    style = "(node, name) => getComputedStyle(node)[name]"
    send, bubble = visitor.widget.locator(".send"), visitor.widget.locator(".bubble").first
    assert send.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(120, 0, 90)"
    assert bubble.evaluate(style, "textTransform") == "uppercase"
    assert visitor.panel.evaluate("node => getComputedStyle(node).borderRadius") == "4px"
    assert visitor.panel.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(22, 28, 26)"
