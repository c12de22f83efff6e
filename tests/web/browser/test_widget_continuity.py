"""Nothing is lost and nothing is said twice: reloads, tabs, a server that restarts, a line that is cut."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.server import RunningServer
from tests.web.browser.conftest import IDENTITY_KEY, SESSION_KEY, Visit
from tests.web.browser.shop import DOOR, Shop
from tests.web.browser.visitor import RECONNECTED_WITHIN, Visitor

FIRST, SECOND = "Puis-je appeler avec l'abonnement Lite ?", "Et le chat ?"
WAITING = "Sera envoyé dès le retour de la connexion"


def test_the_conversation_is_there_after_a_reload(visit: Visit) -> None:
    visitor = visit().arrive().open()
    visitor.say(FIRST)
    said = visitor.log.locator(".bubble").all_text_contents()
    visitor.page.reload()
    visitor.launcher.click()
    expect(visitor.log.locator(".bubble")).to_have_text(said)
    visitor.say(SECOND)
    expect(visitor.asked).to_have_text([FIRST, SECOND])


def test_a_message_that_was_on_its_way_at_a_reload_is_answered(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()
    visitor.answer_with("messages", lambda route: route.abort())
    visitor.write(FIRST)
    expect(visitor.widget.get_by_text(WAITING)).to_be_visible()
    visitor.page.unroute_all()
    visitor.page.reload()
    visitor.launcher.click()
    expect(visitor.answers).to_have_count(2)
    expect(visitor.asked).to_have_text([FIRST])


def test_a_second_tab_has_the_same_conversation_and_follows_it(visit: Visit) -> None:
    visitor = visit().arrive().open()
    visitor.say(FIRST)
    tab = visitor.tab()
    tab.locator("guichet-widget .launcher").click()
    messages = tab.locator("guichet-widget .message .bubble")
    expect(messages).to_have_count(3)
    visitor.page.bring_to_front()
    visitor.say(SECOND)
    expect(messages).to_have_count(5)
    expect(tab.locator("guichet-widget .message.user .bubble")).to_have_text([FIRST, SECOND])


def test_the_other_tab_may_answer(visit: Visit) -> None:
    visitor = visit().arrive().open()
    visitor.say("Puis-je vous appeler ?")
    tab = visitor.tab()
    tab.locator("guichet-widget .launcher").click()
    tab.locator("guichet-widget .replies").get_by_role("button", name="Growth", exact=True).click()
    expect(visitor.answers).to_have_count(3)
    expect(visitor.answers.last).to_contain_text("votre abonnement Growth comprend le téléphone")


def test_a_cut_line_keeps_the_message_and_sends_it_once(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()
    visitor.context.set_offline(True)
    visitor.write(FIRST)
    expect(visitor.widget.get_by_text(WAITING)).to_be_visible()
    expect(visitor.widget.locator(".trouble")).to_contain_text("L'assistant est injoignable")
    visitor.context.set_offline(False)
    expect(visitor.answers).to_have_count(2)
    expect(visitor.asked).to_have_text([FIRST])
    expect(visitor.widget.locator(".trouble")).to_be_hidden()
    expect(visitor.widget.get_by_text(WAITING)).to_have_count(0)


def test_what_was_written_while_the_line_was_cut_is_sent_in_order(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()
    visitor.context.set_offline(True)
    visitor.write(FIRST)
    visitor.write(SECOND)
    expect(visitor.asked).to_have_count(2)
    visitor.context.set_offline(False)
    expect(visitor.answers).to_have_count(3)
    visitor.page.reload()
    visitor.launcher.click()
    expect(visitor.widget.locator(".message.user .bubble")).to_have_text([FIRST, SECOND])
    expect(visitor.answers).to_have_count(3)


def test_an_answer_that_got_lost_on_its_way_is_fetched_and_not_given_twice(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    visitor.answer_with("messages", lose, times=1)
    visitor.say(FIRST)
    visitor.page.reload()
    visitor.launcher.click()
    expect(visitor.answers).to_have_count(2)
    expect(visitor.asked).to_have_text([FIRST])


def test_an_answer_that_breaks_off_is_shown_once(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()
    attempts: list[Route] = []

    def break_off(route: Route) -> None:
        attempts.append(route)
        if len(attempts) > 1:
            return route.abort()
        whole = route.fetch().text()
        return route.fulfill(content_type="text/event-stream", body=whole[: whole.index("event: done")])

    visitor.answer_with("messages", break_off)
    visitor.write(FIRST)
    expect(visitor.widget.locator(".trouble")).to_be_visible()
    with visitor.page.expect_request("**/guichet/messages"):
        visitor.widget.get_by_role("button", name="Réessayer").click()
    visitor.page.unroute_all()
    expect(visitor.widget.locator(".trouble")).to_be_hidden(timeout=RECONNECTED_WITHIN)
    expect(visitor.answers).to_have_count(2)


def test_a_session_that_the_server_no_longer_takes_is_replaced(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()
    visitor.page.evaluate(
        """() => { for (const [key, kept] of Object.entries(localStorage)) {
            localStorage.setItem(key, JSON.stringify({ ...JSON.parse(kept), session: "forged" }));
        } }"""
    )
    visitor.say(FIRST)
    expect(visitor.asked).to_have_text([FIRST])


def test_too_many_messages_are_told_and_sent_later(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()
    refusal = {"code": "too_fast", "text": "Doucement !", "retry_after": 2}
    visitor.answer_with("messages", lambda route: route.fulfill(status=429, json=refusal), times=1)
    visitor.widget.locator(".status").evaluate(
        """node => {
            window.told = [];
            new MutationObserver(() => told.push(node.textContent)).observe(node, { childList: true });
        }"""
    )
    visitor.say(FIRST)
    assert "Doucement !" in visitor.page.evaluate("told")
    expect(visitor.answers).to_have_count(2)
    expect(visitor.asked).to_have_text([FIRST])


def test_a_message_that_is_refused_is_told_and_does_not_hold_up_the_next(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()
    visitor.answer_with("messages", lambda route: route.fulfill(status=400, json={"code": "shape"}), times=1)
    visitor.write(FIRST)
    expect(visitor.widget.get_by_text("Ce message n'a pas pu être envoyé")).to_be_visible()
    visitor.say(SECOND)


def test_a_reply_to_a_closed_panel_is_counted(visit: Visit) -> None:
    visitor = visit().arrive().open()
    asked = visitor.hold("messages")
    visitor.write(FIRST)
    visitor.input.press("Escape")
    expect(visitor.panel).to_be_hidden()
    asked().continue_()
    opener = visitor.widget.get_by_role("button", name="Ouvrir l'assistant. Messages non lus : 1")
    expect(opener).to_contain_text("1")
    opener.click()
    expect(visitor.answers).to_have_count(2)
    visitor.input.press("Escape")
    expect(visitor.widget.get_by_role("button", name="Ouvrir l'assistant", exact=True)).to_be_visible()


def test_starting_again_forgets_what_was_told(visit: Visit) -> None:
    visitor = visit().arrive().open()
    visitor.say("Je suis Growth, puis-je appeler ?")
    visitor.widget.get_by_role("button", name="Plus d'options").click()
    visitor.widget.get_by_role("button", name="Recommencer").click()
    expect(visitor.answers).to_have_count(3)
    expect(visitor.say("Puis-je vous appeler ?")).to_contain_text("Lequel avez-vous ?")


def test_erasing_asks_first_and_then_leaves_nothing(visit: Visit) -> None:
    visitor = visit().arrive().open()
    visitor.say(FIRST)
    tab = visitor.tab()
    tab.locator("guichet-widget .launcher").click()
    expect(tab.locator("guichet-widget .message")).to_have_count(3)
    visitor.page.bring_to_front()  # a page behind another one is drawn once a second
    visitor.widget.get_by_role("button", name="Plus d'options").click()
    visitor.widget.get_by_role("button", name="Effacer mes données").click()
    visitor.widget.get_by_role("button", name="Garder la conversation").click()
    expect(visitor.asked).to_have_count(1)
    visitor.widget.get_by_role("button", name="Plus d'options").click()
    visitor.widget.get_by_role("button", name="Effacer mes données").click()
    visitor.widget.get_by_role("button", name="Tout effacer").click()
    expect(visitor.widget.get_by_text("Vos données sont effacées.")).to_be_visible()
    expect(visitor.asked).to_have_count(0)
    expect(tab.locator("guichet-widget .message.user")).to_have_count(0)
    assert FIRST not in json.dumps(visitor.context.storage_state())
    visitor.page.reload()
    visitor.launcher.click()
    expect(visitor.answers).to_have_count(1)
    expect(visitor.asked).to_have_count(0)


def test_erasing_in_words_leaves_no_more_than_its_own_answer(visit: Visit) -> None:
    visitor = visit().arrive().open()
    visitor.say(FIRST)
    visitor.say("Effacez mes données")
    visitor.reply("Oui, tout effacer").click()
    expect(visitor.asked).to_have_text(["Oui, tout effacer"])
    expect(visitor.answers).to_have_count(1)
    expect(visitor.answers).to_contain_text("cette conversation est effacée")
    visitor.page.reload()
    visitor.launcher.click()
    expect(visitor.answers).to_have_count(1)
    expect(visitor.asked).to_have_count(0)


def as_user(user: str) -> str:
    """The attributes that the shop's server writes for a user who is logged in."""
    expires = int(time.time()) + 600
    signature = hmac.new(IDENTITY_KEY.encode(), f"{user}|Ana|{expires}".encode(), hashlib.sha256).hexdigest()
    return f'user-id="{user}" user-name="Ana" user-expires="{expires}" user-signature="{signature}"'


def test_a_users_history_is_there_on_another_device(visit: Visit, shop: Shop) -> None:
    page = shop.page("sendcloud", "fr", attributes=as_user("ana-1"))
    visit().arrive(page).open().say(FIRST)
    elsewhere = visit().arrive(page)
    elsewhere.launcher.click()
    expect(elsewhere.asked).to_have_text([FIRST])
    somebody_else = visit().arrive(shop.page("sendcloud", "fr", attributes=as_user("bia-2"))).open()
    expect(somebody_else.asked).to_have_count(0)


def test_each_user_of_a_browser_has_a_conversation_of_their_own(visit: Visit, shop: Shop) -> None:
    visitor = visit().arrive(shop.page("sendcloud", "fr", attributes=as_user("ana-3"))).open()
    visitor.say(FIRST)
    visitor.arrive().open()  # logged out
    expect(visitor.asked).to_have_count(0)


def test_without_the_script_the_desks_doors_are_there(visit: Visit, shop: Shop) -> None:
    visitor = visit().arrive(shop.page("sendcloud", "fr", script="no"))
    expect(visitor.page.get_by_role("link", name=DOOR)).to_be_visible()


def test_without_the_server_too(visit: Visit) -> None:
    visitor = visit(cut_off=True)
    visitor.answer_with("words", lambda route: route.abort())
    visitor.arrive()
    expect(visitor.page.get_by_role("link", name=DOOR)).to_be_visible()
    expect(visitor.launcher).to_have_count(0)


def test_once_the_widget_is_there_the_doors_show_only_when_the_server_is_gone(visit: Visit) -> None:
    visitor = visit(cut_off=True).arrive().open()
    door = visitor.page.get_by_role("link", name=DOOR)
    expect(door).to_be_hidden()
    visitor.context.set_offline(True)
    visitor.write(FIRST)
    expect(door).to_be_visible()
    visitor.context.set_offline(False)
    expect(visitor.answers).to_have_count(2)
    expect(door).to_be_hidden()


class TestARestart:
    """With a server of its own, which may be stopped."""

    @pytest.fixture(scope="class")
    def fragile(self) -> Iterator[RunningServer]:
        with RunningServer(env=SESSION_KEY) as server:
            yield server

    def test_a_server_that_restarts_midway_goes_on_with_the_conversation(
        self, fragile: RunningServer, browser: Browser
    ) -> None:
        visitor = Visitor(
            browser, f"{fragile.url}/guichet/?desk=sendcloud&lang=fr", hosts={fragile.url}, language="fr", cut_off=True
        )
        visitor.arrive()
        expect(visitor.answers).to_have_count(1)
        visitor.say("Puis-je vous appeler ?")
        fragile.stop()
        visitor.reply("Growth").click()
        expect(visitor.widget.get_by_text(WAITING)).to_be_visible()
        fragile.start()
        visitor.reconnect()
        expect(visitor.answers).to_have_count(3, timeout=RECONNECTED_WITHIN)
        expect(visitor.answers.last).to_contain_text("votre abonnement Growth comprend le téléphone")
        expect(visitor.asked).to_have_text(["Puis-je vous appeler ?", "Growth"])
        assert visitor.leave() == []
