"""How answers look in Telegram, under all of its limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.labels import labels, menu
from bot.channels.telegram_text import inline, messages, short_id, size
from bot.matrix.model import LANGUAGES
from tests.platforms.telegram_rules import refused, refused_commands, shown

PT, FR = labels("pt"), labels("fr")
MAIL = {
    "to": "suporte@clear.sale",
    "subject": "CNPJ & loja",
    "body": "Olá,\n\na loja <X>.",
    "mailto": "mailto:suporte@clear.sale",
}


def render(message: dict[str, Any], chosen: str | None = None) -> list[dict[str, Any]]:
    said = messages(message, PT, chosen)
    assert [refused(part) for part in said] == [None] * len(said), said
    return said


def buttons(count: int) -> list[dict[str, str]]:
    return [{"title": f"Plano {number}", "payload": f"/inform_plan{number}"} for number in range(count)]


def rows(said: dict[str, Any]) -> list[list[dict[str, str]]]:
    found: list[list[dict[str, str]]] = said["reply_markup"]["inline_keyboard"]
    return found


def test_paragraphs_stand_apart_and_lists_stay_lists() -> None:
    [said] = render({"text": "Um & dois.\n• a\n• b\n \nTrês <x>."})
    assert said["text"] == "Um &amp; dois.\n• a\n• b\n\nTrês &lt;x&gt;."
    assert said["link_preview_options"] == {"is_disabled": True}


def test_the_source_is_a_link() -> None:
    [said] = render({"text": "Oui.\n \nSource : Sendcloud, « Contact » : https://b.example/a?b=1&c=2"})
    text, links, _ = shown(said["text"])
    assert text == "Oui.\n\nSource : Sendcloud, « Contact »"
    assert links == ["https://b.example/a?b=1&c=2"]


def test_addresses_can_be_clicked() -> None:
    assert (
        inline("a@b.example, https://b.example.") == 'a@b.example, <a href="https://b.example">https://b.example</a>.'
    )


def test_there_is_one_button_a_row_with_a_short_id() -> None:
    [said] = render({"text": "Qual?", "buttons": buttons(7)})
    assert [len(row) for row in rows(said)] == [1] * 7
    assert rows(said)[0][0] == {"text": "Plano 0", "callback_data": short_id("/inform_plan0")}


@given(st.text())
def test_an_id_fits_whatever_the_payload_and_stays_the_same(payload: str) -> None:
    assert short_id(payload) == short_id(payload)
    assert len(short_id(payload).encode()) == 22


def test_two_payloads_have_two_ids() -> None:
    assert len({short_id(f"/inform_plan{number}") for number in range(10_000)}) == 10_000


def test_buttons_stand_below_the_last_piece() -> None:
    said = render({"text": "palavra " * 1_000, "buttons": buttons(2)})
    assert ["reply_markup" in part for part in said] == [False, True]


def test_more_buttons_than_a_message_takes_go_on_below_another() -> None:
    said = render({"text": "Qual?", "buttons": buttons(120)})
    assert [len(rows(part)) for part in said] == [100, 20]


def test_buttons_without_a_text_get_one() -> None:
    [said] = render({"buttons": buttons(1)})
    assert said["text"] == f"{PT.choose}:"


def test_the_button_that_was_pressed_stands_above_the_answer() -> None:
    [said] = render({"text": "Sim."}, chosen="Lite & <b>")
    assert said["text"] == "› <b>Lite &amp; &lt;b&gt;</b>\nSim."


def test_a_choice_without_room_above_stands_alone() -> None:
    first, second = render({"text": "a" * 4_096}, chosen="Lite")
    assert (first["text"], second["text"]) == ("› <b>Lite</b>", "a" * 4_096)


@pytest.mark.parametrize("message", [{}, {"text": ""}, {"text": " \n "}, {"custom": {"x": 1}}, {"custom": {"mail": 3}}])
def test_nothing_to_say_is_no_message(message: dict[str, Any]) -> None:
    assert render(message, chosen="Lite") == []


def test_a_draft_can_be_copied() -> None:
    [said] = render({"text": "the same", "custom": {"mail": MAIL}})
    assert said["text"] == (
        "<b>Para:</b> <code>suporte@clear.sale</code>\n<b>Assunto:</b> <code>CNPJ &amp; loja</code>\n\n"
        "<pre>Olá,\n\na loja &lt;X&gt;.</pre>"
    )


def test_a_draft_speaks_the_merchants_language() -> None:
    [said] = messages({"custom": {"mail": MAIL}}, FR)
    assert said["text"].startswith("<b>À :</b> ")


def test_a_long_draft_is_split() -> None:
    said = render({"custom": {"mail": {**MAIL, "body": "linha & outra 😀\n" * 800}}, "buttons": buttons(1)})
    assert len(said) > 3
    assert "reply_markup" in said[-1]
    assert len(render({"custom": {"mail": {**MAIL, "subject": "s" * 9_000}}})) > 3


@pytest.mark.parametrize(
    "text", ["palavra " * 2_000, "a" * 9_000, "<&>" * 3_000, "😀" * 5_000, "um.\n \n" * 2_000], ids=len
)
def test_long_texts_are_split_and_nothing_is_lost(text: str) -> None:
    read = "".join(shown(part["text"])[0] for part in render({"text": text}))
    assert "".join(read.split()) == "".join(text.split())


def test_an_emoji_counts_twice() -> None:
    assert (size("a"), size("é"), size("😀")) == (1, 1, 2)


@given(st.text(max_size=500), st.text(min_size=1, max_size=300), st.integers(0, 5))
def test_telegram_takes_whatever_there_is_to_say(text: str, title: str, count: int) -> None:
    offered = [{"title": title, "payload": f"/x{number}"} for number in range(count)]
    mail = {"to": "a@b.example", "subject": text, "body": text, "mailto": ""}
    for message in ({"text": text, "buttons": offered}, {"custom": {"mail": mail}, "buttons": offered}):
        for part in messages(message, FR, title):
            if shown(part["text"])[0].strip():
                assert refused(part) is None, part


# ── The menu of commands ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_the_menu(language: Any) -> None:
    commands = [{"command": command, "description": what} for command, what, _ in menu(language)]
    assert refused_commands({"commands": commands, "language_code": language}) is None


def test_no_command_means_two_things() -> None:
    meant: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for command, _, payload in menu(language):
            meant.setdefault(command, set()).add(payload)
    assert {command for command, payloads in meant.items() if len(payloads) > 1} == set()
